using System.Globalization;
using System.Xml;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>
/// Reads OSM XML 0.6: nodes with tags, ways, multipolygon relations of closed ways, and relations that say on which level their members
/// lie. No DTD, no entities, bounded counts.
/// </summary>
internal sealed class OsmReader(ImportOptions options, LintReport lint)
{
    private readonly Dictionary<string, (LonLat At, Dictionary<string, string>? Tags)> _nodes = [];
    private readonly Dictionary<string, (List<string> Refs, Dictionary<string, string> Tags)> _ways = [];
    private readonly List<(string Id, List<(string Way, bool Inner)> Members, Dictionary<string, string> Tags)> _relations = [];
    private readonly Dictionary<string, List<string>> _levelsOf = [];

    public List<TaggedFeature> Read(SourceFile file)
    {
        using var reader = SafeXml.Open(file);
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                if (_nodes.Count + _ways.Count + _relations.Count > options.MaxFeatures)
                    throw new UnusableFileException("file.too_many_features", $"对象多于 {options.MaxFeatures} 个。");
                if (reader.Name == "node") Node(reader);
                else if (reader.Name == "way") Way(reader);
                else if (reader.Name == "relation") Relation(reader);
            }
        }
        catch (XmlException e)
        {
            throw SafeXml.Unusable(file, e);
        }
        return Features();
    }

    private void Node(XmlReader reader)
    {
        var id = reader.GetAttribute("id") ?? "";
        var ok = Degrees(reader.GetAttribute("lat"), out var lat) & Degrees(reader.GetAttribute("lon"), out var lon);
        var tags = Children(reader, null, null);
        if (!ok && reader.GetAttribute("visible") == "false") return;
        if (!ok || !new LonLat(lon, lat).IsValid) lint.Warn("osm.bad_node", $"节点 {id} 的坐标无法识别，已略过。", id);
        else _nodes[id] = (new(lon, lat), tags.Count > 0 ? tags : null);
    }

    private void Way(XmlReader reader)
    {
        var (id, refs) = (reader.GetAttribute("id") ?? "", new List<string>());
        var tags = Children(reader, refs, null);
        _ways[id] = (refs, tags);
    }

    private void Relation(XmlReader reader)
    {
        var (id, members) = (reader.GetAttribute("id") ?? "", new List<(string Kind, string Id, bool Inner)>());
        var tags = Children(reader, null, members);
        if (tags.GetValueOrDefault("type") == "multipolygon")
            _relations.Add((id, [.. members.Where(m => m.Kind == "way").Select(m => (m.Id, m.Inner))], tags));
        if (tags.GetValueOrDefault("type") == "level" && tags.GetValueOrDefault("level") is { Length: > 0 } level)
            foreach (var member in members.Select(m => $"{m.Kind}/{m.Id}"))
                (_levelsOf.TryGetValue(member, out var levels) ? levels : _levelsOf[member] = []).Add(level);
    }

    private static Dictionary<string, string> Children(XmlReader reader, List<string>? refs, List<(string, string, bool)>? members)
    {
        var tags = new Dictionary<string, string>();
        if (reader.IsEmptyElement) return tags;
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.Name == "tag" && reader.GetAttribute("k") is { } k) tags[k] = reader.GetAttribute("v") ?? "";
            else if (reader.Name == "nd" && reader.GetAttribute("ref") is { } node) refs?.Add(node);
            else if (reader.Name == "member" && reader.GetAttribute("type") is { } kind && reader.GetAttribute("ref") is { } member)
                members?.Add((kind, member, reader.GetAttribute("role") == "inner"));
        }
        return tags;
    }

    private List<TaggedFeature> Features()
    {
        var features = new List<TaggedFeature>();
        foreach (var (id, node) in _nodes)
            if (node.Tags is not null) features.Add(new($"node/{id}", OnLevel($"node/{id}", node.Tags), [id], [node.At], []));
        var holes = TakeHolesOfWays();
        foreach (var (id, way) in _ways)
            if (way.Tags.Count > 0 && Make($"way/{id}", OnLevel($"way/{id}", way.Tags), way.Refs,
                holes.GetValueOrDefault(id, [])) is { } feature)
                features.Add(feature);
        foreach (var relation in _relations)
            features.AddRange(Multipolygon(relation.Id, relation.Members, OnLevel($"relation/{relation.Id}", relation.Tags)));
        return features;
    }

    // In older files the tags stand on the outer way, and a relation that says nothing else gives that way its holes.
    private Dictionary<string, IReadOnlyList<IReadOnlyList<LonLat>>> TakeHolesOfWays()
    {
        var holes = new Dictionary<string, IReadOnlyList<IReadOnlyList<LonLat>>>();
        foreach (var relation in _relations.Where(r => r.Tags.Count == 1).ToList())
        {
            var outers = relation.Members.Where(m =>
                !m.Inner && _ways.TryGetValue(m.Way, out var way) && way.Tags.Count > 0 && IsRing(way.Refs)).Select(m => m.Way).ToList();
            if (outers.Count == 0) continue;
            var inners = Rings(relation.Id, relation.Members, inner: true);
            foreach (var outer in outers) holes[outer] = Holes(_ways[outer].Refs, inners, outers.Count == 1);
            _relations.Remove(relation);
        }
        return holes;
    }

    // A shaft or stairs belong to every level they pass.
    private Dictionary<string, string> OnLevel(string id, Dictionary<string, string> tags)
    {
        if (_levelsOf.TryGetValue(id, out var levels)) tags.TryAdd("level", string.Join(';', levels));
        return tags;
    }

    private TaggedFeature? Make(string id, Dictionary<string, string> tags, List<string> refs, IReadOnlyList<IReadOnlyList<LonLat>> holes)
    {
        var known = refs.Where(_nodes.ContainsKey).ToList();
        if (known.Count < refs.Count) lint.Notice("osm.missing_nodes", $"{id} 的 {refs.Count - known.Count} 个节点不在文件中。", id);
        return known.Count < 2 ? null : new(id, tags, known, [.. known.Select(k => _nodes[k].At)], holes);
    }

    private IEnumerable<TaggedFeature> Multipolygon(string id, List<(string Way, bool Inner)> members, Dictionary<string, string> tags)
    {
        var (outers, inners) = (Rings(id, members, inner: false), Rings(id, members, inner: true));
        foreach (var (outer, i) in outers.Select((o, i) => (o, i)))
        {
            if (Make(outers.Count == 1 ? $"relation/{id}"
                : $"relation/{id}#{i + 1}", tags, outer, Holes(outer, inners, outers.Count == 1)) is { } feature)
                yield return feature;
        }
    }

    private IReadOnlyList<IReadOnlyList<LonLat>> Holes(List<string> outer, List<List<string>> inners, bool isOnly) =>
        [.. inners.Where(h => isOnly || Surrounds(outer, h[0]))
            .Select(h => h.Where(_nodes.ContainsKey).Select(k => _nodes[k].At).ToList())];

    // Rings are often cut into several ways, in any order and direction: they are joined end to end.
    private List<List<string>> Rings(string id, List<(string Way, bool Inner)> members, bool inner)
    {
        var pieces = members.Where(m => m.Inner == inner && _ways.ContainsKey(m.Way)).Select(m => _ways[m.Way].Refs).Where(r => r.Count > 1)
            .ToList();
        var rings = pieces.Where(IsRing).ToList();
        var ends = new Dictionary<string, List<List<string>>>();
        foreach (var piece in pieces.Where(p => !IsRing(p)))
            foreach (var end in new[] { piece[0], piece[^1] }) (ends.TryGetValue(end, out var at) ? at : ends[end] = []).Add(piece);
        var used = new HashSet<List<string>>(ReferenceEqualityComparer.Instance);
        foreach (var piece in pieces.Where(p => !IsRing(p) && used.Add(p)))
        {
            var ring = piece.ToList();
            while (!IsRing(ring) && ends[ring[^1]].Find(p => !used.Contains(p)) is { } next)
            {
                used.Add(next);
                ring.AddRange(next[0] == ring[^1] ? next.Skip(1) : next.AsEnumerable().Reverse().Skip(1));
            }
            if (IsRing(ring)) rings.Add(ring);
            else lint.Warn("osm.open_ring", $"relation/{id} 的{(inner ? "内" : "外")}环没有闭合（成员不全？），这一环已略过。", $"relation/{id}", null,
                ring.Where(_nodes.ContainsKey).Select(k => (LonLat?)_nodes[k].At).FirstOrDefault());
        }
        return rings;
    }

    private static bool IsRing(List<string> refs) => refs.Count >= 4 && refs[0] == refs[^1];

    private bool Surrounds(List<string> ring, string node)
    {
        if (!_nodes.TryGetValue(node, out var at)) return false;
        var points = ring.Where(_nodes.ContainsKey).Select(k => new Point2(_nodes[k].At.Lon, _nodes[k].At.Lat)).ToList();
        return points.Distinct().Count() >= 3 && new Polygon(points).Contains(new(at.At.Lon, at.At.Lat));
    }

    private static bool Degrees(string? text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
