using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Search;

namespace Bff.Guide;

/// <summary>What is asked of the list of places. <paramref name="At"/> is where the asker stands.</summary>
internal sealed record PoiQuery(string? Text, string? Category, int? Level, LonLat? At, string? FromLevel, bool English);

/// <summary>Finds places of a campus and of those joined to it: best match first, then those of the campus itself, then nearest by the way one would walk now.</summary>
internal static class GuideSearch
{
    private const int WalkedCandidates = 60;

    /// <param name="campus">Index of the campus asked.</param>
    /// <param name="campuses">Its id and those of the campuses joined to it that are searched too, by index.</param>
    public static (IReadOnlyList<PoiItem> Items, bool More) Find(
        GuideMap map, int campus, IReadOnlyDictionary<int, string> campuses, PoiQuery query, int skip, int take, DateTime now)
    {
        var venue = map.Venue;
        var matches = query.Text is { Length: > 0 } text
            ? map.Search.Find(text)
            : [.. Enumerable.Range(0, venue.Pois.Count).Where(i => PlaceCategory.Of(venue.Pois[i].Category).IsPublic).Select(i => new PlaceMatch(i, MatchKind.Category, 0))];
        var found = (from match in matches
                     let poi = venue.Pois[match.Place]
                     where (query.Category is null || poi.Category == query.Category) && (query.Level is null || poi.Level == query.Level)
                     let at = map.CampusOf(poi.Building, poi.At)
                     where campuses.ContainsKey(at)
                     select new Found(match, at, at != campus, double.MaxValue)).ToList();
        var start = query.At is { } asker ? map.Snap(asker, query.FromLevel) : null;
        found = query.At is { } here ? Order(found, map, here, start, now) : [.. found.OrderBy(f => f.Match.Rank).ThenBy(f => f.IsAway)];
        return ([.. found.Skip(skip).Take(take).Select(f => GuideAnswers.Poi(
            map, campuses[f.Campus], f.Match.Place, f.Match.Kind.ToString().ToLowerInvariant(), query.At is { } from ? Metres(map, from, start, f.Match.Place, f.Seconds, now) : null, query.English, now))],
            found.Count > skip + take);
    }

    // Straight distance chooses whom to ask the router about; the router's time decides.
    private static List<Found> Order(List<Found> found, GuideMap map, LonLat here, Snap? start, DateTime now)
    {
        var origin = map.Venue.Frame.ToLocal(here);
        var elevation = start is null ? 0 : map.Venue.Levels[start.Level].Elevation;
        double Straight(PlaceMatch m) => map.Venue.Pois[m.Place] is var p ? p.At.DistanceTo(origin) + 8 * Math.Abs(map.Venue.Levels[p.Level].Elevation - elevation) : 0;
        var ordered = found.OrderBy(f => f.Match.Rank).ThenBy(f => f.IsAway).ThenBy(f => Straight(f.Match)).ToList();
        if (start is not null)
            for (var i = 0; i < Math.Min(WalkedCandidates, ordered.Count); i++)
                if (map.Venue.Pois[ordered[i].Match.Place].Node is >= 0 and var node && map.Router.Cost(start.Node, node, Profile.Walk, now) is { } seconds)
                    ordered[i] = ordered[i] with { Seconds = seconds };
        return [.. ordered.OrderBy(f => f.Match.Rank).ThenBy(f => f.IsAway).ThenBy(f => f.Seconds)]; // Stable: what cannot be reached now stays in order of straight distance.
    }

    private static double Metres(GuideMap map, LonLat from, Snap? start, int poi, double seconds, DateTime now)
    {
        if (start is not null && seconds < double.MaxValue && map.Router.FindRoute(start.Node, map.Venue.Pois[poi].Node, Profile.Walk, now) is { } route) return route.DistanceM;
        return map.Venue.Pois[poi].At.DistanceTo(map.Venue.Frame.ToLocal(from));
    }

    private readonly record struct Found(PlaceMatch Match, int Campus, bool IsAway, double Seconds);
}
