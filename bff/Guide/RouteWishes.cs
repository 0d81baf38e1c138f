using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Search;
using Wayfinding.Steps;

namespace Bff.Guide;

/// <summary>Reads what was asked for; every word that is not understood is refused by name.</summary>
internal static class RouteWishes
{
    private const int MostFixed = 12;
    private const int MostFree = 9;

    public static (RouteWish? Wish, GuideRefusal? Refusal) Read(GuideMap map, RouteBody body, DateTimeOffset now)
    {
        if (LanguageOf(body.Language) is not { } language) return (null, Invalid("guide.language_unknown", "language 应为 zh 或 en。"));
        if (Profile.Find(body.Profile ?? "walk") is not { } profile) return (null, Invalid("guide.profile_unknown", $"profile 应为 {string.Join("、", Profile.All.Select(p => p.Name))} 之一。"));
        if (body.Order is not (null or "fixed" or "free")) return (null, Invalid("guide.order_unknown", "order 应为 fixed 或 free。"));
        if (body.At is { } at && (at < now.AddDays(-2) || at > now.AddDays(60))) return (null, Invalid("guide.time_out_of_range", "at 应在前两天到后六十天之间。"));
        var stops = body.Stops ?? (body.To is { } to ? [to] : []);
        if (body.From is null || (body.To is null) == (body.Stops is null) || stops.Count == 0 || stops.Any(s => s is null)) return (null, Invalid("guide.place_missing", "需要 from，以及 to 或 stops 之一。"));
        var free = body.Order == "free";
        if (stops.Count > (free ? MostFree : MostFixed)) return (null, Invalid("guide.too_many_stops", $"按顺序最多 {MostFixed} 个地点，不限顺序最多 {MostFree} 个。"));

        var (from, refusal) = Resolve(map, body.From, allowCategory: false);
        if (from is null) return (null, refusal);
        var targets = new List<Target>(stops.Count);
        foreach (var stop in stops)
        {
            (var target, refusal) = Resolve(map, stop, allowCategory: true);
            if (target is null) return (null, refusal);
            targets.Add(target);
        }
        var item = GuideAnswers.Place(map, from.Node, from.Poi, language == Language.En);
        return (new(from, item, from.Poi >= 0 ? map.Venue.Pois[from.Poi].Name : Label.None, targets, free, profile, GuideTime.Local(body.At ?? now), language), null);
    }

    /// <summary>Null for a language we do not speak; Chinese where none is named.</summary>
    public static Language? LanguageOf(string? language) => language switch { null or "" or "zh" => Language.Zh, "en" => Language.En, _ => null };

    /// <summary>Snaps a position, or says why it cannot be.</summary>
    public static (Snap? Snap, GuideRefusal? Refusal) Snap(GuideMap map, double? lon, double? lat, string? level)
    {
        if (lon is not { } x || lat is not { } y || !new LonLat(x, y).IsValid) return (null, Invalid("guide.place_unknown", "位置需要 lon、lat（WGS 84 度）和 level。"));
        if (level is not null && !map.KnowsLevel(level)) return (null, Invalid("guide.level_unknown", $"没有楼层“{(level.Length > 20 ? level[..20] : level)}”。"));
        return map.Snap(new(x, y), level) is { } snap ? (snap, null) : (null, new(RefusalKind.Impossible, "guide.position_off_map", "这个位置不在地图范围内。"));
    }

    private static (Target? Target, GuideRefusal? Refusal) Resolve(GuideMap map, PlaceBody place, bool allowCategory)
    {
        var forms = (place.Poi is null ? 0 : 1) + (place.Category is null ? 0 : 1) + (place.Lon is null && place.Lat is null ? 0 : 1);
        if (forms != 1 || (place.Category is not null && !allowCategory)) return (null, Invalid("guide.place_unknown", "地点应为 {poi}、{lon,lat,level} 或（仅目的地）{category} 之一。"));
        if (place.Poi is { } id)
        {
            if (!map.PoiById.TryGetValue(id, out var poi)) return (null, Invalid("guide.place_unknown", "没有这个地点，可能已停用。"));
            var node = map.Venue.Pois[poi].Node;
            return node >= 0 ? (new(node, poi, null), null) : (null, new(RefusalKind.Impossible, "guide.unreachable", "这个地点在地图上没有可走到的路。", Blocks: []));
        }
        if (place.Category is { } category)
            return map.Venue.Pois.Any(p => p.Category == category && PlaceCategory.Of(category).IsPublic) ? (new(-1, -1, category), null) : (null, Invalid("guide.place_unknown", "这家医院没有这类地点。"));
        var (snap, refusal) = Snap(map, place.Lon, place.Lat, place.Level);
        return snap is null ? (null, refusal) : (new(snap.Node, -1, null), null);
    }

    private static GuideRefusal Invalid(string code, string title) => new(RefusalKind.Invalid, code, title);
}
