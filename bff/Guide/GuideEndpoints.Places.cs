using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Wayfinding.Search;

namespace Bff.Guide;

/// <summary>Places as staff keep them: other names, labels, on and off; one by one or as a table.</summary>
public static partial class GuideEndpoints
{
    private const int MaxCsvBytes = 4 << 20;

    private static void MapPlaces(RouteGroupBuilder staff)
    {
        staff.MapGet("/categories", Categories);
        staff.MapGet("/campuses/{id}/pois", StaffPoisAsync);
        staff.MapPatch("/campuses/{id}/pois/{poi}", PatchPoiAsync);
        staff.MapGet("/campuses/{id}/pois.csv", ExportPoisAsync);
        staff.MapPost("/campuses/{id}/pois.csv", ImportPoisAsync);
    }

    private static Ok<Page<PlaceKind>> Categories() => TypedResults.Ok(new Page<PlaceKind>([.. PlaceCategory.All.Select(c => new PlaceKind(c.Code, c.Name.Zh, c.IsPublic))], null));

    private static async Task<Results<Ok<Page<StaffPoi>>, ProblemHttpResult>> StaffPoisAsync(
        string id, HttpContext http, GuideMaps maps, string? q, string? category, string? level, bool? enabled, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? skip) || skip > 1_000_000) return Paging.Malformed;
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        int? floor = level is null ? null : map.FindLevel(level, site.IndexOf(campus));
        if (floor < 0) return LevelUnknown;
        var rows = GuidePlaces.Of(map, site.IndexOf(campus))
            .Where(p => (floor is null || p.Level == map.LevelIds[floor.Value]) && (category is null || p.Category == category) && (enabled is null || p.Enabled == enabled)
                && (string.IsNullOrEmpty(q) || p.Name.Contains(q, StringComparison.OrdinalIgnoreCase) || p.SourceName.Contains(q, StringComparison.OrdinalIgnoreCase) || p.Id.Equals(q, StringComparison.OrdinalIgnoreCase)
                    || p.Aliases.Any(a => a.Contains(q, StringComparison.OrdinalIgnoreCase))))
            .Skip((int)(skip ?? 0)).Take(take + 1).ToList();
        return TypedResults.Ok(new Page<StaffPoi>([.. rows.Take(take)], rows.Count > take ? ((skip ?? 0) + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Ok<StaffPoi>, ProblemHttpResult>> PatchPoiAsync(
        string id, string poi, PoiPatch body, HttpContext http, GuideStore store, GuideMaps maps, Audit audit)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        if (!map.SourcePoiById.TryGetValue(poi, out var index) || !GuidePlaces.IsOn(map, site.IndexOf(campus), index)) return Problems.Of(404, "guide.poi_unknown", "没有这个地点。");
        if (GuidePlaces.Faults(body) is { Count: > 0 } faults) return Problems.Fields([.. faults]);
        await store.EditPoisAsync(site.Id, site.HospitalId, [(map.Source.Pois[index].Id, body)], Staff(http).Id.ToString(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.poi_change", "poi:" + poi, HospitalId: site.HospitalId));
        await maps.RefreshAsync(site.Id, http.RequestAborted);
        var (now, _) = (await maps.FindAsync(campus.Id, http.RequestAborted))!.Value;
        return TypedResults.Ok(GuidePlaces.Item(now.Map!, index));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportPoisAsync(string id, HttpContext http, GuideMaps maps, Audit audit)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        await audit.RecordAsync(http, new AuditEntry("guide.poi_export", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.File(GuideCsv.Write(GuidePlaces.Of(map, site.IndexOf(campus))), "text/csv; charset=utf-8", "pois.csv");
    }

    /// <summary>Says what a table would change; with <c>apply=true</c> and no error in it, changes it.</summary>
    private static async Task<Results<Ok<CsvPreview>, ProblemHttpResult>> ImportPoisAsync(string id, HttpContext http, GuideStore store, GuideMaps maps, Audit audit, bool apply = false)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxCsvBytes;
        using var file = new MemoryStream();
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        var (edits, preview) = GuideCsv.Compare(map, site.IndexOf(campus), file.ToArray());
        if (!apply) return TypedResults.Ok(preview);
        if (preview.Errors.Count > 0)
        {
            var problem = Problems.Of(422, "guide.csv_invalid", "表格中有错误，没有做任何改动。");
            problem.ProblemDetails.Extensions["errors"] = preview.Errors.ToList();
            return problem;
        }
        await store.EditPoisAsync(site.Id, site.HospitalId, edits, Staff(http).Id.ToString(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.poi_import", "campus:" + campus.Id, HospitalId: site.HospitalId));
        await maps.RefreshAsync(site.Id, http.RequestAborted);
        return TypedResults.Ok(preview with { Applied = true });
    }
}
