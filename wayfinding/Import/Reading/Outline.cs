using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>
/// The outline of a floor that is drawn as several faces, triangles often: edges that two faces share are inside, the others are its rings.
/// </summary>
internal static class Outline
{
    /// <summary>The rings, the outermost first.</summary>
    public static List<Point2[]> Of(IReadOnlyList<Point2[]> faces)
    {
        if (faces.Count == 1) return [faces[0]];
        var next = new Dictionary<(long, long), List<Point2>>();
        var edges = new HashSet<((long, long), (long, long))>();
        foreach (var (a, b) in faces.SelectMany(Sides))
            if (!edges.Remove((Key(b), Key(a)))) edges.Add((Key(a), Key(b)));
        foreach (var (a, b) in faces.SelectMany(Sides))
            if (edges.Contains((Key(a), Key(b)))) (next.TryGetValue(Key(a), out var ends) ? ends : next[Key(a)] = []).Add(b);
        var rings = new List<Point2[]>();
        foreach (var start in next.Keys)
        {
            var ring = new List<Point2>();
            for (var at = start; next.TryGetValue(at, out var ends) && ends.Count > 0; at = Key(ring[^1]))
            {
                ring.Add(ends[^1]);
                ends.RemoveAt(ends.Count - 1);
            }
            if (ring.Count >= 3 && Key(ring[^1]) == start) rings.Add([.. ring]);
        }
        return rings.Count > 0 ? [.. rings.OrderByDescending(Size)] : [faces.MaxBy(Size)!];
    }

    // All faces in one sense of rotation, so that shared edges run against each other.
    private static IEnumerable<(Point2 A, Point2 B)> Sides(Point2[] face)
    {
        var ring = Doubled(face) < 0 ? [.. face.Reverse()] : face;
        for (var i = 0; i < ring.Length; i++)
            if (Key(ring[i]) != Key(ring[(i + 1) % ring.Length])) yield return (ring[i], ring[(i + 1) % ring.Length]);
    }

    private static double Size(Point2[] ring) => Math.Abs(Doubled(ring));

    private static double Doubled(Point2[] ring)
    {
        double sum = 0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (p, q) = (ring[i] - ring[0], ring[(i + 1) % ring.Length] - ring[0]);
            sum += p.X * q.Y - q.X * p.Y;
        }
        return sum;
    }

    private static (long, long) Key(Point2 p) => ((long)Math.Round(p.X * 1000), (long)Math.Round(p.Y * 1000));
}
