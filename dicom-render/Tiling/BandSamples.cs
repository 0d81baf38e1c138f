using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using DicomRender.Frames;

namespace DicomRender.Tiling;

/// <summary>
/// A band of pixels of any kind to packed 16-bit words and back; see <see cref="BandPacking"/>. Colour is three packings behind two
/// lengths.
/// </summary>
internal static class BandSamples
{
    /// <summary>
    /// Packs the pixels of a band, of which <paramref name="packed"/> must hold three times <see cref="BandPacking.Bound"/> and 8 bytes;
    /// returns the bytes written.
    /// </summary>
    public static int Pack(ReadOnlySpan<byte> samples, SampleKind kind, int rows, int columns, Span<byte> packed)
    {
        if (kind is SampleKind.GrayU16 or SampleKind.GrayS16)
            return BandPacking.Pack(MemoryMarshal.Cast<byte, ushort>(samples), rows, columns, packed);
        var pixels = rows * columns;
        var words = ArrayPool<ushort>.Shared.Rent(pixels * 3);
        try
        {
            if (kind == SampleKind.Gray8)
            {
                WordNarrowing.Widen(samples, words);
                return BandPacking.Pack(words.AsSpan(0, pixels), rows, columns, packed);
            }
            ColorPlanes.Split(samples, words.AsSpan(0, pixels), words.AsSpan(pixels, pixels), words.AsSpan(2 * pixels, pixels));
            var first = BandPacking.Pack(words.AsSpan(0, pixels), rows, columns, packed[8..]);
            var second = BandPacking.Pack(words.AsSpan(pixels, pixels), rows, columns, packed[(8 + first)..]);
            var third = BandPacking.Pack(words.AsSpan(2 * pixels, pixels), rows, columns, packed[(8 + first + second)..]);
            BinaryPrimitives.WriteInt32LittleEndian(packed, first);
            BinaryPrimitives.WriteInt32LittleEndian(packed[4..], second);
            return 8 + first + second + third;
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(words);
        }
    }

    /// <summary>Unpacks into exactly the bytes of <c>rows * columns</c> pixels; false when the bytes are no such band.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, SampleKind kind, int rows, int columns, Span<byte> samples) => kind switch
    {
        SampleKind.GrayU16 or SampleKind.GrayS16 => BandPacking.TryUnpack(packed, rows, columns, MemoryMarshal.Cast<byte, ushort>(samples)),
        SampleKind.Gray8 => UnpackBytes(packed, rows, columns, samples),
        SampleKind.Rgb24 => UnpackColor(packed, rows, columns, samples),
    };

    private static bool UnpackBytes(ReadOnlySpan<byte> packed, int rows, int columns, Span<byte> samples)
    {
        var words = ArrayPool<ushort>.Shared.Rent(samples.Length);
        try
        {
            if (!BandPacking.TryUnpack(packed, rows, columns, words.AsSpan(0, samples.Length))) return false;
            WordNarrowing.Narrow(words.AsSpan(0, samples.Length), samples);
            return true;
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(words);
        }
    }

    // Two lengths, then three packings.
    private static bool UnpackColor(ReadOnlySpan<byte> packed, int rows, int columns, Span<byte> samples)
    {
        if (packed.Length < 8) return false;
        var (first, second) = (BinaryPrimitives.ReadInt32LittleEndian(packed), BinaryPrimitives.ReadInt32LittleEndian(packed[4..]));
        packed = packed[8..];
        if (first < 0 || second < 0 || (long)first + second > packed.Length) return false;
        var pixels = rows * columns;
        var words = ArrayPool<ushort>.Shared.Rent(pixels * 3);
        try
        {
            var whole = BandPacking.TryUnpack(packed[..first], rows, columns, words.AsSpan(0, pixels))
                && BandPacking.TryUnpack(packed.Slice(first, second), rows, columns, words.AsSpan(pixels, pixels))
                && BandPacking.TryUnpack(packed[(first + second)..], rows, columns, words.AsSpan(2 * pixels, pixels));
            if (whole) ColorPlanes.Join(words.AsSpan(0, pixels), words.AsSpan(pixels, pixels), words.AsSpan(2 * pixels, pixels), samples);
            return whole;
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(words);
        }
    }
}
