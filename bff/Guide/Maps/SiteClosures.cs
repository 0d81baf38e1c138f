using Wayfinding.Model;
using Wayfinding.Routing.Live;

namespace Bff.Guide.Maps;

/// <summary>What closures shut on a map, and how the answers call it.</summary>
internal static class SiteClosures
{
    /// <summary>What a closure shuts in a map; index -1 when that map has no such thing.</summary>
    public static (ClosureTarget Target, int Index) Find(GuideMap map, ClosureRow row) => row.Target switch
    {
        "door" => (ClosureTarget.Door, map.DoorById.GetValueOrDefault(row.TargetId, -1)),
        "connector" => (ClosureTarget.Connector, map.ConnectorById.GetValueOrDefault(row.TargetId, -1)),
        _ => (ClosureTarget.Area, map.AreaById.GetValueOrDefault(row.TargetId, -1)),
    };

    /// <summary>Index of the campus that a closed thing belongs to; null when the map does not have it.</summary>
    public static int? CampusOf(GuideMap map, ClosureRow row)
    {
        var (venue, graph) = (map.Venue, map.Venue.Graph);
        switch (Find(map, row))
        {
            case (_, < 0):
                return null;
            case (ClosureTarget.Door, var d):
                return map.CampusOf(venue.Levels[venue.Doors[d].Level].Building, venue.Doors[d].At);
            case (ClosureTarget.Connector, var c):
                var connector = venue.Connectors[c];
                return map.CampusOf(connector.Building, connector.Nodes.Length > 0 ? graph.At(connector.Nodes[0]) : default);
            case (_, var a):
                return map.CampusOf(venue.Areas[a].Building, venue.Areas[a].Shape.Min);
        }
    }

    /// <summary>The closures in force or still to come.</summary>
    /// <param name="site">As this node serves it.</param>
    /// <param name="now">The moment of the question.</param>
    /// <param name="campus">Only what stands on this campus of the map, with things the map no longer has; null: all.</param>
    public static IReadOnlyList<ClosureItem> Of(GuideSite site, DateTimeOffset now, int? campus = null) =>
        [.. site.Closures.Where(c => !(c.Until <= now) && IsOn(site.Map, c, campus)).Select(c => Of(site.Map, c, now))];

    /// <summary>One closure; without a map it is called by its id.</summary>
    public static ClosureItem Of(GuideMap? map, ClosureRow row, DateTimeOffset now)
    {
        var (name, kind, level) = map is null ? (row.TargetId, row.Target, null) : Shut(map, row);
        return new()
        {
            Id = row.Id.ToString(),
            Target = row.Target,
            TargetId = row.TargetId,
            Name = name,
            Kind = kind,
            Level = level,
            Reason = row.Reason,
            From = row.From is { } from ? ShanghaiTime.In(from) : null,
            Until = row.Until is { } until ? ShanghaiTime.In(until) : null,
            Active = row.IsActive(now),
        };
    }

    private static bool IsOn(GuideMap? map, ClosureRow row, int? campus) =>
        campus is null || map is null || (CampusOf(map, row) ?? campus) == campus;

    private static (string Name, string Kind, string? Level) Shut(GuideMap map, ClosureRow row)
    {
        var venue = map.Venue;
        switch (Find(map, row))
        {
            case (_, < 0):
                return (row.TargetId, row.Target, null);
            case (ClosureTarget.Door, var d):
                return (MapWords.DoorName(map, d), "door", map.LevelIds[venue.Doors[d].Level]);
            case (ClosureTarget.Connector, var c):
                return (MapWords.ConnectorName(venue.Connectors[c]), MapWords.Code(venue.Connectors[c].Kind), null);
            case (_, var a):
                Area area = venue.Areas[a];
                return (area.Name.Zh.Length > 0 ? area.Name.Zh : venue.Levels[area.Level].Name, "area", map.LevelIds[area.Level]);
        }
    }
}
