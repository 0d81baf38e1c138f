using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>
/// One lift from what is drawn of it: a shaft over several levels, a piece of the shaft per level, a point that footways meet, or the point
/// within the shaft. One lift stays one connector, so that a closure shuts all of it.
/// </summary>
internal sealed class IndoorLifts(Plan plan, IndoorLevels levels, AccessTags access, LintReport lint)
{
    private readonly List<(TaggedFeature Feature, List<int> Areas, AreaConnector Connector)> _shafts = [];
    private readonly List<(TaggedFeature Feature, Label Name)> _stops = [];

    /// <summary>Remembers a shaft drawn as areas.</summary>
    public void Shaft(TaggedFeature f, List<int> areas, AreaConnector connector) => _shafts.Add((f, areas, connector));

    /// <summary>Remembers a lift drawn as a point.</summary>
    public void Stop(TaggedFeature f, Label name) => _stops.Add((f, name));

    /// <summary>Adds the connectors once lines are known.</summary>
    public void Add()
    {
        var served = new HashSet<string>();
        foreach (var (f, name) in _stops) Point(f, name, served);
        var left = _shafts.Where(s => !served.Contains(s.Feature.Id)).ToList();
        foreach (var (_, _, whole) in left.Where(s => s.Areas.Count > 1)) plan.AreaConnectors.Add(whole);
        foreach (var pile in Piles([.. left.Where(s => s.Areas.Count == 1)]))
        {
            if (pile.Count > 1)
                plan.AreaConnectors.Add(pile[0].Connector with
                {
                    Links = [.. pile.Select(p => p.Areas[0])
                    .Zip(pile.Skip(1).Select(p => p.Areas[0]))]
                });
            else lint.Warn("connector.one_level", $"电梯 {pile[0].Feature.Id} 只标了一个楼层。", pile[0].Feature.Id, pile[0].Feature["level"],
                pile[0].Feature.Points[0]);
        }
    }

    // The lift is reached over the point where lines meet; without such a point, through the shaft around it.
    private void Point(TaggedFeature f, Label name, HashSet<string> served)
    {
        var (at, met) = (plan.Frame.ToLocal(f.Points[0]), levels.AtPoint(f.Keys[0]));
        var around = _shafts.Where(s => plan.Areas[s.Areas[0]].Shape.Contains(at)).ToList();
        var known = (f.Tags.ContainsKey("level") || f.Tags.ContainsKey("min_level") ? levels.Of(f) : []).Concat(met).Distinct()
            .Where(levels.Has).Order().ToList();
        if (met.Count == 0 && (around.Exists(s => s.Areas.Count > 1) || around.Count > 1)) return;
        if (known.Count < 2)
        {
            if (around.Count == 0) lint.Warn("connector.one_level", $"电梯 {f.Id} 只通到一个楼层。", f.Id, f["level"], f.Points[0]);
            return;
        }
        served.UnionWith(around.Select(s => s.Feature.Id));
        var passage = access.Of(f);
        plan.PointConnectors.Add(new(f.Id, name.IsEmpty && around.Count > 0 ? around[0].Connector.Name : name, ConnectorKind.Lift,
            f.Keys[0], at, [.. known.Select(levels.IndexOf)])
        {
            Barriers = passage.Barriers,
            Hours = passage.Hours,
        });
    }

    /// <summary>A lift drawn as a line: on each level one gets in where a way of that level meets it.</summary>
    public void Line(TaggedFeature f)
    {
        var met = f.Keys.SelectMany((key, i) => levels.AtPoint(key).Select(level => (Level: level, Key: key, At: f.Points[i])))
            .GroupBy(m => m.Level).ToDictionary(g => g.Key, g => g.First());
        var known = (f.Tags.ContainsKey("level") || f.Tags.ContainsKey("min_level") ? levels.Of(f) : []).Concat(met.Keys).Distinct()
            .Where(levels.Has).Order().ToList();
        if (known.Count < 2)
        {
            lint.Warn("connector.one_level", $"电梯 {f.Id} 只通到一个楼层。", f.Id, f["level"], f.Points[0]);
            return;
        }
        var passage = access.Of(f);
        plan.PointConnectors.Add(new(f.Id, IndoorTags.NameOf(f), ConnectorKind.Lift, f.Keys[0], plan.Frame.ToLocal(f.Points[0]),
            [.. known.Select(levels.IndexOf)])
        {
            Barriers = passage.Barriers,
            Hours = passage.Hours,
            Doors = met.ToDictionary(m => levels.IndexOf(m.Key), m => (m.Value.Key, plan.Frame.ToLocal(m.Value.At))),
        });
    }

    // Pieces of one shaft lie above one another; each pile from below.
    private List<List<(TaggedFeature Feature, List<int> Areas,
        AreaConnector Connector)>> Piles(List<(TaggedFeature Feature, List<int> Areas, AreaConnector Connector)> pieces)
    {
        var piles = new List<List<(TaggedFeature Feature, List<int> Areas, AreaConnector Connector)>>();
        foreach (var piece in pieces.OrderBy(p => Ordinal(p.Areas[0])))
        {
            var pile = piles.Find(p => Ordinal(p[^1].Areas[0]) < Ordinal(piece.Areas[0]) && Above(p[^1].Areas[0], piece.Areas[0]));
            if (pile is null) piles.Add([piece]);
            else pile.Add(piece);
        }
        return piles;
    }

    private double Ordinal(int area) => plan.Levels[plan.Areas[area].Level].Ordinal;

    private bool Above(int low, int up) =>
        plan.Areas[low].Shape.Contains(plan.Areas[up].Shape.InnerPoint())
            || plan.Areas[up].Shape.Contains(plan.Areas[low].Shape.InnerPoint());
}
