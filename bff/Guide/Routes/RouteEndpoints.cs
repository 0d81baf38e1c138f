using Bff.Guide.Maps;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Routes;

/// <summary>Ways through the buildings, and where on the map a position lies.</summary>
internal static class RouteEndpoints
{
    public static void MapRoutes(this RouteGroupBuilder guide)
    {
        guide.MapPost("/campuses/{id}/routes", RouteAsync).ProducesErrors(404, 422);
        guide.MapPost("/campuses/{id}/position", PositionAsync).ProducesErrors(404, 422);
    }

    /// <summary>Finds the way from a place to one or several others, with steps to read and to hear.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="body">Where from, where to, who walks and when.</param>
    private static async Task<Results<RouteJsonResult, ProblemHttpResult>> RouteAsync(
        string id, RouteBody body, GuideMaps maps, RouteService routes, CancellationToken cancellationToken)
    {
        if (await maps.FindServedAsync(id, cancellationToken) is not { } found) return Words.Problem(GuideRefusal.CampusUnknown);
        var answer = routes.Answer(found.Map, body);
        return answer.Route is { } route ? route : Words.Problem(answer.Refusal!);
    }

    /// <summary>Snaps a position to the floor it is on and names the room or place there.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="body">The position.</param>
    /// <param name="lang"><c>en</c> for English names.</param>
    private static async Task<Results<Ok<PlaceItem>, ProblemHttpResult>> PositionAsync(
        string id, PositionBody body, GuideMaps maps, string? lang, CancellationToken cancellationToken)
    {
        if (await maps.FindServedAsync(id, cancellationToken) is not var (_, _, map)) return Words.Problem(GuideRefusal.CampusUnknown);
        var (snap, refusal) = RouteWishes.Snap(map, body.Lon, body.Lat, body.Level);
        if (snap is null) return Words.Problem(refusal!);
        var at = map.Venue.Frame.ToLonLat(map.Venue.Graph.At(snap.Node));
        return TypedResults.Ok(MapWords.Place(map, snap.Level, at, snap.Node, -1, lang == "en"));
    }
}
