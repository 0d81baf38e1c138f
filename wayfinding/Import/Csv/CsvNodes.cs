using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>The nodes of a plain graph, with the campuses, buildings, floors and places they tell of.</summary>
internal sealed class CsvNodes(GraphBuilder graph, ImportOptions options, LintReport lint)
{
    private const double LargestSite = 20_000;
    private const double MaxHeight = 1e4;
    private const double StoreyHeight = 4;

    private readonly Dictionary<(int Building, double Ordinal), int> _levelIndex = [];
    private readonly Dictionary<string, int> _campusIndex = [];
    private readonly Dictionary<string, int> _buildingIndex = [];

    /// <summary>Nodes of the graph by their ids in the file.</summary>
    public Dictionary<string, int> Index { get; } = [];

    public List<Level> Levels { get; } = [];

    public List<Campus> Campuses { get; } = [];

    public List<Building> Buildings { get; } = [];

    public List<Poi> Places { get; } = [];

    /// <summary>What the landings of lifts and stairs are called, by node.</summary>
    public Dictionary<int, string> ConnectorNames { get; } = [];

    public LocalFrame Frame { get; private set; } = new(options.Origin);

    public void Read(CsvTable table)
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
            var node = graph.Node(at, LevelOf(building, ordinal, table.Number(cells, "z")), kind, building);
            if (!Index.TryAdd(id, node)) lint.Warn("csv.duplicate_node", $"第 {row} 行的节点编号 {id} 重复，后者不会被边引用。", id);
            if (kind is NodeKind.LiftLanding or NodeKind.LiftShaft or NodeKind.Stairs or NodeKind.Escalator
                && table.Text(cells, "name").Trim() is { Length: > 0 } sign)
                ConnectorNames[node] = sign;
            if (table.Text(cells, "name") is { Length: > 0 } name
                && kind is not (NodeKind.Corridor or NodeKind.Hall or NodeKind.Stairs or NodeKind.LiftLanding))
                Places.Add(new(id, new(name, name), Categories.Of(table.Text(cells, "kind")), graph.LevelOf(node), building, at, node));
        }
        if (degrees || graph.NodeCount == 0) return;
        var extent = Math.Max(Extent(p => p.X), Extent(p => p.Y));
        lint.Notice("crs.projected", $"坐标是平面坐标，没有经纬度：按每单位 {options.MetresPerUnit} 米、配置的原点放置。");
        if (extent > LargestSite) lint.Warn("crs.not_metres", $"坐标按米计相距 {extent / 1000:0} 公里，单位很可能不是米：距离与时间都会不对。");
    }

    private double Extent(Func<Point2, double> of) =>
        Enumerable.Range(0, graph.NodeCount).Max(n => of(graph.At(n))) - Enumerable.Range(0, graph.NodeCount).Min(n => of(graph.At(n)));

    private Point2? Place(CsvTable table, string[] cells, bool degrees)
    {
        if (!degrees)
            return table.Number(cells, "x") is { } x && table.Number(cells, "y") is { } y && Math.Abs(x) <= 1e7 && Math.Abs(y) <= 1e7
                ? new(x * options.MetresPerUnit, y * options.MetresPerUnit) : null;
        if (table.Number(cells, "lon") is not { } lon || table.Number(cells, "lat") is not { } lat || !new LonLat(lon, lat).IsValid)
            return null;
        if (graph.NodeCount == 0) Frame = new(new(lon, lat));
        return Frame.ToLocal(new(lon, lat));
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
        var elevation = z is >= -MaxHeight and <= MaxHeight ? z.Value : (ordinal > 0 ? ordinal - 1 : ordinal) * StoreyHeight;
        Levels.Add(new(LevelNames.Signed(ordinal), ordinal, building, elevation));
        return _levelIndex[(building, ordinal)] = Levels.Count - 1;
    }

    private int Building(string id, string campus)
    {
        if (!_campusIndex.TryGetValue(campus, out var site))
        {
            _campusIndex[campus] = site = Campuses.Count;
            Campuses.Add(new(campus, Named(campus.Length > 0 ? campus : "1", "号院区", "Campus")));
        }
        if (id.Length == 0 || id == "-1") return -1;
        if (_buildingIndex.TryGetValue(id, out var index)) return index;
        Buildings.Add(new(id, Named(id, "号楼", "Building"), site));
        return _buildingIndex[id] = Buildings.Count - 1;
    }

    // A number or a letter is no name yet; what people wrote out is one.
    private static Label Named(string id, string what, string english) => id.Length <= 3 && id.All(char.IsAsciiLetterOrDigit)
        ? new($"{id} {what}", $"{english} {id}") : new(id, id.All(char.IsAscii) ? id : null);
}
