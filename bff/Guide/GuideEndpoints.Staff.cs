using System.Text.Json;
using Bff.Accounts.Contract;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Wayfinding.Checks;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>What staff do with campuses and maps. They reach their own hospital only; city-wide staff reach all.</summary>
public static partial class GuideEndpoints
{
    private static void MapStaff(IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/staff/guide").RequireAuthorization(GuideServices.StaffGuide).WithTags("guide");
        staff.MapGet("/campuses", StaffCampusesAsync);
        staff.MapPost("/campuses", AddCampusAsync).WithMetadata(Idempotent.Create);
        staff.MapPatch("/campuses/{id}", PatchCampusAsync);
        staff.MapPost("/campuses/{id}/import", ImportAsync);
        staff.MapGet("/campuses/{id}/maps", MapsAsync);
        staff.MapPost("/campuses/{id}/maps/{mapId:guid}/activate", ActivateAsync);
        MapPlaces(staff);
        MapClosures(staff);
        MapHereCodes(staff);
        MapInspection(staff);
    }

    private static async Task<Ok<Page<StaffCampus>>> StaffCampusesAsync(HttpContext http, GuideMaps maps)
    {
        var own = Staff(http).HospitalId;
        var items = from site in await maps.AllAsync(http.RequestAborted)
                    where own is null || site.HospitalId == own
                    from campus in site.Campuses
                    orderby site.Hospital.Code, campus.Name
                    select Item(site, campus);
        return TypedResults.Ok(new Page<StaffCampus>([.. items], null));
    }

    private static async Task<Results<Created<StaffCampus>, ProblemHttpResult>> AddCampusAsync(
        NewCampus body, HttpContext http, GuideStore store, GuideMaps maps, AccountsDirectory accounts, Audit audit)
    {
        var errors = new List<(string, string)>();
        if (!IsText(body.Name)) errors.Add(("name", TextRule));
        if (Given(body.NameEn) is { } english && !IsText(english)) errors.Add(("nameEn", TextRule));
        if (body.Lon is not { } lon || !new LonLat(lon, 0).IsValid) errors.Add(("lon", "经度应为 -180 到 180 的度数，例如 121.4737。"));
        if (body.Lat is not { } lat || !new LonLat(0, lat).IsValid) errors.Add(("lat", "纬度应为 -90 到 90 的度数，例如 31.2304。"));
        var own = Staff(http).HospitalId;
        var hospitals = (await accounts.HospitalsAsync(http.RequestAborted)).Where(h => (own is null || h.Id == own) && (body.HospitalCode is null || h.Code == body.HospitalCode)).ToList();
        if (hospitals.Count != 1) errors.Add(("hospitalCode", "请指明本院或有权管理的一家医院。"));
        if (errors.Count > 0) return Problems.Fields([.. errors]);
        var (site, campus) = await store.AddSiteAsync(hospitals[0].Id, body.Name!.Trim(), Given(body.NameEn), body.Lon!.Value, body.Lat!.Value, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.campus_add", "campus:" + campus, HospitalId: hospitals[0].Id));
        await maps.RefreshAsync(site, http.RequestAborted);
        var (added, row) = (await maps.FindAsync(campus, http.RequestAborted))!.Value;
        return TypedResults.Created($"/api/staff/guide/campuses/{campus}", Item(added, row));
    }

    private static async Task<Results<Ok<StaffCampus>, ProblemHttpResult>> PatchCampusAsync(string id, CampusPatch body, HttpContext http, GuideStore store, GuideMaps maps, Audit audit)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        var errors = new List<(string, string)>();
        if (body.Name is not null && !IsText(body.Name)) errors.Add(("name", TextRule));
        if (Given(body.NameEn) is { } english && !IsText(english)) errors.Add(("nameEn", TextRule));
        if (errors.Count > 0) return Problems.Fields([.. errors]);
        await store.PatchCampusAsync(campus.Id, body.Name?.Trim(), body.IsNameEnGiven, Given(body.NameEn), body.Enabled, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.campus_change", "campus:" + campus.Id, HospitalId: site.HospitalId));
        await maps.RefreshAsync(site.Id, http.RequestAborted);
        var (now, row) = (await maps.FindAsync(campus.Id, http.RequestAborted))!.Value;
        return TypedResults.Ok(Item(now, row));
    }

    /// <summary>The body is the file itself: one map file or an archive. It becomes a draft; what is served does not change.</summary>
    private static async Task<Results<Created<MapDraft>, ProblemHttpResult>> ImportAsync(
        string id, string? name, HttpContext http, GuideService guide, GuideMaps maps, Audit audit, IOptions<GuideOptions> options)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (name is { Length: > 200 } || name?.Contains('\0') == true) return Problems.Fields(("name", "文件名最长 200 个字符。"));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxImportBytes;
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        if (content.Length == 0) return Problems.Of(400, "guide.import_empty", "没有收到文件内容。");
        var outcome = await guide.ImportAsync(site, Path.GetFileName(string.IsNullOrEmpty(name) ? "map" : name), content.ToArray(), Staff(http).Id.ToString(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.import", "campus:" + campus.Id, Refused: outcome.Draft is null, HospitalId: site.HospitalId));
        if (outcome.Draft is { } draft) return TypedResults.Created($"/api/staff/guide/campuses/{campus.Id}/maps", draft);
        var problem = Problems.Of(422, "guide.import_failed", "这个文件无法导入，原有地图没有变化。");
        problem.ProblemDetails.Detail = outcome.Lint.FirstOrDefault(l => l.Severity == "error")?.Text;
        problem.ProblemDetails.Extensions["lint"] = outcome.Lint;
        return problem;
    }

    private static async Task<Results<Ok<Page<MapItem>>, ProblemHttpResult>> MapsAsync(string id, HttpContext http, GuideStore store, GuideMaps maps, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? before)) return Paging.Malformed;
        if (await OwnAsync(id, http, maps) is not var (site, _)) return CampusUnknown;
        var rows = await store.MapsAsync(site.Id, take + 1, (int)Math.Min(before ?? int.MaxValue, int.MaxValue), http.RequestAborted);
        return TypedResults.Ok(new Page<MapItem>(
            [.. rows.Take(take).Select(r => new MapItem(
                r.Id.ToString(), r.Version, r.FileName, JsonSerializer.Deserialize(r.Counts, GuideStaffJson.Default.MapCounts)!, JsonSerializer.Deserialize(r.Lint, GuideStaffJson.Default.ListLintItem)!,
                JsonSerializer.Deserialize(r.Changes, GuideStaffJson.Default.MapChanges)!, r.CreatedBy, r.CreatedAt, r.ActivatedAt, r.Active))],
            rows.Count > take ? rows[take - 1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Ok<StaffCampus>, ProblemHttpResult>> ActivateAsync(string id, Guid mapId, HttpContext http, GuideService guide, GuideMaps maps, Audit audit)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (!await guide.ActivateAsync(site.Id, mapId, http.RequestAborted)) return Problems.Of(404, "guide.map_unknown", "没有这份地图。");
        await audit.RecordAsync(http, new AuditEntry("guide.map_activate", "map:" + mapId, HospitalId: site.HospitalId));
        var (now, row) = (await maps.FindAsync(campus.Id, http.RequestAborted))!.Value;
        return TypedResults.Ok(Item(now, row));
    }

    private static StaffCampus Item(GuideSite site, CampusRow campus) => new(
        campus.Id.ToString(), site.Hospital, campus.Name, campus.NameEn, campus.Lon, campus.Lat, campus.Enabled, site.Map?.Id.ToString(), site.Map?.Version ?? 0,
        site.Map is { } map ? [.. GuideAnswers.Levels(map, site.IndexOf(campus))] : [], site.Map is { } drawn ? [.. GuideAnswers.Buildings(drawn, site.IndexOf(campus))] : []);

    /// <summary>A campus of the caller's hospital; what is not theirs is not there.</summary>
    private static async ValueTask<(GuideSite Site, CampusRow Campus)?> OwnAsync(string id, HttpContext http, GuideMaps maps) =>
        Guid.TryParse(id, out var campusId) && await maps.FindAsync(campusId, http.RequestAborted) is var (site, campus) && (Staff(http).HospitalId is not { } own || site.HospitalId == own)
            ? (site, campus) : null;

    private const string TextRule = "应为 1 到 100 个字，不含控制字符。";

    /// <summary>What is said, without blanks around it; null when nothing is.</summary>
    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } words ? words : null;

    private static bool IsText(string? text) => text?.Trim() is { Length: >= 1 and <= 100 } words && words.All(IsReadable);

    /// <summary>False for control characters and for what XML, and so a printed sign, cannot hold.</summary>
    internal static bool IsReadable(char c) => !char.IsControl(c) && c < '\ufffe';

    private static Caller.Staff Staff(HttpContext http) => (Caller.Staff)Caller.Of(http);

    private static ProblemHttpResult NoMap => Problems.Of(409, "guide.no_map", "这个院区还没有地图，请先导入并启用。");
}
