using System.Buffers;
using System.Runtime.InteropServices;
using Wayfinding.Model;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;

namespace Wayfinding.Routing.Timed;

/// <summary>
/// The cheapest way when doors open and close while one walks: A* over labels of time and dislike. Every edge is looked at for the time at
/// which it is reached; waiting counts as time. A label is dropped when another label of its node is no later and no more disliked: by the
/// first-in-first-out rule of the <see cref="Timeline"/> nothing that follows it can be better. Lower bounds come from the hierarchy with
/// all doors open that open in time. Slower than <see cref="HopedWays"/>, which asks it last.
/// </summary>
/// <param name="network">The map with its live state.</param>
/// <param name="profile">Who walks.</param>
/// <param name="timeline">What is open when.</param>
/// <param name="hope">What may be open at some time during the walk.</param>
/// <param name="limit">Ways that cost this much or more are not looked for.</param>
internal sealed class TimedSearch(Network network, Profile profile, Timeline timeline, Metric hope, long limit = long.MaxValue)
{
    private const int None = -1;

    private readonly WalkGraph _graph = network.Venue.Graph;
    private readonly List<Label> _labels = [];

    /// <summary>How one came to a node: over which edge, waiting how many milliseconds before it, from which label.</summary>
    private record struct Label(int Node, long Time, long Dislike, int Edge, long Waited, int Before)
    {
        /// <summary>The label of the same node made before this one.</summary>
        public int Next { get; init; } = None;

        /// <summary>True when another one of the node is as early and as little disliked.</summary>
        public bool Dropped { get; set; }
    }

    /// <summary>Null when there is no way, or none below the limit.</summary>
    public TimedWay? Find(int from, int to)
    {
        using var rest = new Potential(network.Hierarchy, hope, to);
        var latest = ArrayPool<int>.Shared.Rent(_graph.NodeCount);
        try
        {
            latest.AsSpan(0, _graph.NodeCount).Fill(None);
            return Find(from, to, rest, latest);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(latest);
        }
    }

    private TimedWay? Find(int from, int to, Potential rest, int[] latest)
    {
        // Of two that may cost the same the one further on is looked at first.
        var queue = new PriorityQueue<int, (long Cost, int Ahead)>();
        Reach(new(from, 0, 0, None, 0, None), rest, latest, queue);
        while (queue.TryDequeue(out var l, out _))
        {
            var label = _labels[l];
            if (label.Node == to) return Trace(l, label.Time + label.Dislike);
            if (label.Dropped) continue;
            var (first, end) = _graph.EdgesOf(label.Node);
            for (var e = first; e < end; e++)
            {
                if (!profile.Allows(_graph.Barriers[e]) || timeline.Enter(e, label.Time) is not (< Timeline.Never and var enter)) continue;
                var (time, cost) = (profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]),
                    profile.Cost(_graph.EdgeKind[e], _graph.Millis[e]));
                Reach(new(_graph.To[e], enter + time, label.Dislike + cost - time, e, enter - label.Time, l), rest, latest, queue);
            }
        }
        return null;
    }

    private void Reach(Label label, Potential potential, int[] latest, PriorityQueue<int, (long, int)> queue)
    {
        var labels = CollectionsMarshal.AsSpan(_labels);
        for (var k = latest[label.Node]; k != None; k = labels[k].Next)
            if (labels[k].Time <= label.Time && labels[k].Dislike <= label.Dislike) return;
        if (potential.From(label.Node) is not (< Metric.Unreachable and var rest) || label.Time + label.Dislike + rest >= limit) return;
        for (var k = latest[label.Node]; k != None; k = labels[k].Next)
            labels[k].Dropped |= labels[k].Time >= label.Time && labels[k].Dislike >= label.Dislike;
        queue.Enqueue(_labels.Count, (label.Time + label.Dislike + rest, rest));
        _labels.Add(label with { Next = latest[label.Node] });
        latest[label.Node] = _labels.Count - 1;
    }

    private TimedWay Trace(int label, long cost)
    {
        var (edges, waited) = (new List<int>(), new List<long>());
        for (; _labels[label].Before >= 0; label = _labels[label].Before)
        {
            edges.Add(_labels[label].Edge);
            waited.Add(_labels[label].Waited);
        }
        edges.Reverse();
        waited.Reverse();
        return new(edges, waited, cost);
    }
}
