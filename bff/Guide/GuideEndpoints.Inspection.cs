using Microsoft.AspNetCore.Http.HttpResults;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>The operators' view: rooms of a part of a campus and what stands in them, pushed by the hospital's systems.</summary>
public static partial class GuideEndpoints
{
    private const int MaxPoints = 1000;

    private static void MapInspection(RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses/{id}/inspection", InspectionAsync);
        staff.MapGet("/campuses/{id}/alarms", AlarmsAsync);
    }

    private static async Task<Results<Ok<PointsAnswer>, ProblemHttpResult>> PushPointsAsync(string id, PointsBody body, HttpContext http, GuideStore store, GuideMaps maps, TimeProvider time, Audit audit)
    {
        var caller = (Caller.Integrator)Caller.Of(http);
        if (await FindAsync(id, maps, http.RequestAborted) is not var (site, campus, map) || !caller.HospitalIds.Contains(site.HospitalId)) return CampusUnknown;
        if (body.Points is not { Count: >= 1 and <= MaxPoints }) return Problems.Fields(("points", $"应为 1 到 {MaxPoints} 个。"));
        var (accepted, rejected) = (new Dictionary<string, PointRow>(StringComparer.Ordinal), new List<RejectedPoint>());
        foreach (var point in body.Points)
        {
            if (InspectionPoints.Fault(map, site.IndexOf(campus), point, time.GetUtcNow()) is { } fault) rejected.Add(new(point?.Id, fault));
            else if (InspectionPoints.Row(map, site.IndexOf(campus), point!, time.GetUtcNow()) is var row && (!accepted.TryGetValue(row.Id, out var other) || other.Since <= row.Since)) accepted[row.Id] = row;
        }
        if (accepted.Count > 0) await store.SavePointsAsync(campus.Id, site.HospitalId, [.. accepted.Values], caller.AppId, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("guide.points", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.Ok(new PointsAnswer(body.Points.Count - rejected.Count, rejected));
    }

    private static async Task<Results<Ok<Inspection>, ProblemHttpResult>> InspectionAsync(
        string id, HttpContext http, GuideStore store, GuideMaps maps, string? building, string? level, string? kind, string? state)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        if (kind is not (null or "camera" or "device" or "data")) return Problems.Of(400, "guide.kind_malformed", "kind 应为 camera、device 或 data。");
        if (state is not (null or "normal" or "warning" or "alarm" or "offline")) return Problems.Of(400, "guide.state_malformed", "state 应为 normal、warning、alarm 或 offline。");
        var index = site.IndexOf(campus);
        int? floor = level is null ? null : map.FindLevel(level, index);
        if (floor < 0) return LevelUnknown;
        var points = (await store.PointsAsync(campus.Id, kind, state, http.RequestAborted)).Select(r => InspectionPoints.Item(map, r))
            .Where(p => (floor is null || p.Level == map.LevelIds[floor.Value]) && (building is null || p.Building == building)).ToList();
        return TypedResults.Ok(new Inspection(InspectionPoints.Rooms(map, index, building, floor, points), points));
    }

    private static async Task<Results<Ok<Page<PointItem>>, ProblemHttpResult>> AlarmsAsync(string id, HttpContext http, GuideStore store, GuideMaps maps)
    {
        if (await OwnAsync(id, http, maps) is not var (site, campus)) return CampusUnknown;
        if (site.Map is not { } map) return NoMap;
        return TypedResults.Ok(new Page<PointItem>([.. (await store.AlarmsAsync(campus.Id, http.RequestAborted)).Select(r => InspectionPoints.Item(map, r))], null));
    }
}
