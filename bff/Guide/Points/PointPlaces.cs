using Bff.Guide.Maps;
using Wayfinding.Model;

namespace Bff.Guide.Points;

/// <summary>Points that hospital systems push, checked and put into their rooms.</summary>
internal static class PointPlaces
{
    private static readonly string[] WorstFirst = ["alarm", "warning", "offline"];

    /// <summary>Why a point cannot be taken; null when it can.</summary>
    public static string? Fault(GuideMap map, int campus, PointBody? p, DateTimeOffset now) => p switch
    {
        null => "缺少内容。",
        { Id: not { Length: >= 1 and <= 100 } } => "id 应为 1 到 100 个字符。",
        { Kind: not ("camera" or "device" or "data") } => Words.Of(GuideRefusal.KindMalformed).Title,
        { Name: not { Length: >= 1 and <= 100 } } => "name 应为 1 到 100 个字。",
        { State: not ("normal" or "warning" or "alarm" or "offline") } => Words.Of(GuideRefusal.StateMalformed).Title,
        { Value.Length: > 100 } or { Unit.Length: > 20 } => "value 最长 100、unit 最长 20 个字符。",
        _ when p.Since > now.AddMinutes(10) => "since 在将来。",
        _ when p.Lon is not { } lon || p.Lat is not { } lat || !new LonLat(lon, lat).IsValid => "需要 lon、lat（WGS 84 度）。",
        _ when string.IsNullOrEmpty(p.Level) || LevelOf(map, campus, p) < 0 => "地图上没有这个楼层，或位置不在楼层范围内。",
        _ when !ShortText.IsLine(p.Id + p.Name + p.Value + p.Unit, 320) => "含有控制字符。",
        _ => null,
    };

    /// <summary>A point without a fault, as it is kept.</summary>
    public static PointRow Row(GuideMap map, int campus, PointBody p, DateTimeOffset now) => new()
    {
        Id = p.Id!,
        Kind = p.Kind!,
        Name = p.Name!,
        Lon = p.Lon!.Value,
        Lat = p.Lat!.Value,
        Level = map.LevelIds[LevelOf(map, campus, p)],
        Value = p.Value,
        Unit = p.Unit,
        State = p.State!,
        Since = p.Since ?? now,
    };

    /// <summary>A kept point in its room on the map served now.</summary>
    public static PointItem Item(GuideMap map, PointRow row)
    {
        var snap = map.Snap(new(row.Lon, row.Lat), row.Level);
        var level = snap is null ? null : map.Venue.Levels[snap.Level];
        var area = snap is { Area: >= 0 } ? map.Venue.Areas[snap.Area] : null;
        return new()
        {
            Id = row.Id,
            Kind = row.Kind,
            Name = row.Name,
            Level = row.Level,
            LevelName = level?.Name ?? "",
            Building = level is null ? null : MapWords.BuildingId(map.Venue, level.Building),
            Lon = row.Lon,
            Lat = row.Lat,
            Area = area?.Id,
            AreaName = area is null || area.Name.IsEmpty ? null : area.Name.Zh,
            Value = row.Value,
            Unit = row.Unit,
            State = row.State,
            Since = row.Since,
        };
    }

    /// <summary>Rooms of a campus, building or floor, each with the worst state of what stands in it.</summary>
    /// <param name="building">Id of a building; null: any.</param>
    /// <param name="level">Index of a floor; null: any.</param>
    public static IReadOnlyList<RoomItem> Rooms(GuideMap map, int campus, string? building, int? level, IReadOnlyList<PointItem> points)
    {
        var byArea = points.Where(p => p.Area is not null).ToLookup(p => p.Area, StringComparer.Ordinal);
        return [.. from area in map.Venue.Areas
                   where area.Kind is AreaKind.Room or AreaKind.Hall or AreaKind.Toilet or AreaKind.Corridor
                   where map.CampusOf(area.Building, area.Shape.Min) == campus && (level is null || area.Level == level)
                   where building is null || MapWords.BuildingId(map.Venue, area.Building) == building
                   select Room(map, area, [.. byArea[area.Id]])];
    }

    private static RoomItem Room(GuideMap map, Area area, List<PointItem> inside)
    {
        var at = map.Venue.Frame.ToLonLat((area.Shape.Min + area.Shape.Max) * 0.5);
        return new()
        {
            Id = area.Id,
            Name = area.Name.IsEmpty ? MapWords.Kind(area.Kind) : area.Name.Zh,
            Kind = area.Kind.ToString().ToLowerInvariant(),
            Level = map.LevelIds[area.Level],
            LevelName = map.Venue.Levels[area.Level].Name,
            Building = MapWords.BuildingId(map.Venue, area.Building),
            Lon = MapWords.Digits(at.Lon),
            Lat = MapWords.Digits(at.Lat),
            Points = inside.Count,
            State = WorstFirst.FirstOrDefault(s => inside.Exists(p => p.State == s)) ?? "normal",
        };
    }

    // Several buildings may have a floor of that name; the position decides which one is meant.
    private static int LevelOf(GuideMap map, int campus, PointBody p)
    {
        var level = map.FindLevel(p.Level!, campus) is >= 0 and var known ? map.LevelIds[known] : p.Level;
        return map.Snap(new(p.Lon!.Value, p.Lat!.Value), level) is { Level: var found } && map.IsLevelOf(found, campus) ? found : -1;
    }
}
