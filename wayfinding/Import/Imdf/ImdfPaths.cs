using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>
/// The navPath extension of IMDF: its outdoor nodes become lines; where one neighbours an indoor node, the building has an entrance there.
/// </summary>
internal sealed class ImdfPaths(GeoJson geoJson, Plan plan, IReadOnlyDictionary<string, int> levels, LintReport lint)
{
    private readonly Dictionary<string, (Point2 At, string Level, List<string> Next)> _nodes = [];

    public void Read(SourceFile file)
    {
        geoJson.Read(file, f =>
        {
            var p = GeoJson.Member(f, "properties");
            if (geoJson.Shapes(f, GeoJson.Text(f, "id")) is not [[[var at, ..], ..], ..]) return;
            var next = GeoJson.Member(p, "neighbours") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Select(n => n.ToString()).ToList() : [];
            _nodes[GeoJson.Text(f, "id")] = (plan.Frame.ToLocal(at), GeoJson.Text(p, "level_id"), next);
        });
        var ground = plan.Levels.Count;
        plan.Levels.Add(new("室外", 0, -1, 0));
        var (index, seen) = (new AreaIndex(plan.Areas), new HashSet<(string, string)>());
        foreach (var (id, node) in _nodes.Where(n => n.Value.Level.Length == 0))
            foreach (var other in node.Next.Where(_nodes.ContainsKey))
            {
                var to = _nodes[other];
                if (to.Level.Length > 0) Entrance(index, id, ground, other, to.At, to.Level);
                else if (seen.Add(string.CompareOrdinal(id, other) < 0 ? (id, other) : (other, id)))
                    plan.Lines.Add(new($"{id}-{other}", [id, other], [node.At, to.At], ground, ground, LineKind.Outdoor));
            }
    }

    private void Entrance(AreaIndex index, string outside, int ground, string inside, Point2 at, string levelId)
    {
        if (!levels.TryGetValue(levelId, out var level)) return;
        var area = index.Near(level, at, 1).Where(a => plan.Areas[a.Area].Kind != AreaKind.Closed).Select(a => a.Area).DefaultIfEmpty(-1)
            .First();
        if (area >= 0) plan.Entries.Add((outside, ground, at, area));
        else lint.Warn("entrance.no_area", $"入口节点 {inside} 不在任何空间内。", inside, plan.Levels[level].Name, plan.Frame.ToLonLat(at));
    }
}
