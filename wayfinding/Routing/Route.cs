using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// A way found. <paramref name="Edges"/> are edge indices in walking order (empty when one is there already). Cost is time plus dislike, duration true time,
/// both with the waiting at doors that open on the way.
/// </summary>
public sealed record Route(int From, int To, Profile Profile, IReadOnlyList<int> Edges, double CostSeconds, double DurationSeconds, double DistanceM)
{
    /// <summary>Where one waits for something to open, in walking order.</summary>
    public IReadOnlyList<Wait> Waits { get; init; } = [];

    /// <summary>True time on some of the edges, with the waiting before them.</summary>
    internal double Seconds(WalkGraph graph, IReadOnlyList<int> edges) =>
        edges.Sum(e => (double)Profile.Duration(graph.EdgeKind[e], graph.Millis[e])) / 1000
        + (Waits.Count == 0 ? 0 : Waits.Where(w => edges.Contains(w.Edge)).Sum(w => w.Seconds));
}

/// <summary>Waiting before an edge: one comes there <paramref name="ReachedS"/> seconds after departure and can go on <paramref name="Seconds"/> later.</summary>
public sealed record Wait(int Edge, double ReachedS, double Seconds);

/// <summary>Why one cannot pass somewhere.</summary>
public enum BlockReason
{
    /// <summary>Outside opening hours.</summary>
    Hours,

    /// <summary>A closure: locked, under works, lift out of service.</summary>
    Closure,

    /// <summary>Something the profile can never pass: steps, an escalator, a narrow door, a staff door.</summary>
    Barrier,

    /// <summary>The map joins the two places nowhere.</summary>
    NotConnected,
}

/// <summary>
/// One thing in the way: <paramref name="Edge"/> says where (-1 when nothing joins the places), <paramref name="OpensAt"/> when it opens, if known,
/// <paramref name="ShutsAt"/> when it shuts if it is still open at departure but not when one would come there.
/// </summary>
public sealed record Block(BlockReason Reason, int Edge, Barriers Barriers, Closure? Closure, DateTime? OpensAt, DateTime? ShutsAt = null);

/// <summary>
/// No way: the fewest things that would have to open for one, in walking order; when all of them are open; and the last node one can still reach.
/// </summary>
public sealed record Blocked(IReadOnlyList<Block> Blocks, DateTime? OpensAt, int NearestReachable);

/// <summary>Exactly one of the two is set.</summary>
public sealed record RouteAnswer(Route? Route, Blocked? Blocked);
