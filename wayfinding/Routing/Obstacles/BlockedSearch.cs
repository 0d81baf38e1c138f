using Wayfinding.Model;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Timed;

namespace Wayfinding.Routing.Obstacles;

/// <summary>
/// Says why there is no way, by looking for the cheapest way on which shut doors and lifts can be passed at a price, and things the profile
/// can never pass at a higher price: it has the fewest of them. With a timeline every edge counts as it is when it is reached.
/// </summary>
/// <param name="network">The map with its live state.</param>
/// <param name="profile">Who walks.</param>
/// <param name="hope">What is open at some time during the walk.</param>
/// <param name="timeline">What is open when; null when every hour counts as open.</param>
internal sealed class BlockedSearch(Network network, Profile profile, Weights hope, Timeline? timeline)
{
    private const long ShutPrice = 1_000_000_000;
    private const long BarrierPrice = 1_000_000_000_000;

    private readonly WalkGraph _graph = network.Venue.Graph;
    private readonly EdgeCosts _hoped = hope.Costs(network.Venue.Graph, profile);

    public Blocked Explain(int from, int to, DateTime? at) => Tell(from, Likely(from, to) ?? Search(from, to), at);

    /// <summary>As <see cref="Explain"/>, by looking at the whole graph.</summary>
    public Blocked ExplainBySearch(int from, int to, DateTime? at) => Tell(from, Search(from, to), at);

    // Asks the hierarchy first: with everything open that opens in time, no way has fewer obstacles than its answer. The answer is right
    // when each obstacle on it is still there on arrival and nothing else is. It is also right when exactly one door on it shuts before
    // arrival and nothing else is in the way, since there is no way without any obstacle. Otherwise null: the search has to go through
    // time.
    private List<int>? Likely(int from, int to)
    {
        var path = new List<int>();
        if (HierarchyQuery.Find(network.Hierarchy, network.MetricOf(hope, profile, priced: true), from, to, path) >= Metric.Unreachable)
            return null;
        var (time, shut, late) = (0L, 0, 0);
        foreach (var e in path)
        {
            var enter = Enter(e, time);
            if (!_hoped.IsPassable(e)) shut += enter == Timeline.Never ? 1 : path.Count;
            else if (enter == Timeline.Never) late++;
            time = Leave(e, time, enter);
        }
        return (shut > 0 && shut < path.Count && late == 0) || (shut == 0 && late == 1) ? path : null;
    }

    private Blocked Tell(int from, List<int>? path, DateTime? at)
    {
        if (path is null) return new([new(BlockReason.NotConnected, -1, Barriers.None, null, null)], null, from);
        var (blocks, reachable, time) = (new List<Block>(), from, 0L);
        foreach (var e in path)
        {
            var enter = Enter(e, time);
            if (enter < Timeline.Never)
            {
                if (blocks.Count == 0) reachable = _graph.To[e];
            }
            else if (blocks.Count == 0 || !SameThing(blocks[^1].Edge, e))
            {
                blocks.Add(Describe(e, at, at?.AddMilliseconds(time)));
            }
            time = Leave(e, time, enter);
        }
        return new(blocks, OpensAt(blocks, at), reachable);
    }

    private List<int>? Search(int from, int to)
    {
        var (price, time, into) = (new long[_graph.NodeCount], new long[_graph.NodeCount], new int[_graph.NodeCount]);
        Array.Fill(price, long.MaxValue);
        var queue = new PriorityQueue<int, long>();
        price[from] = 0;
        queue.Enqueue(from, 0);
        while (queue.TryDequeue(out var v, out var p))
        {
            if (v == to) return Trace(into, from, to);
            if (p > price[v]) continue;
            var (first, end) = _graph.EdgesOf(v);
            for (var e = first; e < end; e++)
            {
                var (w, enter) = (_graph.To[e], Enter(e, time[v]));
                var next = p + profile.Cost(_graph.EdgeKind[e], _graph.Millis[e])
                    + (enter < Timeline.Never ? enter - time[v] : profile.Allows(_graph.Barriers[e]) ? ShutPrice : BarrierPrice);
                if (next >= price[w]) continue;
                (price[w], time[w], into[w]) = (next, Leave(e, time[v], enter), e);
                queue.Enqueue(w, next);
            }
        }
        return null;
    }

    private List<int> Trace(int[] into, int from, int to)
    {
        var path = new List<int>();
        for (var v = to; v != from; v = _graph.From[into[v]]) path.Add(into[v]);
        path.Reverse();
        return path;
    }

    private long Enter(int e, long time) =>
        timeline is not null ? timeline.Enter(e, time) : _hoped.IsPassable(e) ? time : Timeline.Never;

    private long Leave(int e, long time, long enter) =>
        (enter < Timeline.Never ? enter : time) + profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]);

    private bool SameThing(int a, int b) => _graph.Feature[a] >= 0 && _graph.Feature[a] == _graph.Feature[b]
        && _graph.EdgeKind[a].IsConnector() == _graph.EdgeKind[b].IsConnector();

    private Block Describe(int e, DateTime? at, DateTime? reached)
    {
        if (!profile.Allows(_graph.Barriers[e])) return new(BlockReason.Barrier, e, _graph.Barriers[e] & profile.Forbidden, null, null);
        if (network.ClosuresOf(e, reached).FirstOrDefault() is { } closure)
            return new(BlockReason.Closure, e, Barriers.None, closure, closure.Until, closure.IsActive(at) ? null : closure.From);
        if (at is not { } start || reached is not { } there || _graph.Hours[e] < 0)
            return new(BlockReason.Hours, e, Barriers.None, null, null);
        var hours = network.Venue.Hours[_graph.Hours[e]];
        var shuts = hours.IsOpen(start, network.Holidays) && !hours.IsOpen(there, network.Holidays)
            ? hours.NextChange(start, network.Holidays) : null;
        return new(BlockReason.Hours, e, Barriers.None, null, hours.NextOpening(there, network.Holidays)
            ?? hours.NextOpening(start, network.Holidays), shuts);
    }

    // The first opening time of one obstacle at which all the others are open too.
    private DateTime? OpensAt(List<Block> blocks, DateTime? at)
    {
        if (at is null || blocks.Exists(b => b.OpensAt is null)) return null;
        return blocks.Select(b => b.OpensAt).Order().FirstOrDefault(t => blocks.TrueForAll(b => IsOpen(b, t)));
    }

    private bool IsOpen(Block block, DateTime? at)
    {
        if (network.ClosuresOf(block.Edge, at).Any()) return false;
        var hours = _graph.Hours[block.Edge];
        return hours < 0 || at is not { } t || network.Venue.Hours[hours].IsOpen(t, network.Holidays);
    }
}
