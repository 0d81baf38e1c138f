using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Lifts, stairs, escalators and ramps drawn as areas or as points: one connector each, with a node per floor.</summary>
internal sealed class PlanConnectors(PlanDraft draft)
{
    private const double AtWall = 1;

    public void Add()
    {
        foreach (var connector in draft.Plan.AreaConnectors) Connect(connector);
        foreach (var connector in draft.Plan.PointConnectors) Connect(connector);
    }

    private void Connect(AreaConnector c)
    {
        var nodes = new Dictionary<int, int>();
        var feature = draft.Connectors.Count;
        foreach (var area in c.Links.SelectMany(l => new[] { l.Lower, l.Upper }).Distinct()) nodes[area] = Shaft(c, area, feature);
        draft.Connectors.Add(new(c.Id, c.Name, c.Kind, c.Building,
            [.. nodes.OrderBy(n => draft.Plan.Levels[draft.Plan.Areas[n.Key].Level].Ordinal).Select(n => n.Value)]));
        foreach (var (lower, upper) in c.Links)
            Between(c.Kind, nodes[lower], nodes[upper], TermsOf(c.Barriers, c.Hours, feature), c.Up);
    }

    private static Terms TermsOf(Barriers barriers, int hours, int feature) =>
        new() { Barriers = barriers, Hours = hours, Feature = feature };

    private void Between(ConnectorKind kind, int lower, int upper, Terms terms, bool? up)
    {
        var rise = draft.Plan.Levels[draft.Graph.LevelOf(upper)].Elevation - draft.Plan.Levels[draft.Graph.LevelOf(lower)].Elevation;
        switch (kind)
        {
            case ConnectorKind.Stairs: Vertical.Stairs(draft.Graph, lower, upper, rise, terms); break;
            case ConnectorKind.Ramp: Vertical.Ramp(draft.Graph, lower, upper, rise, terms); break;
            case ConnectorKind.Lift: Vertical.Ride(draft.Graph, lower, upper, rise, terms.Barriers, terms.Hours, terms.Feature); break;
            case ConnectorKind.Escalator:
                if (up is not false) Vertical.Escalator(draft.Graph, lower, upper, rise, terms);
                if (up is not true) Vertical.Escalator(draft.Graph, upper, lower, -rise, terms);
                break;
        }
    }

    private int Shaft(AreaConnector c, int area, int feature)
    {
        var a = draft.Plan.Areas[area];
        var kind = c.Kind switch
        {
            ConnectorKind.Lift => NodeKind.LiftShaft,
            ConnectorKind.Escalator => NodeKind.Escalator,
            ConnectorKind.Stairs => NodeKind.Stairs,
            ConnectorKind.Ramp => NodeKind.Hall,
        };
        var shaft = draft.Graph.Node(a.Shape.InnerPoint(), a.Level, kind, a.Building, area);
        if (draft.Portals[area].Count == 0) OpenSide(area, c.Id);
        if (c.Kind != ConnectorKind.Lift)
        {
            draft.Portals[area].Add(shaft);
            return shaft;
        }
        foreach (var landing in draft.Portals[area]) Vertical.Landing(draft.Graph, landing, shaft, c.Barriers, c.Hours, feature);
        draft.Shafts.Add(area);
        return shaft;
    }

    // Stairs and lifts drawn without a door open onto the nearest walkable area beside them.
    private void OpenSide(int area, string id)
    {
        var a = draft.Plan.Areas[area];
        var border = a.Shape.Segments.Select(s => (s.A + s.B) * 0.5).Append(a.Shape.InnerPoint());
        var beside = border.SelectMany(p => draft.Index.Near(a.Level, p, 0.5).Select(n => (n.Area, n.Distance, At: p)))
            .Where(n => n.Area != area
                && draft.Plan.Areas[n.Area].Kind is AreaKind.Corridor or AreaKind.Hall or AreaKind.Outdoor or AreaKind.Room)
            .OrderBy(n => draft.Plan.Areas[n.Area].Kind == AreaKind.Room).ThenBy(n => n.Distance).ToList();
        var where = draft.Plan.Frame.ToLonLat(a.Shape.InnerPoint());
        if (beside.Count == 0)
        {
            draft.Lint.Warn("connector.closed_in", $"“{id}”在本层没有门，也不与走廊相邻。", id, draft.Plan.Levels[a.Level].Name, where);
            return;
        }
        draft.Lint.Notice("connector.no_door", $"“{id}”在本层没有画门，按与“{draft.AreaName(beside[0].Area)}”相通处理。", id,
            draft.Plan.Levels[a.Level].Name, where);
        var outside = draft.Graph.Node(PlanDraft.Inside(beside[0].At, draft.Plan.Areas[beside[0].Area].Shape), a.Level, NodeKind.Door,
            a.Building, beside[0].Area);
        var inside = draft.Graph.Node(PlanDraft.Inside(beside[0].At, a.Shape), a.Level, NodeKind.Door, a.Building, area);
        draft.Portals[beside[0].Area].Add(outside);
        draft.Portals[area].Add(inside);
        draft.Graph.Both(outside, inside, EdgeKind.Walk);
    }

    private void Connect(PointConnector c)
    {
        var feature = draft.Connectors.Count;
        var landings = c.Levels.OrderBy(l => draft.Plan.Levels[l].Elevation).Select(l => Landing(c, l)).ToArray();
        var shafts = landings.Select(n => draft.Graph.Node(c.At, draft.Graph.LevelOf(n), NodeKind.LiftShaft, draft.Graph.BuildingOf(n)))
            .ToArray();
        for (var i = 0; i < landings.Length; i++)
        {
            if (c.Kind == ConnectorKind.Lift) Vertical.Landing(draft.Graph, landings[i], shafts[i], c.Barriers, c.Hours, feature);
            else draft.Graph.Walk(landings[i], shafts[i], EdgeKind.Walk, new() { Barriers = c.Barriers, Hours = c.Hours });
            if (i > 0) Between(c.Kind, shafts[i - 1], shafts[i], TermsOf(c.Barriers, c.Hours, feature), null);
        }
        draft.Connectors.Add(new(c.Id, c.Name, c.Kind, -1, shafts));
    }

    // Where no line leads to the point, one comes to it through the area it stands in.
    private int Landing(PointConnector c, int level)
    {
        var (key, at) = c.Doors.GetValueOrDefault(level, (c.Key, c.At));
        var onLine = draft.Keyed.ContainsKey((key, level));
        var landing = draft.Key(key, level, at, NodeKind.LiftLanding);
        if (onLine) return landing;
        var area = draft.Index.Near(level, at, AtWall)
            .Where(a => draft.Plan.Areas[a.Area].Kind is AreaKind.Corridor or AreaKind.Hall or AreaKind.Outdoor or AreaKind.Room)
                .Select(a => a.Area).DefaultIfEmpty(-1).First();
        if (area >= 0) draft.StepOnto(area, landing);
        else draft.Report(Severity.Warning, "connector.closed_in", $"“{c.Id}”在本层没有通路到达，也不在任何区域内。", c.Id, level, at);
        return landing;
    }
}
