using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>Answers "how do I get from here to there, as this body, leaving then?".</summary>
public sealed class Router(Network network)
{
    // Doors that open while one walks are looked for only this far ahead.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly WalkGraph _graph = network.Venue.Graph;

    /// <summary>The map with its live state.</summary>
    public Network Network => network;

    /// <summary>
    /// The cheapest way between two nodes, leaving at <paramref name="at"/> (local time; null = every door taken as open). Exact also when doors open or
    /// close on the way.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A node is not in the graph.</exception>
    public RouteAnswer Find(int from, int to, Profile profile, DateTime? at = null)
    {
        var found = FindRoute(from, to, profile, at);
        return found is not null ? new(found, null) : new(null, new BlockedSearch(network, profile).Explain(from, to, at));
    }

    /// <summary>As <see cref="Find"/>, without asking why there is no way: null then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A node is not in the graph.</exception>
    public Route? FindRoute(int from, int to, Profile profile, DateTime? at = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)from, (uint)_graph.NodeCount, nameof(from));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)to, (uint)_graph.NodeCount, nameof(to));
        var slice = network.SliceAt(at);
        var edges = new List<int>();
        var cost = HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, at), from, to, edges);
        var found = cost < Metric.Unreachable ? Make(from, to, profile, edges, cost) : null;
        if (at is { } t && slice.Until is { } boundary && MayMatter(from, to, profile, t, boundary, found))
            found = new TimedSearch(network, profile).Find(from, to, t) is { } timed ? Make(from, to, profile, timed.Edges, timed.Cost) : null;
        return found;
    }

    /// <summary>Cost alone, in seconds; null when there is no way. Doors are as they are at departure.</summary>
    public double? Cost(int from, int to, Profile profile, DateTime? at = null) =>
        HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, at), from, to) is var c && c < Metric.Unreachable ? c / 1000.0 : null;

    // A boundary matters when one is still walking at that time, on the path found or, when none is, on the best path with all doors open.
    private bool MayMatter(int from, int to, Profile profile, DateTime at, DateTime boundary, Route? found)
    {
        if (boundary - at > TimeSpan.FromDays(1)) return false;
        if (found is not null) return at.AddSeconds(found.DurationSeconds) >= boundary;
        if (boundary - at > Patience) return false;
        var edges = new List<int>();
        if (HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, null), from, to, edges) >= Metric.Unreachable) return false;
        return at.AddMilliseconds(edges.Sum(e => (double)profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]))) >= boundary;
    }

    private Route Make(int from, int to, Profile profile, List<int> edges, int cost)
    {
        double duration = 0, metres = 0;
        foreach (var e in edges)
        {
            duration += profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]);
            if (!_graph.EdgeKind[e].IsLift()) metres += _graph.Metres[e];
        }
        return new(from, to, profile, edges, cost / 1000.0, duration / 1000, metres);
    }
}
