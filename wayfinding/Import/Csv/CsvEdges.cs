using System.Globalization;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>The edges of a plain graph, with the doors they tell of.</summary>
internal sealed class CsvEdges(GraphBuilder graph, CsvNodes nodes, LintReport lint)
{
    private const double MaxLength = 1e6;
    private const int MaxSeconds = 86_400;

    private readonly Dictionary<long, int> _doorIndex = [];
    private readonly Dictionary<int, int> _shafts = [];
    private readonly HashSet<string> _unknownKinds = [];

    public List<Door> Doors { get; } = [];

    /// <summary>One row while it is read: the second end lies <paramref name="Rise"/> metres above the first.</summary>
    private readonly record struct Row(string Id, int From, int To, double Rise, EdgeKind Kind, Barriers Doubt, double Length);

    /// <param name="table">The rows.</param>
    /// <param name="hoursCount">How many opening hours a row may refer to.</param>
    public void Read(CsvTable table, int hoursCount)
    {
        table.Require("from", "to");
        var (timed, number) = (table.Has("seconds"), 1);
        if (!timed) lint.Notice("csv.no_times", $"边表没有时间列：按{(table.Has("metres") ? "所给长度" : "直线距离")}和步行速度估算，且双向可行。");
        foreach (var cells in table.Rows)
        {
            number++;
            if (RowOf(table, cells, number) is not { } row) continue;
            if (!timed) Untimed(row);
            else if (table.Number(cells, "seconds") is >= 0 and <= MaxSeconds and var seconds)
                Timed(row, seconds, HoursOf(table, cells, row.Id, number, hoursCount), table.Number(cells, "flags"));
            else lint.Warn("csv.bad_time", $"第 {number} 行的边 {row.Id} 的时间无法识别，已略过。", row.Id);
        }
    }

    private Row? RowOf(CsvTable table, string[] cells, int number)
    {
        var id = table.Text(cells, "id") is { Length: > 0 } given ? given : number.ToString(CultureInfo.InvariantCulture);
        if (!nodes.Index.TryGetValue(table.Text(cells, "from").Trim(), out var from)
            || !nodes.Index.TryGetValue(table.Text(cells, "to").Trim(), out var to))
        {
            lint.Warn("csv.dangling_edge", $"第 {number} 行的边 {id} 的端点不存在，已略过。", id);
            return null;
        }
        var (rise, length) = (LevelOf(to).Elevation - LevelOf(from).Elevation, LengthOf(table, cells, from, to));
        var word = table.Text(cells, "kind");
        if (CsvKinds.EdgeKindOf(word, rise) is { } kind) return new(id, from, to, rise, kind, Barriers.None, length);
        if (_unknownKinds.Add(word)) lint.Warn("csv.unknown_kind", $"边的类型“{word}”无法识别，按步行处理（轮椅不可通行）。", id);
        return new(id, from, to, rise, EdgeKind.Walk, Barriers.Steps, length);
    }

    private Level LevelOf(int node) => nodes.Levels[graph.LevelOf(node)];

    private double LengthOf(CsvTable table, string[] cells, int from, int to) =>
        table.Number(cells, "metres") is >= 0 and < MaxLength and var given ? given : graph.At(from).DistanceTo(graph.At(to));

    private int HoursOf(CsvTable table, string[] cells, string id, int number, int hoursCount)
    {
        var hours = (int)(table.Number(cells, "hours") ?? -1);
        if (hours >= -1 && hours < hoursCount) return hours;
        lint.Warn("csv.unknown_hours", $"第 {number} 行的边 {id} 引用了不存在的开放时间 {hours}，按始终开放处理。", id);
        return -1;
    }

    private void Timed(Row row, double seconds, int hours, double? flags)
    {
        var barriers = CsvKinds.BarriersOf(row.Kind, (int)(flags ?? CsvKinds.AnyoneMayPass)) | row.Doubt;
        graph.Edge(new(row.From, row.To, (int)Math.Round(seconds * 1000), (float)row.Length, row.Kind, barriers, hours)
        {
            Feature = NeedsDoor(row.Kind, hours) ? DoorOf(row.From, row.To, row.Kind, hours) : -1,
        });
    }

    // Between floors of one building: what the edge says it is, else what stands at its ends; stairs if nobody says.
    private void Untimed(Row row)
    {
        var (from, to, kind, length) = (row.From, row.To, row.Kind, (float)row.Length);
        if (LevelOf(to).Building != LevelOf(from).Building || row.Rise == 0)
        {
            var (walked, time) = (kind.IsConnector() ? EdgeKind.Walk : kind, (int)Math.Round(row.Length / GraphBuilder.WalkSpeed * 1000));
            var barriers = kind.IsStairs() ? Barriers.Steps : row.Doubt;
            graph.Edge(new(from, to, time, length, walked, barriers));
            graph.Edge(new(to, from, time, length, walked, barriers));
            return;
        }
        var ends = new[] { graph.KindOf(from), graph.KindOf(to) };
        var lift = kind.IsLift() || (kind == EdgeKind.Walk && Array.Exists(ends, k => k is NodeKind.LiftLanding or NodeKind.LiftShaft));
        if (!lift && !kind.IsStairs() && !Array.Exists(ends, k => k == NodeKind.Stairs))
            lint.Notice("csv.vertical_edge", $"边 {row.Id} 跨楼层而类型不明，按楼梯处理（轮椅不可通行）。", row.Id);
        if (lift) Vertical.Ride(graph, ShaftAt(from), ShaftAt(to), row.Rise, Barriers.None);
        else Vertical.Stairs(graph, from, to, row.Rise);
    }

    // A table that gives no times has no node inside the lift: without one, nobody would wait for it.
    private int ShaftAt(int landing)
    {
        if (graph.KindOf(landing) == NodeKind.LiftShaft) return landing;
        if (_shafts.TryGetValue(landing, out var shaft)) return shaft;
        shaft = _shafts[landing] = graph.Node(graph.At(landing), graph.LevelOf(landing), NodeKind.LiftShaft, graph.BuildingOf(landing));
        Vertical.Landing(graph, landing, shaft, Barriers.None);
        if (nodes.ConnectorNames.TryGetValue(landing, out var name)) nodes.ConnectorNames[shaft] = name;
        return shaft;
    }

    private static bool NeedsDoor(EdgeKind kind, int hours) => kind.IsDoor() || (hours >= 0 && !kind.IsConnector());

    private int DoorOf(int from, int to, EdgeKind kind, int hours)
    {
        var key = ((long)Math.Min(from, to) << 32) | (uint)Math.Max(from, to);
        if (_doorIndex.TryGetValue(key, out var door)) return door;
        var at = (graph.At(from) + graph.At(to)) * 0.5;
        Doors.Add(new($"d{Doors.Count}", Label.None, graph.LevelOf(from), at, kind == EdgeKind.Entrance, null, hours));
        return _doorIndex[key] = Doors.Count - 1;
    }
}
