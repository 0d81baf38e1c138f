using System.Globalization;
using Bff.Guide.Maps;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Search;

namespace Bff.Guide.Public;

/// <summary>What is asked of the list of places.</summary>
/// <param name="Text">Words; null or empty: every public place.</param>
/// <param name="Category">Code of a kind; null: any.</param>
/// <param name="Level">Index of a floor; null: any.</param>
/// <param name="At">Where the asker stands.</param>
/// <param name="FromLevel">On which floor, by id or signed name.</param>
internal sealed record WantedPlace(string? Text, string? Category, int? Level, LonLat? At, string? FromLevel);

/// <summary>
/// Finds places of a campus and of those joined to it: best match first, then those of the campus itself, then nearest by the way one would
/// walk now.
/// </summary>
/// <param name="found">The campus asked.</param>
/// <param name="joined">Whether the served campuses joined to it are searched too.</param>
/// <param name="english">Whether the asker reads English.</param>
/// <param name="now">Shanghai time.</param>
internal sealed class PoiSearch(ServedCampus found, bool joined, bool english, DateTime now)
{
    private const int WalkedCandidates = 60;
    private const double MetresOfFloor = 8; // A metre up costs as much as so many on the flat.

    private readonly GuideMap _map = found.Map;
    private readonly int _campus = found.Index;
    private readonly IReadOnlyDictionary<int, string> _campuses = found.Site.CampusIds(found.Campus, joined);

    private readonly record struct Match(PlaceMatch Place, int Campus, bool IsAway, double Seconds);

    /// <summary>One page of what is found.</summary>
    public Page<PoiItem> Find(WantedPlace wanted, int skip, int take)
    {
        var matches = Matches(wanted);
        var start = wanted.At is { } asker ? _map.Snap(asker, wanted.FromLevel) : null;
        matches = wanted.At is { } here ? Order(matches, here, start) : [.. matches.OrderBy(m => m.Place.Rank).ThenBy(m => m.IsAway)];
        return Page.Of(
            [.. matches.Skip(skip).Take(take + 1)], take, _ => (skip + take).ToString(CultureInfo.InvariantCulture),
            m => Item(m, wanted.At is { } from ? Metres(m, from, start) : null));
    }

    private List<Match> Matches(WantedPlace wanted)
    {
        var pois = _map.Places;
        var matches = wanted.Text is { Length: > 0 } text
            ? _map.Search.Find(text)
            : [.. Enumerable.Range(0, pois.Count).Where(i => PlaceCategory.Of(pois[i].Category).IsPublic)
                .Select(i => new PlaceMatch(i, MatchKind.Category, 0))];
        return [.. from match in matches
                   let poi = pois[match.Place]
                   where (wanted.Category is null || poi.Category == wanted.Category) && (wanted.Level is null || poi.Level == wanted.Level)
                   let at = _map.CampusOf(poi.Building, poi.At)
                   where _campuses.ContainsKey(at)
                   select new Match(match, at, at != _campus, double.MaxValue)];
    }

    // Straight distance chooses whom to ask the router about; the router's time decides.
    private List<Match> Order(List<Match> matches, LonLat here, Snap? start)
    {
        var origin = _map.Venue.Frame.ToLocal(here);
        var elevation = start is null ? 0 : _map.Venue.Levels[start.Level].Elevation;
        double Straight(PlaceMatch m)
        {
            var poi = _map.Places[m.Place];
            return poi.At.DistanceTo(origin) + MetresOfFloor * Math.Abs(_map.Venue.Levels[poi.Level].Elevation - elevation);
        }

        var ordered = matches.OrderBy(m => m.Place.Rank).ThenBy(m => m.IsAway).ThenBy(m => Straight(m.Place)).ToList();
        for (var i = 0; start is not null && i < Math.Min(WalkedCandidates, ordered.Count); i++)
            if (_map.Places[ordered[i].Place.Place].Node is >= 0 and var node
                && _map.Router.Cost(start.Node, node, Profile.Walk, now) is { } seconds) ordered[i] = ordered[i] with { Seconds = seconds };
        // Stable: what cannot be reached now stays in order of straight distance.
        return [.. ordered.OrderBy(m => m.Place.Rank).ThenBy(m => m.IsAway).ThenBy(m => m.Seconds)];
    }

    private double Metres(Match match, LonLat from, Snap? start)
    {
        var poi = _map.Places[match.Place.Place];
        return start is not null && match.Seconds < double.MaxValue
            && _map.Router.FindRoute(start.Node, poi.Node, Profile.Walk, now) is { } route
            ? route.DistanceM : poi.At.DistanceTo(_map.Venue.Frame.ToLocal(from));
    }

    private PoiItem Item(Match match, double? distance)
    {
        var (venue, index, holidays) = (_map.Venue, match.Place.Place, _map.Network.Holidays);
        var poi = _map.Places[index];
        var at = venue.Frame.ToLonLat(poi.At);
        var hours = poi.Hours >= 0 ? venue.Hours[poi.Hours] : null;
        var open = hours?.IsOpen(now, holidays);
        DateTimeOffset? change = hours?.NextChange(now, holidays) is { } local ? ShanghaiTime.Moment(local) : null;
        return new()
        {
            Id = _map.PoiIds[index],
            Campus = _campuses[match.Campus],
            Name = poi.Name.Zh,
            NameEn = poi.Name.En,
            Category = poi.Category,
            CategoryName = MapWords.Text(PlaceCategory.Of(poi.Category).Name, english),
            Level = _map.LevelIds[poi.Level],
            LevelName = venue.Levels[poi.Level].Name,
            Building = MapWords.BuildingId(venue, poi.Building),
            BuildingName = poi.Building < 0 ? null : MapWords.Text(venue.Buildings[poi.Building].Name, english),
            Lon = MapWords.Digits(at.Lon),
            Lat = MapWords.Digits(at.Lat),
            Open = open,
            OpensAt = open == false ? change : null,
            ClosesAt = open == true ? change : null,
            DistanceM = distance is { } d ? Math.Round(d, 1) : null,
            Match = match.Place.Kind.ToString().ToLowerInvariant(),
        };
    }
}
