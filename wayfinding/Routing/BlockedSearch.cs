using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// Says why there is no way: a search in which shut doors and lifts can be passed at a price, and things the profile can never pass at a higher one,
/// finds the way with the fewest of them.
/// </summary>
internal sealed class BlockedSearch(Network network, Profile profile)
{
    private const long ShutPrice = 1_000_000_000;
    private const long BarrierPrice = 1_000_000_000_000;

    private readonly WalkGraph _graph = network.Venue.Graph;

    public Blocked Explain(int from, int to, DateTime? at)
    {
        var slice = network.SliceAt(at);
        var into = Search(from, to, slice.Costs(_graph, profile));
        if (into is null) return new([new(BlockReason.NotConnected, -1, Barriers.None, null, null)], null, from);
        var (blocks, reachable) = (new List<Block>(), from);
        var path = new List<int>();
        for (var v = to; v != from; v = _graph.From[into[v]]) path.Add(into[v]);
        path.Reverse();
        foreach (var e in path)
        {
            if (slice.Costs(_graph, profile)[e] < Metric.Unreachable)
            {
                if (blocks.Count == 0) reachable = _graph.To[e];
            }
            else if (blocks.Count == 0 || !SameThing(blocks[^1].Edge, e))
            {
                blocks.Add(Describe(e, at));
            }
        }
        return new(blocks, OpensAt(blocks, at), reachable);
    }

    private int[]? Search(int from, int to, EdgeCosts costs)
    {
        var distance = new long[_graph.NodeCount];
        var into = new int[_graph.NodeCount];
        Array.Fill(distance, long.MaxValue);
        var queue = new PriorityQueue<int, long>();
        distance[from] = 0;
        queue.Enqueue(from, 0);
        while (queue.TryDequeue(out var v, out var d))
        {
            if (v == to) return into;
            if (d > distance[v]) continue;
            var (first, end) = _graph.EdgesOf(v);
            for (var e = first; e < end; e++)
            {
                var next = d + Price(e, costs);
                if (next >= distance[_graph.To[e]]) continue;
                (distance[_graph.To[e]], into[_graph.To[e]]) = (next, e);
                queue.Enqueue(_graph.To[e], next);
            }
        }
        return null;
    }

    private long Price(int e, EdgeCosts costs)
    {
        var cost = costs[e];
        if (cost < Metric.Unreachable) return cost;
        return profile.Cost(_graph.EdgeKind[e], _graph.Millis[e]) + (profile.Allows(_graph.Barriers[e]) ? ShutPrice : BarrierPrice);
    }

    private bool SameThing(int a, int b) => _graph.Feature[a] >= 0 && _graph.Feature[a] == _graph.Feature[b]
        && _graph.EdgeKind[a].IsConnector() == _graph.EdgeKind[b].IsConnector();

    private Block Describe(int e, DateTime? at)
    {
        if (!profile.Allows(_graph.Barriers[e])) return new(BlockReason.Barrier, e, _graph.Barriers[e] & profile.Forbidden, null, null);
        if (network.ClosuresOf(e, at).FirstOrDefault() is { } closure) return new(BlockReason.Closure, e, Barriers.None, closure, closure.Until);
        var opens = at is { } t && _graph.Hours[e] >= 0 ? network.Venue.Hours[_graph.Hours[e]].NextOpening(t, network.Holidays) : null;
        return new(BlockReason.Hours, e, Barriers.None, null, opens);
    }

    // The first time at which everything in the way is open together, among the times at which one of them opens.
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
