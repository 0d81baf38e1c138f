using System.Buffers.Binary;

namespace DicomRender.Pictures;

/// <summary>
/// A JPEG drawn by several threads: strips of whole MCU rows are encoded as pictures of their own and joined, each a restart interval
/// (T.81 E.1.4: the predictors start anew, the bits are padded to a byte). The cut depends on the size alone, so the bytes never do on the
/// machine.
/// </summary>
internal static class JpegStrips
{
    // A slice of 512x512 makes two strips: a second, idle core saves a seventh of the time; where all are busy it costs a hundredth.
    private const int LeastPixels = 1 << 17, Most = 8;
    // Rows and columns of the largest MCU, that of 4:2:0.
    private const int Mcu = 16;

    /// <summary>Rows of each strip but the last, which may have fewer; the picture's height when it stays whole.</summary>
    public static int RowsOf(int width, int height)
    {
        var strips = (int)Math.Clamp((long)width * height / LeastPixels, 1, Most);
        var rows = (height + strips - 1) / strips;
        rows = (rows + Mcu - 1) / Mcu * Mcu;
        // DRI counts MCUs in 16 bits; the smallest MCU is 8x8.
        var interval = (long)((width + 7) / 8) * (rows / 8);
        return interval <= ushort.MaxValue ? Math.Min(rows, height) : height;
    }

    /// <summary>Joins strips that one encoder has made with the same tables.</summary>
    /// <param name="strips">Whole JPEG files of equal width, from the top, all but the last <paramref name="rows"/> high; at most eight,
    /// since RST0..RST7 count them.</param>
    /// <param name="rows">Of each strip but the last.</param>
    /// <param name="height">Of the whole picture.</param>
    public static byte[] Join(ReadOnlySpan<byte[]> strips, int rows, int height)
    {
        var first = strips[0];
        var head = Scan(first, out var frame);
        var interval = Interval(first.AsSpan(frame), rows);
        var length = head.Start + 6 + 2;
        foreach (var strip in strips) length += Entropy(strip).Length + 2;
        var file = new byte[length - 2];

        first.AsSpan(0, head.Marker).CopyTo(file);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), (ushort)height);
        var at = head.Marker;
        ReadOnlySpan<byte> restart = [0xFF, 0xDD, 0, 4, (byte)(interval >> 8), (byte)interval];
        restart.CopyTo(file.AsSpan(at));
        first.AsSpan(head.Marker, head.Start - head.Marker).CopyTo(file.AsSpan(at + restart.Length));
        at = head.Start + restart.Length;
        for (var i = 0; i < strips.Length; i++)
        {
            var entropy = Entropy(strips[i]);
            entropy.CopyTo(file.AsSpan(at));
            at += entropy.Length;
            file[at++] = 0xFF;
            file[at++] = (byte)(i < strips.Length - 1 ? 0xD0 + i : 0xD9);
        }
        return file;
    }

    /// <summary>The coded bits between the scan header and EOI.</summary>
    private static ReadOnlySpan<byte> Entropy(byte[] strip) => strip.AsSpan(Scan(strip, out _).Start..^2);

    /// <summary>Where SOS stands and where the coded bits start; <paramref name="frame"/> is the place of SOF0.</summary>
    private static (int Marker, int Start) Scan(ReadOnlySpan<byte> file, out int frame)
    {
        frame = 0;
        for (var at = 2; ;)
        {
            var marker = file[at + 1];
            var next = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker == 0xC0) frame = at;
            if (marker == 0xDA) return (at, next);
            at = next;
        }
    }

    /// <summary>MCUs of a strip (T.81 A.2: one component counts its blocks, several count those of the largest sampling).</summary>
    private static int Interval(ReadOnlySpan<byte> frame, int rows)
    {
        var width = BinaryPrimitives.ReadUInt16BigEndian(frame[7..]);
        var (across, down) = frame[9] == 1 ? (8, 8) : (8 * (frame[11] >> 4), 8 * (frame[11] & 15));
        return (width + across - 1) / across * (rows / down);
    }
}
