using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// Which hours are open and which edges are shut by closures, and the metrics made for it so far: one per profile, and one more per profile in which what is
/// impassable has a price (<see cref="EdgeCosts"/>). Spans of time in which the same doors are open share one.
/// </summary>
internal sealed class Weights(ulong[] openHours, ulong[] closedEdges)
{
    private readonly Metric?[] _metrics = new Metric?[2 * Profile.All.Count];
    private readonly Lock _gate = new();

    private Weights? _unclosed;

    public ulong[] OpenHours => openHours;

    public ulong[] ClosedEdges => closedEdges;

    /// <summary>How many metrics it holds.</summary>
    public int Made => _metrics.Count(m => m is not null) + (_unclosed is { } other && other != this ? other.Made : 0);

    public bool Are(ulong[] open, ulong[] closed) => openHours.AsSpan().SequenceEqual(open) && closedEdges.AsSpan().SequenceEqual(closed);

    public EdgeCosts Costs(WalkGraph graph, Profile profile, bool priced = false) => new(graph, profile, openHours, closedEdges, priced);

    /// <summary>
    /// The metric of a profile, made on first use. One is made at a time: who asks for the small hours of many days takes one core, and those whose metric
    /// is there do not wait.
    /// </summary>
    public Metric MetricOf(Profile profile, Customizer customizer, WalkGraph graph, bool priced = false)
    {
        var index = IndexOf(profile) + (priced ? Profile.All.Count : 0);
        if (Volatile.Read(ref _metrics[index]) is { } ready) return ready;
        lock (customizer)
        {
            return _metrics[index] ??= customizer.Full(Costs(graph, profile, priced));
        }
    }

    /// <summary>The same hours were nothing closed: made once, whatever the closures become meanwhile.</summary>
    public Weights Unclosed(Customizer customizer, WalkGraph graph)
    {
        lock (_gate)
        {
            return _unclosed ??= closedEdges.AsSpan().ContainsAnyExcept(0UL) ? With(Bits.Empty(graph.EdgeCount), Bits.Of(closedEdges), customizer, graph) : this;
        }
    }

    /// <summary>The same hours with other closures; the metrics made so far are carried over, changed only where the edges touch them.</summary>
    public Weights With(ulong[] closed, IReadOnlyList<int> changedEdges, Customizer customizer, WalkGraph graph)
    {
        var next = new Weights(openHours, closed) { _unclosed = ReferenceEquals(_unclosed, this) ? null : _unclosed };
        var profiles = Profile.All.Count;
        for (var i = 0; i < _metrics.Length; i++)
            if (Volatile.Read(ref _metrics[i]) is { } metric)
                next._metrics[i] = customizer.Changed(metric, next.Costs(graph, Profile.All[i % profiles], i >= profiles), changedEdges);
        return next;
    }

    private static int IndexOf(Profile profile)
    {
        for (var i = 0; i < Profile.All.Count; i++)
            if (ReferenceEquals(Profile.All[i], profile)) return i;
        throw new ArgumentException("Not one of Profile.All.", nameof(profile));
    }
}
