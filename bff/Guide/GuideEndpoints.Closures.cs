using Microsoft.AspNetCore.Http.HttpResults;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>What is shut, by door, connector or area, now or for a time: routes avoid it from the next answer on, open pages hear of it at once.</summary>
public static partial class GuideEndpoints
{
    private static void MapClosures(RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses/{id}/closures", StaffClosuresAsync);
        staff.MapPost("/campuses/{id}/closures", CloseAsync).WithMetadata(Idempotent.Create);
        staff.MapDelete("/closures/{closure:guid}", ReopenAsync);
        staff.MapGet("/campuses/{id}/targets", TargetsAsync);
    }

    private static async Task<Results<Ok<ClosureList>, ProblemHttpResult>> StaffClosuresAsync(string id, HttpContext http, GuideMaps maps, TimeProvider time) =>
        await OwnAsync(id, http, maps) is var (site, campus)
            ? TypedResults.Ok(new ClosureList(site.ClosureVersion, GuideAnswers.Closures(site, time.GetUtcNow(), site.IndexOf(campus)))) : CampusUnknown;

    private static async Task<Results<Created<ClosureItem>, ProblemHttpResult>> CloseAsync(
        string id, NewClosure body, HttpContext http, GuideStore store, GuideMaps maps, TimeProvider time, Audit audit)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        var now = time.GetUtcNow();
        var errors = new List<(string, string)>();
        if (body.Target is not ("door" or "connector" or "area")) errors.Add(("target", "应为 door、connector 或 area。"));
        if (!IsText(body.Reason)) errors.Add(("reason", TextRule));
        if (body.Until is { } until && (until <= (body.From ?? now) || until <= now)) errors.Add(("until", "应晚于开始时间和现在。"));
        if (body.Until > now.AddYears(10)) errors.Add(("until", "应在十年之内；不填就是直到恢复。"));
        if (body.From is { } from && (from < now.AddYears(-1) || from > now.AddYears(2))) errors.Add(("from", "应在前一年到后两年之间。"));
        if (errors.Count > 0) return Problems.Fields([.. errors]);
        var row = new ClosureRow(Guid.Empty, body.Target!, body.TargetId ?? "", body.Reason!.Trim(), body.From, body.Until);
        if (GuideTargets.CampusOf(map, row) != site.IndexOf(campus)) return Problems.Of(404, "guide.target_unknown", "地图上没有这个门、电梯或区域。");
        var closure = await store.AddClosureAsync(site.Id, body with { Reason = row.Reason }, Staff(http).Id.ToString(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.close", "closure:" + closure, HospitalId: site.HospitalId));
        await maps.RefreshAsync(site.Id, http.RequestAborted);
        return TypedResults.Created($"/api/staff/guide/closures/{closure}", GuideAnswers.Closure(map, row with { Id = closure }, now));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReopenAsync(Guid closure, HttpContext http, GuideStore store, GuideMaps maps, Audit audit)
    {
        if (await store.LiftClosureAsync(Staff(http).HospitalId, closure, http.RequestAborted) is not { } site) return Problems.Of(404, "guide.closure_unknown", "没有这条关闭记录，或已经解除。");
        await audit.RecordAsync(http, new AuditEntry("guide.reopen", "closure:" + closure));
        await maps.RefreshAsync(site, http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<TargetItem>>, ProblemHttpResult>> TargetsAsync(string id, HttpContext http, GuideMaps maps, string? target, string? q, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? skip) || skip > 1_000_000) return Paging.Malformed;
        if (target is not (null or "door" or "connector" or "area")) return Problems.Of(400, "guide.target_malformed", "target 应为 door、connector 或 area。");
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        var words = (q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = GuideTargets.Of(map, site.IndexOf(campus))
            .Where(t => (target is null || t.Target == target) && words.All(w => $"{t.Building} {t.LevelName} {t.Name} {t.TargetId}".Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Skip((int)(skip ?? 0)).Take(take + 1).ToList();
        return TypedResults.Ok(new Page<TargetItem>([.. found.Take(take)], found.Count > take ? ((skip ?? 0) + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }
}
