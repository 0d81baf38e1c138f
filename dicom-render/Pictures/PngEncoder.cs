using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DicomRender.Pictures;

/// <summary>
/// PNG (ISO/IEC 15948): 8-bit grey or RGB, each row filtered by whichever of Sub, Up and Paeth leaves the smallest differences.
/// </summary>
internal static class PngEncoder
{
    private const byte Sub = 1, Up = 2, Paeth = 4;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(Raster raster)
    {
        using var file = new MemoryStream(raster.Pixels.Length / 2 + 1024);
        file.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], raster.Height);
        header[8] = 8;
        header[9] = (byte)(raster.Channels == 1 ? 0 : 2);
        header[10..].Clear();
        WriteChunk(file, "IHDR"u8, header);
        using var data = new MemoryStream(raster.Pixels.Length / 2 + 1024);
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true)) WriteRows(raster, deflate);
        WriteChunk(file, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteRows(Raster raster, ZLibStream deflate)
    {
        var stride = raster.Stride;
        // Four lines of filter byte and row: sub, up, Paeth, and zeros standing for the row above the first.
        var scratch = ArrayPool<byte>.Shared.Rent(4 * (stride + 1));
        try
        {
            var zeros = scratch.AsSpan(3 * (stride + 1), stride);
            zeros.Clear();
            for (var y = 0; y < raster.Height; y++)
            {
                var above = y == 0 ? zeros : raster.Row(y - 1);
                deflate.Write(SmallestFilter(raster.Row(y), above, raster.Channels, scratch));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static Span<byte> SmallestFilter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixel, Span<byte> scratch)
    {
        var line = row.Length + 1;
        var sub = scratch[..line];
        var up = scratch.Slice(line, line);
        var paeth = scratch.Slice(2 * line, line);
        (sub[0], up[0], paeth[0]) = (Sub, Up, Paeth);
        row[..pixel].CopyTo(sub[1..]);
        Subtract(row[pixel..], row[..^pixel], sub[(1 + pixel)..]);
        Subtract(row, above, up[1..]);
        Predict(row, above, pixel, paeth[1..]);
        var (subCost, upCost, paethCost) = (Cost(sub[1..]), Cost(up[1..]), Cost(paeth[1..]));
        if (paethCost < subCost && paethCost < upCost) return paeth;
        return subCost < upCost ? sub : up;
    }

    private static void Subtract(ReadOnlySpan<byte> values, ReadOnlySpan<byte> predictions, Span<byte> differences)
    {
        var width = Vector<byte>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
            (new Vector<byte>(values[i..]) - new Vector<byte>(predictions[i..])).CopyTo(differences[i..]);
        for (; i < values.Length; i++) differences[i] = (byte)(values[i] - predictions[i]);
    }

    // The Paeth predictor: whichever of left, above and above left is nearest to left + above - above left.
    private static void Predict(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int pixel, Span<byte> differences)
    {
        Subtract(row[..pixel], above[..pixel], differences);
        var width = Vector<byte>.Count;
        var i = pixel;
        for (; i <= row.Length - width; i += width)
        {
            Vector.Widen(new Vector<byte>(row[(i - pixel)..]), out var leftLow, out var leftHigh);
            Vector.Widen(new Vector<byte>(above[i..]), out var upLow, out var upHigh);
            Vector.Widen(new Vector<byte>(above[(i - pixel)..]), out var cornerLow, out var cornerHigh);
            var predicted = Vector.Narrow(Nearest(leftLow, upLow, cornerLow), Nearest(leftHigh, upHigh, cornerHigh));
            (new Vector<byte>(row[i..]) - predicted).CopyTo(differences[i..]);
        }
        for (; i < row.Length; i++)
        {
            var (left, up, corner) = (row[i - pixel], above[i], above[i - pixel]);
            var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
            var predicted = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
            differences[i] = (byte)(row[i] - predicted);
        }
    }

    private static Vector<ushort> Nearest(Vector<ushort> left, Vector<ushort> up, Vector<ushort> corner)
    {
        var (a, b, c) = (left.As<ushort, short>(), up.As<ushort, short>(), corner.As<ushort, short>());
        var (toLeft, toUp, toCorner) = (Vector.Abs(b - c), Vector.Abs(a - c), Vector.Abs(a + b - c - c));
        var takeLeft = Vector.LessThanOrEqual(toLeft, toUp) & Vector.LessThanOrEqual(toLeft, toCorner);
        var upOrCorner = Vector.ConditionalSelect(Vector.LessThanOrEqual(toUp, toCorner), b, c);
        return Vector.ConditionalSelect(takeLeft, a, upOrCorner).As<short, ushort>();
    }

    // Sum of differences read as signed bytes: the heuristic of PNG 12.7.
    private static int Cost(ReadOnlySpan<byte> differences)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<sbyte>>(differences);
        var sums = Vector<uint>.Zero;
        foreach (var vector in vectors)
        {
            Vector.Widen(Vector.Min(Vector.AsVectorByte(vector), Vector.AsVectorByte(-vector)), out var low, out var high);
            Vector.Widen(low + high, out var first, out var second);
            sums += first + second;
        }
        var total = (int)Vector.Sum(sums);
        foreach (var difference in differences[(vectors.Length * Vector<byte>.Count)..]) total += Math.Min(difference, 256 - difference);
        return total;
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~Crc32.Update(Crc32.Update(uint.MaxValue, type), data));
        file.Write(word);
    }
}
