using System.Buffers;
using System.IO.Compression;
using System.Numerics;
using DicomRender.Frames;

namespace DicomRender.Tiling;

/// <summary>
/// The lossless form of grey samples that a browser inflates by itself: gzip of byte planes. The predictor is the left neighbour,
/// for the first pixel of a row the pixel above, for the first of all 0; <c>d</c> = sample - predictor wrapped to the word;
/// <c>z = (d &lt;&lt; 1) ^ (d &gt;&gt; bits-1)</c>. All low bytes of z come first, then, for 2-byte samples, all high bytes.
/// Test vectors: tests/vectors/samples.json.
/// </summary>
public static class SamplesFormat
{
    /// <summary>Whether this frame can be sent so: grey, not colour.</summary>
    public static bool Offers(SampleKind kind) => kind is not SampleKind.Rgb24;

    /// <exception cref="ArgumentException">The frame is colour.</exception>
    public static byte[] Encode(StoredFrame frame)
    {
        if (!Offers(frame.Kind)) throw new ArgumentException("Colour frames are sent as pictures.", nameof(frame));
        var planes = ArrayPool<byte>.Shared.Rent(frame.ByteSize);
        try
        {
            WritePlanes(frame, planes.AsSpan(0, frame.ByteSize));
            using var target = new MemoryStream(frame.ByteSize / 2 + 64);
            using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(planes, 0, frame.ByteSize);
            return target.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(planes);
        }
    }

    internal static void WritePlanes(StoredFrame frame, Span<byte> planes)
    {
        var pixels = frame.Rows * frame.Columns;
        for (var row = 0; row < frame.Rows; row++)
        {
            var at = row * frame.Columns;
            if (frame.Kind == SampleKind.Gray8) WriteRow(frame.Samples.Span, at, frame.Columns, planes);
            else WriteRow(frame.Words, at, frame.Columns, planes[..pixels], planes[pixels..]);
        }
    }

    private static void WriteRow(ReadOnlySpan<byte> samples, int start, int columns, Span<byte> plane)
    {
        plane[start] = Fold((byte)(samples[start] - (start == 0 ? 0 : samples[start - columns])));
        for (var i = start + 1; i < start + columns; i++) plane[i] = Fold((byte)(samples[i] - samples[i - 1]));
    }

    private static void WriteRow(ReadOnlySpan<ushort> samples, int start, int columns, Span<byte> low, Span<byte> high)
    {
        Split(Fold((ushort)(samples[start] - (start == 0 ? 0 : samples[start - columns]))), start, low, high);
        var (i, end, width) = (start + 1, start + columns, Vector<ushort>.Count);
        for (; i <= end - 2 * width; i += 2 * width)
        {
            var first = Fold(new Vector<ushort>(samples[i..]) - new Vector<ushort>(samples[(i - 1)..]));
            var second = Fold(new Vector<ushort>(samples[(i + width)..]) - new Vector<ushort>(samples[(i + width - 1)..]));
            Vector.Narrow(first & new Vector<ushort>(255), second & new Vector<ushort>(255)).CopyTo(low[i..]);
            Vector.Narrow(first >>> 8, second >>> 8).CopyTo(high[i..]);
        }
        for (; i < end; i++) Split(Fold((ushort)(samples[i] - samples[i - 1])), i, low, high);
    }

    private static void Split(ushort value, int at, Span<byte> low, Span<byte> high) =>
        (low[at], high[at]) = ((byte)value, (byte)(value >> 8));

    private static byte Fold(byte difference) => (byte)((difference << 1) ^ ((sbyte)difference >> 7));

    private static ushort Fold(ushort difference) => (ushort)((difference << 1) ^ ((short)difference >> 15));

    private static Vector<ushort> Fold(Vector<ushort> difference) =>
        (difference << 1) ^ (difference.As<ushort, short>() >> 15).As<short, ushort>();
}
