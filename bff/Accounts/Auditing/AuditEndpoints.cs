using System.Globalization;
using Bff.Accounts.Contract;
using Bff.Accounts.People;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts.Auditing;

internal static class AuditEndpoints
{
    public static void MapAuditing(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/staff/audit", ListAsync).Audited("audit.read").RequireAuthorization(AccountsServices.StaffAudit);

    /// <summary>Lists the audit log, newest first: the auditor's hospital, or all of it for city-wide staff.</summary>
    /// <returns>One page of accesses and refusals.</returns>
    private static async Task<Results<Ok<Page<AuditRow>>, ProblemHttpResult>> ListAsync(
        HttpContext http, AuditLog log, PeopleStore people, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? before)) return Paging.Malformed;
        var records = await log.ListAsync(Reach.Of(http), take + 1, before, http.RequestAborted);
        var hospitals = (await people.HospitalsAsync(Reach.Of(http), http.RequestAborted)).ToDictionary(h => h.Id, h => h.Name);
        return TypedResults.Ok(Page.Of(
            records, take, r => r.Id.ToString(CultureInfo.InvariantCulture),
            r => AuditRow.Of(r, r.HospitalId is { } id ? hospitals.GetValueOrDefault(id) : null)));
    }
}
