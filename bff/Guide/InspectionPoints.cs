using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>Points that hospital systems push, checked and put into their rooms.</summary>
internal static class InspectionPoints
{
    private static readonly string[] WorstFirst = ["alarm", "warning", "offline"];

    /// <summary>Why a point cannot be taken; null when it can.</summary>
    public static string? Fault(GuideMap map, int campus, PointBody? p, DateTimeOffset now) => p switch
    {
        null => "缺少内容。",
        { Id: not { Length: >= 1 and <= 100 } } => "id 应为 1 到 100 个字符。",
        { Kind: not ("camera" or "device" or "data") } => "kind 应为 camera、device 或 data。",
        { Name: not { Length: >= 1 and <= 100 } } => "name 应为 1 到 100 个字。",
        { State: not ("normal" or "warning" or "alarm" or "offline") } => "state 应为 normal、warning、alarm 或 offline。",
        { Value.Length: > 100 } or { Unit.Length: > 20 } => "value 最长 100、unit 最长 20 个字符。",
        _ when p.Since > now.AddMinutes(10) => "since 在将来。",
        _ when p.Lon is not { } lon || p.Lat is not { } lat || !new LonLat(lon, lat).IsValid => "需要 lon、lat（WGS 84 度）。",
        _ when string.IsNullOrEmpty(p.Level) || LevelOf(map, campus, p) < 0 => "地图上没有这个楼层，或位置不在楼层范围内。",
        _ when (p.Id + p.Name + p.Value + p.Unit).Any(char.IsControl) => "含有控制字符。",
        _ => null,
    };

    public static PointRow Row(GuideMap map, int campus, PointBody p, DateTimeOffset now) =>
        new(p.Id!, p.Kind!, p.Name!, p.Lon!.Value, p.Lat!.Value, map.LevelIds[LevelOf(map, campus, p)], p.Value, p.Unit, p.State!, p.Since ?? now);

    public static PointItem Item(GuideMap map, PointRow row)
    {
        var snap = map.Snap(new(row.Lon, row.Lat), row.Level);
        var level = snap is null ? null : map.Venue.Levels[snap.Level];
        var area = snap is { Area: >= 0 } ? map.Venue.Areas[snap.Area] : null;
        return new(
            row.Id, row.Kind, row.Name, row.Level, level?.Name ?? "", level is { Building: >= 0 } ? GuideMap.PublicId(map.Venue.Buildings[level.Building].Id) : null, row.Lon, row.Lat,
            area?.Id, area is null || area.Name.IsEmpty ? null : area.Name.Zh, row.Value, row.Unit, row.State, row.Since);
    }

    /// <summary>Rooms of a campus, building or floor, each with the worst state of what stands in it.</summary>
    public static IReadOnlyList<RoomItem> Rooms(GuideMap map, int campus, string? building, int? level, IReadOnlyList<PointItem> points)
    {
        var venue = map.Venue;
        var byArea = points.Where(p => p.Area is not null).ToLookup(p => p.Area, StringComparer.Ordinal);
        return [.. venue.Areas
            .Where(a => a.Kind is AreaKind.Room or AreaKind.Hall or AreaKind.Toilet or AreaKind.Corridor && map.CampusOf(a.Building, a.Shape.Min) == campus && (level is null || a.Level == level)
                && (building is null || (a.Building >= 0 && GuideMap.PublicId(venue.Buildings[a.Building].Id) == building)))
            .Select(a => (Area: a, At: venue.Frame.ToLonLat((a.Shape.Min + a.Shape.Max) * 0.5), Inside: byArea[a.Id].ToList()))
            .Select(r => new RoomItem(
                r.Area.Id, r.Area.Name.IsEmpty ? GuideTargets.Kind(r.Area.Kind) : r.Area.Name.Zh, r.Area.Kind.ToString().ToLowerInvariant(), map.LevelIds[r.Area.Level], venue.Levels[r.Area.Level].Name,
                r.Area.Building < 0 ? null : GuideMap.PublicId(venue.Buildings[r.Area.Building].Id), GuideAnswers.Digits(r.At.Lon), GuideAnswers.Digits(r.At.Lat), r.Inside.Count, Worst(r.Inside)))];
    }

    private static string Worst(IReadOnlyList<PointItem> points) =>
        WorstFirst.FirstOrDefault(s => points.Any(p => p.State == s)) ?? "normal";

    // A name borne by several buildings' floors is settled by the position.
    private static int LevelOf(GuideMap map, int campus, PointBody p) =>
        map.Snap(new(p.Lon!.Value, p.Lat!.Value), map.FindLevel(p.Level!, campus) is >= 0 and var level ? map.LevelIds[level] : p.Level) is { Level: var found } && map.IsLevelOf(found, campus) ? found : -1;
}
