using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Walls hashed into cells, for short sight tests in areas with very many walls.</summary>
internal sealed class WallIndex
{
    private const int MaxCellsPerWall = 10_000;

    private readonly double _cell;
    private readonly Dictionary<(int, int), List<(Point2 A, Point2 B)>> _cells = [];

    public WallIndex(IEnumerable<(Point2 A, Point2 B)> walls, double cell)
    {
        _cell = cell;
        foreach (var wall in walls)
            foreach (var key in Cells(wall.A, wall.B).Take(MaxCellsPerWall))
            {
                if (!_cells.TryGetValue(key, out var list)) _cells[key] = list = [];
                list.Add(wall);
            }
    }

    /// <summary>True when no wall crosses the segment.</summary>
    public bool Clear(Point2 a, Point2 b) =>
        !Cells(a, b).Any(key => _cells.TryGetValue(key, out var walls) && walls.Exists(w => Segment.Cross(a, b, w.A, w.B)));

    private IEnumerable<(int, int)> Cells(Point2 a, Point2 b)
    {
        for (var x = Floor(Math.Min(a.X, b.X)); x <= Floor(Math.Max(a.X, b.X)); x++)
            for (var y = Floor(Math.Min(a.Y, b.Y)); y <= Floor(Math.Max(a.Y, b.Y)); y++)
                yield return (x, y);
    }

    private int Floor(double v) => (int)Math.Floor(v / _cell);
}
