using System.Numerics;
using System.Runtime.InteropServices;

namespace DicomRender.Windowing;

/// <summary>The least and greatest stored value of a frame, padding excluded: what a window is made of when the file names none.</summary>
internal static class AutomaticWindow
{
    /// <summary>Null when every sample is padding.</summary>
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
