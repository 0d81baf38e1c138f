using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>
/// Where no relationship says which stairs continue where, units of one kind in one building on neighbouring floors that lie above one
/// another are joined; crossing in plan without overlap joins nothing.
/// </summary>
internal sealed class ImdfConnectors(Plan plan, LintReport lint, double sameShaftMetres)
{
    // The shaft of a lift that takes a stretcher is at least as large as its cabin.
    private const double CabinWidth = 1.1;
    private const double CabinLength = 2.1;

    private readonly Dictionary<int, Point2> _centres = [];

    /// <param name="joints">What relationships join: two units each, -1 for an unknown one.</param>
    public void Join(IReadOnlyList<(ImdfRelations.Joint Joint, int Origin, int Destination, int Hours)> joints)
    {
        var known = joints.Where(j => j.Origin >= 0 && j.Destination >= 0 && j.Origin != j.Destination).ToList();
        foreach (var kind in known.GroupBy(j => j.Joint.Kind)) Told(kind.Key, [.. kind]);
        var told = known.SelectMany(j => new[] { j.Origin, j.Destination }).ToHashSet();
        foreach (var (kind, connector) in new[] { (AreaKind.Stairs, ConnectorKind.Stairs), (AreaKind.Lift, ConnectorKind.Lift),
            (AreaKind.Escalator, ConnectorKind.Escalator), (AreaKind.Ramp, ConnectorKind.Ramp) })
            foreach (var building in plan.Areas.Select((a, i) => (Area: a, Index: i))
                .Where(a => a.Area.Kind == kind && !told.Contains(a.Index)).GroupBy(a => a.Area.Building))
                Join(connector, building.Key, [.. building.Select(a => a.Index)]);
    }

    private void Told(ConnectorKind kind, List<(ImdfRelations.Joint Joint, int Origin, int Destination, int Hours)> joints)
    {
        foreach (var group in Groups([.. joints.Select(j => (j.Origin, j.Destination))]))
        {
            var first = joints.First(j => group.Contains((j.Origin, j.Destination)));
            var upward = Height(first.Origin) <= Height(first.Destination);
            var links = group.Select(l => Height(l.Item1) <= Height(l.Item2) ? l : (l.Item2, l.Item1)).ToList();
            var name = first.Joint.Name.IsEmpty ? plan.Areas[first.Origin].Name : first.Joint.Name;
            plan.AreaConnectors.Add(new(plan.Areas[first.Origin].Id, name, kind, plan.Areas[first.Origin].Building, links)
            {
                Barriers = CabinOf(kind, links),
                Hours = first.Hours,
                Up = first.Joint.Directed ? upward : null,
            });
        }
    }

    private double Height(int area) => plan.Levels[plan.Areas[area].Level].Elevation;

    private Barriers CabinOf(ConnectorKind kind, List<(int, int)> links)
    {
        if (kind != ConnectorKind.Lift) return Barriers.None;
        var small = links.SelectMany(l => new[] { l.Item1, l.Item2 })
            .FirstOrDefault(a => Size(plan.Areas[a].Shape) is var (width, length) && (width < CabinWidth || length < CabinLength), -1);
        if (small < 0) return Barriers.None;
        lint.Notice("lift.small_cabin", $"电梯 {plan.Areas[small].Id} 画得小于 {CabinWidth} × {CabinLength} 米，按放不下担架处理。", plan.Areas[small].Id,
            plan.Levels[plan.Areas[small].Level].Name, plan.Frame.ToLonLat(Centre(small)));
        return Barriers.SmallLift;
    }

    // The narrowest box around the shape with a side along one of its walls.
    private static (double Width, double Length) Size(Polygon shape) => shape.Segments.Where(s => s.A.DistanceTo(s.B) > 0.05).Select(s =>
    {
        var along = (s.B - s.A) * (1 / s.A.DistanceTo(s.B));
        var (us, vs) = (shape.Outer.Select(p => p.X * along.X + p.Y * along.Y).ToList(),
            shape.Outer.Select(p => p.Y * along.X - p.X * along.Y).ToList());
        var (u, v) = (us.Max() - us.Min(), vs.Max() - vs.Min());
        return (Math.Min(u, v), Math.Max(u, v));
    }).DefaultIfEmpty((0, 0)).MinBy(s => s.Item1);

    private void Join(ConnectorKind kind, int building, List<int> areas)
    {
        var ordinals = plan.Levels.Where(l => l.Building == building).Select(l => l.Ordinal).Distinct().Order().ToList();
        var links = new List<(int, int)>();
        foreach (var (below, above) in ordinals.Zip(ordinals.Skip(1)))
        {
            var upper = areas.Where(a => Ordinal(a) == above).ToList();
            foreach (var low in areas.Where(a => Ordinal(a) == below))
                if (upper.Where(up => Above(low, up)).OrderBy(up => Centre(low).DistanceTo(Centre(up))).Cast<int?>()
                    .FirstOrDefault() is { } best)
                    links.Add((low, best));
            foreach (var up in upper.Where(up => !links.Any(l => l.Item2 == up)))
                if (areas.Where(a => Ordinal(a) == below && Above(a, up)).OrderBy(a => Centre(a).DistanceTo(Centre(up))).Cast<int?>()
                    .FirstOrDefault() is { } best)
                    links.Add((best, up));
        }
        foreach (var alone in areas.Where(a => !links.Any(l => l.Item1 == a || l.Item2 == a)))
            lint.Warn("connector.one_level", $"{(kind == ConnectorKind.Lift ? "电梯" : "楼梯")} {plan.Areas[alone].Id} 上下层都没有对应的井道。",
                plan.Areas[alone].Id, plan.Levels[plan.Areas[alone].Level].Name, plan.Frame.ToLonLat(Centre(alone)));
        foreach (var group in Groups(links))
            plan.AreaConnectors.Add(new(plan.Areas[group[0].Item1].Id, plan.Areas[group[0].Item1].Name, kind, building, group)
            {
                Barriers = CabinOf(kind, group),
            });
    }

    private bool Above(int low, int up) => Centre(low).DistanceTo(Centre(up)) <= sameShaftMetres
        || plan.Areas[low].Shape.Contains(Centre(up)) || plan.Areas[up].Shape.Contains(Centre(low));

    private static List<List<(int, int)>> Groups(List<(int, int)> links)
    {
        var groups = new List<List<(int, int)>>();
        foreach (var link in links)
        {
            var touching = groups.Where(g => g.Exists(l => l.Item1 == link.Item1 || l.Item2 == link.Item1 || l.Item1 == link.Item2
                || l.Item2 == link.Item2)).ToList();
            groups.RemoveAll(touching.Contains);
            groups.Add([.. touching.SelectMany(g => g), link]);
        }
        return groups;
    }

    private double Ordinal(int area) => plan.Levels[plan.Areas[area].Level].Ordinal;

    private Point2 Centre(int area) =>
        _centres.TryGetValue(area, out var centre) ? centre : _centres[area] = plan.Areas[area].Shape.InnerPoint();
}
