using System.Globalization;
using System.Xml;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>
/// IndoorGML 1.0 core: the floor of each cell as an area, states and transitions as the graph. Storeys are the heights at which cells stand. Transitions
/// between storeys are taken for stairs, since the core does not say what they are.
/// </summary>
internal sealed class IndoorGmlImport(ImportOptions options, LintReport lint)
{
    private const double SameStorey = 1.2;
    private const double MaxCoordinate = 1e8;
    private const double MaxExtent = 1e6;
    private const string Href = "http://www.w3.org/1999/xlink";

    private readonly Dictionary<string, (string Name, List<List<Position>> Faces, string State)> _cells = [];
    private readonly Dictionary<string, (string Name, Position At, string Cell)> _states = [];
    private readonly List<(string Id, string From, string To)> _transitions = [];
    private int _vertices;

    private readonly record struct Position(double X, double Y, double Z);

    public Plan Read(SourceFile file)
    {
        using var reader = SafeXml.Open(file);
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                if (reader.LocalName is "CellSpace" or "GeneralSpace" or "TransitionSpace" or "ConnectionSpace" or "AnchorSpace") Cell(reader);
                else if (reader.LocalName == "State") State(reader);
                else if (reader.LocalName == "Transition") Transition(reader);
            }
        }
        catch (XmlException e)
        {
            throw SafeXml.Unusable(file, e);
        }
        if (_states.Count == 0) throw new UnusableFileException("indoorgml.no_states", $"{file.Name} 中没有状态节点（State）。");
        return MakePlan();
    }

    private void Cell(XmlReader reader)
    {
        var (id, name, state, faces) = (IdOf(reader), "", "", new List<List<Position>>());
        Each(reader, r =>
        {
            if (r.LocalName == "name") name = r.ReadElementContentAsString().Trim();
            else if (r.LocalName == "duality") state = Target(r);
            else if (r.LocalName is "LinearRing") faces.Add([]);
            else if (r.LocalName is "pos" or "posList" && faces.Count > 0) faces[^1].AddRange(Positions(r.ReadElementContentAsString()));
        });
        _cells[id] = (name, faces, state);
    }

    private void State(XmlReader reader)
    {
        var (id, name, cell, at) = (IdOf(reader), "", "", default(Position?));
        Each(reader, r =>
        {
            if (r.LocalName == "name") name = r.ReadElementContentAsString().Trim();
            else if (r.LocalName == "duality") cell = Target(r);
            else if (r.LocalName is "pos" or "coordinates") at = Positions(r.ReadElementContentAsString()).Cast<Position?>().FirstOrDefault();
        });
        if (at is { } p) _states[id] = (name, p, cell);
        else lint.Warn("indoorgml.state_without_point", $"状态 {id} 没有坐标，已略过。", id);
    }

    private void Transition(XmlReader reader)
    {
        var (id, ends) = (IdOf(reader), new List<string>());
        Each(reader, r =>
        {
            if (r.LocalName == "connects") ends.Add(Target(r));
        });
        if (ends.Count == 2) _transitions.Add((id, ends[0], ends[1]));
        else lint.Warn("indoorgml.transition_ends", $"连接 {id} 不是恰好两端，已略过。", id);
    }

    private static string IdOf(XmlReader r) => r.GetAttribute("id", "http://www.opengis.net/gml/3.2") ?? r.GetAttribute("gml:id") ?? "";

    private static string Target(XmlReader r) => (r.GetAttribute("href", Href) ?? "").TrimStart('#');

    // Visits every element below the current one; a visitor that reads an element's text leaves the reader behind it.
    private static void Each(XmlReader reader, Action<XmlReader> visit)
    {
        if (reader.IsEmptyElement) return;
        var depth = reader.Depth;
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }
            var (info, line) = ((IXmlLineInfo)reader, ((IXmlLineInfo)reader).LinePosition + ((long)((IXmlLineInfo)reader).LineNumber << 32));
            visit(reader);
            if (line == info.LinePosition + ((long)info.LineNumber << 32)) reader.Read();
        }
    }

    private List<Position> Positions(string text)
    {
        var numbers = text.Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && Math.Abs(v) <= MaxCoordinate ? v : double.NaN).ToArray();
        if ((_vertices += numbers.Length / 3) > options.MaxVertices) throw new UnusableFileException("file.too_many_vertices", $"顶点多于 {options.MaxVertices} 个。");
        return [.. numbers.Chunk(3).Where(c => c.Length == 3 && !c.Any(double.IsNaN)).Select(c => new Position(c[0], c[1], c[2]))];
    }

    private Plan MakePlan()
    {
        var geographic = _states.Values.All(s => new LonLat(s.At.X, s.At.Y).IsValid);
        var first = _states.Values.First().At;
        var plan = new Plan(Label.None, new(geographic ? new(first.X, first.Y) : options.Origin));
        if (!geographic) lint.Notice("crs.projected", "坐标是平面坐标（米），没有经纬度：按配置的原点放置。");
        Point2 Local(Position p) => geographic ? plan.Frame.ToLocal(new(p.X, p.Y)) : new(p.X - first.X, p.Y - first.Y);
        plan.Campuses.Add(new("1", new("院区", "Campus")));
        plan.Buildings.Add(new("1", new("主楼", "Building"), 0));
        var storeys = Storeys();
        foreach (var (z, i) in storeys.Select((z, i) => (z, i))) plan.Levels.Add(new($"{i + 1}F", i + 1, 0, z));
        int LevelOf(double z) => Math.Max(0, storeys.FindLastIndex(s => s <= z + SameStorey / 2));
        if (_states.Values.Any(s => Math.Max(Math.Abs(Local(s.At).X), Math.Abs(Local(s.At).Y)) > MaxExtent)) throw new UnusableFileException("crs.not_metres", "坐标相距超过一千公里，不是一座建筑的米制坐标。");
        foreach (var (id, cell) in _cells) Area(plan, id, cell.Name, cell.Faces, Local, LevelOf);
        var areaOfCell = plan.Areas.Select((a, i) => (a.Id, Index: i)).DistinctBy(a => a.Id).ToDictionary(a => a.Id, a => a.Index);
        foreach (var (id, s) in _states)
        {
            var area = areaOfCell.GetValueOrDefault(s.Cell, -1);
            if (area >= 0) plan.AreaOfKey[id] = area;
            if (s.Name.Length > 0) plan.Places.Add(new(id, new(s.Name, s.Name), "room", LevelOf(s.At.Z), 0, Local(s.At), area));
        }
        foreach (var (id, from, to) in _transitions) Line(plan, id, from, to, Local, LevelOf);
        return plan;
    }

    private List<double> Storeys()
    {
        var floors = _cells.Values.Where(c => c.Faces.Count > 0).Select(c => c.Faces.SelectMany(f => f).Min(p => p.Z)).Concat(_cells.Count == 0 ? _states.Values.Select(s => s.At.Z) : []).Order();
        var storeys = new List<double>();
        foreach (var z in floors)
            if (storeys.Count == 0 || z - storeys[^1] > SameStorey) storeys.Add(z);
        return storeys.Count > 0 ? storeys : [0];
    }

    private void Area(Plan plan, string id, string name, List<List<Position>> faces, Func<Position, Point2> local, Func<double, int> levelOf)
    {
        var floor = faces.Where(f => f.Count >= 3 && f.Max(p => p.Z) - f.Min(p => p.Z) < 0.05).OrderBy(f => f[0].Z).FirstOrDefault();
        if (floor is null)
        {
            lint.Warn("indoorgml.no_floor", $"空间 {id} 没有水平底面，只保留其节点。", id);
            return;
        }
        var level = levelOf(floor[0].Z);
        if (floor.Select(local).Any(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) > MaxExtent)) lint.Warn("area.far_away", $"空间 {id} 离其余部分超过一千公里，已略过。", id, plan.Levels[level].Name);
        else if (Shapes.Polygon([.. floor.Select(local)], [], id, plan.Levels[level].Name, null, lint) is { } shape)
            plan.Areas.Add(new(id, new(name, name), AreaKind.Hall, level, 0, shape));
    }

    private void Line(Plan plan, string id, string from, string to, Func<Position, Point2> local, Func<double, int> levelOf)
    {
        if (!_states.TryGetValue(from, out var a) || !_states.TryGetValue(to, out var b))
        {
            lint.Warn("indoorgml.dangling_transition", $"连接 {id} 的一端不存在，已略过。", id);
            return;
        }
        var (low, high) = (levelOf(a.At.Z), levelOf(b.At.Z));
        if (low != high) lint.Notice("indoorgml.vertical_transition", $"连接 {id} 跨楼层而类型不明，按楼梯处理（轮椅不可通行）。", id);
        plan.Lines.Add(new(id, [from, to], [local(a.At), local(b.At)], low, high, low == high ? LineKind.Walk : LineKind.Stairs, Barriers.None));
    }
}
