using Wayfinding.Model;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;

namespace Wayfinding.Routing.Timed;

/// <summary>A way through time: the edges in walking order, the milliseconds waited before each, and the cost in milliseconds.</summary>
internal sealed record TimedWay(List<int> Edges, List<long> Waited, long Cost);

/// <summary>
/// The cheapest way when doors open and close while one walks, found with a few queries of the hierarchy. Every query takes all doors that
/// open in time as open, so no real way is cheaper than its answer. The answer is then walked door by door:
/// <list type="bullet">
/// <item>A door that has shut for good before anybody can reach it is closed for the next query.</item>
/// <item>Else the door that costs most to wait for is closed for the next query, and the least cost of any way over it is remembered as a
/// lower bound.</item>
/// <item>A way that can be walked is kept while it is the cheapest known.</item>
/// </list>
/// Once neither the next answer nor the lower bound is below the cheapest known way, that way is the answer. If that does not happen
/// within a few tries, <see cref="TimedSearch"/> looks for anything cheaper.
/// </summary>
internal sealed class HopedWays(Network network, Profile profile, Timeline timeline, Weights hope)
{
    private const int MostTries = 24;

    private readonly WalkGraph _graph = network.Venue.Graph;
    private readonly ulong[] _given = [.. hope.ClosedEdges];
    private readonly ulong[] _aside = [.. hope.ClosedEdges];
    private Metric _whole = network.MetricOf(hope, profile);

    /// <summary>Null when there is no way.</summary>
    public TimedWay? Find(int from, int to)
    {
        var (rest, best, bound, edges) = (_whole, default(TimedWay), long.MaxValue, new List<int>());
        for (var tries = 0; tries < MostTries; tries++)
        {
            var least = HierarchyQuery.Find(network.Hierarchy, rest, from, to, edges) is < Metric.Unreachable and var cost ? cost
                : long.MaxValue;
            if (least == long.MaxValue && bound == long.MaxValue) return null;
            if (best?.Cost <= Math.Min(bound, least)) return best;
            if (least == long.MaxValue) break;
            if (Walk(edges) is { } way && !(best?.Cost <= way.Cost)) best = way;
            if (best?.Cost <= Math.Min(bound, least)) return best;
            var (shut, door, over) = Obstacles(edges, from, to);
            if (shut.Count > 0)
            {
                _whole = Without(_whole, _given, shut);
                rest = Without(rest, _aside, shut);
                continue;
            }
            if (door < 0) break;
            bound = Math.Min(bound, over);
            rest = Without(rest, _aside, [door]);
        }
        return new TimedSearch(network, profile, timeline, _whole, best?.Cost ?? long.MaxValue).Find(from, to) ?? best;
    }

    /// <summary>The way as walked door by door; null where one of them stays shut.</summary>
    private TimedWay? Walk(List<int> edges)
    {
        var (waited, time, dislike) = (new List<long>(edges.Count), 0L, 0L);
        foreach (var e in edges)
        {
            if (timeline.Enter(e, time) is not (< Timeline.Never and var enter)) return null;
            var duration = profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]);
            waited.Add(enter - time);
            (time, dislike) = (enter + duration, dislike + profile.Cost(_graph.EdgeKind[e], _graph.Millis[e]) - duration);
        }
        return new([.. edges], waited, time + dislike);
    }

    /// <summary>
    /// The doors on a way that are shut for good before anybody can reach them; and of the others the one that costs most to wait for, with
    /// the least cost of any way over it.
    /// </summary>
    private (List<int> Shut, int Door, long Over) Obstacles(List<int> edges, int from, int to)
    {
        var (shut, door, over, time) = (new List<int>(), -1, -1L, 0L);
        foreach (var e in edges)
        {
            var enter = timeline.Enter(e, time);
            if (enter != time)
            {
                var earliest = timeline.Enter(e, Cost(Hurried, from, _graph.From[e]));
                if (earliest == Timeline.Never) shut.Add(e);
                else if (Math.Max(earliest, Cost(_whole, from, _graph.From[e])) + profile.Cost(_graph.EdgeKind[e],
                    _graph.Millis[e]) + Cost(_whole, _graph.To[e], to) is var least && least > over)
                    (door, over) = (e, least);
            }
            time = (enter < Timeline.Never ? enter : time) + profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]);
        }
        return (shut, door, over);
    }

    // Without likes and dislikes: its costs are the earliest times of arrival.
    private Metric Hurried => profile.Hurried == profile ? _whole : network.MetricOf(hope, profile.Hurried);

    private int Cost(Metric metric, int from, int to) => HierarchyQuery.Find(network.Hierarchy, metric, from, to);

    private Metric Without(Metric metric, ulong[] closed, List<int> edges)
    {
        foreach (var e in edges) Bits.Set(closed, e);
        return network.Changed(metric, new(_graph, profile, hope.OpenHours, closed), edges);
    }
}
