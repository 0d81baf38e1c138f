using System.Globalization;
using Bff.Guide.Maps;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Staff.Closures;

/// <summary>What is shut, by door, connector or area.</summary>
internal static class ClosureEndpoints
{
    private const int LastTarget = 1_000_000;

    public static void MapClosures(this RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses/{id}/closures", ListAsync).ProducesErrors(404);
        staff.MapPost("/campuses/{id}/closures", CloseAsync).WithMetadata(Idempotent.Create).ProducesErrors(404, 409);
        staff.MapDelete("/closures/{closure:guid}", ReopenAsync).ProducesErrors(404);
        staff.MapGet("/campuses/{id}/targets", TargetsAsync).ProducesErrors(400, 404, 409);
    }

    /// <summary>Lists what is shut on a campus or will be, with things the map no longer has.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<Ok<ClosureList>, ProblemHttpResult>> ListAsync(
        string id, HttpContext http, GuideMaps maps, TimeProvider time) =>
        await maps.FindAsync(id, Reach.Of(http), http.RequestAborted) is var (site, campus)
            ? TypedResults.Ok(new ClosureList(site.ClosureVersion, SiteClosures.Of(site, time.GetUtcNow(), site.IndexOf(campus))))
            : Words.Problem(GuideRefusal.CampusUnknown);

    /// <summary>
    /// Shuts a door, a lift or stairs, or an area, now or for a time. Routes avoid it from the next answer on; open pages hear of it at
    /// once.
    /// </summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="body">What is shut, why and how long.</param>
    private static async Task<Results<Created<ClosureItem>, ProblemHttpResult>> CloseAsync(
        string id, NewClosure body, HttpContext http, ClosureService closures, Audit audit)
    {
        var answer = await closures.CloseAsync(Reach.Of(http), id, body, http.RequestAborted);
        if (answer.Value is not var (closure, hospital)) return Words.Problem(answer);
        await audit.RecordAsync(http, new AuditEntry("guide.close", "closure:" + closure.Id, HospitalId: hospital));
        return TypedResults.Created($"/api/staff/guide/closures/{closure.Id}", closure);
    }

    /// <summary>Lifts a closure. What another closure shuts stays shut.</summary>
    /// <param name="closure">Id of the closure.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> ReopenAsync(
        Guid closure, HttpContext http, ClosureService closures, Audit audit)
    {
        if (!await closures.ReopenAsync(Reach.Of(http), closure, http.RequestAborted)) return Words.Problem(GuideRefusal.ClosureUnknown);
        await audit.RecordAsync(http, new AuditEntry("guide.reopen", "closure:" + closure));
        return TypedResults.NoContent();
    }

    /// <summary>Lists what can be shut on a campus, found by what is written on it.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="target"><c>door</c>, <c>connector</c> or <c>area</c>; all of them unless told.</param>
    /// <param name="q">Words of the building, floor, name or id.</param>
    /// <param name="limit">Rows of a page, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">The last page's <c>nextCursor</c>.</param>
    private static async Task<Results<Ok<Page<TargetItem>>, ProblemHttpResult>> TargetsAsync(
        string id, HttpContext http, GuideMaps maps, string? target, string? q, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? skip) || skip > LastTarget) return Paging.Malformed;
        if (target is not (null or "door" or "connector" or "area")) return Words.Problem(GuideRefusal.TargetMalformed);
        if (await maps.FindAsync(id, Reach.Of(http), http.RequestAborted) is not var (site, campus))
            return Words.Problem(GuideRefusal.CampusUnknown);
        if (site.Map is not { } map) return Words.Problem(GuideRefusal.NoMap);
        List<TargetItem> rows = [.. TargetList.Of(map, site.IndexOf(campus), target, q).Skip((int)(skip ?? 0)).Take(take + 1)];
        return TypedResults.Ok(Page.Of(rows, take, _ => ((skip ?? 0) + take).ToString(CultureInfo.InvariantCulture)));
    }
}
