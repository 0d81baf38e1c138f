using Bff.Guide.Maps;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Bff.Guide.Public;

/// <summary>What a place is searched by; all of it may be left out.</summary>
internal sealed record PoiSearchQuery
{
    /// <summary>A name, its sound or initials, or lay words; up to 60 characters.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Code of a kind of place.</summary>
    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>Id or signed name of a floor.</summary>
    [FromQuery(Name = "level")]
    public string? Level { get; init; }

    /// <summary>Longitude of where one stands, WGS 84 degrees; with lat.</summary>
    [FromQuery(Name = "lon")]
    public double? Lon { get; init; }

    /// <summary>Latitude of where one stands.</summary>
    [FromQuery(Name = "lat")]
    public double? Lat { get; init; }

    /// <summary>Id or signed name of the floor one stands on.</summary>
    [FromQuery(Name = "fromLevel")]
    public string? FromLevel { get; init; }

    /// <summary><c>true</c>: the campuses joined to this one as well, after it.</summary>
    [FromQuery(Name = "joined")]
    public bool? Joined { get; init; }

    /// <summary><c>en</c> for English names.</summary>
    [FromQuery(Name = "lang")]
    public string? Lang { get; init; }

    /// <summary>Rows of a page, 1 to 200; 20 unless told.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>The last page's <c>nextCursor</c>.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>Finding places.</summary>
internal static class PoiEndpoints
{
    private const int LongestQuery = 60;
    private const int FirstPage = 20;
    private const int LastPlace = 100_000;

    public static void MapPois(this RouteGroupBuilder guide) => guide.MapGet("/campuses/{id}/pois", PoisAsync).ProducesErrors(400, 404);

    /// <summary>Finds places of a campus: the best match first, then the nearest by the way one would walk now.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<Ok<Page<PoiItem>>, ProblemHttpResult>> PoisAsync(
        string id, [AsParameters] PoiSearchQuery query, GuideMaps maps, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Paging.TryRead(query.Limit ?? FirstPage, query.Cursor, out var take, out long? skip)
            || skip > LastPlace) return Paging.Malformed;
        if (query.Q is { Length: > LongestQuery }) return Words.Problem(GuideRefusal.QueryTooLong);
        if (!Positions.TryRead(query.Lon, query.Lat, out var here)) return Words.Problem(GuideRefusal.PositionMalformed);
        if (await maps.FindServedAsync(id, cancellationToken) is not { } found) return Words.Problem(GuideRefusal.CampusUnknown);
        int? floor = query.Level is { } level ? found.Map.FindLevel(level, found.Index) : null;
        if (floor < 0) return Words.Problem(GuideRefusal.LevelUnknown);
        var search = new PoiSearch(found, query.Joined == true, query.Lang == "en", ShanghaiTime.Local(time.GetUtcNow()));
        var wanted = new WantedPlace(query.Q, query.Category, floor, here, query.FromLevel);
        return TypedResults.Ok(search.Find(wanted, (int)(skip ?? 0), take));
    }
}
