using Bff.Guide.Maps;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Public;

/// <summary>What anyone may see: campuses, floors and what is shut.</summary>
internal static class PublicEndpoints
{
    public static void MapCampuses(this RouteGroupBuilder all)
    {
        var guide = all.MapGroup("").MayBeKept(KeptBy.Everyone);
        guide.MapGet("/campuses", CampusesAsync).ProducesErrors(400);
        guide.MapGet("/campuses/{id}", CampusAsync).ProducesErrors(404);
        guide.MapGet("/campuses/{id}/levels/{level}", LevelAsync).GivesFile("application/geo+json").ProducesErrors(404);
        guide.MapGet("/campuses/{id}/closures", ClosuresAsync).ProducesErrors(404);
        guide.MapGet("/presets", ListPresets);
    }

    /// <summary>Lists the campuses that have a map, the nearest first where a position is given.</summary>
    /// <param name="lon">Longitude, WGS 84 degrees; with lat.</param>
    /// <param name="lat">Latitude, WGS 84 degrees.</param>
    /// <param name="hospital">Code of a hospital; only its campuses.</param>
    private static async Task<Results<Ok<Page<CampusItem>>, ProblemHttpResult>> CampusesAsync(
        GuideMaps maps, double? lon, double? lat, string? hospital, CancellationToken cancellationToken) =>
        Positions.TryRead(lon, lat, out var here)
            ? TypedResults.Ok(new Page<CampusItem>(CampusAnswers.List(await maps.AllAsync(cancellationToken), here, hospital), null))
            : Words.Problem(GuideRefusal.PositionMalformed);

    /// <summary>Shows a campus: buildings, floors, kinds of places, closures and whom a route can be planned for.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="lang"><c>en</c> for English names.</param>
    private static async Task<Results<Ok<CampusDetail>, ProblemHttpResult>> CampusAsync(
        string id, GuideMaps maps, TimeProvider time, string? lang, CancellationToken cancellationToken) =>
        await maps.FindServedAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(CampusAnswers.Detail(found, lang == "en", time.GetUtcNow())) : Words.Problem(GuideRefusal.CampusUnknown);

    /// <summary>Draws a floor as GeoJSON. It bears an ETag: a copy that is still right is answered with 304.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="level">Id of the floor, or its signed name where only one floor of the campus bears it.</param>
    private static async Task<IResult> LevelAsync(
        string id, string level, HttpContext http, GuideMaps maps, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await maps.FindServedAsync(id, cancellationToken) is not { } found) return Words.Problem(GuideRefusal.CampusUnknown);
        var index = found.Index;
        if (found.Map.FindLevel(level, index) is not (>= 0 and var number)) return Words.Problem(GuideRefusal.LevelUnknown);
        var drawing = found.Site.Drawings.Of(found.Map, number, index, ShanghaiTime.Local(time.GetUtcNow()));
        var headers = http.Response.Headers;
        (headers.ETag, headers.CacheControl, headers.Vary) = (drawing.ETag, "public, no-cache", "Accept-Encoding");
        if (http.Request.Headers.IfNoneMatch.Contains(drawing.ETag)) return TypedResults.StatusCode(304);
        var packed = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        if (packed) headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(packed ? drawing.Gzip : drawing.Plain, "application/geo+json");
    }

    /// <summary>Lists what is shut on a site, or will be.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<Ok<ClosureList>, ProblemHttpResult>> ClosuresAsync(
        string id, GuideMaps maps, TimeProvider time, CancellationToken cancellationToken) =>
        await maps.FindServedAsync(id, cancellationToken) is var (site, _, _)
            ? TypedResults.Ok(new ClosureList(site.ClosureVersion, SiteClosures.Of(site, time.GetUtcNow())))
            : Words.Problem(GuideRefusal.CampusUnknown);

    /// <summary>Lists the usual chains of stops of a visit.</summary>
    private static Ok<Page<PresetItem>> ListPresets() => TypedResults.Ok(new Page<PresetItem>(Presets.All, null));
}
