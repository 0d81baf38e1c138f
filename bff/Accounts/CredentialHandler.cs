using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Bff.Accounts;

/// <summary>
/// One handler for the three credentials: session cookie or bearer session, signed request, and (under /dicomweb) a bearer app key.
/// A credential that is present but wrong is refused; it never falls back to anonymous.
/// </summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions,
        Integrators integrators)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "bff";
    public const string Cookie = "sid";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var abort = Context.RequestAborted;
        if (Request.Headers.ContainsKey("X-App-Id"))
            return Outcome(await integrators.VerifySignatureAsync(Context, abort));
        var bearer = Request.Headers.Authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] ? token.Trim()
            : null;
        if (bearer is not null && Request.Path.StartsWithSegments("/dicomweb"))
            return Outcome(await integrators.VerifyAppKeyAsync(bearer, Context.Connection.RemoteIpAddress, abort));
        if (bearer is not null)
            return Outcome(await sessions.FindAsync(bearer, abort) as object
                ?? new CredentialRefusal(401, "session.expired", "登录已失效，请重新登录。"));
        if (Request.Cookies.TryGetValue(Cookie, out var sid) && await sessions.FindAsync(sid, abort) is { } caller)
            return FromForeignPage() ? Outcome(new CredentialRefusal(403, "request.foreign_origin", "请求来自其他网站，已拒绝。")) : Outcome(caller);
        return AuthenticateResult.NoResult();
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = Context.Features.Get<CredentialRefusal>() ?? new CredentialRefusal(401, "session.required", "请先登录。");
        return Problems.WriteAsync(Context, refusal.Status, refusal.Code, refusal.Title);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, 403, "request.forbidden", "没有权限。");

    private AuthenticateResult Outcome(object outcome)
    {
        if (outcome is CredentialRefusal refusal)
        {
            Context.Features.Set(refusal);
            return AuthenticateResult.Fail(refusal.Code);
        }
        var caller = (Caller)outcome;
        Caller.Set(Context, caller);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Scheme), Scheme));
    }

    /// <summary>
    /// A browser sends the cookie with any request, whichever page made it, so changing requests and two-way streams must come from our own
    /// pages.
    /// </summary>
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
