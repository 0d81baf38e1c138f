using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// The cheapest way when doors open and close while one walks: A* over labels of time and dislike, with every edge looked at when one reaches it. Waiting
/// counts as time. A label is dropped only for one that is there no later and no more disliked: by the first-in-first-out rule of the
/// <see cref="Timeline"/> whatever follows it is then no better. Slower than the hierarchy, whose costs with every door open that opens in time bound it from below.
/// </summary>
internal sealed class TimedSearch(Network network, Profile profile, Timeline timeline, Metric hope)
{
    private readonly WalkGraph _graph = network.Venue.Graph;
    private readonly List<Label> _labels = [];
    private readonly Dictionary<int, List<int>> _at = [];
    private readonly Dictionary<int, int> _bounds = [];

    /// <summary>How one came to a node: over which edge, waiting how long before it, from which label.</summary>
    private readonly record struct Label(int Node, long Time, long Dislike, int Edge, long Waited, int Before);

    /// <summary>The edges in walking order, the milliseconds waited before each, and the cost in milliseconds; null when there is no way.</summary>
    public (List<int> Edges, List<long> Waited, long Cost)? Find(int from, int to)
    {
        var queue = new PriorityQueue<int, (long Cost, long Time)>();
        Reach(new(from, 0, 0, -1, 0, -1), to, queue);
        while (queue.TryDequeue(out var l, out _))
        {
            var label = _labels[l];
            if (label.Node == to) return Trace(l, label.Time + label.Dislike);
            if (!_at[label.Node].Contains(l)) continue;
            var (first, end) = _graph.EdgesOf(label.Node);
            for (var e = first; e < end; e++)
            {
                if (!profile.Allows(_graph.Barriers[e]) || timeline.Enter(e, label.Time) is not (< Timeline.Never and var enter)) continue;
                var (time, cost) = (profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]), profile.Cost(_graph.EdgeKind[e], _graph.Millis[e]));
                Reach(new(_graph.To[e], enter + time, label.Dislike + cost - time, e, enter - label.Time, l), to, queue);
            }
        }
        return null;
    }

    private void Reach(Label label, int to, PriorityQueue<int, (long, long)> queue)
    {
        if (Bound(label.Node, to) is not (< Metric.Unreachable and var rest)) return;
        if (!_at.TryGetValue(label.Node, out var known)) _at[label.Node] = known = [];
        if (known.Exists(k => _labels[k].Time <= label.Time && _labels[k].Dislike <= label.Dislike)) return;
        known.RemoveAll(k => _labels[k].Time >= label.Time && _labels[k].Dislike >= label.Dislike);
        known.Add(_labels.Count);
        queue.Enqueue(_labels.Count, (label.Time + label.Dislike + rest, label.Time));
        _labels.Add(label);
    }

    private int Bound(int node, int to)
    {
        if (!_bounds.TryGetValue(node, out var bound)) _bounds[node] = bound = HierarchyQuery.Find(network.Hierarchy, hope, node, to);
        return bound;
    }

    private (List<int>, List<long>, long) Trace(int label, long cost)
    {
        var (edges, waited) = (new List<int>(), new List<long>());
        for (; _labels[label].Before >= 0; label = _labels[label].Before)
        {
            edges.Add(_labels[label].Edge);
            waited.Add(_labels[label].Waited);
        }
        edges.Reverse();
        waited.Reverse();
        return (edges, waited, cost);
    }
}
