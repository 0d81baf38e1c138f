using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Bff.Accounts.Credentials;

/// <summary>
/// One handler for all credentials: session cookie or bearer session, signed request, (under /dicomweb) a bearer app key, and (under
/// /hubs) a ticket of a session.
/// A credential that is present but wrong is refused; it never falls back to anonymous.
/// </summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions, SignedRequests apps,
    HubTickets tickets)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "bff";
    public const string Cookie = "sid";
    private const string Hubs = "/hubs";

    /// <summary>Whether the request's Origin is our public address, or the one it was sent to.</summary>
    public static bool SameOrigin(HttpRequest request) =>
        PublicAddress.Of(request.HttpContext).IsOwnPage(request);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() => await ReadAsync(Context.RequestAborted) switch
    {
        CredentialResult.Accepted accepted => Accept(accepted.Caller),
        CredentialResult.Refused refused => Refuse(Words.Of(refused.Fault)),
        _ => AuthenticateResult.NoResult(),
    };

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = Context.Features.Get<CredentialRefusal>() ?? Words.Of(CredentialFault.Missing);
        if (refusal.Status == StatusCodes.Status401Unauthorized) Response.Headers.WWWAuthenticate = Challenges();
        return Problems.WriteAsync(Context, refusal.Status, refusal.Code, refusal.Title);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, 403, "request.forbidden", "没有权限。");

    /// <summary>How the route is asked for: by a session, or by a hospital system's signature and, under /dicomweb, its app key.</summary>
    private StringValues Challenges()
    {
        var isForApps = Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy == Policies.Integrator;
        if (!isForApps) return Problems.BearerChallenge;
        const string Signed = "Signature realm=\"bff\", headers=\"X-App-Id X-Timestamp X-Nonce X-Content-SHA256 X-Signature\"";
        return Request.Path.StartsWithSegments("/dicomweb") ? new StringValues([Signed, Problems.BearerChallenge]) : Signed;
    }

    /// <summary>What the credential of the request proves; null when there is none.</summary>
    private async Task<CredentialResult?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Request.Headers.ContainsKey("X-App-Id")) return await apps.VerifyAsync(Context, cancellationToken);
        var bearer = Request.Headers.Authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] ? token.Trim()
            : null;
        if (bearer is not null && Request.Path.StartsWithSegments("/dicomweb"))
            return await apps.VerifyAppKeyAsync(bearer, Context.Connection.RemoteIpAddress, cancellationToken);
        if (bearer is not null)
            return await sessions.FindAsync(bearer, cancellationToken) is { } person
                ? new CredentialResult.Accepted(person) : new CredentialResult.Refused(CredentialFault.SessionEnded);
        if (Request.Path.StartsWithSegments(Hubs) && Request.Query["ticket"].ToString() is { Length: > 0 } ticket)
            return await FindTicketAsync(ticket, cancellationToken) is { } holder
                ? new CredentialResult.Accepted(holder) : new CredentialResult.Refused(CredentialFault.TicketSpent);
        if (OwnCookies.Read(Request, Cookie) is not { } sid
            || await sessions.FindAsync(sid, cancellationToken) is not { } caller) return null;
        return FromForeignPage() ? new CredentialResult.Refused(CredentialFault.ForeignOrigin) : new CredentialResult.Accepted(caller);
    }

    /// <summary>A client that negotiates shows its ticket twice; connecting spends it.</summary>
    private Task<Caller?> FindTicketAsync(string ticket, CancellationToken cancellationToken) =>
        HttpMethods.IsPost(Request.Method) ? tickets.LookAsync(ticket, cancellationToken) : tickets.SpendAsync(ticket, cancellationToken);

    private AuthenticateResult Accept(Caller caller)
    {
        Caller.Set(Context, caller);
        return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(Scheme), Scheme));
    }

    private AuthenticateResult Refuse(CredentialRefusal refusal)
    {
        Context.Features.Set(refusal);
        return AuthenticateResult.Fail(refusal.Code);
    }

    /// <summary>
    /// A browser sends the cookie with any request, whichever page made it, so changing requests and two-way streams must come from our own
    /// pages.
    /// </summary>
    private bool FromForeignPage()
    {
        if (Request.Path.StartsWithSegments(Hubs)) return !SameOrigin(Request);
        if (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) || HttpMethods.IsOptions(Request.Method)) return false;
        return !SameOrigin(Request);
    }
}
