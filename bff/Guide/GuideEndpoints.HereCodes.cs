using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Bff.Guide;

/// <summary>Printed "you are here" codes: made by staff, opened by anyone.</summary>
public static partial class GuideEndpoints
{
    // Without letters that are taken for one another.
    private const string CodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static void MapHereCodes(RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses/{id}/here-codes", HereCodesAsync);
        staff.MapPost("/campuses/{id}/here-codes", AddHereCodeAsync).WithMetadata(Idempotent.Create);
        staff.MapGet("/here-codes/{code:guid}/code.svg", HereCodePictureAsync);
        staff.MapDelete("/here-codes/{code:guid}", RemoveHereCodeAsync);
    }

    private static async Task<Results<Ok<Page<HereCodeItem>>, ProblemHttpResult>> HereCodesAsync(
        string id, HttpContext http, GuideStore store, GuideMaps maps, IOptions<GuideOptions> options, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        if (await OwnAsync(id, http, maps) is not var (_, campus)) return CampusUnknown;
        var rows = await store.HereCodesAsync(campus.Id, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(new Page<HereCodeItem>([.. rows.Take(take).Select(r => Item(r, http, options.Value))], rows.Count > take ? rows[take - 1].Id.ToString() : null));
    }

    private static async Task<Results<Created<HereCodeItem>, ProblemHttpResult>> AddHereCodeAsync(
        string id, NewHereCode body, HttpContext http, GuideStore store, GuideMaps maps, Audit audit, IOptions<GuideOptions> options)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        if (!IsText(body.Label)) return Problems.Fields(("label", TextRule));
        var (snap, refusal) = RouteWishes.Snap(map, body.Lon, body.Lat, body.Level);
        if (snap is null) return Refused(refusal!);
        if (map.CampusOf(map.Venue.Levels[snap.Level].Building, map.Venue.Graph.At(snap.Node)) != site.IndexOf(campus)) return Problems.Of(422, "guide.position_off_map", "这个位置不在这个院区。");
        HereCodeRow? row = null;
        while (row is null)
            row = await store.AddHereCodeAsync(
                campus.Id, site.HospitalId, RandomNumberGenerator.GetString(CodeLetters, 8), body.Lon!.Value, body.Lat!.Value, map.LevelIds[snap.Level], body.Label!.Trim(), Staff(http).Id.ToString(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.here_code_add", "here:" + row.Id, HospitalId: site.HospitalId));
        return TypedResults.Created($"/api/staff/guide/here-codes/{row.Id}/code.svg", Item(row, http, options.Value));
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> HereCodePictureAsync(Guid code, HttpContext http, GuideStore store, IOptions<GuideOptions> options) =>
        await store.HereCodeAsync(Staff(http).HospitalId, code, http.RequestAborted) is { } row
            ? TypedResults.Content(HerePoster.Draw(Url(row, http, options.Value), row.Label, row.Code), "image/svg+xml") : HereUnknown;

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveHereCodeAsync(Guid code, HttpContext http, GuideStore store, Audit audit)
    {
        if (!await store.RemoveHereCodeAsync(Staff(http).HospitalId, code, http.RequestAborted)) return HereUnknown;
        await audit.RecordAsync(http, new AuditEntry("guide.here_code_remove", "here:" + code));
        return TypedResults.NoContent();
    }

    /// <summary>What a scanned code opens. A code that is not there opens the guide without a place.</summary>
    private static async Task<RedirectHttpResult> ScannedAsync(string code, HttpContext http, GuideStore store) =>
        await FindHereAsync(code, store, http.RequestAborted) is { } row
            ? TypedResults.Redirect($"/guide?campus={row.CampusId}&here={row.Code}") : TypedResults.Redirect("/guide");

    private static async Task<Results<Ok<HerePlace>, ProblemHttpResult>> HereAsync(string code, HttpContext http, GuideStore store, GuideMaps maps, string? lang)
    {
        if (await FindHereAsync(code, store, http.RequestAborted) is not { } row || await FindAsync(row.CampusId.ToString(), maps, http.RequestAborted) is not var (_, _, map)) return HereUnknown;
        // A code outlives the map it was made on: its place is looked up in the one served now.
        if (map.Snap(new(row.Lon, row.Lat), row.Level) is not { } snap) return Problems.Of(410, "guide.here_moved", "地图已更新，这个位置码不再有效，请联系工作人员。");
        var place = GuideAnswers.Place(map, snap.Level, new(row.Lon, row.Lat), snap.Node, -1, lang == "en");
        return TypedResults.Ok(new HerePlace(row.CampusId.ToString(), row.Lon, row.Lat, place.Level, place.LevelName, row.Label));
    }

    private static Task<HereCodeRow?> FindHereAsync(string code, GuideStore store, CancellationToken cancellationToken) =>
        code.Length == 8 && code.All(char.IsAsciiLetterOrDigit) ? store.HereCodeAsync(code.ToUpperInvariant(), cancellationToken) : Task.FromResult<HereCodeRow?>(null);

    private static HereCodeItem Item(HereCodeRow row, HttpContext http, GuideOptions options) =>
        new(row.Id.ToString(), row.Code, row.Label, row.Lon, row.Lat, row.Level, Url(row, http, options), $"/api/staff/guide/here-codes/{row.Id}/code.svg", row.CreatedAt);

    private static string Url(HereCodeRow row, HttpContext http, GuideOptions options) =>
        $"{(options.PublicUrl.Length > 0 ? options.PublicUrl.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}")}/g/{row.Code}";

    private static ProblemHttpResult HereUnknown => Problems.Of(404, "guide.here_unknown", "没有这个位置码。");
}
