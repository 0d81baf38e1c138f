using Wayfinding.Model;

namespace Bff.Guide.Maps;

/// <summary>Puts indices of a map into the words of the answers.</summary>
internal static class MapWords
{
    /// <summary>The buildings of a campus.</summary>
    public static IEnumerable<BuildingItem> Buildings(GuideMap map, int campus) =>
        map.Venue.Buildings.Where(b => b.Campus == campus).Select(b => new BuildingItem(GuideMap.PublicId(b.Id), b.Name.Zh, b.Name.En));

    /// <summary>The floors of a campus, building by building from below.</summary>
    public static IEnumerable<LevelItem> Levels(GuideMap map, int campus) =>
        from l in Enumerable.Range(0, map.Venue.Levels.Count)
        where map.IsLevelOf(l, campus)
        let level = map.Venue.Levels[l]
        orderby level.Building, level.Ordinal
        select new LevelItem(map.LevelIds[l], level.Name, level.Ordinal, BuildingId(map.Venue, level.Building), level.Elevation);

    /// <summary>Id of a building as callers see it; null for the open ground.</summary>
    /// <param name="venue">The map.</param>
    /// <param name="building">Index of the building, or -1.</param>
    public static string? BuildingId(Venue venue, int building) => building < 0 ? null : GuideMap.PublicId(venue.Buildings[building].Id);

    /// <summary>A node with a name: the place asked for, the room it lies in, or the building and floor.</summary>
    /// <param name="map">The map.</param>
    /// <param name="node">Index of the node.</param>
    /// <param name="poi">Index of the place asked for, or -1.</param>
    /// <param name="english">Whether the asker reads English.</param>
    public static PlaceItem Place(GuideMap map, int node, int poi, bool english)
    {
        var graph = map.Venue.Graph;
        var at = map.Venue.Frame.ToLonLat(poi >= 0 ? map.Places[poi].At : graph.At(node));
        return Place(map, graph.NodeLevel[node], at, node, poi, english);
    }

    /// <summary>As above, of a position beside the node.</summary>
    public static PlaceItem Place(GuideMap map, int level, LonLat at, int node, int poi, bool english)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        var area = graph.NodeArea[node];
        var building = graph.NodeBuilding[node] is >= 0 and var b ? Text(venue.Buildings[b].Name, english) + " " : "";
        var name = poi >= 0 ? Text(map.Places[poi].Name, english)
            : area >= 0 && !venue.Areas[area].Name.IsEmpty ? Text(venue.Areas[area].Name, english) : building + venue.Levels[level].Name;
        return new(name, map.LevelIds[level], venue.Levels[level].Name, Digits(at.Lon), Digits(at.Lat), poi >= 0 ? map.PoiIds[poi] : null);
    }

    /// <summary>A label in the language asked for, in Chinese where it has no other.</summary>
    public static string Text(Label label, bool english) => english ? label.En ?? label.Zh : label.Zh;

    /// <summary>Degrees with seven digits: a centimetre.</summary>
    public static double Digits(double degrees) => Math.Round(degrees, 7);

    /// <summary>A door's own name, else that of the room behind it.</summary>
    public static string DoorName(GuideMap map, int door)
    {
        var (venue, d) = (map.Venue, map.Venue.Doors[door]);
        if (!d.Name.IsEmpty) return d.Name.Zh;
        var room = map.RoomBehind(door);
        return room is null ? $"{venue.Levels[d.Level].Name} 的门" : $"{room}的门";
    }

    /// <summary>A connector's own name, else what it is with its id in the map.</summary>
    public static string ConnectorName(Connector c) => !c.Name.IsEmpty ? c.Name.Zh : Kind(c.Kind) + " " + c.Id;

    /// <summary>A kind as it stands in the answers, such as <c>lift</c>.</summary>
    public static string Code(ConnectorKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What people call an area without a name.</summary>
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

    private static string Kind(ConnectorKind kind) => kind switch
    {
        ConnectorKind.Stairs => "楼梯",
        ConnectorKind.Lift => "电梯",
        ConnectorKind.Escalator => "自动扶梯",
        ConnectorKind.Ramp => "坡道",
    };
}
