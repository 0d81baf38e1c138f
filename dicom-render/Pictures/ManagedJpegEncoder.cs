using System.Buffers.Binary;

namespace DicomRender.Pictures;

/// <summary>
/// Baseline sequential JPEG (ITU-T T.81) in managed code: Annex K tables, 4:4:4 colour, for machines without libjpeg-turbo.
/// </summary>
internal static class ManagedJpegEncoder
{
    // T.81 K.1 and K.2, in zigzag order.
    private static ReadOnlySpan<byte> LumaQuantization =>
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
        95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    private static ReadOnlySpan<byte> ChromaQuantization =>
    [
        17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    public static byte[] Encode(Raster raster, int quality)
    {
        using var file = new MemoryStream(raster.Pixels.Length / 4 + 1024);
        var tables = raster.Channels == 1
            ? [Scale(LumaQuantization, quality)]
            : new[] { Scale(LumaQuantization, quality), Scale(ChromaQuantization, quality) };
        WriteHeaders(file, raster, tables);
        WriteScan(file, raster, tables);
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    // libjpeg's meaning of quality: 50 is the table itself, 100 is all ones.
    private static byte[] Scale(ReadOnlySpan<byte> table, int quality)
    {
        var percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        var scaled = new byte[64];
        for (var i = 0; i < 64; i++) scaled[i] = (byte)Math.Clamp((table[i] * percent + 50) / 100, 1, 255);
        return scaled;
    }

    private static void WriteHeaders(MemoryStream file, Raster raster, byte[][] tables)
    {
        file.Write([0xFF, 0xD8]);
        WriteSegment(file, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        for (byte i = 0; i < tables.Length; i++) WriteSegment(file, 0xDB, [i, .. tables[i]]);
        var (height, width, channels) = (raster.Height, raster.Width, (byte)raster.Channels);
        List<byte> frame = [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, channels];
        List<byte> scan = [channels];
        for (byte i = 0; i < channels; i++)
        {
            var table = (byte)(i == 0 ? 0 : 1);
            frame.AddRange([(byte)(i + 1), 0x11, table]);
            scan.AddRange([(byte)(i + 1), (byte)(table * 0x11)]);
        }
        WriteSegment(file, 0xC0, [.. frame]);
        for (byte i = 0; i < tables.Length; i++)
        {
            var (dc, ac) = i == 0
                ? (JpegHuffmanTable.LumaDc, JpegHuffmanTable.LumaAc)
                : (JpegHuffmanTable.ChromaDc, JpegHuffmanTable.ChromaAc);
            WriteSegment(file, 0xC4, [i, .. dc.Lengths, .. dc.Symbols]);
            WriteSegment(file, 0xC4, [(byte)(0x10 | i), .. ac.Lengths, .. ac.Symbols]);
        }
        WriteSegment(file, 0xDA, [.. scan, 0, 63, 0]);
    }

    private static void WriteSegment(MemoryStream file, byte marker, ReadOnlySpan<byte> body)
    {
        Span<byte> head = [0xFF, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(body.Length + 2));
        file.Write(head);
        file.Write(body);
    }

    private static void WriteScan(MemoryStream file, Raster raster, byte[][] tables)
    {
        var writer = new JpegBitWriter(file);
        Span<float> block = stackalloc float[64];
        Span<int> previous = stackalloc int[3];
        previous.Clear();
        var scales = Array.ConvertAll(tables, JpegTransform.Scales);
        for (var y = 0; y < raster.Height; y += 8)
            for (var x = 0; x < raster.Width; x += 8)
                for (var channel = 0; channel < raster.Channels; channel++)
                {
                    var table = channel == 0 ? 0 : 1;
                    Load(raster, x, y, channel, block);
                    JpegTransform.Forward(block);
                    previous[channel] = writer.WriteBlock(block, scales[table], previous[channel], chroma: table == 1);
                }
        writer.Finish();
    }

    // Blocks over the edge repeat the last row and column.
    private static void Load(Raster raster, int left, int top, int channel, Span<float> block)
    {
        for (var y = 0; y < 8; y++)
        {
            var row = raster.Row(Math.Min(top + y, raster.Height - 1));
            for (var x = 0; x < 8; x++)
            {
                var at = Math.Min(left + x, raster.Width - 1) * raster.Channels;
                block[y * 8 + x] = raster.Channels == 1 ? row[at] - 128 : Component(row.Slice(at, 3), channel);
            }
        }
    }

    // JFIF's YCbCr, level-shifted.
    private static float Component(ReadOnlySpan<byte> rgb, int channel) => channel switch
    {
        0 => 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2] - 128,
        1 => -0.168736f * rgb[0] - 0.331264f * rgb[1] + 0.5f * rgb[2],
        _ => 0.5f * rgb[0] - 0.418688f * rgb[1] - 0.081312f * rgb[2],
    };
}
