using System.Text.Encodings.Web;
using Bff.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Bff.Platform;

/// <summary>The policies an endpoint group can ask for. Without one, an endpoint is refused.</summary>
internal static class Policies
{
    public const string Patient = "patient";
    public const string SignedIn = "signed-in";
    public const string Integrator = "integrator";
    public const string StaffAdmin = "staff-admin";
    public const string StaffFilm = "staff-film";
    public const string StaffGuide = "staff-guide";
    public const string StaffAudit = "staff-audit";
    public const string StaffAgent = "staff-agent";
    public const string StaffEditor = "staff-editor";

    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddAuthentication(CredentialHandler.Scheme).AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.Scheme, null);
        services.AddAuthorizationBuilder()
            // A route of ours without a policy is refused; what is no route at all goes on to its 404, 405 or 415.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build())
            .AddPolicy(Patient, p => p.RequireClaim("kind", "patient"))
            .AddPolicy(SignedIn, p => p.RequireClaim("kind", "patient", "staff"))
            .AddPolicy(Integrator, p => p.RequireClaim("kind", "integrator"))
            .AddPolicy(StaffAdmin, p => p.RequireClaim("kind", "staff").RequireClaim("role", "admin"))
            .AddPolicy(StaffFilm, p => p.RequireClaim("kind", "staff").RequireClaim("role", "admin", "film"))
            .AddPolicy(StaffAudit, p => p.RequireClaim("kind", "staff").RequireClaim("role", "admin", "auditor"))
            .AddPolicy(StaffAgent, p => p.RequireClaim("kind", "staff").RequireClaim("role", "admin", "agent"))
            .AddPolicy(StaffEditor, p => p.RequireClaim("kind", "staff").RequireClaim("role", "admin", "editor"))
            .AddPolicy(StaffGuide, p => p.RequireClaim("kind", "staff").RequireClaim("role", "admin", "guide"));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAudit>();
    }
}

/// <summary>
/// One handler for the three credentials: session cookie or bearer session, signed request, and (under /dicomweb) a bearer app key.
/// A credential that is present but wrong is refused; it never falls back to anonymous.
/// </summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions, Integrators integrators)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "bff";
    public const string Cookie = "sid";

    /// <summary>Why the credential was refused, for the challenge: status, code, sentence.</summary>
    public sealed record Refusal(int Status, string Code, string Title);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var abort = Context.RequestAborted;
        if (Request.Headers.ContainsKey("X-App-Id"))
            return Outcome(await integrators.VerifySignatureAsync(Context, abort));
        var bearer = Request.Headers.Authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] ? token.Trim() : null;
        if (bearer is not null && Request.Path.StartsWithSegments("/dicomweb"))
            return Outcome(await integrators.VerifyAppKeyAsync(bearer, Context.Connection.RemoteIpAddress, abort));
        if (bearer is not null)
            return Outcome(await sessions.FindAsync(bearer, abort) as object ?? new Refusal(401, "session.expired", "登录已失效，请重新登录。"));
        if (Request.Cookies.TryGetValue(Cookie, out var sid) && await sessions.FindAsync(sid, abort) is { } caller)
            return FromForeignPage() ? Outcome(new Refusal(403, "request.foreign_origin", "请求来自其他网站，已拒绝。")) : Outcome(caller);
        return AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = Context.Features.Get<Refusal>() ?? new Refusal(401, "session.required", "请先登录。");
        return Problems.WriteAsync(Context, refusal.Status, refusal.Code, refusal.Title);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, 403, "request.forbidden", "没有权限。");

    private AuthenticateResult Outcome(object outcome)
    {
        if (outcome is Refusal refusal)
        {
            Context.Features.Set(refusal);
            return AuthenticateResult.Fail(refusal.Code);
        }
        var caller = (Caller)outcome;
        Caller.Set(Context, caller);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Scheme), Scheme));
    }

    /// <summary>A cookie rides along on any request a browser makes, so changing requests and two-way streams must come from our own pages.</summary>
    private bool FromForeignPage()
    {
        if (Request.Path.StartsWithSegments("/hubs")) return !SameOrigin(Request);
        if (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) || HttpMethods.IsOptions(Request.Method)) return false;
        return !SameOrigin(Request);
    }

    /// <summary>Whether the request's Origin is the address it was sent to.</summary>
    public static bool SameOrigin(HttpRequest request) =>
        string.Equals(request.Headers.Origin.ToString(), $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Every refusal leaves an audit row before it is answered.</summary>
internal sealed class RefusalAudit(Audit audit) : IAuthorizationMiddlewareResultHandler
{
    private readonly Microsoft.AspNetCore.Authorization.Policy.AuthorizationMiddlewareResultHandler inner = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, Microsoft.AspNetCore.Authorization.Policy.PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded)
        {
            var code = context.Features.Get<CredentialHandler.Refusal>()?.Code ?? (authorizeResult.Forbidden ? "request.forbidden" : "session.required");
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            await audit.RecordAsync(context, new AuditEntry(code, "route:" + route, Refused: true));
        }
        await inner.HandleAsync(next, context, policy, authorizeResult);
    }
}
