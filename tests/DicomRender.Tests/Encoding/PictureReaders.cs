using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace DicomRender.Tests;

/// <summary>Reads back what the PNG encoder writes: checks every chunk's CRC and undoes the filters.</summary>
internal static class PngReader
{
    public static ((int Width, int Height, int Channels) Size, byte[] Pixels) Read(byte[] file)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], file[..8]);
        var (width, height, channels) = (0, 0, 0);
        var data = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var body = file.AsSpan(at + 8, length);
            Assert.Equal(SlowCrc(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IHDR"u8))
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                channels = body[9] == 0 ? 1 : 3;
            }
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) data.Write(body);
            at += length + 12;
        }
        data.Position = 0;
        return ((width, height, channels), Unfilter(new ZLibStream(data, CompressionMode.Decompress), width * channels, height, channels));
    }

    private static byte[] Unfilter(Stream rows, int stride, int height, int channels)
    {
        var pixels = new byte[stride * height];
        var line = new byte[stride + 1];
        for (var y = 0; y < height; y++)
        {
            rows.ReadExactly(line);
            for (var x = 0; x < stride; x++)
            {
                int left = x < channels ? 0 : pixels[y * stride + x - channels];
                int up = y == 0 ? 0 : pixels[(y - 1) * stride + x];
                int corner = x < channels || y == 0 ? 0 : pixels[(y - 1) * stride + x - channels];
                var predicted = line[0] switch { 0 => 0, 1 => left, 2 => up, 4 => Paeth(left, up, corner), _ => throw new InvalidDataException() };
                pixels[y * stride + x] = (byte)(line[x + 1] + predicted);
            }
        }
        return pixels;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static uint SlowCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}

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
            Assert.Equal(0, tjDecompress2(handle, source, new((uint)file.Length), target, width, width * channels, height, channels == 1 ? 6 : 0, 0));
        _ = tjDestroy(handle);
        return pixels;
    }

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial int tjDecompress2(nint handle, byte* file, CULong length, byte* pixels, int width, int pitch, int height, int format, int flags);
}
