using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.IndoorGml;

/// <summary>
/// IndoorGML as a plan: the floor of each cell as an area, states and transitions as the graph. Cells called lifts that transitions join
/// over storeys are one lift; any other transition between storeys is taken for stairs, since the core does not say what it is.
/// </summary>
internal sealed class IndoorGmlImport(ImportOptions options, LintReport lint)
{
    private const double MaxExtent = 1e6;
    private const double LargestSite = 20_000;

    // No site spans half a degree, and no plan in metres is smaller.
    private const double MaxDegrees = 0.5;
    private const double Millimetres = 1000;
    private const double SamePoint = 0.01;
    private const double ShortestWeight = 0.95;
    private const double LongestWeight = 10;

    private readonly IndoorGmlReader _file = new(options, lint);
    private readonly Dictionary<string, int> _areaOfCell = [];
    private Plan _plan = new(Label.None, new(default));
    private GmlStoreys? _storeys;
    private GmlPosition _origin;
    private bool _degrees, _latitudeFirst;

    public Plan Read(SourceFile file)
    {
        _file.Read(file);
        if (_file.States.Count == 0) throw new UnusableFileException("indoorgml.no_states", $"{file.Name} 中没有可用的状态节点（State）。");
        Place();
        _storeys = new([.. _file.Cells.Values.Where(c => c.Faces.Count > 0).Select(c => (StoreyOf(c), Bottom(c))),
            .. _file.States.Values.Where(s => _file.Cells.Count == 0 || StoreyOf(s).Length > 0).Select(s => (StoreyOf(s), s.At.Z))], _plan);
        foreach (var (id, cell) in _file.Cells) Area(id, cell);
        foreach (var (id, s) in _file.States) State(id, s);
        var lifts = new List<(int Lower, int Upper)>();
        foreach (var transition in _file.Transitions) Transition(transition, lifts);
        foreach (var lift in Connected(lifts))
            _plan.AreaConnectors.Add(new(_plan.Areas[lift[0].Lower].Id, _plan.Areas[lift[0].Lower].Name, ConnectorKind.Lift, 0, lift));
        return _plan;
    }

    // Degrees or metres: the file seldom says, its extent does.
    private void Place()
    {
        var all = _file.States.Values.Select(s => s.At).Concat(_file.Cells.Values.SelectMany(c => c.Faces).SelectMany(f => f)).ToList();
        _origin = _file.States.Values.First().At;
        _latitudeFirst = _file.Systems.Any(s => s.Contains("4326", StringComparison.Ordinal));
        double Extent(Func<GmlPosition, double> of) => all.Max(of) - all.Min(of);
        var extent = Math.Max(Extent(p => p.X), Extent(p => p.Y));
        _degrees = extent < MaxDegrees && all.TrueForAll(p => LonLatOf(p).IsValid) && (extent > 0 || _latitudeFirst);
        _plan = new(Label.None, new(_degrees ? LonLatOf(_origin) : options.Origin));
        if (_degrees && _latitudeFirst) lint.Notice("crs.latitude_first", "坐标系 EPSG:4326 按“纬度 经度”的顺序理解。");
        if (!_degrees) lint.Notice("crs.projected", "坐标是平面坐标（米），没有经纬度：按配置的原点放置。");
        if (!_degrees && _file.States.Values.Any(s => Far(Local(s.At)) > MaxExtent))
            throw new UnusableFileException("crs.not_metres", "坐标相距超过一千公里，不是一座建筑的米制坐标。");
        if (!_degrees && extent * options.MetresPerUnit > LargestSite)
            lint.Warn("crs.not_metres", $"坐标按米计相距 {extent * options.MetresPerUnit / Millimetres:0} 公里，单位很可能不是米：距离与时间都会不对。");
        _plan.Campuses.Add(new("1", new("院区", "Campus")));
        _plan.Buildings.Add(new("1", new("主楼", "Building"), 0));
    }

    private LonLat LonLatOf(GmlPosition p) => _latitudeFirst ? new(p.Y, p.X) : new(p.X, p.Y);

    private Point2 Local(GmlPosition p) =>
        _degrees ? _plan.Frame.ToLocal(LonLatOf(p))
            : new((p.X - _origin.X) * options.MetresPerUnit, (p.Y - _origin.Y) * options.MetresPerUnit);

    private static double Far(Point2 p) => Math.Max(Math.Abs(p.X), Math.Abs(p.Y));

    private static string StoreyOf(GmlCell cell) => cell.Words.Storey;

    private string StoreyOf(GmlState state) =>
        state.Words.Storey.Length > 0 || !_file.Cells.TryGetValue(state.Cell, out var cell) ? state.Words.Storey : cell.Words.Storey;

    private int LevelOf(GmlState state) =>
        _storeys!.LevelOf(StoreyOf(state), _file.Cells.TryGetValue(state.Cell, out var cell) && cell.Faces.Count > 0
            ? Math.Min(state.At.Z, Math.Max(Bottom(cell), state.At.Z - 1)) : state.At.Z);

    private static double Bottom(GmlCell cell) => cell.Faces.SelectMany(f => f).Min(p => p.Z);

    private void Area(string id, GmlCell cell)
    {
        var floors = cell.Faces.Where(f => f.Max(p => p.Z) - f.Min(p => p.Z) < 0.05).GroupBy(f => Math.Round(f[0].Z, 1)).MinBy(g => g.Key);
        if (floors is null)
        {
            lint.Warn("indoorgml.no_floor", $"空间 {id} 没有水平底面，只保留其节点。", id);
            return;
        }
        var level = _storeys!.LevelOf(StoreyOf(cell), floors.First()[0].Z);
        var outline = Outline.Of([.. floors.Select(f => f.Select(Local).ToArray())]);
        if (outline.SelectMany(r => r).Any(p => Far(p) > MaxExtent))
            lint.Warn("area.far_away", $"空间 {id} 离其余部分超过一千公里，已略过。", id, _plan.Levels[level].Name);
        // Faces that do not fit together leave the first of them.
        else if ((Shape(outline, id, level, new())
            ?? Shape([floors.Select(f => f.Select(Local).ToArray()).First()], id, level, lint)) is { } shape)
        {
            _areaOfCell.TryAdd(id, _plan.Areas.Count);
            _plan.Areas.Add(new(id, new(cell.Words.Name, cell.Words.Name), cell.Words.Kind ?? AreaKind.Hall, level, 0, shape));
        }
    }

    private Polygon? Shape(List<Point2[]> rings, string id, int level, LintReport report) =>
        Shapes.Polygon(rings[0], [.. rings.Skip(1)], id, _plan.Levels[level].Name, _plan.Frame.ToLonLat(rings[0][0]), report);

    private void State(string id, GmlState s)
    {
        var (level, area) = (LevelOf(s), _areaOfCell.GetValueOrDefault(s.Cell, -1));
        if (area >= 0) _plan.AreaOfKey[(id, level)] = area;
        if (s.Words.Name.Length > 0)
            _plan.Places.Add(new(id, new(s.Words.Name, s.Words.Name), s.Words.Kind == AreaKind.Toilet ? "toilet" : "room", level, 0,
                Local(s.At), area));
    }

    private void Transition(GmlTransition t, List<(int Lower, int Upper)> lifts)
    {
        var (id, from, to) = (t.Id, t.From, t.To);
        if (!_file.States.TryGetValue(from, out var a) || !_file.States.TryGetValue(to, out var b))
        {
            lint.Warn("indoorgml.dangling_transition", $"连接 {id} 的一端不存在，已略过。", id);
            return;
        }
        var (low, high) = (LevelOf(a), LevelOf(b));
        var (cellA, cellB) = (_areaOfCell.GetValueOrDefault(a.Cell, -1), _areaOfCell.GetValueOrDefault(b.Cell, -1));
        if (low != high && cellA >= 0 && cellB >= 0 && _plan.Areas[cellA].Kind == AreaKind.Lift && _plan.Areas[cellB].Kind == AreaKind.Lift)
        {
            var link = _plan.Levels[low].Elevation < _plan.Levels[high].Elevation ? (cellA, cellB) : (cellB, cellA);
            if (!lifts.Contains(link)) lifts.Add(link);
            return;
        }
        if (low != high && a.Words.Kind is not AreaKind.Stairs && !IsStairs(cellA) && !IsStairs(cellB))
            lint.Notice("indoorgml.vertical_transition", $"连接 {id} 跨楼层而类型不明，按楼梯处理（轮椅不可通行）。", id, _plan.Levels[low].Name,
                _plan.Frame.ToLonLat(Local(a.At)));
        var bends = Bends(t, Local(a.At), Local(b.At));
        List<Point2> points = [Local(a.At), .. bends, Local(b.At)];
        _plan.Lines.Add(new(id, [from, .. bends.Select((_, i) => $"{id}/{i}"), to], points, low, high,
            low == high ? LineKind.Walk : LineKind.Stairs)
        { Metres = LengthOf(t, points) });
    }

    // The line as it is drawn between the states, turned where it was drawn the other way; its ends stand for the states themselves.
    private List<Point2> Bends(GmlTransition t, Point2 from, Point2 to)
    {
        var drawn = t.Line.Select(Local).ToList();
        if (drawn.Count < 3 || drawn.Exists(p => Far(p) > MaxExtent)) return [];
        if (drawn[0].DistanceTo(to) + drawn[^1].DistanceTo(from) < drawn[0].DistanceTo(from) + drawn[^1].DistanceTo(to)) drawn.Reverse();
        return [.. drawn.Where(p => p.DistanceTo(from) > SamePoint && p.DistanceTo(to) > SamePoint)];
    }

    // The standard gives weights no unit: one that could be metres of this way is taken for them.
    private double? LengthOf(GmlTransition t, List<Point2> points)
    {
        if (t.Weight is not { } weight) return null;
        var (drawn, metres) = (points.Zip(points.Skip(1)).Sum(p => p.First.DistanceTo(p.Second)), weight * options.MetresPerUnit);
        if (metres >= drawn * ShortestWeight && metres <= drawn * LongestWeight) return metres;
        if (weight is not (0 or 1))
            lint.Notice("indoorgml.weight", $"连接 {t.Id} 的权重 {weight} 与所画长度 {drawn:0.#} 米不符，按所画长度计算。", t.Id);
        return null;
    }

    private bool IsStairs(int area) => area >= 0 && _plan.Areas[area].Kind == AreaKind.Stairs;

    // One lift is all cells that links chain together.
    private static List<List<(int Lower, int Upper)>> Connected(List<(int Lower, int Upper)> links)
    {
        var groups = new List<List<(int Lower, int Upper)>>();
        foreach (var link in links)
        {
            var touching = groups.Where(g => g.Exists(l => l.Lower == link.Lower || l.Upper == link.Lower || l.Lower == link.Upper
                || l.Upper == link.Upper)).ToList();
            groups.RemoveAll(touching.Contains);
            groups.Add([.. touching.SelectMany(g => g), link]);
        }
        return groups;
    }
}
