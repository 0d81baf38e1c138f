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
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByWeChatAsync(
        CodeSignIn body, HttpContext http, PatientSignInService signIn, Audit audit) =>
        ByCodeAsync(WeChatChannel.OfficialAccount, body.Code, http, signIn, audit);

    /// <summary>Signs a patient in by a code of the WeChat mini-program.</summary>
    /// <param name="body">The code that `wx.login` gave.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByMiniProgramAsync(
        CodeSignIn body, HttpContext http, PatientSignInService signIn, Audit audit) =>
        ByCodeAsync(WeChatChannel.MiniProgram, body.Code, http, signIn, audit);

    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByCodeAsync(
        WeChatChannel channel, string? code, HttpContext http, PatientSignInService signIn, Audit audit)
    {
        if (code is not { Length: > 0 and <= 256 }) return Problems.Fields(("code", "缺少登录凭证。"));
        var result = await signIn.ByWeChatAsync(channel, code, http.Connection.RemoteIpAddress, http.RequestAborted);
        return await AnswerAsync(result, channel.ToString(), http, audit);
    }

    /// <summary>Signs a patient in by a ticket of Suishenban, the city's app.</summary>
    /// <param name="body">The ticket and where it came from.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> BySuishenbanAsync(
        SuishenbanSignIn body, HttpContext http, PatientSignInService signIn, Audit audit)
    {
        if (body.Ticket is not { Length: > 0 and <= 512 }) return Problems.Fields(("ticket", "缺少登录凭证。"));
        if (body.Channel is not ("app" or "wechat" or "alipay")) return Problems.Fields(("channel", "应为 app、wechat 或 alipay。"));
        var result = await signIn.BySuishenbanAsync(body.Ticket, body.Channel, http.Connection.RemoteIpAddress, http.RequestAborted);
        return await AnswerAsync(result, "suishenban", http, audit);
    }

    /// <summary>Signs a member of staff in by user name, password and, where it is set up, a one-time code.</summary>
    /// <param name="body">The credentials.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByPasswordAsync(
        StaffSignIn body, HttpContext http, StaffSignInService signIn, Audit audit)
    {
        if (body.Username is not { Length: > 0 and <= 100 } || body.Username.Contains('\0'))
            return Problems.Fields(("username", "请填写用户名。"));
        if (body.Password is not { Length: > 0 and <= 200 }) return Problems.Fields(("password", "请填写密码。"));
        var result = await signIn.SignInAsync(
            body.Username, body.Password, body.Otp, http.Connection.RemoteIpAddress, http.RequestAborted);
        return await AnswerAsync(result, "staff", http, audit);
    }

    /// <summary>Ends the session of this request and no other.</summary>
    /// <returns>Ended; the cookie is deleted.</returns>
    private static async Task<NoContent> EndAsync(HttpContext http, Sessions sessions, Audit audit)
    {
        var id = Caller.Of(http) switch { Caller.Patient p => p.SessionId, Caller.Staff s => s.SessionId, _ => Guid.Empty };
        await audit.RecordAsync(http, new AuditEntry("session.end", "session:" + id));
        await sessions.EndAsync(id, http.RequestAborted);
        http.Response.Cookies.Delete(CredentialHandler.Cookie);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> AnswerAsync(
        SignInResult result, string channel, HttpContext http, Audit audit)
    {
        await audit.RecordAsync(http, new AuditEntry("session.start", "channel:" + channel, Refused: result is SignInResult.Refused));
        switch (result)
        {
            case SignInResult.Started started:
                SetCookie(http, started.Session);
                return TypedResults.Ok(started.Session);
            case SignInResult.Refused refused:
                if (refused.Wait is { } wait)
                    http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                return Words.Of(refused.Reason);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void SetCookie(HttpContext http, SessionAnswer session)
    {
        http.Response.Cookies.Append(CredentialHandler.Cookie, session.Token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
            Expires = session.ExpiresAt,
        });
        http.Response.Headers.CacheControl = "no-store";
    }

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
