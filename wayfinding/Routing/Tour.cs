using Wayfinding.Model;
using Wayfinding.Routing.Live;

namespace Wayfinding.Routing;

/// <summary>
/// One stop: a place, or several of which any will do (the nearest open 收费处). Nodes of candidates with hours are skipped while closed at
/// departure.
/// </summary>
public sealed record Stop(IReadOnlyList<(int Node, int Hours)> Candidates)
{
    /// <summary>A stop at one node.</summary>
    public static Stop At(int node) => new([(node, -1)]);

    /// <summary>A stop at whichever place of a category is best.</summary>
    public static Stop AnyOf(Venue venue, string category)
    {
        ArgumentNullException.ThrowIfNull(venue);
        return new([.. venue.Pois.Where(p => p.Category == category && p.Node >= 0).Select(p => (p.Node, p.Hours))]);
    }
}

/// <summary>
/// The best order and choice: <paramref name="Order"/> lists stop indices as visited, <paramref name="Legs"/> the routes between them.
/// </summary>
public sealed record Tour(IReadOnlyList<int> Order, IReadOnlyList<Route> Legs)
{
    /// <summary>Seconds of all legs.</summary>
    public double DurationSeconds => Legs.Sum(l => l.DurationSeconds);
}

/// <summary>Plans several stops by dynamic programming over subsets on the matrix of costs.</summary>
public sealed class TourPlanner(Router router)
{
    /// <summary>Stops at most when their order is free: 2^n states.</summary>
    public const int MaxFreeStops = 12;

    /// <summary>
    /// The cheapest tour from a node over all stops, or null when a stop cannot be reached or none of its candidates is open.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More stops than <see cref="MaxFreeStops"/> in free order.</exception>
    public Tour? Plan(int from, IReadOnlyList<Stop> stops, bool freeOrder, Profile profile, DateTime? at = null)
    {
        ArgumentNullException.ThrowIfNull(stops);
        if (freeOrder) ArgumentOutOfRangeException.ThrowIfGreaterThan(stops.Count, MaxFreeStops, nameof(stops));
        var nodes = stops.SelectMany((s, i) => s.Candidates.Where(c => IsOpen(c.Hours, at)).Select(c => (Stop: i, c.Node))).ToArray();
        var best = new Dictionary<(long Visited, int Last), (double Cost, (long, int) Before)> { [(0, -1)] = (0, (0, -1)) };
        var layer = new List<(long Visited, int Last)> { (0, -1) };
        for (var step = 0; step < stops.Count; step++)
        {
            var next = new HashSet<(long, int)>();
            foreach (var state in layer)
                for (var i = 0; i < nodes.Length; i++)
                {
                    if ((state.Visited >> nodes[i].Stop & 1) != 0 || (!freeOrder && nodes[i].Stop != step)) continue;
                    if (router.Cost(state.Last < 0 ? from : nodes[state.Last].Node, nodes[i].Node, profile, at) is not { } cost) continue;
                    var (key, total) = ((state.Visited | 1L << nodes[i].Stop, i), best[state].Cost + cost);
                    if (best.TryGetValue(key, out var known) && known.Cost <= total) continue;
                    best[key] = (total, state);
                    next.Add(key);
                }
            layer = [.. next];
        }
        if (layer.Count == 0) return null;
        return Trace(layer.MinBy(s => best[s].Cost), best, nodes, from, profile, at);
    }

    private Tour? Trace((long, int Last) state, Dictionary<(long, int), (double Cost, (long, int Last) Before)> best,
        (int Stop, int Node)[] nodes, int from, Profile profile, DateTime? at)
    {
        var visited = new List<int>();
        for (; state.Last >= 0; state = best[state].Before) visited.Add(state.Last);
        visited.Reverse();
        var (legs, here, time) = (new List<Route>(), from, at);
        foreach (var v in visited)
        {
            if (router.FindRoute(here, nodes[v].Node, profile, time) is not { } leg) return null;
            legs.Add(leg);
            (here, time) = (nodes[v].Node, time?.AddSeconds(leg.DurationSeconds));
        }
        return new([.. visited.Select(v => nodes[v].Stop)], legs);
    }

    private bool IsOpen(int hours, DateTime? at) =>
        hours < 0 || at is not { } t || router.Network.Venue.Hours[hours].IsOpen(t, router.Network.Holidays);
}
