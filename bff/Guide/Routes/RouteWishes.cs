using Bff.Guide.Maps;
using Bff.Guide.Public;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Search;
using Wayfinding.Steps;

namespace Bff.Guide.Routes;

/// <summary>A route as asked for, every word of it understood.</summary>
internal sealed record RouteWish
{
    public required Target From { get; init; }
    public required PlaceItem FromItem { get; init; }

    /// <summary>What the narrator calls the start; empty for a position.</summary>
    public required Label FromName { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }
    public required bool IsFreeOrder { get; init; }
    public required Profile Profile { get; init; }

    /// <summary>Departure, Shanghai time.</summary>
    public required DateTime At { get; init; }

    public required Language Language { get; init; }

    public bool IsEnglish => Language == Language.En;
}

/// <summary>One stop: a node, or any place of a category.</summary>
/// <param name="Node">Index of the node.</param>
/// <param name="Poi">Index of the place that stands there, or -1.</param>
/// <param name="Category">Any place of this category; node and place are -1 then.</param>
internal sealed record Target(int Node, int Poi, string? Category)
{
    /// <summary>Where one stands or goes, where that is a position and no place.</summary>
    public Snap? Spot { get; init; }

    /// <summary>As the router takes it.</summary>
    public Snap On(GuideMap map) => Spot ?? Snap.OfNode(map.Venue.Graph, Node);

    /// <summary>As it is answered.</summary>
    /// <param name="map">The map.</param>
    /// <param name="node">The node at which the way begins or ends.</param>
    /// <param name="english">Whether the asker reads English.</param>
    public PlaceItem Item(GuideMap map, int node, bool english) => Spot is { } spot
        ? MapWords.Place(map, spot.Level, map.Venue.Frame.ToLonLat(spot.At), node, -1, english) : MapWords.Place(map, node, Poi, english);
}

/// <summary>Reads what was asked for; every word that is not understood is refused by name.</summary>
internal static class RouteWishes
{
    /// <summary>Most stops of a tour in order, and in any order.</summary>
    public const int MostFixed = 12, MostFree = 9;

    private const int LongestWord = 20;

    public static (RouteWish? Wish, RouteRefusal? Refusal) Read(GuideMap map, RouteBody body, DateTimeOffset now)
    {
        if (LanguageOf(body.Language) is not { } language) return Refuse(GuideRefusal.LanguageUnknown);
        if (Profile.Find(body.Profile ?? "walk") is not { } profile) return Refuse(GuideRefusal.ProfileUnknown);
        if (body.Order is not (null or "fixed" or "free")) return Refuse(GuideRefusal.OrderUnknown);
        if (body.At is { } at && (at < now.AddDays(-2) || at > now.AddDays(60))) return Refuse(GuideRefusal.TimeOutOfRange);
        var stops = body.Stops ?? (body.To is { } to ? [to] : []);
        if (body.From is null || (body.To is null) == (body.Stops is null) || stops.Count == 0 || stops.Any(s => s is null))
            return Refuse(GuideRefusal.PlaceMissing);
        var free = body.Order == "free";
        if (stops.Count > (free ? MostFree : MostFixed)) return Refuse(GuideRefusal.TooManyStops);

        var (from, refusal) = Resolve(map, body.From, profile, allowCategory: false);
        if (from is null) return (null, refusal);
        var targets = new List<Target>(stops.Count);
        foreach (var stop in stops)
        {
            (var target, refusal) = Resolve(map, stop, profile, allowCategory: true);
            if (target is null) return (null, refusal);
            targets.Add(target);
        }
        return (new()
        {
            From = from,
            FromItem = from.Item(map, from.Node, language == Language.En),
            FromName = from.Poi >= 0 ? map.Places[from.Poi].Name : Label.None,
            Targets = targets,
            IsFreeOrder = free,
            Profile = profile,
            At = ShanghaiTime.Local(body.At ?? now),
            Language = language,
        }, null);
    }

    /// <summary>Snaps a position, or says why it cannot be.</summary>
    public static (Snap? Snap, RouteRefusal? Refusal) Snap(
        GuideMap map, double? lon, double? lat, string? level, Profile? profile = null)
    {
        if (lon is not { } x || lat is not { } y || !new LonLat(x, y).IsValid) return (null, new(GuideRefusal.PositionIncomplete));
        if (level is not null && !map.KnowsLevel(level))
            return (null, new(GuideRefusal.FloorUnknown, Word: level.Length > LongestWord ? level[..LongestWord] : level));
        return map.Snap(new(x, y), level, profile) is { } snap ? (snap, null) : (null, new(GuideRefusal.OffMap));
    }

    // Chinese where no language is named; null for one we do not speak.
    private static Language? LanguageOf(string? language) =>
        language switch { null or "" or "zh" => Language.Zh, "en" => Language.En, _ => null };

    private static (Target? Target, RouteRefusal? Refusal) Resolve(GuideMap map, PlaceBody place, Profile profile, bool allowCategory)
    {
        var forms = (place.Poi is null ? 0 : 1) + (place.Category is null ? 0 : 1) + (place.Lon is null && place.Lat is null ? 0 : 1);
        if (forms != 1 || (place.Category is not null && !allowCategory)) return (null, new(GuideRefusal.PlaceMalformed));
        if (place.Poi is { } id)
        {
            if (!map.PoiById.TryGetValue(id, out var poi)) return (null, new(GuideRefusal.PlaceUnknown));
            var node = map.Places[poi].Node;
            return node >= 0 ? (new(node, poi, null), null) : (null, new(GuideRefusal.PlaceCutOff, Blocks: []));
        }
        if (place.Category is Presets.Clinic) return (null, new(GuideRefusal.ClinicMissing));
        if (place.Category is { } category)
            return map.Places.Any(p => p.Category == category && PlaceCategory.Of(category).IsPublic)
                ? (new(-1, -1, category), null) : (null, new(GuideRefusal.CategoryAbsent));
        var (snap, refusal) = Snap(map, place.Lon, place.Lat, place.Level, profile);
        return snap is null ? (null, refusal) : (new(snap.Node, -1, null) { Spot = snap }, null);
    }

    private static (RouteWish? Wish, RouteRefusal? Refusal) Refuse(GuideRefusal why) => (null, new(why));
}
