using System.Globalization;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>
/// A plain graph: <c>nodes.csv</c> (id, x, y, z, level, building, campus, kind; optional name, or lon and lat instead of x and y) and
/// <c>edges.csv</c> (id, from, to, seconds, metres, kind, flags, hours). The hours table is read from <c>graph.json</c> beside them. Node
/// indices of the venue follow the order of the file. Edges without seconds are two-way.
/// </summary>
internal sealed class CsvImport(ImportOptions options, LintReport lint)
{
    private const double LargestSite = 20_000;
    private const double MaxLength = 1e6;
    private const double MaxHeight = 1e4;

    private readonly GraphBuilder _graph = new();
    private readonly List<Level> _levels = [];
    private readonly Dictionary<(int Building, double Ordinal), int> _levelIndex = [];
    private readonly List<Campus> _campuses = [];
    private readonly List<Building> _buildings = [];
    private readonly Dictionary<string, int> _campusIndex = [];
    private readonly Dictionary<string, int> _buildingIndex = [];
    private readonly Dictionary<string, int> _nodes = [];
    private readonly List<Poi> _pois = [];
    private readonly List<Door> _doors = [];
    private readonly Dictionary<long, int> _doorIndex = [];
    private readonly HashSet<string> _unknownKinds = [];
    private LocalFrame _frame = new(options.Origin);

    public Venue Import(SourceFile nodes, SourceFile edges, SourceFile? graphJson)
    {
        _graph.Reserve(nodes.Content.Span.Count((byte)'\n'), edges.Content.Span.Count((byte)'\n'));
        ReadNodes(CsvTable.Open(nodes, options.MaxFeatures, "id", "x", "y", "z", "level", "building", "campus", "kind"));
        if (_graph.NodeCount == 0) throw new UnusableFileException("csv.no_nodes", $"{nodes.Name} 中没有可用的节点。");
        var hours = graphJson is null ? [] : CsvHours.Read(graphJson, lint);
        ReadEdges(CsvTable.Open(edges, options.MaxFeatures, "id", "from", "to", "seconds", "metres", "kind", "flags", "hours"),
            hours.Count);
        var connectors = ConnectorFinder.Find(_graph, _levels, out var features);
        var graph = _graph.Build();
        Connect(graph, features);
        return new Venue
        {
            Name = new("节点网络", "Node network"),
            Frame = _frame,
            Campuses = _campuses,
            Buildings = _buildings,
            Levels = _levels,
            Areas = [],
            Doors = _doors,
            Connectors = connectors,
            Pois = _pois,
            Hours = hours,
            Graph = graph,
        };
    }

    private static void Connect(WalkGraph graph, int[] connectorOfNode)
    {
        for (var e = 0; e < graph.EdgeCount; e++)
            if (graph.EdgeKind[e].IsConnector())
                graph.Feature[e] = Math.Max(connectorOfNode[graph.From[e]], connectorOfNode[graph.To[e]]);
    }

    private void ReadNodes(CsvTable table)
    {
        var degrees = table.Has("lon") && table.Has("lat") && !table.Has("x");
        if (!degrees) table.Require("x", "y");
        table.Require("id");
        var (ordinalOf, row) = (Ordinals(table), 1);
        foreach (var cells in table.Rows)
        {
            row++;
            var id = table.Text(cells, "id").Trim();
            if (Place(table, cells, degrees) is not { } at)
            {
                lint.Warn("csv.bad_node", $"第 {row} 行节点 {id} 的坐标无法识别，已略过。", id);
                continue;
            }
            if (ordinalOf(table.Text(cells, "level")) is not { } ordinal)
            {
                lint.Warn("level.unparsable", $"第 {row} 行节点 {id} 的楼层“{table.Text(cells, "level")}”无法识别，已略过。", id);
                continue;
            }
            var kind = CsvKinds.NodeKindOf(table.Text(cells, "kind"));
            var building = Building(table.Text(cells, "building"), table.Text(cells, "campus"));
            var node = _graph.Node(at, LevelOf(building, ordinal, table.Number(cells, "z")), kind, building);
            if (!_nodes.TryAdd(id, node)) lint.Warn("csv.duplicate_node", $"第 {row} 行的节点编号 {id} 重复，后者不会被边引用。", id);
            if (table.Text(cells, "name") is { Length: > 0 } name
                && kind is not (NodeKind.Corridor or NodeKind.Hall or NodeKind.Stairs or NodeKind.LiftLanding))
                _pois.Add(new(id, new(name, name), Categories.Of(table.Text(cells, "kind")), _graph.LevelOf(node), building, at, node));
        }
        if (degrees || _graph.NodeCount == 0) return;
        var extent = Math.Max(Extent(p => p.X), Extent(p => p.Y));
        lint.Notice("crs.projected", $"坐标是平面坐标，没有经纬度：按每单位 {options.MetresPerUnit} 米、配置的原点放置。");
        if (extent > LargestSite) lint.Warn("crs.not_metres", $"坐标按米计相距 {extent / 1000:0} 公里，单位很可能不是米：距离与时间都会不对。");
    }

    private double Extent(Func<Point2, double> of) =>
        Enumerable.Range(0, _graph.NodeCount).Max(n => of(_graph.At(n))) - Enumerable.Range(0, _graph.NodeCount).Min(n => of(_graph.At(n)));

    private Point2? Place(CsvTable table, string[] cells, bool degrees)
    {
        if (!degrees)
            return table.Number(cells, "x") is { } x && table.Number(cells, "y") is { } y && Math.Abs(x) <= 1e7 && Math.Abs(y) <= 1e7
                ? new(x * options.MetresPerUnit, y * options.MetresPerUnit) : null;
        if (table.Number(cells, "lon") is not { } lon || table.Number(cells, "lat") is not { } lat || !new LonLat(lon, lat).IsValid)
            return null;
        if (_graph.NodeCount == 0) _frame = new(new(lon, lat));
        return _frame.ToLocal(new(lon, lat));
    }

    // L1 is the floor below 1 where both are used, as in American hospitals; else it is just level 1.
    private Func<string, double?> Ordinals(CsvTable table)
    {
        if (!table.Has("level")) return _ => 0;
        var texts = table.Rows.Select(r => table.Text(r, "level").Trim()).Distinct().Take(1000).ToList();
        bool IsL(string text) => text.Length > 1 && text[0] is 'L' or 'l' && char.IsAsciiDigit(text[1]);
        if (!texts.Exists(IsL)) return LevelNames.ParseOrdinal;
        var below = texts.Exists(t => t.Length > 0 && char.IsAsciiDigit(t[0]));
        lint.Notice("level.prefix_l", below ? "楼层“L1”按地下一层理解，因为另有楼层“1”。" : "楼层“L1”按一层理解。");
        return text => LevelNames.ParseOrdinal(below || !IsL(text.Trim()) ? text : text.Trim()[1..]);
    }

    private int LevelOf(int building, double ordinal, double? z)
    {
        if (_levelIndex.TryGetValue((building, ordinal), out var index)) return index;
        _levels.Add(new(LevelNames.Signed(ordinal), ordinal, building, z is >= -MaxHeight and <= MaxHeight ? z.Value
            : (ordinal > 0 ? ordinal - 1 : ordinal) * 4));
        return _levelIndex[(building, ordinal)] = _levels.Count - 1;
    }

    private int Building(string id, string campus)
    {
        if (!_campusIndex.TryGetValue(campus, out var site))
        {
            _campusIndex[campus] = site = _campuses.Count;
            _campuses.Add(new(campus, new($"{(campus.Length > 0 ? campus : "1")} 号院区", $"Campus {campus}")));
        }
        if (id.Length == 0 || id == "-1") return -1;
        if (_buildingIndex.TryGetValue(id, out var index)) return index;
        _buildings.Add(new(id, new($"{id} 号楼", $"Building {id}"), site));
        return _buildingIndex[id] = _buildings.Count - 1;
    }

    private void ReadEdges(CsvTable table, int hoursCount)
    {
        table.Require("from", "to");
        var (timed, row) = (table.Has("seconds"), 1);
        if (!timed) lint.Notice("csv.no_times", $"边表没有时间列：按{(table.Has("metres") ? "所给长度" : "直线距离")}和步行速度估算，且双向可行。");
        foreach (var cells in table.Rows)
        {
            row++;
            var id = table.Text(cells, "id") is { Length: > 0 } given ? given : row.ToString(CultureInfo.InvariantCulture);
            if (!_nodes.TryGetValue(table.Text(cells, "from").Trim(), out var from)
                || !_nodes.TryGetValue(table.Text(cells, "to").Trim(), out var to))
            {
                lint.Warn("csv.dangling_edge", $"第 {row} 行的边 {id} 的端点不存在，已略过。", id);
                continue;
            }
            var rise = _levels[_graph.LevelOf(to)].Elevation - _levels[_graph.LevelOf(from)].Elevation;
            var doubt = Barriers.None;
            if (CsvKinds.EdgeKindOf(table.Text(cells, "kind"), rise) is not { } kind)
            {
                (kind, doubt) = (EdgeKind.Walk, Barriers.Steps);
                if (_unknownKinds.Add(table.Text(cells, "kind")))
                    lint.Warn("csv.unknown_kind", $"边的类型“{table.Text(cells, "kind")}”无法识别，按步行处理（轮椅不可通行）。", id);
            }
            if (!timed)
            {
                Untimed(id, from, to, rise, kind, doubt, LengthOf(table, cells, from, to));
                continue;
            }
            if (table.Number(cells, "seconds") is not (>= 0 and <= 86_400 and var seconds))
            {
                lint.Warn("csv.bad_time", $"第 {row} 行的边 {id} 的时间无法识别，已略过。", id);
                continue;
            }
            var hours = (int)(table.Number(cells, "hours") ?? -1);
            if (hours < -1 || hours >= hoursCount)
            {
                lint.Warn("csv.unknown_hours", $"第 {row} 行的边 {id} 引用了不存在的开放时间 {hours}，按始终开放处理。", id);
                hours = -1;
            }
            var barriers = CsvKinds.BarriersOf(kind, (int)(table.Number(cells, "flags") ?? CsvKinds.AnyoneMayPass)) | doubt;
            _graph.Edge(new(from, to, (int)Math.Round(seconds * 1000), (float)LengthOf(table, cells, from, to), kind, barriers,
                hours) { Feature = NeedsDoor(kind, hours) ? DoorOf(from, to, kind, hours) : -1 });
        }
    }

    private double LengthOf(CsvTable table, string[] cells, int from, int to) =>
        table.Number(cells, "metres") is >= 0 and < MaxLength and var given ? given : _graph.At(from).DistanceTo(_graph.At(to));

    // Between floors of one building: what the edge says it is, else what stands at its ends; stairs if nobody says.
    private void Untimed(string id, int from, int to, double rise, EdgeKind kind, Barriers doubt, double length)
    {
        if (_levels[_graph.LevelOf(to)].Building != _levels[_graph.LevelOf(from)].Building || rise == 0)
        {
            var (walked, time) = (kind.IsConnector() ? EdgeKind.Walk : kind, (int)Math.Round(length / GraphBuilder.WalkSpeed * 1000));
            var barriers = kind.IsStairs() ? Barriers.Steps : doubt;
            _graph.Edge(new(from, to, time, (float)length, walked, barriers));
            _graph.Edge(new(to, from, time, (float)length, walked, barriers));
            return;
        }
        var ends = new[] { _graph.KindOf(from), _graph.KindOf(to) };
        var lift = kind.IsLift() || (kind == EdgeKind.Walk && Array.Exists(ends, k => k is NodeKind.LiftLanding or NodeKind.LiftShaft));
        if (!lift && !kind.IsStairs() && !Array.Exists(ends, k => k == NodeKind.Stairs))
            lint.Notice("csv.vertical_edge", $"边 {id} 跨楼层而类型不明，按楼梯处理（轮椅不可通行）。", id);
        Vertical.Join(_graph, from, to, rise, lift);
    }

    private static bool NeedsDoor(EdgeKind kind, int hours) => kind.IsDoor() || (hours >= 0 && !kind.IsConnector());

    private int DoorOf(int from, int to, EdgeKind kind, int hours)
    {
        var key = ((long)Math.Min(from, to) << 32) | (uint)Math.Max(from, to);
        if (_doorIndex.TryGetValue(key, out var door)) return door;
        var at = (_graph.At(from) + _graph.At(to)) * 0.5;
        _doors.Add(new($"d{_doors.Count}", Label.None, _graph.LevelOf(from), at, kind == EdgeKind.Entrance, null, hours));
        return _doorIndex[key] = _doors.Count - 1;
    }
}
