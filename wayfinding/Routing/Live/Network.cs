using System.Collections.Immutable;
using Wayfinding.Model;
using Wayfinding.Routing.Contraction;

namespace Wayfinding.Routing.Live;

/// <summary>
/// A prepared venue with its live state. Queries read one immutable state and never wait for closures: a closure builds the next state
/// beside them and swaps it in.
/// </summary>
public sealed class Network
{
    private const int MostSlices = 12;
    private const int MostMetrics = 24;
    private const int MostHopes = 4;

    private readonly Lock _writers = new();
    private readonly Customizer _customizer;
    private readonly FeatureEdges _features;
    private State _state = new([], [], []);
    private DateTime? _present;

    /// <summary>Prepares nothing: metrics are made on first use or by <see cref="Prepare"/>.</summary>
    public Network(Venue venue, Hierarchy hierarchy, HolidayCalendar? holidays = null)
    {
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(hierarchy);
        if (hierarchy.Node.Length != venue.Graph.NodeCount)
            throw new ArgumentException("The hierarchy belongs to another graph.", nameof(hierarchy));
        (Venue, Hierarchy, Holidays) = (venue, hierarchy, holidays ?? HolidayCalendar.None);
        _customizer = new(venue.Graph, hierarchy);
        _features = new(venue);
    }

    private sealed record State(ImmutableArray<TimeSlice> Slices, ImmutableArray<Closure> Closures, ImmutableArray<Weights> Hopes);

    /// <summary>The map.</summary>
    public Venue Venue { get; }

    /// <summary>The prepared graph.</summary>
    public Hierarchy Hierarchy { get; }

    /// <summary>Public holidays known.</summary>
    public HolidayCalendar Holidays { get; }

    /// <summary>Closures, also those not yet or no longer in force.</summary>
    public IReadOnlyList<Closure> Closures => Volatile.Read(ref _state).Closures;

    /// <summary>
    /// Makes the metrics of the present ahead, so that the first query after a boundary finds them ready, and keeps them whatever other
    /// times are asked for. Returns when the next boundary is, if any.
    /// </summary>
    public DateTime? Prepare(DateTime? at, params IEnumerable<Profile> profiles)
    {
        var slice = SliceAt(at);
        lock (_writers) _present = at;
        foreach (var p in profiles) slice.Weights.MetricOf(p, _customizer, Venue.Graph);
        return slice.Until;
    }

    /// <summary>
    /// The state of every door, lift and closure at a time, as a number of its own in this process, and until when it lasts. Under one
    /// number a route that ends before then is the same whenever one leaves.
    /// </summary>
    public (long Number, DateTime Until) StateAt(DateTime at)
    {
        var slice = SliceAt(at);
        return (slice.Id, slice.Until ?? DateTime.MaxValue);
    }

    /// <summary>Shuts something; a closure of the same id is replaced.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index names nothing in the venue.</exception>
    public void Close(Closure closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        var count = closure.Target switch
        {
            ClosureTarget.Door => Venue.Doors.Count,
            ClosureTarget.Connector => Venue.Connectors.Count,
            ClosureTarget.Area => Venue.Areas.Count,
            ClosureTarget.Edge => Venue.Graph.EdgeCount,
        };
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)closure.Index, (uint)count, nameof(closure));
        Update(closures => closures.RemoveAll(c => c.Id == closure.Id).Add(closure));
    }

    /// <summary>Lifts a closure; false when there is none of that id.</summary>
    public bool Reopen(string closureId)
    {
        var found = false;
        Update(closures =>
        {
            found = closures.Any(c => c.Id == closureId);
            return closures.RemoveAll(c => c.Id == closureId);
        });
        return found;
    }

    /// <summary>The metric of a profile at a time; without a time every hour counts as open.</summary>
    internal Metric MetricAt(Profile profile, DateTime? at) => MetricOf(SliceAt(at).Weights, profile);

    /// <summary>The metric of a profile under given weights; priced, what is impassable can be passed at a price.</summary>
    internal Metric MetricOf(Weights weights, Profile profile, bool priced = false) =>
        weights.MetricOf(profile, _customizer, Venue.Graph, priced);

    /// <summary>A copy of a metric in which a few edges cost something else; it belongs to the caller alone.</summary>
    internal Metric Changed(Metric metric, EdgeCosts costs, IReadOnlyList<int> edges) => _customizer.Changed(metric, costs, edges);

    internal TimeSlice SliceAt(DateTime? at)
    {
        foreach (var slice in Volatile.Read(ref _state).Slices)
            if (slice.Covers(at)) return slice;
        lock (_writers)
        {
            foreach (var slice in _state.Slices)
                if (slice.Covers(at)) return slice;
            var made = MakeSlice(at, _state.Closures);
            Volatile.Write(ref _state, _state with { Slices = Kept(_state.Slices).Insert(0, made) });
            return made;
        }
    }

    // The oldest go first, but never the present, nor the time at which all is open: whoever asks for many other times must not make those
    // wait who leave now.
    private ImmutableArray<TimeSlice> Kept(ImmutableArray<TimeSlice> slices)
    {
        for (var i = slices.Length - 1; i >= 0
            && (slices.Length >= MostSlices || slices.Select(s => s.Weights).Distinct().Sum(w => w.Made) >= MostMetrics); i--)
            if (slices[i].From is not null && !slices[i].Covers(_present)) slices = slices.RemoveAt(i);
        return slices;
    }

    /// <summary>How many metrics are held.</summary>
    internal int MetricsHeld => Volatile.Read(ref _state) is var s
        ? s.Slices.Select(t => t.Weights).Concat(s.Hopes).Distinct().Sum(w => w.Made) : 0;

    /// <summary>
    /// All that is open at any time from a departure to a horizon: no way under these weights, no way for anyone who waits. Those of the
    /// departure itself when nothing changes before the horizon.
    /// </summary>
    internal Weights HopeBetween(DateTime start, DateTime horizon)
    {
        var (state, first) = (Volatile.Read(ref _state), SliceAt(start));
        if (first.Until is not { } until || until > horizon) return first.Weights;
        var (open, closed) = ((ulong[])first.Weights.OpenHours.Clone(), (ulong[])first.Weights.ClosedEdges.Clone());
        for (var at = until; at <= horizon;)
        {
            var slice = SliceFor(at, state.Closures);
            for (var i = 0; i < open.Length; i++) open[i] |= slice.Weights.OpenHours[i];
            for (var i = 0; i < closed.Length; i++) closed[i] &= slice.Weights.ClosedEdges[i];
            at = slice.Until ?? DateTime.MaxValue;
        }
        lock (_writers)
        {
            if (Like(_state.Slices.Select(s => s.Weights).Concat(_state.Hopes), open, closed) is { } known) return known;
            var hope = new Weights(open, closed);
            var kept = _state.Hopes.Length < MostHopes ? _state.Hopes : _state.Hopes.RemoveAt(MostHopes - 1);
            Volatile.Write(ref _state, _state with { Hopes = kept.Insert(0, hope) });
            return hope;
        }
    }

    private static Weights? Like(IEnumerable<Weights> known, ulong[] open, ulong[] closed) =>
        known.FirstOrDefault(w => w.Are(open, closed));

    /// <summary>The closures of this moment, as one unchanging list.</summary>
    internal ImmutableArray<Closure> Snapshot => Volatile.Read(ref _state).Closures;

    /// <summary>The span of a time under given closures; made anew, and not kept, where none is at hand.</summary>
    internal TimeSlice SliceFor(DateTime at, ImmutableArray<Closure> closures)
    {
        var state = Volatile.Read(ref _state);
        if (state.Closures == closures)
            foreach (var slice in state.Slices)
                if (slice.Covers(at)) return slice;
        return MakeSlice(at, closures);
    }

    /// <summary>The edges a closure shuts.</summary>
    internal ReadOnlyMemory<int> EdgesOf(Closure closure) => _features.Of(closure);

    /// <summary>The closures in force that shut an edge at a time.</summary>
    internal IEnumerable<Closure> ClosuresOf(int edge, DateTime? at) =>
        Volatile.Read(ref _state).Closures.Where(c => c.IsActive(at) && _features.Shuts(c, edge));

    /// <summary>The edges of the way one would take were nothing closed; empty when there is none even then.</summary>
    internal List<int> WayIgnoringClosures(int from, int to, Profile profile, DateTime? at)
    {
        var (edges, open) = (new List<int>(), SliceAt(at).Weights.Unclosed(_customizer, Venue.Graph));
        HierarchyQuery.Find(Hierarchy, open.MetricOf(profile, _customizer, Venue.Graph), from, to, edges);
        return edges;
    }

    private void Update(Func<ImmutableArray<Closure>, ImmutableArray<Closure>> change)
    {
        lock (_writers)
        {
            var closures = change(_state.Closures);
            var slices = ImmutableArray.CreateBuilder<TimeSlice>();
            foreach (var slice in _state.Slices)
            {
                if (slice.From is { } from && closures.Concat(_state.Closures).Any(c => Splits(c, from, slice.Until))) continue;
                var closed = ClosedEdges(closures, slice.From);
                var weights = Like(slices.Select(s => s.Weights), slice.Weights.OpenHours, closed) ?? slice.Weights.With(closed);
                // Whoever leaves now must not wait for it; who asks about another time can.
                if (slice.Covers(_present)) weights.Change(_customizer, Venue.Graph);
                slices.Add(new(slice.From, slice.Until, weights));
            }
            Volatile.Write(ref _state, new(slices.ToImmutable(), closures, []));
        }
    }

    private static bool Splits(Closure c, DateTime from, DateTime? until) =>
        (c.From is { } f && f > from && f < until) || (c.Until is { } u && u > from && u < until);

    private TimeSlice MakeSlice(DateTime? at, ImmutableArray<Closure> closures)
    {
        var open = Bits.Empty(Venue.Hours.Count);
        var until = at is null ? default(DateTime?) : DateTime.MaxValue;
        for (var i = 0; i < Venue.Hours.Count; i++)
        {
            if (at is not { } t) { Bits.Set(open, i); continue; }
            if (Venue.Hours[i].IsOpen(t, Holidays)) Bits.Set(open, i);
            if (Venue.Hours[i].NextChange(t, Holidays) is { } change && change < until) until = change;
        }
        foreach (var bound in closures.SelectMany(c => new[] { c.From, c.Until }))
            if (at is not null && bound > at && bound < until) until = bound;
        var closed = ClosedEdges(closures, at);
        return new(at, until, Like(Volatile.Read(ref _state).Slices.Select(s => s.Weights), open, closed) ?? new Weights(open, closed));
    }

    private ulong[] ClosedEdges(ImmutableArray<Closure> closures, DateTime? at)
    {
        var closed = Bits.Empty(Venue.Graph.EdgeCount);
        foreach (var c in closures.Where(c => c.IsActive(at)))
            foreach (var e in _features.Of(c).Span) Bits.Set(closed, e);
        return closed;
    }
}
