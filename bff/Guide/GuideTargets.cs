using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;

namespace Bff.Guide;

/// <summary>What can be closed: lifts, stairs, escalators and ramps first, then areas, then doors.</summary>
internal static class GuideTargets
{
    public static IEnumerable<TargetItem> Of(GuideMap map, int campus)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        string? Building(int building) => building < 0 ? null : venue.Buildings[building].Name.Zh;
        TargetItem Item(string target, string id, string name, string kind, int? level, int building, Point2 at)
        {
            var p = venue.Frame.ToLonLat(at);
            return new(target, id, name, kind, level is { } l ? map.LevelIds[l] : null, level is { } n ? venue.Levels[n].Name : null, Building(building), GuideAnswers.Digits(p.Lon), GuideAnswers.Digits(p.Lat));
        }

        foreach (var c in venue.Connectors)
            if (c.Nodes.Length > 0 && map.CampusOf(c.Building, graph.At(c.Nodes[0])) == campus)
                yield return Item("connector", c.Id, GuideAnswers.ConnectorName(c), c.Kind.ToString().ToLowerInvariant(), null, c.Building, graph.At(c.Nodes[0]));
        foreach (var a in venue.Areas)
            if (a.Kind != AreaKind.Closed && map.CampusOf(a.Building, a.Shape.Min) == campus)
                yield return Item("area", a.Id, a.Name.IsEmpty ? Kind(a.Kind) : a.Name.Zh, "area", a.Level, a.Building, (a.Shape.Min + a.Shape.Max) * 0.5);
        for (var i = 0; i < venue.Doors.Count; i++)
            if (venue.Doors[i] is var d && map.CampusOf(venue.Levels[d.Level].Building, d.At) == campus)
                yield return Item("door", d.Id, GuideAnswers.DoorName(map, i), "door", d.Level, venue.Levels[d.Level].Building, d.At);
    }

    /// <summary>Index of the campus that a closed thing belongs to; null when the map does not have it.</summary>
    public static int? CampusOf(GuideMap map, ClosureRow row)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        return GuideSite.TargetOf(map, row) switch
        {
            (_, < 0) => null,
            (ClosureTarget.Door, var d) => map.CampusOf(venue.Levels[venue.Doors[d].Level].Building, venue.Doors[d].At),
            (ClosureTarget.Connector, var c) => map.CampusOf(venue.Connectors[c].Building, venue.Connectors[c].Nodes.Length > 0 ? graph.At(venue.Connectors[c].Nodes[0]) : default),
            (_, var a) => map.CampusOf(venue.Areas[a].Building, venue.Areas[a].Shape.Min),
        };
    }

    public static string Kind(AreaKind kind) => kind switch
    {
        AreaKind.Room => "房间",
        AreaKind.Corridor => "走廊",
        AreaKind.Hall => "大厅",
        AreaKind.Stairs => "楼梯间",
        AreaKind.Lift => "电梯间",
        AreaKind.Escalator => "扶梯",
        AreaKind.Ramp => "坡道",
        AreaKind.Toilet => "卫生间",
        AreaKind.Outdoor => "室外",
        AreaKind.Closed => "不可通行",
    };
}
