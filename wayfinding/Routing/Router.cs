using Wayfinding.Model;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Routing.Timed;

namespace Wayfinding.Routing;

/// <summary>
/// Finds the way from one node to another for a profile and a time of departure. A walker who reaches a shut door waits for it if that
/// makes the whole way no more than <see cref="Patience"/> longer than the walk with every door open. A door that opens later than that
/// (departure + the walk with every door open + patience, at most <see cref="Longest"/>) counts as shut for the whole walk; the answer is
/// then a detour, or which door is shut and when it opens.
/// </summary>
public sealed class Router(Network network)
{
    /// <summary>How much longer than by the way with every door open one waits for doors to open.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(15);

    /// <summary>How far ahead of departure doors that open are looked for at most.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(3);

    private readonly WalkGraph _graph = network.Venue.Graph;

    /// <summary>The map with its live state.</summary>
    public Network Network => network;

    /// <summary>
    /// The cheapest way between two nodes, leaving at <paramref name="at"/> (local time; null = every door taken as open). Every door
    /// counts as it is when one reaches it, closing and opening on the way included; waiting for it is part of the cost. Exact by the rule
    /// above. Where nothing but the destination's own door is shut, the way to that door (<see cref="Route.Shut"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A node is not in the graph.</exception>
    public RouteAnswer Find(int from, int to, Profile profile, DateTime? at = null)
    {
        var found = FindRoute(from, to, profile, at);
        if (found is not null) return new(found, null);
        var blocked = Explain(from, to, profile, at);
        return DoorOf(to, blocked) is { } door && FindRoute(from, _graph.From[door.Edge], profile, at) is { } way
            ? new(way with { Shut = door }, null) : new(null, blocked);
    }

    /// <summary>
    /// As above, between positions: what one walks from the one to the graph and from the graph to the other counts, and is walked by the
    /// same rules.
    /// </summary>
    public RouteAnswer Find(Snap from, Snap to, Profile profile, DateTime? at = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (from.Leaving.Count == 0 && to.Arriving.Count == 0) return Find(from.Node, to.Node, profile, at);
        var spots = new SpotRoutes(this, profile, at);
        if (spots.Find(from, to) is { } way) return new(way, null);
        // Where none of the ways onto the graph can be taken, one is at its nearest node at least.
        var answer = Find(from.Node, to.Node, profile, at);
        return answer.Route is { Shut: { } door } && spots.Find(from, Snap.OfNode(_graph, _graph.From[door.Edge])) is { } before
            ? new(before with { Shut = door }, null) : answer;
    }

    /// <summary>Why there is no way between two nodes.</summary>
    public Blocked Explain(int from, int to, Profile profile, DateTime? at = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (at is not { } start) return new BlockedSearch(network, profile, network.SliceAt(null).Weights, null).Explain(from, to, at);
        var horizon = Horizon(from, to, profile, start);
        return new BlockedSearch(network, profile, network.HopeBetween(start, horizon), new(network, profile, start, horizon))
            .Explain(from, to, at);
    }

    // A room that is not open yet can be walked to, if not into: its door, where nothing else is in the way.
    private Block? DoorOf(int to, Blocked blocked)
    {
        var (area, door) = (_graph.NodeArea[to], blocked.Blocks[0]);
        if (area < 0 || network.Venue.Areas[area].Kind is not (AreaKind.Room or AreaKind.Toilet)) return null;
        foreach (var block in blocked.Blocks)
            if (block is not { Reason: BlockReason.Hours, Edge: >= 0, OpensAt: not null } || _graph.NodeArea[_graph.To[block.Edge]] != area)
                return null;
        return _graph.NodeArea[_graph.From[door.Edge]] == area ? null : door with { OpensAt = blocked.OpensAt ?? door.OpensAt };
    }

    /// <summary>As <see cref="Find(int, int, Profile, DateTime?)"/>, without asking why there is no way: null then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A node is not in the graph.</exception>
    public Route? FindRoute(int from, int to, Profile profile, DateTime? at = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)from, (uint)_graph.NodeCount, nameof(from));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)to, (uint)_graph.NodeCount, nameof(to));
        var edges = new List<int>();
        var cost = HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, at), from, to, edges);
        var found = cost < Metric.Unreachable ? Make(from, to, profile, edges, null, cost) : null;
        return at is { } start && network.SliceAt(at).Until is { } boundary
            && boundary - start <= (found is null ? Longest : TimeSpan.FromSeconds(found.CostSeconds))
            ? InTime(from, to, profile, start, boundary, found) : found;
    }

    // Some door opens or closes before arrival. The way found for the moment of departure is still the best if all its doors stay open and
    // no way with every door open is cheaper.
    private Route? InTime(int from, int to, Profile profile, DateTime start, DateTime boundary, Route? found)
    {
        var horizon = Horizon(from, to, profile, start);
        if (found is null && boundary > horizon) return null;
        var timeline = new Timeline(network, profile, start, horizon);
        if (found is not null && StaysOpen(found, timeline)
            && found.CostSeconds * 1000 <= HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, null), from, to))
            return found;
        return new HopedWays(network, profile, timeline, network.HopeBetween(start, horizon)).Find(from, to) is { } way
            ? Make(from, to, profile, way.Edges, way.Waited, way.Cost) : null;
    }

    private bool StaysOpen(Route route, Timeline timeline)
    {
        var time = 0L;
        foreach (var e in route.Edges)
        {
            if (timeline.Enter(e, time) != time) return false;
            time += route.Profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]);
        }
        return true;
    }

    internal DateTime Horizon(int from, int to, Profile profile, DateTime start)
    {
        var edges = new List<int>();
        if (HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, null), from, to, edges) >= Metric.Unreachable) return start;
        var walk = TimeSpan.FromMilliseconds(edges.Sum(e => (double)profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]))) + Patience;
        return start + (walk < Longest ? walk : Longest);
    }

    /// <summary>Cost alone, in seconds; null when there is no way. Doors are as they are at departure.</summary>
    public double? Cost(int from, int to, Profile profile, DateTime? at = null) =>
        HierarchyQuery.Find(network.Hierarchy, network.MetricAt(profile, at), from, to) is var c && c < Metric.Unreachable ? c / 1000.0
            : null;

    private Route Make(int from, int to, Profile profile, List<int> edges, List<long>? waited, long cost)
    {
        var (duration, metres, waits) = (0.0, 0.0, default(List<Wait>));
        for (var i = 0; i < edges.Count; i++)
        {
            var e = edges[i];
            if (waited is not null && waited[i] > 0)
            {
                (waits ??= []).Add(new(e, duration / 1000, waited[i] / 1000.0));
                duration += waited[i];
            }
            duration += profile.Duration(_graph.EdgeKind[e], _graph.Millis[e]);
            if (!_graph.EdgeKind[e].IsLift()) metres += _graph.Metres[e];
        }
        var route = new Route(from, to, profile, edges, cost / 1000.0, duration / 1000, metres);
        return waits is null ? route : route with { Waits = waits };
    }
}
