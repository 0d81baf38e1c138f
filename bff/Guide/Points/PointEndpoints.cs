using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Points;

/// <summary>Cameras, devices and figures: pushed by hospital systems, looked at by operators.</summary>
internal static class PointEndpoints
{
    public static void MapPoints(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/guide/campuses/{id}/points", PushAsync).RequireAuthorization(Policies.Integrator).WithTags("guide")
            .AddEndpointFilter<UnreachedAudit>().ProducesErrors(404);

    public static void MapInspection(this RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses/{id}/inspection", InspectAsync).ProducesErrors(400, 404, 409);
        staff.MapGet("/campuses/{id}/alarms", AlarmsAsync).ProducesErrors(404, 409);
    }

    /// <summary>
    /// Takes the last states of cameras, devices and figures; those that cannot be placed are rejected by name and the rest is kept.
    /// </summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="body">1 to 1000 points.</param>
    private static async Task<Results<Ok<PointsAnswer>, ProblemHttpResult>> PushAsync(
        string id, PointsBody body, HttpContext http, PointService points, Audit audit)
    {
        var answer = await points.PushAsync(Reach.Of(http), id, body, http.RequestAborted);
        if (answer.Value is not var (taken, (site, campus))) return Words.Problem(answer);
        await audit.RecordAsync(http, new AuditEntry("guide.points", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.Ok(taken);
    }

    /// <summary>Shows the rooms of a part of a campus and what stands in them.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<Ok<Inspection>, ProblemHttpResult>> InspectAsync(
        string id, [AsParameters] InspectionQuery query, HttpContext http, PointService points)
    {
        var answer = await points.InspectAsync(Reach.Of(http), id, query, http.RequestAborted);
        return answer.Value is { } view ? TypedResults.Ok(view) : Words.Problem(answer);
    }

    /// <summary>Lists what is not as it should be: alarms first, then the newest.</summary>
    /// <param name="id">Id of the campus.</param>
    private static async Task<Results<Ok<Page<PointItem>>, ProblemHttpResult>> AlarmsAsync(string id, HttpContext http, PointService points)
    {
        var answer = await points.AlarmsAsync(Reach.Of(http), id, http.RequestAborted);
        return answer.Value is { } alarms ? TypedResults.Ok(alarms) : Words.Problem(answer);
    }
}
