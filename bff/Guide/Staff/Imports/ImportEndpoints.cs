using System.Globalization;
using Bff.Guide.Maps;
using Bff.Guide.Staff.Campuses;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Bff.Guide.Staff.Imports;

/// <summary>Maps as staff import and activate them.</summary>
internal static class ImportEndpoints
{
    private const int LongestFileName = 200;

    public static void MapImports(this RouteGroupBuilder staff)
    {
        staff.MapPost("/campuses/{id}/import", ImportAsync)
            .TakesFile("OSM, GeoJSON, IndoorGML or an IMDF archive; what it is, is told from its content and name.", "application/octet-stream")
            .ProducesErrors(400, 404, 413, 422);
        staff.MapGet("/campuses/{id}/maps", MapsAsync).ProducesErrors(400, 404);
        staff.MapPost("/campuses/{id}/maps/{mapId:guid}/activate", ActivateAsync).ProducesErrors(404);
    }

    /// <summary>
    /// Imports a map: the body is the file itself, one map file or an archive. It becomes a draft; what is served does not change.
    /// </summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="name">Name of the file, up to 200 characters; its extension tells the format.</param>
    private static async Task<Results<Created<MapDraft>, ProblemHttpResult>> ImportAsync(
        string id, string? name, HttpContext http, ImportService imports, GuideMaps maps, Audit audit, IOptions<GuideOptions> options)
    {
        var reach = Reach.Of(http);
        if (await maps.FindAsync(id, reach, http.RequestAborted) is not var (site, campus))
            return Words.Problem(GuideRefusal.CampusUnknown);
        if (name is { Length: > LongestFileName } || name?.Contains('\0') == true) return Problems.Fields(("name", Words.FileNameRule));
        var content = await ReadAsync(http, options.Value.MaxImportBytes);
        if (content.Length == 0) return Words.Problem(GuideRefusal.ImportEmpty);
        var file = Path.GetFileName(string.IsNullOrEmpty(name) ? "map" : name);
        var outcome = await imports.ImportAsync(reach, site, file, content, http.RequestAborted);
        var refused = outcome.Draft is null;
        await audit.RecordAsync(http, new AuditEntry("guide.import", "campus:" + campus.Id, refused, HospitalId: site.HospitalId));
        return outcome.Draft is { } draft
            ? TypedResults.Created($"/api/staff/guide/campuses/{campus.Id}/maps", draft) : Failed(outcome.Lint);
    }

    /// <summary>Lists the imported maps of a campus' site, the newest first.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="limit">Rows of a page, 1 to 200; 50 unless told.</param>
    /// <param name="cursor">The last page's <c>nextCursor</c>.</param>
    private static async Task<Results<Ok<Page<MapItem>>, ProblemHttpResult>> MapsAsync(
        string id, HttpContext http, ImportStore store, GuideMaps maps, int? limit, string? cursor)
    {
        var reach = Reach.Of(http);
        if (!Paging.TryRead(limit, cursor, out var take, out long? before)) return Paging.Malformed;
        if (await maps.FindAsync(id, reach, http.RequestAborted) is not var (site, _)) return Words.Problem(GuideRefusal.CampusUnknown);
        var newest = (int)Math.Min(before ?? int.MaxValue, int.MaxValue);
        var rows = await store.MapsAsync(reach, site.Id, take + 1, newest, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, m => m.Version.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Serves a map from now on, a new one or one of before, on every node.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="mapId">Id of the map.</param>
    private static async Task<Results<Ok<StaffCampus>, ProblemHttpResult>> ActivateAsync(
        string id, Guid mapId, HttpContext http, ImportService imports, GuideMaps maps, Audit audit)
    {
        var reach = Reach.Of(http);
        if (await maps.FindAsync(id, reach, http.RequestAborted) is not var (site, campus))
            return Words.Problem(GuideRefusal.CampusUnknown);
        if (!await imports.ActivateAsync(reach, site.Id, mapId, http.RequestAborted)) return Words.Problem(GuideRefusal.MapUnknown);
        await audit.RecordAsync(http, new AuditEntry("guide.map_activate", "map:" + mapId, HospitalId: site.HospitalId));
        var (now, row) = (await maps.FindAsync(campus.Id, http.RequestAborted))!.Value;
        return TypedResults.Ok(StaffCampus.Of(now, row));
    }

    private static async Task<byte[]> ReadAsync(HttpContext http, int most)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        return content.ToArray();
    }

    private static ProblemHttpResult Failed(IReadOnlyList<LintItem> lint)
    {
        var problem = Words.Problem(GuideRefusal.ImportFailed);
        problem.ProblemDetails.Detail = lint.FirstOrDefault(l => l.Severity == "error")?.Text;
        problem.ProblemDetails.Extensions["lint"] = lint;
        return problem;
    }
}
