using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DicomRender.Tests.Pictures;

/// <summary>A plain GIF LZW decoder.</summary>
internal static class GifReader
{
    public static byte[] ReadGray(byte[] file, int width, int height)
    {
        Assert.Equal("GIF87a"u8.ToArray(), file[..6]);
        Assert.Equal(width, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(6)));
        Assert.Equal(height, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8)));
        var at = 13 + 768 + 10;
        Assert.Equal(8, file[at++]);
        var data = new List<byte>();
        for (; file[at] != 0; at += file[at] + 1) data.AddRange(file.AsSpan(at + 1, file[at]));
        Assert.Equal((byte)';', file[at + 1]);
        return [.. Decode(data).Select(index => file[13 + index * 3])];
    }

    private static List<byte> Decode(List<byte> data)
    {
        var (output, table, bits, at) = (new List<byte>(), new List<byte[]>(), 9, 0);
        byte[]? previous = null;
        while (true)
        {
            var code = 0;
            for (var bit = 0; bit < bits; bit++, at++) code |= (data[at / 8] >> (at % 8) & 1) << bit;
            if (code == 257) return output;
            if (code == 256)
            {
                table = [.. Enumerable.Range(0, 258).Select(value => new[] { (byte)value })];
                (bits, previous) = (9, null);
                continue;
            }
            var entry = code < table.Count ? table[code] : [.. previous!, previous![0]];
            if (previous is not null && table.Count < 4096) table.Add([.. previous, entry[0]]);
            output.AddRange(entry);
            previous = entry;
            if (table.Count == 1 << bits && bits < 12) bits++;
        }
    }
}

/// <summary>JPEG pixels by libjpeg-turbo's decoder.</summary>
internal static unsafe partial class TurboJpegReader
{
    private const string Library = "libturbojpeg.so.0";

    public static byte[] Read(byte[] file, int width, int height, int channels)
    {
        var handle = tjInitDecompress();
        var pixels = new byte[width * height * channels];
        fixed (byte* source = file, target = pixels)
            Assert.Equal(0, tjDecompress2(handle, source, new((uint)file.Length), target, width, width * channels, height, channels == 1 ? 6
                : 0, 0));
        _ = tjDestroy(handle);
        return pixels;
    }

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial int tjDecompress2(nint handle, byte* file, CULong length, byte* pixels, int width, int pitch, int height,
        int format, int flags);
}
