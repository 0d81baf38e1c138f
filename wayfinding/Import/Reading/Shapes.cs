using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>Turns rings from files into polygons, or says why not.</summary>
internal static class Shapes
{
    private const int MaxRingPoints = 20_000;
    private const double Tolerance = 0.02;

    /// <summary>A sound polygon in metres, or null and a finding.</summary>
    public static Polygon? Polygon(LocalFrame frame, IReadOnlyList<LonLat> outer, IEnumerable<IReadOnlyList<LonLat>> holes, string id,
        string? level, LintReport lint) =>
        Polygon([.. outer.Select(frame.ToLocal)], [.. holes.Select(h => h.Select(frame.ToLocal).ToArray())], id, level, outer.Count > 0
            ? outer[0] : null, lint);

    /// <summary>As above, from metres.</summary>
    public static Polygon? Polygon(Point2[] outer, IReadOnlyList<Point2[]> holes, string id, string? level, LonLat? where, LintReport lint)
    {
        var thin = Thin(outer);
        var simple = thin.Length > MaxRingPoints ? thin : Ring(thin);
        if (simple.Length > MaxRingPoints)
        {
            lint.Warn("area.too_many_vertices", $"区域 {id} 有 {outer.Length} 个顶点，过于复杂，已略过。", id, level, where);
            return null;
        }
        if (CrossesItself(simple))
        {
            lint.Warn("area.self_crossing", $"区域 {id} 的边界自相交，已略过。", id, level, where);
            return null;
        }
        if (simple.Length < 3 || new Polygon(simple) is { Area: < 0.05 })
        {
            lint.Warn("area.degenerate", $"区域 {id} 面积为零，已略过。", id, level, where);
            return null;
        }
        var sound = holes.Select(Thin).Where(h => h.Length <= MaxRingPoints).Select(Ring)
            .Where(h => h.Length is >= 3 and <= MaxRingPoints && !CrossesItself(h)).ToList();
        if (sound.Count < holes.Count) lint.Notice("area.bad_hole", $"区域 {id} 有无法使用的内环，已忽略。", id, level, where);
        return new(simple, sound);
    }

    // One pass without repeated points, before anything that takes longer than linear time.
    private static Point2[] Thin(Point2[] ring)
    {
        var kept = new List<Point2>(Math.Min(ring.Length, MaxRingPoints));
        foreach (var p in ring)
            if (kept.Count == 0 || kept[^1].DistanceTo(p) > Tolerance / 2) kept.Add(p);
        return [.. kept];
    }

    private static Point2[] Ring(Point2[] ring)
    {
        var open = ring.Length > 1 && ring[0].DistanceTo(ring[^1]) < 1e-6 ? ring[..^1] : ring;
        return Simplify.Ring(open, Tolerance);
    }

    // Sweep in x: only segments whose x ranges overlap are compared.
    private static bool CrossesItself(Point2[] ring)
    {
        var segments = ring.Select((p, i) => (A: p, B: ring[(i + 1) % ring.Length])).OrderBy(s => Math.Min(s.A.X, s.B.X)).ToArray();
        var tests = 0L;
        for (var i = 0; i < segments.Length; i++)
        {
            var right = Math.Max(segments[i].A.X, segments[i].B.X);
            for (var j = i + 1; j < segments.Length && Math.Min(segments[j].A.X, segments[j].B.X) <= right; j++)
            {
                if (Segment.Cross(segments[i].A, segments[i].B, segments[j].A, segments[j].B)) return true;
                if (++tests > 20_000_000) return true;
            }
        }
        return false;
    }
}
