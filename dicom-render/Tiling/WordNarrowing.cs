using System.Numerics;

namespace DicomRender.Tiling;

/// <summary>Bytes to 16-bit words and back, for packing 8-bit samples.</summary>
internal static class WordNarrowing
{
    public static void Narrow(ReadOnlySpan<ushort> words, Span<byte> bytes)
    {
        var (i, width) = (0, Vector<ushort>.Count);
        for (; i <= words.Length - 2 * width; i += 2 * width)
            Vector.Narrow(new Vector<ushort>(words[i..]), new Vector<ushort>(words[(i + width)..])).CopyTo(bytes[i..]);
        for (; i < words.Length; i++) bytes[i] = (byte)words[i];
    }

    public static void Widen(ReadOnlySpan<byte> bytes, Span<ushort> words)
    {
        for (var i = 0; i < bytes.Length; i++) words[i] = bytes[i];
    }
}
