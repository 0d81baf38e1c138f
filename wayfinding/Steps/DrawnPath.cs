using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>Pulls the path of one floor straight where one sees ahead, but keeps 0.25 m from walls; doors stay where they are.</summary>
internal sealed class DrawnPath(Venue venue)
{
    private const double Clearance = 0.25;
    private const double Jitter = 0.4;

    /// <summary>Fewer points for the nodes walked. <paramref name="fixedNodes"/> says which must stay.</summary>
    public List<Point2> Of(IReadOnlyList<int> nodes, IReadOnlyList<bool> fixedNodes)
    {
        var graph = venue.Graph;
        var kept = new List<int> { 0 };
        for (var i = 0; i < nodes.Count - 1;)
        {
            var j = i + 1;
            while (j + 1 < nodes.Count && !fixedNodes[j] && graph.NodeArea[nodes[j + 1]] == graph.NodeArea[nodes[i]] && Clear(graph.NodeArea[nodes[i]], graph.At(nodes[i]), graph.At(nodes[j + 1]))) j++;
            kept.Add(j);
            i = j;
        }
        return Straighten([.. kept.Select(k => (graph.At(nodes[k]), fixedNodes[k]))]);
    }

    // Between fixed points, wiggles below the jitter are no walking direction.
    private static List<Point2> Straighten(List<(Point2 At, bool Fixed)> points)
    {
        var (line, start) = (new List<Point2> { points[0].At }, 0);
        for (var i = 1; i < points.Count; i++)
        {
            if (!points[i].Fixed && i + 1 < points.Count) continue;
            line.AddRange(Simplify.Path([.. points[start..(i + 1)].Select(p => p.At)], Jitter).Skip(1));
            start = i;
        }
        return line;
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
