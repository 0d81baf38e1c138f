using System.Buffers.Binary;
using System.IO.Compression;

namespace DicomRender.Tests.Pictures;

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
                var predicted = line[0] switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    4 => Paeth(left, up, corner),
                    _ => throw new InvalidDataException(),
                };
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
