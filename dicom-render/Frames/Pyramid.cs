using System.Runtime.InteropServices;

namespace DicomRender.Frames;

/// <summary>Halved levels of large images, so that a small picture of them reads little.</summary>
public static class Pyramid
{
    /// <summary>Images up to this size on both sides have one level only.</summary>
    public const int LargestSingleLevel = 1024;

    /// <summary>Number of levels: the last one is at most <see cref="LargestSingleLevel"/> on a side.</summary>
    public static int LevelsOf(int rows, int columns)
    {
        var levels = 1;
        for (var size = Math.Max(rows, columns); size > LargestSingleLevel; size = (size + 1) / 2) levels++;
        return levels;
    }

    /// <summary>Rows or columns of a level.</summary>
    public static int SizeAt(int size, int level) => (int)((size + (1L << level) - 1) >> level);

    /// <summary>
    /// The next level: each pixel the mean of four, of those there are at an odd edge. Grey padding takes no part unless all four are.
    /// </summary>
    internal static StoredFrame Halve(StoredFrame frame, StoredRange? padding)
    {
        var (rows, columns) = (SizeAt(frame.Rows, 1), SizeAt(frame.Columns, 1));
        var samples = new byte[rows * columns * frame.BytesPerPixel];
        switch (frame.Kind)
        {
            case SampleKind.GrayU16:
                Halve(frame.Words, MemoryMarshal.Cast<byte, ushort>(samples.AsSpan()), frame, 1, columns, padding);
                break;
            case SampleKind.GrayS16:
                Halve(MemoryMarshal.Cast<ushort, short>(frame.Words), MemoryMarshal.Cast<byte, short>(samples.AsSpan()), frame, 1, columns,
                    padding);
                break;
            case SampleKind.Gray8:
                Halve(frame.Samples.Span, samples, frame, 1, columns, padding);
                break;
            case SampleKind.Rgb24:
                Halve(frame.Samples.Span, samples, frame, 3, columns, null);
                break;
        }
        return new(rows, columns, frame.Kind, samples, frame.Level + 1);
    }

    private static void Halve<T>(ReadOnlySpan<T> source, Span<T> target, StoredFrame frame, int channels, int columns, StoredRange? padding)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var stride = frame.Columns * channels;
        for (var row = 0; row < frame.Rows; row += 2)
        {
            var top = source.Slice(row * stride, stride);
            var bottom = row + 1 < frame.Rows ? source.Slice((row + 1) * stride, stride) : top;
            var line = target.Slice(row / 2 * columns * channels, columns * channels);
            for (var i = 0; i < line.Length; i++)
            {
                var left = i / channels * 2 * channels + i % channels;
                var right = left + channels < stride ? left + channels : left;
                line[i] = padding is { } pad
                    ? Mean(top[left], top[right], bottom[left], bottom[right], pad)
                    : T.CreateTruncating(
                        (int.CreateTruncating(top[left]) + int.CreateTruncating(top[right])
                        + int.CreateTruncating(bottom[left]) + int.CreateTruncating(bottom[right]) + 2) >> 2);
            }
        }
    }

    private static T Mean<T>(T a, T b, T c, T d, StoredRange padding) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var (sum, count) = (0, 0);
        foreach (var value in (ReadOnlySpan<T>)[a, b, c, d])
        {
            var number = int.CreateTruncating(value);
            if (padding.Contains(number)) continue;
            sum += number;
            count++;
        }
        return count == 0 ? a : T.CreateTruncating((int)Math.Floor((sum + count / 2.0) / count));
    }
}
