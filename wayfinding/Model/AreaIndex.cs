namespace Wayfinding.Model;

/// <summary>Finds areas by place: a hash grid of bounding boxes per level.</summary>
internal sealed class AreaIndex
{
    private const double Cell = 8;
    private const int MaxCellsPerArea = 4096;

    private readonly IReadOnlyList<Area> _areas;
    private readonly Dictionary<(int Level, int X, int Y), List<int>> _cells = [];
    private readonly Dictionary<int, List<int>> _huge = [];

    public AreaIndex(IReadOnlyList<Area> areas)
    {
        _areas = areas;
        for (var i = 0; i < areas.Count; i++) Add(i);
    }

    /// <summary>Areas of a level whose surface is within a distance of a point, nearest border or inside first.</summary>
    public List<(int Area, double Distance)> Near(int level, Point2 p, double within)
    {
        var found = new HashSet<int>(_huge.GetValueOrDefault(level, []));
        for (var x = Floor(p.X - within); x <= Floor(p.X + within); x++)
            for (var y = Floor(p.Y - within); y <= Floor(p.Y + within); y++)
                if (_cells.TryGetValue((level, x, y), out var list)) found.UnionWith(list);
        return [.. found.Select(a => (a, Distance(_areas[a].Shape, p, within))).Where(a => a.Item2 <= within).OrderBy(a => a.Item2)
            .ThenBy(a => a.a)];
    }

    private static double Distance(Polygon shape, Point2 p, double within)
    {
        if (p.X < shape.Min.X - within || p.X > shape.Max.X + within || p.Y < shape.Min.Y - within || p.Y > shape.Max.Y + within)
            return double.MaxValue;
        return shape.Contains(p) ? 0 : shape.DistanceToBorder(p);
    }

    private void Add(int i)
    {
        var (a, shape) = (_areas[i], _areas[i].Shape);
        var (x0, x1, y0, y1) = (Floor(shape.Min.X), Floor(shape.Max.X), Floor(shape.Min.Y), Floor(shape.Max.Y));
        if ((long)(x1 - x0 + 1) * (y1 - y0 + 1) > MaxCellsPerArea)
        {
            if (!_huge.TryGetValue(a.Level, out var huge)) _huge[a.Level] = huge = [];
            huge.Add(i);
            return;
        }
        for (var x = x0; x <= x1; x++)
            for (var y = y0; y <= y1; y++)
            {
                if (!_cells.TryGetValue((a.Level, x, y), out var list)) _cells[(a.Level, x, y)] = list = [];
                list.Add(i);
            }
    }

    private static int Floor(double v) => (int)Math.Floor(v / Cell);
}
