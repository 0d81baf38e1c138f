using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import;

/// <summary>
/// IMDF does not say which stairs continue where. Units of one kind in one building on neighbouring floors that lie above one another are joined; crossing
/// in plan without overlap joins nothing.
/// </summary>
internal sealed class ImdfConnectors(Plan plan, LintReport lint, double sameShaftMetres)
{
    public void Join()
    {
        foreach (var (kind, connector) in new[] { (AreaKind.Stairs, ConnectorKind.Stairs), (AreaKind.Lift, ConnectorKind.Lift), (AreaKind.Escalator, ConnectorKind.Escalator), (AreaKind.Ramp, ConnectorKind.Ramp) })
            foreach (var building in plan.Areas.Select((a, i) => (Area: a, Index: i)).Where(a => a.Area.Kind == kind).GroupBy(a => a.Area.Building))
                Join(connector, building.Key, [.. building.Select(a => a.Index)]);
    }

    private void Join(ConnectorKind kind, int building, List<int> areas)
    {
        var ordinals = plan.Levels.Where(l => l.Building == building).Select(l => l.Ordinal).Distinct().Order().ToList();
        var links = new List<(int, int)>();
        foreach (var (below, above) in ordinals.Zip(ordinals.Skip(1)))
        {
            var upper = areas.Where(a => Ordinal(a) == above).ToList();
            foreach (var low in areas.Where(a => Ordinal(a) == below))
                if (upper.Where(up => Above(low, up)).OrderBy(up => Centre(low).DistanceTo(Centre(up))).Cast<int?>().FirstOrDefault() is { } best) links.Add((low, best));
            foreach (var up in upper.Where(up => !links.Any(l => l.Item2 == up)))
                if (areas.Where(a => Ordinal(a) == below && Above(a, up)).OrderBy(a => Centre(a).DistanceTo(Centre(up))).Cast<int?>().FirstOrDefault() is { } best) links.Add((best, up));
        }
        foreach (var alone in areas.Where(a => !links.Any(l => l.Item1 == a || l.Item2 == a)))
            lint.Warn("connector.one_level", $"{(kind == ConnectorKind.Lift ? "电梯" : "楼梯")} {plan.Areas[alone].Id} 上下层都没有对应的井道。", plan.Areas[alone].Id, plan.Levels[plan.Areas[alone].Level].Name, plan.Frame.ToLonLat(Centre(alone)));
        foreach (var group in Groups(links))
            plan.AreaConnectors.Add(new(plan.Areas[group[0].Item1].Id, plan.Areas[group[0].Item1].Name, kind, building, group, Barriers.None));
    }

    private bool Above(int low, int up) => Centre(low).DistanceTo(Centre(up)) <= sameShaftMetres
        || plan.Areas[low].Shape.Contains(Centre(up)) || plan.Areas[up].Shape.Contains(Centre(low));

    private static List<List<(int, int)>> Groups(List<(int, int)> links)
    {
        var groups = new List<List<(int, int)>>();
        foreach (var link in links)
        {
            var touching = groups.Where(g => g.Exists(l => l.Item1 == link.Item1 || l.Item2 == link.Item1 || l.Item1 == link.Item2 || l.Item2 == link.Item2)).ToList();
            groups.RemoveAll(touching.Contains);
            groups.Add([.. touching.SelectMany(g => g), link]);
        }
        return groups;
    }

    private double Ordinal(int area) => plan.Levels[plan.Areas[area].Level].Ordinal;

    private Point2 Centre(int area) => plan.Areas[area].Shape.InnerPoint();
}
