using Bff.Guide.Maps;
using Bff.Guide.Staff.HereCodes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Public;

/// <summary>Printed "you are here" codes as anyone opens them.</summary>
internal static class HereEndpoints
{
    public static void MapScannedCodes(this IEndpointRouteBuilder app) =>
        app.MapGet("/g/{code}", ScannedAsync).AllowAnonymous().WithTags("guide").ExcludeFromDescription();

    public static void MapHere(this RouteGroupBuilder guide) => guide.MapGet("/here/{code}", HereAsync).ProducesErrors(404, 410);

    /// <summary>What a scanned code opens. A code that is not there opens the guide without a place.</summary>
    /// <param name="code">Its letters.</param>
    private static async Task<RedirectHttpResult> ScannedAsync(string code, HereCodeStore codes, CancellationToken cancellationToken) =>
        await codes.FindAsync(code, cancellationToken) is { } row
            ? TypedResults.Redirect($"/guide?campus={row.CampusId}&here={row.Code}") : TypedResults.Redirect("/guide");

    /// <summary>Tells where a printed code hangs.</summary>
    /// <param name="code">Its eight letters.</param>
    /// <param name="lang"><c>en</c> for English names.</param>
    private static async Task<Results<Ok<HerePlace>, ProblemHttpResult>> HereAsync(
        string code, HereCodeStore codes, GuideMaps maps, string? lang, CancellationToken cancellationToken)
    {
        if (await codes.FindAsync(code, cancellationToken) is not { } row) return Words.Problem(GuideRefusal.HereUnknown);
        if (await maps.FindServedAsync(row.CampusId.ToString(), cancellationToken) is not var (_, _, map))
            return Words.Problem(GuideRefusal.HereUnknown);
        // The map may have changed since the code was printed, so its position is looked up in the one served now.
        if (map.Snap(new(row.Lon, row.Lat), row.Level) is not { } snap) return Words.Problem(GuideRefusal.HereMoved);
        var place = MapWords.Place(map, snap.Level, new(row.Lon, row.Lat), snap.Node, -1, lang == "en");
        return TypedResults.Ok(new HerePlace(row.CampusId.ToString(), row.Lon, row.Lat, place.Level, place.LevelName, row.Label));
    }
}
