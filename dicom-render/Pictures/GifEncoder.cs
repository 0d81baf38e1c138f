using System.Buffers;
using System.Buffers.Binary;

namespace DicomRender.Pictures;

/// <summary>GIF 87a, one frame. Grey and pictures of at most 256 colours are exact; others fall to a 6x7x6 colour cube.</summary>
internal static class GifEncoder
{
    private const int CodeLimit = 4096, ClearCode = 256, EndCode = 257;

    public static byte[] Encode(Raster raster)
    {
        if (raster.Width > ushort.MaxValue || raster.Height > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(raster), "A GIF is at most 65535 pixels on a side.");
        using var file = new MemoryStream(raster.Pixels.Length / 2 + 1024);
        var palette = new byte[768];
        var indices = Index(raster, palette);
        file.Write("GIF87a"u8);
        Span<byte> screen = stackalloc byte[7];
        BinaryPrimitives.WriteUInt16LittleEndian(screen, (ushort)raster.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(screen[2..], (ushort)raster.Height);
        // A global table of 256 colours, 8 bits per primary.
        (screen[4], screen[5], screen[6]) = (0xF7, 0, 0);
        file.Write(screen);
        file.Write(palette);
        Span<byte> image = stackalloc byte[10];
        image.Clear();
        image[0] = (byte)',';
        screen[..4].CopyTo(image[5..]);
        file.Write(image);
        file.WriteByte(8);
        var children = ArrayPool<short>.Shared.Rent(CodeLimit * 256);
        WriteCodes(file, indices, children);
        ArrayPool<short>.Shared.Return(children);
        file.WriteByte(0);
        file.WriteByte((byte)';');
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Index(Raster raster, byte[] palette)
    {
        if (raster.Channels == 1)
        {
            for (var i = 0; i < palette.Length; i++) palette[i] = (byte)(i / 3);
            return raster.Pixels.Span;
        }
        return IndexExactly(raster, palette) ?? IndexByCube(raster, palette);
    }

    private static byte[]? IndexExactly(Raster raster, byte[] palette)
    {
        var pixels = raster.Pixels.Span;
        var indices = new byte[raster.Width * raster.Height];
        var known = new Dictionary<int, byte>(256);
        for (var i = 0; i < indices.Length; i++)
        {
            var rgb = pixels.Slice(i * 3, 3);
            var key = rgb[0] << 16 | rgb[1] << 8 | rgb[2];
            if (!known.TryGetValue(key, out var index))
            {
                if (known.Count == 256) return null;
                index = (byte)known.Count;
                known.Add(key, index);
                rgb.CopyTo(palette.AsSpan(index * 3));
            }
            indices[i] = index;
        }
        return indices;
    }

    private static byte[] IndexByCube(Raster raster, byte[] palette)
    {
        for (var i = 0; i < 252; i++)
            (palette[i * 3], palette[i * 3 + 1], palette[i * 3 + 2]) =
                ((byte)(i / 42 * 51), (byte)(i / 6 % 7 * 255 / 6), (byte)(i % 6 * 51));
        var pixels = raster.Pixels.Span;
        var indices = new byte[raster.Width * raster.Height];
        for (var i = 0; i < indices.Length; i++)
            indices[i] = (byte)((pixels[i * 3] + 25) / 51 * 42 + (pixels[i * 3 + 1] * 6 + 127) / 255 * 6 + (pixels[i * 3 + 2] + 25) / 51);
        return indices;
    }

    // LZW with an open table of (prefix, byte) -> code, cleared when full.
    private static void WriteCodes(Stream file, ReadOnlySpan<byte> indices, short[] children)
    {
        var writer = new CodeWriter(file);
        Array.Clear(children);
        var (next, bits) = (EndCode + 1, 9);
        writer.Write(ClearCode, bits);
        var prefix = (int)indices[0];
        foreach (var index in indices[1..])
        {
            ref var child = ref children[prefix << 8 | index];
            if (child != 0)
            {
                prefix = child;
                continue;
            }
            writer.Write(prefix, bits);
            if (next == CodeLimit)
            {
                writer.Write(ClearCode, bits);
                Array.Clear(children);
                (next, bits) = (EndCode + 1, 9);
            }
            else
            {
                if (next == 1 << bits) bits++;
                child = (short)next++;
            }
            prefix = index;
        }
        writer.Write(prefix, bits);
        if (next == 1 << bits && bits < 12) bits++;
        writer.Write(EndCode, bits);
        writer.Finish();
    }

    /// <summary>Codes to bits, least significant first, in sub-blocks of at most 255 bytes.</summary>
    private sealed class CodeWriter(Stream file)
    {
        private readonly byte[] _block = new byte[256];
        private uint _pending;
        private int _pendingBits, _used;

        public void Write(int code, int bits)
        {
            _pending |= (uint)code << _pendingBits;
            for (_pendingBits += bits; _pendingBits >= 8; _pendingBits -= 8, _pending >>= 8) Append((byte)_pending);
        }

        public void Finish()
        {
            if (_pendingBits > 0) Append((byte)_pending);
            Flush();
        }

        private void Append(byte value)
        {
            _block[++_used] = value;
            if (_used == 255) Flush();
        }

        private void Flush()
        {
            if (_used == 0) return;
            _block[0] = (byte)_used;
            file.Write(_block, 0, _used + 1);
            _used = 0;
        }
    }
}
