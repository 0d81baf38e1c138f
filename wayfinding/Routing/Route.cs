using Wayfinding.Model;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Routing;

/// <summary>
/// A way found. <paramref name="Edges"/> are edge indices in walking order (empty when one is there already). Cost is time plus dislike,
/// duration true time, both with the waiting at doors that open on the way.
/// </summary>
public sealed record Route(int From, int To, Profile Profile, IReadOnlyList<int> Edges, double CostSeconds, double DurationSeconds,
    double DistanceM)
{
    /// <summary>Where one waits for something to open, in walking order.</summary>
    public IReadOnlyList<Wait> Waits { get; init; } = [];

    /// <summary>From where one stands onto the first node; null when one stands on it.</summary>
    public Stretch? Lead { get; init; }

    /// <summary>From the last node to where one is going.</summary>
    public Stretch? Tail { get; init; }

    /// <summary>True when <see cref="Lead"/> is the whole way: it passes no node.</summary>
    public bool IsDirect { get; init; }

    /// <summary>
    /// The door of the destination, where the way ends because it is still shut on arrival; null where the way leads to it.
    /// </summary>
    public Block? Shut { get; init; }

    /// <summary>True time on some of the edges, with the waiting before them.</summary>
    internal double Seconds(WalkGraph graph, IReadOnlyList<int> edges) =>
        edges.Sum(e => (double)Profile.Duration(graph.EdgeKind[e], graph.Millis[e])) / 1000
        + (Waits.Count == 0 ? 0 : Waits.Where(w => edges.Contains(w.Edge)).Sum(w => w.Seconds));
}

/// <summary>
/// Waiting before an edge: one comes there <paramref name="ReachedS"/> seconds after departure and can go on <paramref name="Seconds"/>
/// later.
/// </summary>
public sealed record Wait(int Edge, double ReachedS, double Seconds);

/// <summary>Exactly one of the two is set.</summary>
public sealed record RouteAnswer(Route? Route, Blocked? Blocked);
