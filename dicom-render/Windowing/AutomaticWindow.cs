using System.Numerics;
using System.Runtime.InteropServices;
using DicomRender.Frames;

namespace DicomRender.Windowing;

/// <summary>
/// The window made of a frame's least and greatest value, padding excluded, when the file names none. Through a modality LUT it spans
/// the table's output over that range of stored values.
/// </summary>
internal static class AutomaticWindow
{
    /// <summary>The least and greatest stored value; null when every sample is padding.</summary>
    public static StoredRange? RangeOf(StoredFrame frame, StoredRange? padding) => frame.Kind switch
    {
        SampleKind.Gray8 => RangeOf(frame.Samples.Span, padding),
        SampleKind.GrayU16 => RangeOf(frame.Words, false, padding),
        SampleKind.GrayS16 => RangeOf(frame.Words, true, padding),
        SampleKind.Rgb24 => null,
    };

    /// <summary>The same for 16-bit samples.</summary>
    public static StoredRange? RangeOf(ReadOnlySpan<ushort> samples, bool signed, StoredRange? padding)
    {
        if (padding is not { } pad)
        {
            if (!signed) return Extremes(samples);
            return Extremes(MemoryMarshal.Cast<ushort, short>(samples));
        }
        var (low, high) = (int.MaxValue, int.MinValue);
        foreach (var sample in samples)
        {
            int stored = signed ? (short)sample : sample;
            if (pad.Contains(stored)) continue;
            low = Math.Min(low, stored);
            high = Math.Max(high, stored);
        }
        return low > high ? null : new(low, high);
    }

    /// <summary>The same for 8-bit unsigned samples.</summary>
    public static StoredRange? RangeOf(ReadOnlySpan<byte> samples, StoredRange? padding)
    {
        Span<bool> seen = stackalloc bool[256];
        seen.Clear();
        foreach (var sample in samples) seen[sample] = true;
        if (padding is { } pad)
            for (var value = Math.Max(pad.Low, 0); value <= Math.Min(pad.High, 255); value++) seen[value] = false;
        var low = seen.IndexOf(true);
        return low < 0 ? null : new(low, seen.LastIndexOf(true));
    }

    /// <summary>The window from the least to the greatest modality value of a grey frame; one that is all padding is black.</summary>
    public static Window Of(StoredFrame frame, Modality modality, StoredRange? padding) =>
        (ValuesOf(frame, modality, padding) ?? default).Spanned;

    /// <summary>The least and greatest modality value of a grey frame; null when every sample is padding.</summary>
    public static ValueRange? ValuesOf(StoredFrame frame, Modality modality, StoredRange? padding)
    {
        if (modality.Table is not null) return ThroughTable(frame, modality, padding);
        if (RangeOf(frame, padding) is not { } range) return null;
        var (first, last) = (modality.Apply(range.Low), modality.Apply(range.High));
        return new(Math.Min(first, last), Math.Max(first, last));
    }

    // A table need not be monotonic, so take the least and greatest output of the values that occur.
    private static ValueRange? ThroughTable(StoredFrame frame, Modality modality, StoredRange? padding)
    {
        var seen = new bool[65536];
        if (frame.Kind == SampleKind.Gray8) foreach (var sample in frame.Samples.Span) seen[sample] = true;
        else foreach (var sample in frame.Words) seen[sample] = true;
        var (low, high) = (double.MaxValue, double.MinValue);
        for (var word = 0; word < seen.Length; word++)
        {
            int stored = frame.Kind == SampleKind.GrayS16 ? (short)word : word;
            if (!seen[word] || padding?.Contains(stored) == true) continue;
            var value = modality.Apply(stored);
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }
        return low > high ? null : new(low, high);
    }

    private static StoredRange? Extremes<T>(ReadOnlySpan<T> samples) where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        if (samples.IsEmpty) return null;
        var (low, high) = (samples[0], samples[0]);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(samples);
        if (vectors.Length > 0)
        {
            var (lows, highs) = (vectors[0], vectors[0]);
            foreach (var vector in vectors) (lows, highs) = (Vector.Min(lows, vector), Vector.Max(highs, vector));
            for (var i = 0; i < Vector<T>.Count; i++) (low, high) = (T.Min(low, lows[i]), T.Max(high, highs[i]));
        }
        foreach (var sample in samples[(vectors.Length * Vector<T>.Count)..]) (low, high) = (T.Min(low, sample), T.Max(high, sample));
        return new(int.CreateChecked(low), int.CreateChecked(high));
    }
}
