using System.Globalization;
using Bff.Accounts.Credentials;
using Bff.Gateways.WeChat;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts.SignIn;

internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        var start = app.MapGroup("/api/session").AllowAnonymous().AddEndpointFilter(OwnPagesOnlyAsync).ProducesErrors(401, 403);
        start.MapPost("/wechat", ByWeChatAsync);
        start.MapPost("/miniprogram", ByMiniProgramAsync);
        start.MapPost("/suishenban", BySuishenbanAsync);
        start.MapPost("/staff", ByPasswordAsync);
        app.MapDelete("/api/session", EndAsync).RequireAuthorization(Policies.SignedIn);
    }

    /// <summary>Signs a patient in by a code of the WeChat official account.</summary>
    /// <param name="body">The code that WeChat's page authorisation gave.</param>
    /// <returns>The session, also as a cookie.</returns>
    private static Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByWeChatAsync(
        CodeSignIn body, HttpContext http, PatientSignInService signIn, Audit audit) =>
        ByCodeAsync(WeChatChannel.OfficialAccount, body, http, signIn, audit);

    /// <summary>Signs a patient in by a code of the WeChat mini-program.</summary>
    /// <param name="body">The code that `wx.login` gave.</param>
    /// <returns>The session, also as a cookie.</returns>
    private static Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByMiniProgramAsync(
        CodeSignIn body, HttpContext http, PatientSignInService signIn, Audit audit) =>
        ByCodeAsync(WeChatChannel.MiniProgram, body, http, signIn, audit);

    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByCodeAsync(
        WeChatChannel channel, CodeSignIn body, HttpContext http, PatientSignInService signIn, Audit audit)
    {
        if (body.Code is not { Length: > 0 and <= 256 }) return Problems.Fields(("code", "缺少登录凭证。"));
        if (body.AppId is not (null or { Length: > 0 and <= 64 })) return Problems.Fields(("appId", "应为 1 到 64 个字符。"));
        return await AnswerAsync(
            await signIn.ByWeChatAsync(channel, body.Code, body.AppId, Origin(http), http.RequestAborted), http, audit);
    }

    /// <summary>Signs a patient in by a ticket of Suishenban, the city's app.</summary>
    /// <param name="body">The ticket and where it came from.</param>
    /// <returns>The session, also as a cookie.</returns>
    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> BySuishenbanAsync(
        SuishenbanSignIn body, HttpContext http, PatientSignInService signIn, Audit audit)
    {
        if (body.Ticket is not { Length: > 0 and <= 512 }) return Problems.Fields(("ticket", "缺少登录凭证。"));
        if (body.Channel is not ("app" or "wechat" or "alipay")) return Problems.Fields(("channel", "应为 app、wechat 或 alipay。"));
        return await AnswerAsync(
            await signIn.BySuishenbanAsync(body.Ticket, body.Channel, Origin(http), http.RequestAborted), http, audit);
    }

    /// <summary>Signs a member of staff in by user name, password and, where it is set up, a one-time code.</summary>
    /// <param name="body">The credentials.</param>
    /// <returns>The session, also as a cookie.</returns>
    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByPasswordAsync(
        StaffSignIn body, HttpContext http, StaffSignInService signIn, Audit audit)
    {
        if (body.Username is not { Length: > 0 and <= 100 } || body.Username.Contains('\0'))
            return Problems.Fields(("username", "请填写用户名。"));
        if (body.Password is not { Length: > 0 and <= 200 }) return Problems.Fields(("password", "请填写密码。"));
        return await AnswerAsync(await signIn.SignInAsync(body, Origin(http), http.RequestAborted), http, audit);
    }

    /// <summary>Ends the session of this request and no other.</summary>
    /// <returns>Ended; the cookie is deleted.</returns>
    private static async Task<NoContent> EndAsync(HttpContext http, Sessions sessions, Audit audit)
    {
        var account = Caller.Of(http);
        await RecordAsync("session.end", account, null, http, audit);
        await sessions.EndAsync(SessionOf(account) ?? Guid.Empty, http.RequestAborted);
        OwnCookies.Delete(http, CredentialHandler.Cookie);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> AnswerAsync(
        SignInResult result, HttpContext http, Audit audit)
    {
        switch (result)
        {
            case SignInResult.Started started:
                if (SessionOf(Caller.Of(http)) is not null) await RecordAsync("session.end", Caller.Of(http), null, http, audit);
                await RecordAsync("session.start", started.Account, started.HospitalId, http, audit);
                if (started is { BoundTo: { } app, Account: Caller.Patient { Id: var patient } })
                    await audit.RecordAsync(started.Account.ActorKind, started.Account.ActorId, http.Connection.RemoteIpAddress,
                        new AuditEntry("identity.bind", app, HospitalId: started.HospitalId, PatientId: patient));
                var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
                OwnCookies.Set(http, CredentialHandler.Cookie, started.Session.Token, started.Session.ExpiresAt - now);
                return TypedResults.Ok(started.Session);
            case SignInResult.Refused refused:
                if (refused.Wait is { } wait)
                    http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                var problem = Words.Of(refused.Reason);
                await audit.RecordAsync(http, new AuditEntry(
                    (string)problem.ProblemDetails.Extensions["code"]!, refused.Tried, Refused: true, refused.HospitalId));
                return problem;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Names the account whose session begins or ends, and the session, which tells the two rows belong together.</summary>
    private static ValueTask RecordAsync(string action, Caller account, Guid? hospitalId, HttpContext http, Audit audit) =>
        audit.RecordAsync(account.ActorKind, account.ActorId, http.Connection.RemoteIpAddress, new AuditEntry(
            action, "session:" + SessionOf(account), HospitalId: hospitalId ?? (account as Caller.Staff)?.HospitalId,
            PatientId: (account as Caller.Patient)?.Id));

    private static SignInOrigin Origin(HttpContext http) => new(http.Connection.RemoteIpAddress, SessionOf(Caller.Of(http)));

    private static Guid? SessionOf(Caller caller) => caller switch
    {
        Caller.Patient patient => patient.SessionId,
        Caller.Staff staff => staff.SessionId,
        _ => null,
    };

    /// <summary>A sign-in forced from another site would put its own account into the visitor's browser.</summary>
    private static async ValueTask<object?> OwnPagesOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Headers.Origin.Count == 0 || CredentialHandler.SameOrigin(http.Request)) return await next(context);
        var refused = new AuditEntry("request.foreign_origin", "route:" + Problems.Route(http), Refused: true);
        await http.RequestServices.GetRequiredService<Audit>().RecordAsync(http, refused);
        return Words.Of(SignInRefusal.ForeignOrigin);
    }
}
