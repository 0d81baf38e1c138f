using System.Numerics;

namespace DicomRender.Pictures;

/// <summary>Entropy-coded data of a baseline scan (T.81 F.1.2).</summary>
internal sealed class JpegBitWriter(MemoryStream file)
{
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Quantises and writes one block; returns its DC value, which predicts the next one's.</summary>
    public int WriteBlock(ReadOnlySpan<float> coefficients, ReadOnlySpan<float> scales, int previousDc, bool chroma)
    {
        var (dcTable, acTable) = chroma
            ? (JpegHuffmanTable.ChromaDc, JpegHuffmanTable.ChromaAc)
            : (JpegHuffmanTable.LumaDc, JpegHuffmanTable.LumaAc);
        var zigzag = JpegTransform.Zigzag;
        var dc = Quantize(coefficients[0] * scales[0], 2047);
        WriteValue(dcTable, 0, dc - previousDc);
        var run = 0;
        for (var i = 1; i < 64; i++)
        {
            var value = Quantize(coefficients[zigzag[i]] * scales[i], 1023);
            if (value == 0)
            {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) WriteSymbol(acTable, 0xF0);
            WriteValue(acTable, run << 4, value);
            run = 0;
        }
        if (run > 0) WriteSymbol(acTable, 0);
        return dc;
    }

    /// <summary>Pads the last byte with ones.</summary>
    public void Finish()
    {
        if (_pendingBits > 0) Write(0x7F, 7);
    }

    private static int Quantize(float value, int limit) => Math.Clamp((int)MathF.Round(value), -limit, limit);

    private void WriteValue(JpegHuffmanTable table, int run, int value)
    {
        var size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        WriteSymbol(table, run | size);
        if (size > 0) Write((uint)(value < 0 ? value - 1 : value) & ((1u << size) - 1), size);
    }

    private void WriteSymbol(JpegHuffmanTable table, int symbol)
    {
        var (code, size) = table[symbol];
        Write(code, size);
    }

    private void Write(uint bits, int count)
    {
        _pending = _pending << count | bits;
        for (_pendingBits += count; _pendingBits >= 8; _pendingBits -= 8)
        {
            var value = (byte)(_pending >> (_pendingBits - 8));
            file.WriteByte(value);
            // A 0xFF in the data is followed by a zero, so that it is not a marker.
            if (value == 0xFF) file.WriteByte(0);
        }
    }
}
