using System.Globalization;
using Bff.Guide.Maps;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Wayfinding.Search;

namespace Bff.Guide.Staff.Places;

/// <summary>Places as staff keep them.</summary>
internal static class PlaceEndpoints
{
    private const int MaxTableBytes = 4 << 20;
    private const int LastPlace = 1_000_000;

    public static void MapPlaces(this RouteGroupBuilder staff)
    {
        staff.MapGet("/categories", Categories);
        staff.MapGet("/campuses/{id}/pois", ListAsync).ProducesErrors(400, 404, 409);
        staff.MapPatch("/campuses/{id}/pois/{poi}", PatchAsync).ProducesErrors(404, 409);
        staff.MapGet("/campuses/{id}/pois.csv", ExportAsync).GivesFile("text/csv").ProducesErrors(404, 409);
        staff.MapPost("/campuses/{id}/pois.csv", ImportAsync)
            .TakesFile("The table as it was exported, changed.", "text/csv").ProducesErrors(404, 409, 413, 422);
    }

    /// <summary>Lists the categories that a place can be given.</summary>
    private static Ok<Page<PlaceKind>> Categories() =>
        TypedResults.Ok(new Page<PlaceKind>([.. PlaceCategory.All.Select(c => new PlaceKind(c.Code, c.Name.Zh, c.IsPublic))], null));

    /// <summary>Lists the places of a campus, disabled ones too.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<Ok<Page<StaffPoi>>, ProblemHttpResult>> ListAsync(
        string id, [AsParameters] StaffPoiQuery query, HttpContext http, GuideMaps maps)
    {
        if (!Paging.TryRead(query.Limit, query.Cursor, out var take, out long? skip) || skip > LastPlace) return Paging.Malformed;
        if (await maps.FindAsync(id, Reach.Of(http), http.RequestAborted) is not var (site, campus))
            return Words.Problem(GuideRefusal.CampusUnknown);
        if (site.Map is not { } map) return Words.Problem(GuideRefusal.NoMap);
        int? floor = query.Level is { } level ? map.FindLevel(level, site.IndexOf(campus)) : null;
        if (floor < 0) return Words.Problem(GuideRefusal.LevelUnknown);
        List<StaffPoi> rows = [.. PlaceList.Of(map, site.IndexOf(campus), query, floor).Skip((int)(skip ?? 0)).Take(take + 1)];
        return TypedResults.Ok(Page.Of(rows, take, _ => ((skip ?? 0) + take).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Renames a place, labels it, or shows or hides it; an empty text or list goes back to the imported map's.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="poi">Id of the place.</param>
    /// <param name="body">What changes.</param>
    private static async Task<Results<Ok<StaffPoi>, ProblemHttpResult>> PatchAsync(
        string id, string poi, PoiPatch body, HttpContext http, PlaceService places, Audit audit)
    {
        var answer = await places.PatchAsync(Reach.Of(http), id, poi, body, http.RequestAborted);
        if (answer.Value is not var (place, hospital)) return Words.Problem(answer);
        await audit.RecordAsync(http, new AuditEntry("guide.poi_change", "poi:" + poi, HospitalId: hospital));
        return TypedResults.Ok(place);
    }

    /// <summary>Writes the places of a campus as a table (CSV) for a spreadsheet.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(
        string id, HttpContext http, GuideMaps maps, Audit audit)
    {
        if (await maps.FindAsync(id, Reach.Of(http), http.RequestAborted) is not var (site, campus))
            return Words.Problem(GuideRefusal.CampusUnknown);
        if (site.Map is not { } map) return Words.Problem(GuideRefusal.NoMap);
        await audit.RecordAsync(http, new AuditEntry("guide.poi_export", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.File(PlaceTable.Write(PlaceList.Of(map, site.IndexOf(campus))), "text/csv; charset=utf-8", "pois.csv");
    }

    /// <summary>Says what a table (CSV, up to 4 MiB) would change; with <c>apply=true</c> and no error in it, changes it.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="apply">Whether to change anything.</param>
    private static async Task<Results<Ok<CsvPreview>, ProblemHttpResult>> ImportAsync(
        string id, HttpContext http, PlaceService places, Audit audit, bool apply = false)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxTableBytes;
        using var file = new MemoryStream();
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        var answer = await places.ImportAsync(Reach.Of(http), id, file.ToArray(), apply, http.RequestAborted);
        if (answer.Value is not { } table) return Words.Problem(answer);
        if (table.IsRefused)
        {
            var problem = Words.Problem(GuideRefusal.TableInvalid);
            problem.ProblemDetails.Extensions["errors"] = table.Preview.Errors.ToList();
            return problem;
        }
        if (!table.Preview.Applied) return TypedResults.Ok(table.Preview);
        var (site, campus) = table.Campus;
        await audit.RecordAsync(http, new AuditEntry("guide.poi_import", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.Ok(table.Preview);
    }
}
