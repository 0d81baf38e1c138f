using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Search;

namespace Bff.Guide;

/// <summary>Puts rows and indices of a map into the words of the answers.</summary>
internal static class GuideAnswers
{
    private static readonly (Profile Profile, string Name)[] Names =
    [
        (Profile.Walk, "步行"), (Profile.StepFree, "无障碍"), (Profile.Stretcher, "担架"), (Profile.PreferLift, "多乘电梯"), (Profile.PreferStairs, "多走楼梯"), (Profile.Slow, "慢行"),
    ];

    public static IReadOnlyList<ProfileItem> Profiles { get; } = [.. Names.Select(n => new ProfileItem(n.Profile.Name, n.Name))];

    /// <summary>The closures in force or still to come; of one campus where that is given, with those of things the map no longer has.</summary>
    public static IReadOnlyList<ClosureItem> Closures(GuideSite site, DateTimeOffset now, int? campus = null) =>
        [.. site.Closures.Where(c => !(c.Until <= now) && (campus is null || site.Map is not { } map || (GuideTargets.CampusOf(map, c) ?? campus) == campus)).Select(c => Closure(site.Map, c, now))];

    public static ClosureItem Closure(GuideMap? map, ClosureRow row, DateTimeOffset now)
    {
        var (name, kind, level) = map is null ? (row.TargetId, row.Target, null) : Shut(map, row);
        return new(row.Id.ToString(), row.Target, row.TargetId, name, kind, level, row.Reason, GuideTime.In(row.From), GuideTime.In(row.Until), row.IsActive(now));
    }

    public static CampusDetail Campus(GuideSite site, CampusRow campus, bool english, DateTimeOffset now)
    {
        var (map, index) = (site.Map, site.IndexOf(campus));
        var counts = new Dictionary<string, int>();
        if (map is not null)
            foreach (var poi in map.Venue.Pois.Where(p => map.CampusOf(p.Building, p.At) == index)) counts[poi.Category] = counts.GetValueOrDefault(poi.Category) + 1;
        return new(
            campus.Id.ToString(), site.Hospital, campus.Name, campus.NameEn, campus.Lon, campus.Lat, map?.Version ?? 0,
            map is null ? [] : [.. Buildings(map, index)],
            map is null ? [] : [.. Levels(map, index)],
            [.. from category in PlaceCategory.All.Concat(counts.Keys.Where(k => PlaceCategory.Find(k) is null).Select(PlaceCategory.Of))
                where category.IsPublic && counts.ContainsKey(category.Code)
                select new CategoryItem(category.Code, Text(category.Name, english), category.Group, counts[category.Code])],
            Closures(site, now), Profiles);
    }

    public static IEnumerable<BuildingItem> Buildings(GuideMap map, int campus) =>
        map.Venue.Buildings.Where(b => b.Campus == campus).Select(b => new BuildingItem(GuideMap.PublicId(b.Id), b.Name.Zh, b.Name.En));

    public static IEnumerable<LevelItem> Levels(GuideMap map, int campus) =>
        from l in Enumerable.Range(0, map.Venue.Levels.Count)
        where map.IsLevelOf(l, campus)
        let level = map.Venue.Levels[l]
        orderby level.Building, level.Ordinal
        select new LevelItem(map.LevelIds[l], level.Name, level.Ordinal, level.Building < 0 ? null : GuideMap.PublicId(map.Venue.Buildings[level.Building].Id), level.Elevation);

    public static PoiItem Poi(GuideMap map, string campus, int index, string match, double? distance, bool english, DateTime now)
    {
        var (venue, poi) = (map.Venue, map.Venue.Pois[index]);
        var at = venue.Frame.ToLonLat(poi.At);
        var hours = poi.Hours >= 0 ? venue.Hours[poi.Hours] : null;
        var open = hours?.IsOpen(now, map.Network.Holidays);
        var change = GuideTime.Offset(hours?.NextChange(now, map.Network.Holidays));
        return new(
            map.PoiIds[index], campus, poi.Name.Zh, poi.Name.En, poi.Category, Text(PlaceCategory.Of(poi.Category).Name, english), map.LevelIds[poi.Level], venue.Levels[poi.Level].Name,
            poi.Building < 0 ? null : GuideMap.PublicId(venue.Buildings[poi.Building].Id), poi.Building < 0 ? null : Text(venue.Buildings[poi.Building].Name, english),
            Digits(at.Lon), Digits(at.Lat), open, open == false ? change : null, open == true ? change : null, distance is { } d ? Math.Round(d, 1) : null, match);
    }

    /// <summary>A node with a name: the place asked for, the room it lies in, or the building and floor.</summary>
    public static PlaceItem Place(GuideMap map, int node, int poi, bool english)
    {
        var graph = map.Venue.Graph;
        return Place(map, graph.NodeLevel[node], map.Venue.Frame.ToLonLat(poi >= 0 ? map.Venue.Pois[poi].At : graph.At(node)), node, poi, english);
    }

    public static PlaceItem Place(GuideMap map, int level, LonLat at, int node, int poi, bool english)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        var area = graph.NodeArea[node];
        var building = graph.NodeBuilding[node] is >= 0 and var b ? Text(venue.Buildings[b].Name, english) + " " : "";
        var name = poi >= 0 ? Text(venue.Pois[poi].Name, english) : area >= 0 && !venue.Areas[area].Name.IsEmpty ? Text(venue.Areas[area].Name, english) : building + venue.Levels[level].Name;
        return new(name, map.LevelIds[level], venue.Levels[level].Name, Digits(at.Lon), Digits(at.Lat), poi >= 0 ? map.PoiIds[poi] : null);
    }

    public static string Text(Label label, bool english) => english ? label.En ?? label.Zh : label.Zh;

    public static double Digits(double degrees) => Math.Round(degrees, 7);

    private static (string Name, string Kind, string? Level) Shut(GuideMap map, ClosureRow row)
    {
        var venue = map.Venue;
        return GuideSite.TargetOf(map, row) switch
        {
            (_, < 0) => (row.TargetId, row.Target, null),
            (ClosureTarget.Door, var d) => (DoorName(map, d), "door", map.LevelIds[venue.Doors[d].Level]),
            (ClosureTarget.Connector, var c) => (ConnectorName(venue.Connectors[c]), venue.Connectors[c].Kind.ToString().ToLowerInvariant(), null),
            (_, var a) => (Or(venue.Areas[a].Name.Zh, venue.Levels[venue.Areas[a].Level].Name), "area", map.LevelIds[venue.Areas[a].Level]),
        };
    }

    /// <summary>A door's own name, else that of the room behind it.</summary>
    public static string DoorName(GuideMap map, int door)
    {
        var (venue, d) = (map.Venue, map.Venue.Doors[door]);
        if (!d.Name.IsEmpty) return d.Name.Zh;
        var room = map.RoomBehind(door);
        return room is null ? $"{venue.Levels[d.Level].Name} 的门" : $"{room}的门";
    }

    /// <summary>A connector's own name, else what it is with its id in the map.</summary>
    public static string ConnectorName(Connector c) => !c.Name.IsEmpty ? c.Name.Zh
        : c.Kind switch { ConnectorKind.Stairs => "楼梯 ", ConnectorKind.Lift => "电梯 ", ConnectorKind.Escalator => "自动扶梯 ", ConnectorKind.Ramp => "坡道 " } + c.Id;

    private static string Or(string name, string other) => name.Length > 0 ? name : other;
}
