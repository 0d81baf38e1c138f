namespace Wayfinding.Model;

/// <summary>Finds the segment nearest to a point on its level: a hash grid.</summary>
internal sealed class SegmentIndex
{
    private const double Cell = 10;
    private const int MaxCells = 20_000;

    private readonly Dictionary<(int Level, int X, int Y), List<int>> _cells = [];
    private readonly List<(int Id, Point2 A, Point2 B)> _segments = [];

    /// <summary>A segment found: its id, the nearest point of it, and how far that is.</summary>
    public readonly record struct Hit(int Id, Point2 Foot, double Distance);

    public void Add(int level, Point2 a, Point2 b, int id)
    {
        _segments.Add((id, a, b));
        var steps = (int)Math.Min(MaxCells, Math.Ceiling(a.DistanceTo(b) / Cell * 2));
        var last = default((int, int, int)?);
        for (var k = 0; k <= steps; k++)
        {
            var cell = Key(level, a + (b - a) * (k / (double)Math.Max(1, steps)));
            if (cell == last) continue;
            (_cells.TryGetValue(cell, out var here) ? here : _cells[cell] = []).Add(_segments.Count - 1);
            last = cell;
        }
    }

    /// <summary>The nearest one that is wanted, within so many metres; null when there is none.</summary>
    public Hit? Nearest(int level, Point2 p, double within, Func<int, bool> isWanted)
    {
        var best = default(Hit?);
        var (_, cx, cy) = Key(level, p);
        var rings = (int)Math.Ceiling(within / Cell);
        for (var ring = 0; ring <= rings; ring++)
        {
            foreach (var s in Ring(level, cx, cy, ring))
            {
                var (id, a, b) = _segments[s];
                var foot = Segment.Nearest(a, b, p);
                var distance = foot.DistanceTo(p);
                if (distance <= within && (best is null || distance < best.Value.Distance) && isWanted(id)) best = new(id, foot, distance);
            }
            // A segment that comes nearer than this has a point in the rings looked at.
            if (best is { } hit && hit.Distance <= (ring - 1) * Cell) break;
        }
        return best;
    }

    private IEnumerable<int> Ring(int level, int cx, int cy, int ring)
    {
        for (var x = cx - ring; x <= cx + ring; x++)
            for (var y = cy - ring; y <= cy + ring; y += Math.Abs(x - cx) == ring || ring == 0 ? 1 : 2 * ring)
                if (_cells.TryGetValue((level, x, y), out var here))
                    foreach (var s in here) yield return s;
    }

    private static (int, int, int) Key(int level, Point2 p) => (level, (int)Math.Floor(p.X / Cell), (int)Math.Floor(p.Y / Cell));
}
