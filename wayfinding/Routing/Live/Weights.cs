using Wayfinding.Model;
using Wayfinding.Routing.Contraction;

namespace Wayfinding.Routing.Live;

/// <summary>
/// Which hours are open and which edges are shut by closures, with the metrics made for that so far: one per profile, and a second one per
/// profile in which what is impassable has a price (<see cref="EdgeCosts"/>). Spans of time in which the same doors are open share one
/// object. Thread-safe.
/// </summary>
internal sealed class Weights(ulong[] openHours, ulong[] closedEdges)
{
    private readonly Metric?[] _metrics = new Metric?[2 * Profile.All.Count];
    // Metrics made under other closures; the difference is applied when one is first asked for.
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
    /// The metric of a profile, made on first use. Only one is made at a time, so that many questions about new times occupy one core;
    /// threads whose metric is ready do not wait.
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

    /// <summary>The same hours without any closure; made once and kept when closures change.</summary>
    public Weights Unclosed(Customizer customizer, WalkGraph graph)
    {
        lock (_gate)
        {
            return _unclosed ??= closedEdges.AsSpan().ContainsAnyExcept(0UL) ? With(Bits.Empty(graph.EdgeCount)) : this;
        }
    }

    /// <summary>
    /// The same hours with other closures. Metrics made so far are taken over; each is updated where the closures differ when it is first
    /// asked for.
    /// </summary>
    public Weights With(ulong[] closed)
    {
        var next = new Weights(openHours, closed) { _unclosed = ReferenceEquals(_unclosed, this) ? null : _unclosed };
        for (var i = 0; i < _metrics.Length; i++) next._before[i] = Known(i);
        return next;
    }

    /// <summary>Updates the metrics taken over now, not when first asked for.</summary>
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
