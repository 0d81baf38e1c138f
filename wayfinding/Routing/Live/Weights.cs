using Wayfinding.Model;
using Wayfinding.Routing.Contraction;

namespace Wayfinding.Routing.Live;

/// <summary>
/// Which hours are open and which edges are shut by closures, and the metrics made for it so far: one per profile, and one more per profile
/// in which what is impassable has a price (<see cref="EdgeCosts"/>). Spans of time in which the same doors are open share one.
/// </summary>
internal sealed class Weights(ulong[] openHours, ulong[] closedEdges)
{
    private readonly Metric?[] _metrics = new Metric?[2 * Profile.All.Count];
    // Those made under other closures, to be changed by the difference once somebody asks.
    private readonly (Metric Metric, ulong[] Closed)?[] _before = new (Metric, ulong[])?[2 * Profile.All.Count];
    private readonly Lock _gate = new();

    private Weights? _unclosed;

    public ulong[] OpenHours => openHours;

    public ulong[] ClosedEdges => closedEdges;

    /// <summary>How many metrics it holds.</summary>
    public int Made => Enumerable.Range(0, _metrics.Length)
        .Count(i => Known(i) is not null) + (_unclosed is { } other && other != this ? other.Made : 0);

    public bool Are(ulong[] open, ulong[] closed) => openHours.AsSpan().SequenceEqual(open) && closedEdges.AsSpan().SequenceEqual(closed);

    public EdgeCosts Costs(WalkGraph graph, Profile profile, bool priced = false) => new(graph, profile, openHours, closedEdges, priced);

    /// <summary>
    /// The metric of a profile, made on first use. One is made at a time: who asks for the small hours of many days takes one core, and
    /// those whose metric is there do not wait.
    /// </summary>
    public Metric MetricOf(Profile profile, Customizer customizer, WalkGraph graph, bool priced = false)
    {
        var index = IndexOf(profile) + (priced ? Profile.All.Count : 0);
        if (Volatile.Read(ref _metrics[index]) is { } ready) return ready;
        if (_before[index] is { } before)
            lock (_gate)
            {
                return _metrics[index] ??= Changed(before, index, customizer, graph);
            }
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
            return _unclosed ??= closedEdges.AsSpan().ContainsAnyExcept(0UL) ? With(Bits.Empty(graph.EdgeCount)) : this;
        }
    }

    /// <summary>
    /// The same hours with other closures; the metrics made so far are carried over, and changed where the closures touch them when first
    /// asked for.
    /// </summary>
    public Weights With(ulong[] closed)
    {
        var next = new Weights(openHours, closed) { _unclosed = ReferenceEquals(_unclosed, this) ? null : _unclosed };
        for (var i = 0; i < _metrics.Length; i++) next._before[i] = Known(i);
        return next;
    }

    /// <summary>Changes at once what was carried over.</summary>
    public void Change(Customizer customizer, WalkGraph graph)
    {
        for (var i = 0; i < _metrics.Length; i++)
            if (_metrics[i] is null && _before[i] is { } before) _metrics[i] = Changed(before, i, customizer, graph);
    }

    private (Metric Metric, ulong[] Closed)? Known(int index) =>
        Volatile.Read(ref _metrics[index]) is { } metric ? (metric, closedEdges) : _before[index];

    private Metric Changed((Metric Metric, ulong[] Closed) before, int index, Customizer customizer, WalkGraph graph) =>
        customizer.Changed(before.Metric, Costs(graph, Profile.All[index % Profile.All.Count], index >= Profile.All.Count),
            Bits.Differences(before.Closed, closedEdges));

    private static int IndexOf(Profile profile)
    {
        for (var i = 0; i < Profile.All.Count; i++)
            if (ReferenceEquals(Profile.All[i], profile)) return i;
        throw new ArgumentException("Not one of Profile.All.", nameof(profile));
    }
}
