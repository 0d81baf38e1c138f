using Wayfinding.Model;
using Wayfinding.Routing.Live;

namespace Wayfinding.Routing.Obstacles;

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
/// One thing in the way: <paramref name="Edge"/> says where (-1 when nothing joins the places), <paramref name="OpensAt"/> when it opens,
/// if known, <paramref name="ShutsAt"/> when it shuts if it is still open at departure but not when one would come there.
/// </summary>
public sealed record Block(BlockReason Reason, int Edge, Barriers Barriers, Closure? Closure, DateTime? OpensAt, DateTime? ShutsAt = null);

/// <summary>
/// No way: the fewest things that would have to open for one, in walking order; when all of them are open; and the last node one can still
/// reach.
/// </summary>
public sealed record Blocked(IReadOnlyList<Block> Blocks, DateTime? OpensAt, int NearestReachable);
