using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Bff.Platform.Access;

/// <summary>
/// The policies an endpoint group can ask for. Without one, an endpoint is refused. What only one slice's staff may do is a policy of that
/// slice.
/// </summary>
public static class Policies
{
    /// <summary>A signed-in patient.</summary>
    public const string Patient = "patient";

    /// <summary>A signed-in patient or member of staff.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>A hospital system with a signed request or an app key.</summary>
    public const string Integrator = "integrator";

    /// <summary>An administrator.</summary>
    public const string StaffAdmin = "staff-admin";

    private const string AdminRole = "admin";

    /// <summary>The policies that every slice knows, and the refusal of routes without one.</summary>
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddAuthorizationBuilder()
            // A route of ours without a policy is refused; what is no route at all goes on to its 404, 405 or 415.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder()
                .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build())
            .AddPolicy(Patient, p => p.RequireClaim("kind", "patient"))
            .AddPolicy(SignedIn, p => p.RequireClaim("kind", "patient", "staff"))
            .AddPolicy(Integrator, p => p.RequireClaim("kind", "integrator"));
        services.AddStaffPolicy(StaffAdmin);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAudit>();
    }

    /// <summary>A policy for staff with one of the roles; administrators always pass.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="policy">Its name, <c>staff-…</c>.</param>
    /// <param name="roles">Roles besides the administrator's.</param>
    public static void AddStaffPolicy(this IServiceCollection services, string policy, params string[] roles) =>
        services.AddAuthorizationBuilder()
            .AddPolicy(policy, p => p.RequireClaim("kind", "staff").RequireClaim("role", [AdminRole, .. roles]));
}

/// <summary>Why a credential was refused, for the challenge.</summary>
/// <param name="Status">HTTP status, 401 or 403.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Title">One sentence for people.</param>
public sealed record CredentialRefusal(int Status, string Code, string Title);

/// <summary>Writes an audit row for every refusal before it is answered.</summary>
internal sealed class RefusalAudit(Audit audit) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _inner = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded)
        {
            var code = context.Features.Get<CredentialRefusal>()?.Code
                ?? (authorizeResult.Forbidden ? "request.forbidden" : "session.required");
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            await audit.RecordAsync(context, new AuditEntry(code, "route:" + route, Refused: true));
        }
        await _inner.HandleAsync(next, context, policy, authorizeResult);
    }
}
