using Bff.Guide.Maps;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Staff.HereCodes;

/// <summary>Printed "you are here" codes as staff keep them.</summary>
internal static class HereCodeEndpoints
{
    public static void MapHereCodes(this RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses/{id}/here-codes", ListAsync).ProducesErrors(400, 404);
        staff.MapPost("/campuses/{id}/here-codes", AddAsync).WithMetadata(Idempotent.Create).ProducesErrors(404, 409, 422);
        staff.MapGet("/here-codes/{id:guid}/code.svg", PictureAsync).GivesFile("image/svg+xml").ProducesErrors(404);
        staff.MapDelete("/here-codes/{id:guid}", RemoveAsync).ProducesErrors(404);
    }

    /// <summary>Lists the printed codes of a campus, the newest first.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="limit">Rows of a page, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">The last page's <c>nextCursor</c>.</param>
    private static async Task<Results<Ok<Page<HereCodeItem>>, ProblemHttpResult>> ListAsync(
        string id, HttpContext http, HereCodeStore store, GuideMaps maps, int? limit, string? cursor)
    {
        var reach = Reach.Of(http);
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        if (await maps.FindAsync(id, reach, http.RequestAborted) is not var (_, campus)) return Words.Problem(GuideRefusal.CampusUnknown);
        var rows = await store.ListAsync(reach, campus.Id, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, r => r.Id.ToString(), r => Item(r, http)));
    }

    /// <summary>Makes a code to print and hang up.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="body">Where it hangs and what is printed on it.</param>
    private static async Task<Results<Created<HereCodeItem>, ProblemHttpResult>> AddAsync(
        string id, NewHereCode body, HttpContext http, HereCodeService codes, Audit audit)
    {
        var (answer, refusal) = await codes.AddAsync(Reach.Of(http), id, body, http.RequestAborted);
        if (refusal is not null) return Words.Problem(refusal);
        if (answer.Value is not var (row, hospital)) return Words.Problem(answer);
        await audit.RecordAsync(http, new AuditEntry("guide.here_code_add", "here:" + row.Id, HospitalId: hospital));
        return TypedResults.Created(Picture(row), Item(row, http));
    }

    /// <summary>Draws a code as a poster (SVG): the QR, where one stands, and its letters.</summary>
    /// <param name="id">Id of the code.</param>
    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> PictureAsync(
        Guid id, HttpContext http, HereCodeStore store) =>
        await store.FindAsync(Reach.Of(http), id, http.RequestAborted) is { } row
            ? TypedResults.Content(HerePoster.Draw(Url(row, http), row.Label, row.Code), "image/svg+xml")
            : Words.Problem(GuideRefusal.HereUnknown);

    /// <summary>Removes a code: its QR opens the guide without a place from now on.</summary>
    /// <param name="id">Id of the code.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, HttpContext http, HereCodeStore store, Audit audit)
    {
        if (!await store.RemoveAsync(Reach.Of(http), id, http.RequestAborted)) return Words.Problem(GuideRefusal.HereUnknown);
        await audit.RecordAsync(http, new AuditEntry("guide.here_code_remove", "here:" + id));
        return TypedResults.NoContent();
    }

    private static HereCodeItem Item(HereCodeRow row, HttpContext http) => new()
    {
        Id = row.Id.ToString(),
        Code = row.Code,
        Label = row.Label,
        Lon = row.Lon,
        Lat = row.Lat,
        Level = row.Level,
        Url = Url(row, http),
        SvgUrl = Picture(row),
        CreatedAt = row.CreatedAt,
    };

    private static string Picture(HereCodeRow row) => $"/api/staff/guide/here-codes/{row.Id}/code.svg";

    private static string Url(HereCodeRow row, HttpContext http) => $"{PublicAddress.Of(http).RootOf(http.Request)}/g/{row.Code}";
}
