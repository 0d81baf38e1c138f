using System.Globalization;
using System.Text.Json;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>
/// A plain graph: <c>nodes.csv</c> (id, x, y, z, level, building, campus, kind; optional name) and <c>edges.csv</c> (id, from, to, seconds, metres,
/// kind, flags, hours). Flags: 1 wheelchair, 2 stretcher, 4 staff only, 8 has hours, 16 indoor. The hours table ([opens, closes] in minutes of the day)
/// is read from <c>graph.json</c> beside them. Node indices of the venue follow the order of the file. Edges without seconds are two-way.
/// </summary>
internal sealed class CsvImport(ImportOptions options, LintReport lint)
{
    private readonly GraphBuilder _graph = new();
    private readonly List<Level> _levels = [];
    private readonly Dictionary<(int Building, double Ordinal), int> _levelIndex = [];
    private readonly List<Campus> _campuses = [];
    private readonly List<Building> _buildings = [];
    private readonly Dictionary<string, int> _nodes = [];
    private readonly List<Poi> _pois = [];
    private readonly List<Door> _doors = [];
    private readonly Dictionary<long, int> _doorIndex = [];

    public Venue Import(SourceFile nodes, SourceFile edges, SourceFile? graphJson)
    {
        _graph.Reserve(nodes.Content.Span.Count((byte)'\n'), edges.Content.Span.Count((byte)'\n'));
        ReadNodes(CsvTable.Open(nodes, options.MaxFeatures, "id", "x", "y", "z", "level", "building", "campus", "kind"));
        if (_graph.NodeCount == 0) throw new UnusableFileException("csv.no_nodes", $"{nodes.Name} 中没有可用的节点。");
        var hours = graphJson is null ? [] : ReadHours(graphJson);
        ReadEdges(CsvTable.Open(edges, options.MaxFeatures, "id", "from", "to", "seconds", "metres", "kind", "flags", "hours"), hours.Count);
        var connectors = ConnectorFinder.Find(_graph, out var features);
        var graph = _graph.Build();
        Connect(graph, features);
        return new Venue
        {
            Name = new("节点网络", "Node network"),
            Frame = new(options.Origin),
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
        foreach (var row in table.Rows)
        {
            var id = table.Text(row, "id").Trim();
            if (table.Number(row, "x") is not { } x || table.Number(row, "y") is not { } y || Math.Abs(x) > 1e7 || Math.Abs(y) > 1e7)
            {
                lint.Warn("csv.bad_node", $"节点 {id} 的坐标无法识别，已略过。", id);
                continue;
            }
            if (LevelNames.ParseOrdinal(table.Text(row, "level")) is not { } ordinal)
            {
                lint.Warn("level.unparsable", $"节点 {id} 的楼层“{table.Text(row, "level")}”无法识别，已略过。", id);
                continue;
            }
            var kind = NodeKindOf(table.Text(row, "kind"));
            var building = Building(table.Text(row, "building"), table.Text(row, "campus"));
            var at = new Point2(x * options.MetresPerUnit, y * options.MetresPerUnit);
            var node = _graph.Node(at, LevelOf(building, ordinal, table.Number(row, "z")), kind, building);
            if (!_nodes.TryAdd(id, node)) lint.Warn("csv.duplicate_node", $"节点编号 {id} 重复，后者不会被边引用。", id);
            if (table.Text(row, "name") is { Length: > 0 } name && kind is not (NodeKind.Corridor or NodeKind.Hall or NodeKind.Stairs or NodeKind.LiftLanding))
                _pois.Add(new(id, new(name, name), Categories.Of(table.Text(row, "kind")), _graph.LevelOf(node), building, at, node));
        }
    }

    private int LevelOf(int building, double ordinal, double? z)
    {
        if (_levelIndex.TryGetValue((building, ordinal), out var index)) return index;
        _levels.Add(new(LevelNames.Signed(ordinal), ordinal, building, z ?? (ordinal > 0 ? ordinal - 1 : ordinal) * 4));
        return _levelIndex[(building, ordinal)] = _levels.Count - 1;
    }

    private int Building(string id, string campus)
    {
        var campusIndex = Math.Max(0, _campuses.FindIndex(c => c.Id == campus));
        if (_campuses.Count == 0 || _campuses[campusIndex].Id != campus)
        {
            campusIndex = _campuses.Count;
            _campuses.Add(new(campus, new($"{(campus.Length > 0 ? campus : "1")} 号院区", $"Campus {campus}")));
        }
        if (id.Length == 0 || id == "-1") return -1;
        var index = _buildings.FindIndex(b => b.Id == id);
        if (index >= 0) return index;
        _buildings.Add(new(id, new($"{id} 号楼", $"Building {id}"), campusIndex));
        return _buildings.Count - 1;
    }

    private void ReadEdges(CsvTable table, int hoursCount)
    {
        var timed = table.Has("seconds");
        if (!timed) lint.Notice("csv.no_times", "边表没有时间列：按直线距离和步行速度估算，且双向可行。");
        foreach (var row in table.Rows)
        {
            var id = table.Text(row, "id");
            if (!_nodes.TryGetValue(table.Text(row, "from").Trim(), out var from) || !_nodes.TryGetValue(table.Text(row, "to").Trim(), out var to))
            {
                lint.Warn("csv.dangling_edge", $"边 {id} 的端点不存在，已略过。", id);
                continue;
            }
            if (!timed)
            {
                Untimed(from, to);
                continue;
            }
            if (table.Number(row, "seconds") is not (>= 0 and <= 86_400 and var seconds))
            {
                lint.Warn("csv.bad_time", $"边 {id} 的时间无法识别，已略过。", id);
                continue;
            }
            var kind = EdgeKindOf(table.Text(row, "kind"));
            var hours = (int)(table.Number(row, "hours") ?? -1);
            if (hours < -1 || hours >= hoursCount)
            {
                lint.Warn("csv.unknown_hours", $"边 {id} 引用了不存在的开放时间 {hours}，按始终开放处理。", id);
                hours = -1;
            }
            var barriers = BarriersOf(kind, (int)(table.Number(row, "flags") ?? 3));
            _graph.Edge(new(from, to, (int)Math.Round(seconds * 1000), (float)(table.Number(row, "metres") ?? _graph.At(from).DistanceTo(_graph.At(to))),
                kind, barriers, hours, NeedsDoor(kind, hours) ? DoorOf(from, to, kind, hours) : -1));
        }
    }

    private void Untimed(int from, int to)
    {
        var delta = _levels[_graph.LevelOf(to)].Elevation - _levels[_graph.LevelOf(from)].Elevation;
        if (_levels[_graph.LevelOf(to)].Building != _levels[_graph.LevelOf(from)].Building || delta == 0) _graph.Both(from, to, EdgeKind.Walk);
        else Vertical.Join(_graph, from, to, delta, lift: _graph.KindOf(from) != NodeKind.Stairs);
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

    private static Barriers BarriersOf(EdgeKind kind, int flags)
    {
        var barriers = kind.IsStairs() ? Barriers.Steps : kind.IsEscalator() ? Barriers.Escalator : Barriers.None;
        if ((flags & 1) == 0 && barriers == Barriers.None) barriers |= Barriers.NarrowForWheelchair;
        if ((flags & 2) == 0 && !kind.IsStairs() && !kind.IsEscalator()) barriers |= kind.IsLift() ? Barriers.SmallLift : Barriers.NarrowForStretcher;
        return (flags & 4) != 0 ? barriers | Barriers.StaffOnly : barriers;
    }

    private List<OpeningHours> ReadHours(SourceFile file)
    {
        try
        {
            return Hours(file.Content.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            lint.Warn("csv.bad_hours", $"{file.Name} 中的开放时间表无法读取。", file.Name);
            return [];
        }
    }

    // Token by token: the rest of the file repeats the tables and would take more memory than both.
    private static List<OpeningHours> Hours(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var hours = new List<OpeningHours>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return hours;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("hours"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (found && reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                var (opens, closes) = (Minute(ref reader), Minute(ref reader));
                hours.Add(OpeningHours.Daily(opens, closes));
                while (reader.TokenType != JsonTokenType.EndArray && reader.Read()) reader.Skip();
            }
            if (found) return hours;
            reader.Skip();
        }
        return hours;
    }

    private static int Minute(ref Utf8JsonReader reader) => reader.Read() ? reader.GetInt32() : throw new FormatException("A pair of minutes is cut.");

    private static EdgeKind EdgeKindOf(string kind) => kind switch
    {
        "door" => EdgeKind.Door,
        "entrance" => EdgeKind.Entrance,
        "stairs_up" => EdgeKind.StairsUp,
        "stairs_down" => EdgeKind.StairsDown,
        "lift_board" => EdgeKind.LiftBoard,
        "lift_alight" => EdgeKind.LiftAlight,
        "lift_ride" => EdgeKind.LiftRide,
        "escalator_up" => EdgeKind.EscalatorUp,
        "escalator_down" => EdgeKind.EscalatorDown,
        "ramp_up" => EdgeKind.RampUp,
        "ramp_down" => EdgeKind.RampDown,
        "outdoor" => EdgeKind.Outdoor,
        "bridge" => EdgeKind.Bridge,
        "shuttle" => EdgeKind.Shuttle,
        _ => EdgeKind.Walk,
    };

    private static NodeKind NodeKindOf(string kind) => kind.ToLowerInvariant() switch
    {
        "hall" => NodeKind.Hall,
        "door" => NodeKind.Door,
        "lift_landing" or "elev" => NodeKind.LiftLanding,
        "lift_shaft" => NodeKind.LiftShaft,
        "stair" or "stai" => NodeKind.Stairs,
        "escalator" => NodeKind.Escalator,
        "entrance" or "exit" => NodeKind.Entrance,
        "outdoor" => NodeKind.Outdoor,
        "gate" => NodeKind.Gate,
        "corridor" or "" => NodeKind.Corridor,
        _ => NodeKind.Room,
    };
}
