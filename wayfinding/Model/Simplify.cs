namespace Wayfinding.Model;

/// <summary>Fewer points for the same line (Douglas and Peucker 1973), without recursion.</summary>
internal static class Simplify
{
    /// <summary>An open line within a tolerance in metres; both ends stay.</summary>
    public static Point2[] Path(IReadOnlyList<Point2> points, double tolerance)
    {
        if (points.Count < 3) return [.. points];
        var keep = new bool[points.Count];
        keep[0] = keep[^1] = true;
        var work = new Stack<(int, int)>([(0, points.Count - 1)]);
        while (work.TryPop(out var part))
        {
            var (first, last) = part;
            var (far, distance) = (-1, tolerance);
            for (var i = first + 1; i < last; i++)
                if (Segment.Nearest(points[first], points[last], points[i]).DistanceTo(points[i]) is var d && d > distance)
                    (far, distance) = (i, d);
            if (far < 0) continue;
            keep[far] = true;
            work.Push((first, far));
            work.Push((far, last));
        }
        return [.. points.Where((_, i) => keep[i])];
    }

    /// <summary>A ring within a tolerance; never fewer than three points.</summary>
    public static Point2[] Ring(Point2[] ring, double tolerance)
    {
        if (ring.Length < 5) return ring;
        // Split at the point farthest from the first, so that neither half is a closed line.
        var far = 0;
        for (var i = 1; i < ring.Length; i++)
            if (ring[i].DistanceTo(ring[0]) > ring[far].DistanceTo(ring[0])) far = i;
        var simple = Path(ring[..(far + 1)], tolerance).Concat(Path([.. ring[far..], ring[0]], tolerance)[1..^1]).ToArray();
        return simple.Length >= 3 ? simple : ring;
    }
}
