using System.Collections.Immutable;

namespace Wayfinding.Routing.Live;

/// <summary>
/// What a <see cref="Network"/> knows at one moment, immutable: the spans of time looked at so far (the latest first), the closures, and
/// the weights of <see cref="Network.HopeBetween"/>.
/// </summary>
internal sealed record NetworkState(ImmutableArray<TimeSlice> Slices, ImmutableArray<Closure> Closures, ImmutableArray<Weights> Hopes)
{
    private const int MostSlices = 12;
    private const int MostMetrics = 24;
    private const int MostHopes = 4;

    /// <summary>Nothing looked at, nothing closed.</summary>
    public static NetworkState Empty { get; } = new([], [], []);

    /// <summary>Weights of the spans.</summary>
    public IEnumerable<Weights> SliceWeights => Slices.Select(s => s.Weights);

    /// <summary>Weights of the spans, then the hopes.</summary>
    public IEnumerable<Weights> AllWeights => SliceWeights.Concat(Hopes);

    /// <summary>The span that covers a time, if it has been looked at.</summary>
    public TimeSlice? SliceAt(DateTime? at)
    {
        foreach (var slice in Slices)
            if (slice.Covers(at)) return slice;
        return null;
    }

    /// <summary>
    /// With one more span. Where that makes too many, the oldest are forgotten; but never the present, nor the time at which all is open:
    /// questions about many other times must not slow down those who leave now.
    /// </summary>
    public NetworkState With(TimeSlice slice, DateTime? present)
    {
        var kept = Slices;
        for (var i = kept.Length - 1; i >= 0 && IsFull(kept); i--)
            if (kept[i].From is not null && !kept[i].Covers(present)) kept = kept.RemoveAt(i);
        return this with { Slices = kept.Insert(0, slice) };
    }

    /// <summary>With one more hope, the oldest forgotten where that makes too many.</summary>
    public NetworkState With(Weights hope)
    {
        var kept = Hopes.Length < MostHopes ? Hopes : Hopes.RemoveAt(MostHopes - 1);
        return this with { Hopes = kept.Insert(0, hope) };
    }

    private static bool IsFull(ImmutableArray<TimeSlice> slices) =>
        slices.Length >= MostSlices || slices.Select(s => s.Weights).Distinct().Sum(w => w.Made) >= MostMetrics;
}
