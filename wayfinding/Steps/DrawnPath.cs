using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>Pulls the path between two doors straight where one sees ahead, but keeps 0.25 m from walls.</summary>
internal sealed class DrawnPath(Venue venue)
{
    private const double Clearance = 0.25;
    private const double Jitter = 0.4;

    /// <summary>Fewer points for the nodes walked; both ends stay.</summary>
    public List<Point2> Of(IReadOnlyList<int> nodes)
    {
        if (nodes.Count == 0) return [];
        var graph = venue.Graph;
        var kept = new List<Point2> { graph.At(nodes[0]) };
        for (var i = 0; i < nodes.Count - 1;)
        {
            var (j, area) = (i + 1, graph.NodeArea[nodes[i]]);
            while (j + 1 < nodes.Count && graph.NodeArea[nodes[j + 1]] == area && Clear(area, graph.At(nodes[i]), graph.At(nodes[j + 1])))
                j++;
            kept.Add(graph.At(nodes[j]));
            i = j;
        }
        // Wiggles below the jitter are no walking direction.
        return [.. Simplify.Path(kept, Jitter)];
    }

    private bool Clear(int area, Point2 a, Point2 b)
    {
        if (area < 0) return false;
        var length = a.DistanceTo(b);
        if (length < 0.01) return true;
        var (ends, shape) = (Math.Min(0.45, 0.6 / length), venue.Areas[area].Shape);
        var (from, to) = (a + (b - a) * ends, b - (b - a) * ends);
        foreach (var (p, q) in shape.Segments)
            if (Segment.Cross(a, b, p, q) || (length > 1.3 && Segment.Distance(from, to, p, q) < Clearance)) return false;
        return shape.Contains((a + b) * 0.5);
    }
}

/// <summary>
/// What a walk begins and ends with beside its edges: the node it begins at (-1 when it passes none), the points before it and those after
/// the last.
/// </summary>
internal readonly record struct WalkEnds(int Node, IReadOnlyList<Point2> Lead, IReadOnlyList<Point2> Tail);
