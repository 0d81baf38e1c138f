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
    private readonly Lock _writers = new();
    private readonly Customizer _customizer;
    private readonly FeatureEdges _features;
    private readonly SliceMaker _slices;
    private NetworkState _state = NetworkState.Empty;
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
        _slices = new(venue, Holidays, _features);
    }

    /// <summary>The map.</summary>
    public Venue Venue { get; }

    /// <summary>The prepared graph.</summary>
    public Hierarchy Hierarchy { get; }

    /// <summary>Public holidays known.</summary>
    public HolidayCalendar Holidays { get; }

    /// <summary>Closures, also those not yet or no longer in force.</summary>
    public IReadOnlyList<Closure> Closures => Volatile.Read(ref _state).Closures;

    /// <summary>
    /// Makes the metrics of the present in advance, so that the first query after a change of hours finds them ready; they are kept however
    /// many other times are asked for. Returns when the next change is, if any.
    /// </summary>
    public DateTime? Prepare(DateTime? at, params IEnumerable<Profile> profiles)
    {
        var slice = SliceAt(at);
        lock (_writers) _present = at;
        foreach (var p in profiles) slice.Weights.MetricOf(p, _customizer, Venue.Graph);
        return slice.Until;
    }

    /// <summary>
    /// A number for the state of every door, lift and closure at a time, unique within this process, and until when that state lasts. Two
    /// departures under the same number get the same route, provided it ends before then.
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

    /// <summary>The span of a time; kept for the next question about it.</summary>
    internal TimeSlice SliceAt(DateTime? at)
    {
        if (Volatile.Read(ref _state).SliceAt(at) is { } ready) return ready;
        lock (_writers)
        {
            if (_state.SliceAt(at) is { } known) return known;
            var made = _slices.Make(at, _state.Closures, _state.SliceWeights);
            Volatile.Write(ref _state, _state.With(made, _present));
            return made;
        }
    }

    /// <summary>How many metrics are held.</summary>
    internal int MetricsHeld => Volatile.Read(ref _state).AllWeights.Distinct().Sum(w => w.Made);

    /// <summary>
    /// Weights under which everything is open that is open at any time from a departure to a horizon: where these have no way, waiting does
    /// not help. The weights of the departure itself when nothing changes before the horizon.
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
            if (_state.AllWeights.FirstOrDefault(w => w.Are(open, closed)) is { } known) return known;
            var hope = new Weights(open, closed);
            Volatile.Write(ref _state, _state.With(hope));
            return hope;
        }
    }

    /// <summary>The closures of this moment, as one unchanging list.</summary>
    internal ImmutableArray<Closure> Snapshot => Volatile.Read(ref _state).Closures;

    /// <summary>The span of a time under given closures; made anew, and not kept, where none is at hand.</summary>
    internal TimeSlice SliceFor(DateTime at, ImmutableArray<Closure> closures)
    {
        var state = Volatile.Read(ref _state);
        return (state.Closures == closures ? state.SliceAt(at) : null) ?? _slices.Make(at, closures, state.SliceWeights);
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
                if (slice.From is { } from && closures.Concat(_state.Closures).Any(c => SliceMaker.Splits(c, from, slice.Until))) continue;
                var closed = _slices.ClosedEdges(closures, slice.From);
                var weights = slices.Select(s => s.Weights).FirstOrDefault(w => w.Are(slice.Weights.OpenHours, closed))
                    ?? slice.Weights.With(closed);
                // Recompute the current slice now; other slices are recomputed lazily.
                if (slice.Covers(_present)) weights.Change(_customizer, Venue.Graph);
                slices.Add(new(slice.From, slice.Until, weights));
            }
            Volatile.Write(ref _state, new(slices.ToImmutable(), closures, []));
        }
    }
}
