using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts.Integrators;

internal static class IntegratorEndpoints
{
    public static void MapIntegrators(this IEndpointRouteBuilder app)
    {
        var integrators = app.MapGroup("/api/staff/film/integrators").RequireAuthorization(Policies.StaffAdmin);
        integrators.MapGet("", ListAsync).Audited("integrator.list");
        integrators.MapPost("", AddAsync).WithMetadata(Idempotent.Create);
        integrators.MapPut("/{id:guid}/networks", SetNetworksAsync).ProducesErrors(404);
        integrators.MapPut("/{id:guid}/rights", SetRightsAsync).ProducesErrors(404);
        integrators.MapDelete("/{id:guid}", DisableAsync).ProducesErrors(404);
    }

    /// <summary>Lists the hospital systems that may call this service.</summary>
    /// <returns>Up to 500 systems by app id, disabled ones included.</returns>
    private static async Task<Ok<Page<IntegratorRow>>> ListAsync(HttpContext http, IntegratorStore store) =>
        TypedResults.Ok(new Page<IntegratorRow>(await store.ListAsync(Reach.Of(http), http.RequestAborted), null));

    /// <summary>Registers a hospital system and makes its credentials.</summary>
    /// <param name="body">The system and the networks it may call from.</param>
    /// <returns>The credentials, shown this once.</returns>
    private static async Task<Results<Created<IntegratorCredentials>, ProblemHttpResult>> AddAsync(
        NewIntegrator body, HttpContext http, IntegratorService integrators, Audit audit)
    {
        switch (await integrators.CreateAsync(Reach.Of(http), body, http.RequestAborted))
        {
            case IntegratorResult.Created created:
                await RecordAsync("integrator.create", created.Credentials.Id, refused: false, http, audit);
                return TypedResults.Created("/api/staff/film/integrators/" + created.Credentials.Id, created.Credentials);
            case IntegratorResult.Invalid invalid:
                return Problems.Fields([.. invalid.Fields]);
            case IntegratorResult.Refused refused:
                await RecordAsync("integrator.create", body.AppId!, refused: true, http, audit);
                return Words.Of(refused.Reason);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Replaces the networks that a hospital system may call from; counts within a second.</summary>
    /// <param name="id">Id of the system.</param>
    /// <param name="body">The new networks.</param>
    /// <returns>Replaced.</returns>
    private static async Task<Results<NoContent, ProblemHttpResult>> SetNetworksAsync(
        Guid id, NetworkList body, HttpContext http, IntegratorStore store, Audit audit)
    {
        if (IntegratorService.Networks(body.Networks) is not { } networks)
            return Problems.Fields(("networks", IntegratorService.NetworksWanted));
        return await ChangedAsync("integrator.networks", id, http, audit,
            await store.SetNetworksAsync(Reach.Of(http), id, networks, http.RequestAborted));
    }

    /// <summary>Replaces what a hospital system may do beyond storing and reading; counts within a second.</summary>
    /// <param name="id">Id of the system.</param>
    /// <param name="body">The new rights.</param>
    /// <returns>Replaced.</returns>
    private static async Task<Results<NoContent, ProblemHttpResult>> SetRightsAsync(
        Guid id, RightList body, HttpContext http, IntegratorStore store, Audit audit)
    {
        if (IntegratorService.Rights(body.Rights) is not { } rights)
            return Problems.Fields(("rights", IntegratorService.RightsWanted));
        return await ChangedAsync("integrator.rights", id, http, audit,
            await store.SetRightsAsync(Reach.Of(http), id, rights, http.RequestAborted));
    }

    /// <summary>Disables a hospital system for good; counts within a second.</summary>
    /// <param name="id">Id of the system.</param>
    /// <returns>Disabled.</returns>
    private static async Task<Results<NoContent,
        ProblemHttpResult>> DisableAsync(Guid id, HttpContext http, IntegratorStore store, Audit audit) =>
        await ChangedAsync("integrator.disable", id, http, audit, await store.DisableAsync(Reach.Of(http), id, http.RequestAborted));

    private static async Task<Results<NoContent,
        ProblemHttpResult>> ChangedAsync(string action, Guid id, HttpContext http, Audit audit, bool changed)
    {
        await RecordAsync(action, id.ToString(), !changed, http, audit);
        return changed ? TypedResults.NoContent() : Words.Of(IntegratorRefusal.Unknown);
    }

    /// <summary>Also what was refused, since it names somebody else's system; the row is read at the hospital of who tried.</summary>
    private static ValueTask RecordAsync(string action, string id, bool refused, HttpContext http, Audit audit) =>
        audit.RecordAsync(http, new AuditEntry(
            action, "integrator:" + id, refused, HospitalId: (Caller.Of(http) as Caller.Staff)?.HospitalId));
}
