using Bff.Guide.Maps;
using Wayfinding.Model;

namespace Bff.Guide.Staff.Closures;

/// <summary>What can be closed: lifts, stairs, escalators and ramps first, then areas, then doors.</summary>
internal static class TargetList
{
    /// <summary>Those of a kind whose building, floor, name or id has every word.</summary>
    /// <param name="target"><c>door</c>, <c>connector</c> or <c>area</c>; null: all.</param>
    /// <param name="q">Words with blanks between them.</param>
    public static IEnumerable<TargetItem> Of(GuideMap map, int campus, string? target, string? q)
    {
        var words = (q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return from item in Of(map, campus)
               where target is null || item.Target == target
               let said = $"{item.Building} {item.LevelName} {item.Name} {item.TargetId}"
               where words.All(w => said.Contains(w, StringComparison.OrdinalIgnoreCase))
               select item;
    }

    private static IEnumerable<TargetItem> Of(GuideMap map, int campus)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        foreach (var c in venue.Connectors)
            if (c.Nodes.Length > 0 && map.CampusOf(c.Building, graph.At(c.Nodes[0])) == campus)
                yield return Item(map, "connector", c.Id, MapWords.ConnectorName(c), null, c.Building, graph.At(c.Nodes[0])) with
                {
                    Kind = MapWords.Code(c.Kind),
                };
        foreach (var a in venue.Areas)
            if (a.Kind != AreaKind.Closed && map.CampusOf(a.Building, a.Shape.Min) == campus)
                yield return Item(
                    map, "area", a.Id, a.Name.IsEmpty ? MapWords.Kind(a.Kind)
                        : a.Name.Zh, a.Level, a.Building, (a.Shape.Min + a.Shape.Max) * 0.5);
        for (var i = 0; i < venue.Doors.Count; i++)
            if (venue.Doors[i] is var d && map.CampusOf(venue.Levels[d.Level].Building, d.At) == campus)
                yield return Item(map, "door", d.Id, MapWords.DoorName(map, i), d.Level, venue.Levels[d.Level].Building, d.At);
    }

    private static TargetItem Item(GuideMap map, string target, string id, string name, int? level, int building, Point2 at)
    {
        var (venue, position) = (map.Venue, map.Venue.Frame.ToLonLat(at));
        return new()
        {
            Target = target,
            TargetId = id,
            Name = name,
            Kind = target,
            Level = level is { } l ? map.LevelIds[l] : null,
            LevelName = level is { } n ? venue.Levels[n].Name : null,
            Building = building < 0 ? null : venue.Buildings[building].Name.Zh,
            Lon = MapWords.Digits(position.Lon),
            Lat = MapWords.Digits(position.Lat),
        };
    }
}
