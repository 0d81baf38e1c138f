using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// Where a position lies on the graph: the node nearest to it, the level it was taken for, the area it lies in (-1 for none), and how far
/// from it the nearest way is, in metres.
/// </summary>
public sealed record Snap(int Node, int Level, int Area, double DistanceM)
{
    /// <summary>The position itself.</summary>
    public Point2 At { get; init; }

    /// <summary>How one comes from the position onto the graph; empty for a node, where one is on it.</summary>
    internal IReadOnlyList<Stub> Leaving { get; init; } = [];

    /// <summary>How one comes from the graph to the position.</summary>
    internal IReadOnlyList<Stub> Arriving { get; init; } = [];

    /// <summary>A node, as a place one stands at.</summary>
    public static Snap OfNode(WalkGraph graph, int node)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new(node, graph.NodeLevel[node], graph.NodeArea[node], 0) { At = graph.At(node) };
    }
}

/// <summary>
/// A stretch between a position and a node: straight between the position and <paramref name="Foot"/>, then over a part
/// (<paramref name="Share"/>, 0 to 1) of an edge that ends or begins at the node. Within an area one walks straight to the node itself:
/// the edge, if any, then only tells on what terms the area is walked.
/// </summary>
internal readonly record struct Stub(int Node, int Edge, double Share, Point2 Foot)
{
    /// <summary>Metres between the position and the foot.</summary>
    public double Off { get; init; }
}

/// <summary>The first or last part of a route, beside or along the ways: its line, metres and seconds.</summary>
public sealed record Stretch(IReadOnlyList<Point2> Line, double Metres, double Seconds);
