using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.IndoorGml;

/// <summary>
/// Reads cells, states and transitions of IndoorGML 1.0 and 1.1, nodes and edges of 2.0, in whatever namespace prefixes, with the
/// extensions of the navigation module, and the drafts before (0.8, 0.9) as far as they agree.
/// </summary>
internal sealed partial class IndoorGmlReader(ImportOptions options, LintReport lint)
{
    private const double MaxCoordinate = 1e8;
    private const double MetresPerFoot = 0.3048;
    private const string Href = "http://www.w3.org/1999/xlink";

    private int _vertices;
    private bool _feet;

    public Dictionary<string, GmlCell> Cells { get; } = [];

    public Dictionary<string, GmlState> States { get; } = [];

    /// <summary>Pairs of states; those between layers among them.</summary>
    public List<GmlTransition> Transitions { get; } = [];

    /// <summary>The coordinate systems named, as written.</summary>
    public HashSet<string> Systems { get; } = [];

    /// <summary>True for IndoorGML, whatever its prefixes.</summary>
    public static bool Recognizes(string head) => Root().IsMatch(head);

    public void Read(SourceFile file)
    {
        using var reader = SafeXml.Open(file);
        try
        {
            var member = false;
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                NoteSystem(reader);
                // Extensions put cells of their own names where a CellSpace stands.
                if (member || IsCell(reader.LocalName)) Cell(reader);
                else if (reader.LocalName is "State" or "Node") State(reader);
                else if (reader.LocalName is "Transition" or "Edge") Transition(reader);
                else if (reader.LocalName == "InterLayerConnection") BetweenLayers(reader);
                member = reader.NodeType == XmlNodeType.Element && reader.LocalName == "cellSpaceMember" && !reader.IsEmptyElement;
            }
        }
        catch (XmlException e)
        {
            throw SafeXml.Unusable(file, e);
        }
        if (_feet) ToMetres();
    }

    private static bool IsCell(string element) =>
        element is "CellSpace" or "GeneralSpace" or "TransitionSpace" or "ConnectionSpace" or "AnchorSpace";

    // Said of a whole file around its members, or of each position.
    private void NoteSystem(XmlReader reader)
    {
        if (reader.GetAttribute("srsName") is { Length: > 0 } system) Systems.Add(system);
        if (reader.GetAttribute("uomLabels") is { Length: > 0 } units && Feet().IsMatch(units)) _feet = true;
    }

    private void ToMetres()
    {
        static GmlPosition Metres(GmlPosition p) => new(p.X * MetresPerFoot, p.Y * MetresPerFoot, p.Z * MetresPerFoot);
        foreach (var (id, cell) in Cells.ToList())
            Cells[id] = cell with { Faces = [.. cell.Faces.Select(f => f.Select(Metres).ToArray())] };
        foreach (var (id, state) in States.ToList()) States[id] = state with { At = Metres(state.At) };
        for (var i = 0; i < Transitions.Count; i++)
            Transitions[i] = Transitions[i] with
            {
                Line = [.. Transitions[i].Line.Select(Metres)],
                Weight = Transitions[i].Weight * MetresPerFoot,
            };
        lint.Notice("units.feet", "坐标以英尺为单位，已换算为米。");
    }

    private void Cell(XmlReader reader)
    {
        var (id, state, words, faces, hole) =
            (IdOf(reader), "", new GmlWordsReader(reader.LocalName), new List<(bool Hole, List<GmlPosition> Points)>(), false);
        Each(reader, r =>
        {
            if (words.Take(r)) return;
            if (r.LocalName == "duality") state = Target(r);
            else if (r.LocalName is "interior" or "exterior") hole = r.LocalName == "interior";
            else if (r.LocalName == "LinearRing") faces.Add((hole, []));
            else if (r.LocalName is "pos" or "posList" or "coordinates" && faces.Count > 0) faces[^1].Points.AddRange(Positions(r));
        });
        if (Known(Cells, id)) lint.Warn("indoorgml.duplicate_id", $"空间编号 {id} 重复，只保留第一个。", id);
        else Cells[id] = new(words.Read(), [.. faces.Where(f => !f.Hole && f.Points.Count >= 3).Select(f => f.Points.ToArray())], state);
    }

    private void State(XmlReader reader)
    {
        var (id, cell, words, at) = (IdOf(reader), "", new GmlWordsReader(""), default(GmlPosition?));
        Each(reader, r =>
        {
            if (words.Take(r)) return;
            if (r.LocalName == "duality") cell = Target(r);
            else if (r.LocalName is "pos" or "coordinates") at ??= Positions(r).Cast<GmlPosition?>().FirstOrDefault();
        });
        if (at is not { } p) lint.Warn("indoorgml.state_without_point", $"状态 {id} 没有坐标，已略过。", id);
        else if (Known(States, id)) lint.Warn("indoorgml.duplicate_id", $"状态编号 {id} 重复，只保留第一个。", id);
        else States[id] = new(words.Read(), p, cell);
    }

    private static bool Known<T>(Dictionary<string, T> things, string id) => things.ContainsKey(id);

    private void Transition(XmlReader reader)
    {
        var (id, ends, line, weight) = (IdOf(reader), new List<string>(), new List<GmlPosition>(), default(double?));
        Each(reader, r =>
        {
            if (r.LocalName is "connects" or "start" or "end" or "State" or "Node" && Target(r) is { Length: > 0 } target) ends.Add(target);
            else if (r.LocalName is "pos" or "posList" or "coordinates") line.AddRange(Positions(r));
            else if (r.LocalName == "weight" && double.TryParse(r.ReadElementContentAsString(), NumberStyles.Float,
                CultureInfo.InvariantCulture, out var said) && double.IsFinite(said)) weight = said;
        });
        if (ends.Count == 2) Transitions.Add(new(id, ends[0], ends[1], line, weight));
        else lint.Warn("indoorgml.transition_ends", $"连接 {id} 不是恰好两端，已略过。", id);
    }

    private void BetweenLayers(XmlReader reader)
    {
        var (id, ends) = (IdOf(reader), new List<string>());
        Each(reader, r =>
        {
            if (r.LocalName == "interConnects") ends.Add(Target(r));
        });
        if (ends is [var from, var to] && from != to) Transitions.Add(new(id, from, to, [], null));
    }

    private static string IdOf(XmlReader r) =>
        r.GetAttribute("id", "http://www.opengis.net/gml/3.2") ?? r.GetAttribute("id", "http://www.opengis.net/gml")
            ?? r.GetAttribute("gml:id") ?? "";

    private static string Target(XmlReader r) => (r.GetAttribute("href", Href) ?? "").TrimStart('#');

    // Visits every element below the current one; a visitor that reads an element's text leaves the reader behind it.
    private void Each(XmlReader reader, Action<XmlReader> visit)
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
            var (info, line) = ((IXmlLineInfo)reader,
                ((IXmlLineInfo)reader).LinePosition + ((long)((IXmlLineInfo)reader).LineNumber << 32));
            NoteSystem(reader);
            visit(reader);
            if (line == info.LinePosition + ((long)info.LineNumber << 32)) reader.Read();
        }
    }

    private IEnumerable<GmlPosition> Positions(XmlReader reader)
    {
        var (list, said) = (reader.LocalName != "pos", reader.GetAttribute("srsDimension"));
        var numbers = reader.ReadElementContentAsString().Split([' ', ',', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && Math.Abs(v) <= MaxCoordinate ? v
                : double.NaN).ToArray();
        var dimensions = said == "2" || (said is null && (list ? numbers.Length % 3 != 0 && numbers.Length % 2 == 0 : numbers.Length == 2))
            ? 2 : 3;
        if ((_vertices += numbers.Length / dimensions) > options.MaxVertices)
            throw new UnusableFileException("file.too_many_vertices", $"顶点多于 {options.MaxVertices} 个。");
        return numbers.Chunk(dimensions).Where(c => c.Length == dimensions && !c.Any(double.IsNaN))
            .Select(c => new GmlPosition(c[0], c[1], dimensions == 3 ? c[2] : 0));
    }

    [GeneratedRegex(@"^\s*\[?(ft|foot|feet)", RegexOptions.IgnoreCase)]
    private static partial Regex Feet();

    [GeneratedRegex(@"<(?:[\w.-]+:)?(?:IndoorFeatures|MultiLayeredGraph|SpaceLayer)[\s>]")]
    private static partial Regex Root();
}
