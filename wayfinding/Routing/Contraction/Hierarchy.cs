using Wayfinding.Model;

namespace Wayfinding.Routing.Contraction;

/// <summary>
/// The metric-free half of a customizable contraction hierarchy (Dibbelt, Strasser, Wagner 2016): the chordal graph of an elimination
/// order. Ranks follow a post-order of the elimination tree, so a node's ancestors lie close together in memory. Arcs lead from lower to
/// higher rank; a node's arcs never straddle a page of <see cref="PageSize"/>, so that a metric can be changed page by page.
/// </summary>
public sealed class Hierarchy
{
    private const int SmallestPage = 1024;

    /// <summary>Rank of each node.</summary>
    public required int[] Rank { get; init; }

    /// <summary>Node at each rank.</summary>
    public required int[] Node { get; init; }

    /// <summary>Parent in the elimination tree, by rank; -1 for a root.</summary>
    public required int[] Parent { get; init; }

    /// <summary>Distance to the root, by rank.</summary>
    public required int[] Depth { get; init; }

    /// <summary>First upward arc, by rank.</summary>
    public required int[] FirstUp { get; init; }

    /// <summary>One past the last upward arc, by rank.</summary>
    public required int[] EndUp { get; init; }

    /// <summary>Higher rank of an arc; arcs of one rank ascend. -1 in the gaps between pages.</summary>
    public required int[] Head { get; init; }

    /// <summary>Lower rank of an arc; -1 in the gaps.</summary>
    public required int[] Tail { get; init; }

    /// <summary>Depth of the head, for queries that never look at ranks.</summary>
    public required ushort[] HeadDepth { get; init; }

    /// <summary>First downward arc (an entry of <see cref="Down"/>), by rank; one longer than the ranks.</summary>
    public required int[] FirstDown { get; init; }

    /// <summary>Arcs arriving from lower ranks, ascending by tail.</summary>
    public required int[] Down { get; init; }

    /// <summary>Arcs per page, a power of two.</summary>
    public required int PageSize { get; init; }

    /// <summary>The arc each edge of the graph lies on, and its direction: +arc+1 upwards, -(arc+1) downwards.</summary>
    public required int[] ArcOfEdge { get; init; }

    /// <summary>Number of arcs, gaps included.</summary>
    public int ArcCount => Head.Length;

    /// <summary>Longest way to the root, nodes counted.</summary>
    public int Height { get; private set; }

    /// <summary>Builds the hierarchy of a venue's graph. Takes a second or two at 100,000 nodes.</summary>
    public static Hierarchy Build(Venue venue)
    {
        ArgumentNullException.ThrowIfNull(venue);
        return HierarchyBuilder.Build(venue.Graph, EliminationOrder.Of(venue));
    }

    /// <summary>The arc between two ranks; they must be joined.</summary>
    internal int ArcBetween(int low, int high) =>
        FindArc(low, high) is >= 0 and var arc ? arc : throw new InvalidOperationException("The ranks are not joined.");

    /// <summary>The arc between two ranks; below 0 when there is none.</summary>
    internal int FindArc(int low, int high) => Array.BinarySearch(Head, FirstUp[low], EndUp[low] - FirstUp[low], high);

    internal Hierarchy Measured()
    {
        Height = Depth.Length == 0 ? 0 : Depth.Max() + 1;
        return this;
    }

    internal static int PageFor(int degree)
    {
        var size = SmallestPage;
        while (size < degree) size *= 2;
        return size;
    }
}
