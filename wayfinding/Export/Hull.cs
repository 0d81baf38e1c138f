using Wayfinding.Model;

namespace Wayfinding.Export;

/// <summary>The convex hull of points (Andrew 1979).</summary>
internal static class Hull
{
    /// <exception cref="ArgumentException">Fewer than three points that are not on one line.</exception>
    public static Polygon Of(IEnumerable<Point2> points)
    {
        var sorted = points.Distinct().OrderBy(p => p.X).ThenBy(p => p.Y).ToList();
        return new([.. Chain(sorted), .. Chain(sorted.AsEnumerable().Reverse())]);
    }

    private static List<Point2> Chain(IEnumerable<Point2> points)
    {
        var chain = new List<Point2>();
        foreach (var p in points)
        {
            while (chain.Count > 1 && Segment.Side(chain[^2], chain[^1], p) <= 0) chain.RemoveAt(chain.Count - 1);
            chain.Add(p);
        }
        chain.RemoveAt(chain.Count - 1);
        return chain;
    }
}
