using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// A span of time in which no door opens or closes: which hours are open, which edges are shut by closures, and the metrics made for it so far.
/// Without times (From and Until null) every hour counts as open.
/// </summary>
internal sealed class TimeSlice(DateTime? from, DateTime? until, ulong[] openHours, ulong[] closedEdges)
{
    private readonly Metric?[] _metrics = new Metric?[Profile.All.Count];
    private readonly Lock _gate = new();

    private static long _made;

    private TimeSlice? _unclosed;

    /// <summary>Unlike that of any other span of the process.</summary>
    public long Id { get; } = Interlocked.Increment(ref _made);

    public DateTime? From => from;

    public DateTime? Until => until;

    public ulong[] OpenHours => openHours;

    public ulong[] ClosedEdges => closedEdges;

    public bool Covers(DateTime? at) => at is { } t ? t >= from && t < until : from is null;

    public EdgeCosts Costs(WalkGraph graph, Profile profile) => new(graph, profile, openHours, closedEdges);

    /// <summary>The metric of a profile, made on first use; callers of other profiles and slices do not wait.</summary>
    public Metric MetricOf(Profile profile, Customizer customizer, WalkGraph graph)
    {
        var index = IndexOf(profile);
        if (Volatile.Read(ref _metrics[index]) is { } ready) return ready;
        lock (_gate)
        {
            _metrics[index] ??= customizer.Full(Costs(graph, profile));
            return _metrics[index]!;
        }
    }

    /// <summary>The same span were nothing closed: made once, whatever the closures become meanwhile.</summary>
    public TimeSlice Unclosed(Customizer customizer, WalkGraph graph)
    {
        lock (_gate)
        {
            return _unclosed ??= closedEdges.AsSpan().ContainsAnyExcept(0UL) ? With(Bits.Empty(graph.EdgeCount), Bits.Of(closedEdges), customizer, graph) : this;
        }
    }

    /// <summary>The same span with other closures; the metrics made so far are carried over, changed only where the edges touch them.</summary>
    public TimeSlice With(ulong[] closed, IReadOnlyList<int> changedEdges, Customizer customizer, WalkGraph graph)
    {
        var next = new TimeSlice(from, until, openHours, closed) { _unclosed = ReferenceEquals(_unclosed, this) ? null : _unclosed };
        for (var i = 0; i < _metrics.Length; i++)
            if (Volatile.Read(ref _metrics[i]) is { } metric)
                next._metrics[i] = customizer.Changed(metric, next.Costs(graph, Profile.All[i]), changedEdges);
        return next;
    }

    private static int IndexOf(Profile profile)
    {
        for (var i = 0; i < Profile.All.Count; i++)
            if (ReferenceEquals(Profile.All[i], profile)) return i;
        throw new ArgumentException("Not one of Profile.All.", nameof(profile));
    }
}
