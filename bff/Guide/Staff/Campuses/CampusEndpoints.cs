using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Guide.Staff.Campuses;

/// <summary>Campuses as staff keep them.</summary>
internal static class CampusEndpoints
{
    public static void MapStaffCampuses(this RouteGroupBuilder staff)
    {
        staff.MapGet("/campuses", ListAsync);
        staff.MapPost("/campuses", AddAsync).WithMetadata(Idempotent.Create);
        staff.MapPatch("/campuses/{id}", PatchAsync).ProducesErrors(404);
    }

    /// <summary>Lists the campuses of the hospitals that the caller looks after, with and without a map.</summary>
    private static async Task<Ok<Page<StaffCampus>>> ListAsync(HttpContext http, CampusService campuses,
        CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<StaffCampus>(await campuses.ListAsync(Reach.Of(http), cancellationToken), null));

    /// <summary>Adds a campus to import a map for.</summary>
    /// <param name="body">Whose it is, what it is called and where it lies.</param>
    private static async Task<Results<Created<StaffCampus>, ProblemHttpResult>> AddAsync(
        NewCampus body, HttpContext http, CampusService campuses, Audit audit, CancellationToken cancellationToken)
    {
        var answer = await campuses.AddAsync(Reach.Of(http), body, cancellationToken);
        if (answer.Value is not var (site, campus)) return Words.Problem(answer);
        await audit.RecordAsync(http, new AuditEntry("guide.campus_add", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.Created($"/api/staff/guide/campuses/{campus.Id}", StaffCampus.Of(site, campus));
    }

    /// <summary>Renames a campus, or shows it to the public or hides it. What is not named stays as it is.</summary>
    /// <param name="id">Id of the campus.</param>
    /// <param name="body">What changes.</param>
    private static async Task<Results<Ok<StaffCampus>, ProblemHttpResult>> PatchAsync(
        string id, CampusPatch body, HttpContext http, CampusService campuses, Audit audit, CancellationToken cancellationToken)
    {
        var answer = await campuses.PatchAsync(Reach.Of(http), id, body, cancellationToken);
        if (answer.Value is not var (site, campus)) return Words.Problem(answer);
        await audit.RecordAsync(http, new AuditEntry("guide.campus_change", "campus:" + campus.Id, HospitalId: site.HospitalId));
        return TypedResults.Ok(StaffCampus.Of(site, campus));
    }
}
