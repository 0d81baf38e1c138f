using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// A* that looks at every door at the time one would reach it. Slower than the hierarchy; used when a boundary of opening hours falls into the walk.
/// Nobody waits in front of a closed door.
/// </summary>
internal sealed class TimedSearch(Network network, Profile profile)
{
    private readonly WalkGraph _graph = network.Venue.Graph;

    public (List<int> Edges, int Cost)? Find(int from, int to, DateTime start)
    {
        var lowerBound = LowerBound(to);
        var (cost, time, into) = (new Dictionary<int, int> { [from] = 0 }, new Dictionary<int, int> { [from] = 0 }, new Dictionary<int, int>());
        var queue = new PriorityQueue<int, int>();
        var settled = new HashSet<int>();
        queue.Enqueue(from, lowerBound(from));
        while (queue.TryDequeue(out var v, out _))
        {
            if (!settled.Add(v)) continue;
            if (v == to) return (Trace(into, from, to), cost[v]);
            var costs = network.SliceAt(start.AddMilliseconds(time[v])).Costs(_graph, profile);
            var (first, end) = _graph.EdgesOf(v);
            for (var e = first; e < end; e++)
            {
                var (w, step) = (_graph.To[e], costs[e]);
                if (step >= Metric.Unreachable || settled.Contains(w) || cost[v] + step >= cost.GetValueOrDefault(w, int.MaxValue)) continue;
                (cost[w], time[w], into[w]) = (cost[v] + step, time[v] + profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]), e);
                queue.Enqueue(w, cost[w] + lowerBound(w));
            }
        }
        return null;
    }

    // With every door open and no closure in force a way is never longer: exact lower bounds from the hierarchy where it is reachable.
    private Func<int, int> LowerBound(int to)
    {
        var open = network.MetricAt(profile, null);
        return v => HierarchyQuery.Find(network.Hierarchy, open, v, to) is var c && c < Metric.Unreachable ? c : 0;
    }

    private List<int> Trace(Dictionary<int, int> into, int from, int to)
    {
        var edges = new List<int>();
        for (var v = to; v != from; v = _graph.From[into[v]]) edges.Add(into[v]);
        edges.Reverse();
        return edges;
    }
}
