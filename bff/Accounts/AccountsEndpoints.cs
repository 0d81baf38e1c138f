using Bff.Accounts.Contract;
using Bff.Gateways.WeChat;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Accounts;

/// <summary>Sign-in, the signed-in person, hospital systems, the audit log.</summary>
public static class AccountsEndpoints
{
    /// <summary>Maps the slice's routes.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var session = app.MapGroup("/api/session").WithTags("accounts");
        session.MapPost("/wechat", ByWeChatAsync).AllowAnonymous().ProducesErrors(401, 403);
        session.MapPost("/miniprogram", ByMiniProgramAsync).AllowAnonymous().ProducesErrors(401, 403);
        session.MapPost("/suishenban", BySuishenbanAsync).AllowAnonymous().ProducesErrors(401, 403);
        session.MapPost("/staff", ByPasswordAsync).AllowAnonymous().ProducesErrors(401, 403);
        session.MapDelete("/", EndAsync).RequireAuthorization(Policies.SignedIn);

        app.MapGet("/api/me", MeAsync).RequireAuthorization(Policies.SignedIn).WithTags("accounts");
        app.MapGet("/api/staff/audit", AuditAsync).RequireAuthorization(AccountsServices.StaffAudit).WithTags("accounts");

        var integrators = app.MapGroup("/api/staff/film").RequireAuthorization(Policies.StaffAdmin).WithTags("accounts");
        integrators.MapGet("/institutions", InstitutionsAsync);
        integrators.MapGet("/integrators", ListIntegratorsAsync);
        integrators.MapPost("/integrators", AddIntegratorAsync).WithMetadata(Idempotent.Create);
        integrators.MapPut("/integrators/{id:guid}/networks", SetNetworksAsync).ProducesErrors(404);
        integrators.MapDelete("/integrators/{id:guid}", DisableIntegratorAsync).ProducesErrors(404);
    }

    /// <summary>Signs a patient in by a code of the WeChat official account.</summary>
    /// <param name="body">The code that WeChat's page authorisation gave.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByWeChatAsync(
        CodeSignIn body, HttpContext http, AccountsService accounts, Audit audit) =>
        ByCodeAsync(WeChatChannel.OfficialAccount, body.Code, http, accounts, audit);

    /// <summary>Signs a patient in by a code of the WeChat mini-program.</summary>
    /// <param name="body">The code that `wx.login` gave.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByMiniProgramAsync(
        CodeSignIn body, HttpContext http, AccountsService accounts, Audit audit) =>
        ByCodeAsync(WeChatChannel.MiniProgram, body.Code, http, accounts, audit);

    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByCodeAsync(
        WeChatChannel channel, string? code, HttpContext http, AccountsService accounts, Audit audit)
    {
        if (code is not { Length: > 0 and <= 256 }) return Problems.Fields(("code", "缺少登录凭证。"));
        return await AnswerAsync(await accounts.SignInByWeChatAsync(channel, code, http.Connection.RemoteIpAddress, http.RequestAborted),
            channel.ToString(), http, audit);
    }

    /// <summary>Signs a patient in by a ticket of Suishenban, the city's app.</summary>
    /// <param name="body">The ticket and where it came from.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> BySuishenbanAsync(
        SuishenbanSignIn body, HttpContext http, AccountsService accounts, Audit audit)
    {
        if (body.Ticket is not { Length: > 0 and <= 512 }) return Problems.Fields(("ticket", "缺少登录凭证。"));
        if (body.Channel is not ("app" or "wechat" or "alipay")) return Problems.Fields(("channel", "应为 app、wechat 或 alipay。"));
        var outcome = await accounts.SignInBySuishenbanAsync(body.Ticket, body.Channel, http.Connection.RemoteIpAddress,
            http.RequestAborted);
        return await AnswerAsync(outcome, "suishenban", http, audit);
    }

    /// <summary>Signs a member of staff in by user name, password and, where it is set up, a one-time code.</summary>
    /// <param name="body">The credentials.</param>
    /// <returns>The session, also as the cookie `sid`.</returns>
    private static async Task<Results<Ok<SessionAnswer>, ProblemHttpResult>> ByPasswordAsync(
        StaffSignIn body, HttpContext http, AccountsService accounts, Audit audit)
    {
        if (body.Username is not { Length: > 0 and <= 100 }
            || body.Username.Contains('\0')) return Problems.Fields(("username", "请填写用户名。"));
        if (body.Password is not { Length: > 0 and <= 200 }) return Problems.Fields(("password", "请填写密码。"));
        var outcome = await accounts.SignInStaffAsync(body.Username, body.Password, body.Otp, http.Connection.RemoteIpAddress,
            http.RequestAborted);
        return await AnswerAsync(outcome, "staff", http, audit);
    }

    private static async Task<Results<Ok<SessionAnswer>,
        ProblemHttpResult>> AnswerAsync(SignInOutcome outcome, string channel, HttpContext http, Audit audit)
    {
        // A sign-in forced from another site would put its own account into the visitor's browser.
        if (http.Request.Headers.Origin.Count > 0 && !CredentialHandler.SameOrigin(http.Request))
            return Problems.Of(403, "request.foreign_origin", "请求来自其他网站，已拒绝。");
        await audit.RecordAsync(http, new AuditEntry("session.start", "channel:" + channel, Refused: outcome.Session is null));
        if (outcome.Wait is { } wait) http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds))
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (outcome.Session is not { } session)
            return outcome.Refusal switch
            {
                SignInRefusal.UnknownPerson => Problems.Of(401, "session.person_unknown", "还没有建档，请先绑定就诊卡。"),
                SignInRefusal.TooManyTries => Problems.Of(429, "session.too_many_tries", "尝试次数太多，请稍后再试。"),
                SignInRefusal.WeChatUnavailable => Problems.Of(503, "gateway.wechat_unavailable", "微信暂时没有回应，请稍后再试。"),
                SignInRefusal.SuishenbanUnavailable => Problems.Of(503, "gateway.suishenban_unavailable", "随申办暂时没有回应，请稍后再试。"),
                SignInRefusal.NotConfigured => Problems.Of(503, "gateway.not_configured", "本院还没有开通这种登录方式。"),
                SignInRefusal.WrongCredentials or null => Problems.Of(401, "session.wrong_credentials", "登录信息不正确。"),
            };
        http.Response.Cookies.Append(CredentialHandler.Cookie, session.Token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
            Expires = session.ExpiresAt,
        });
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(session);
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

    /// <summary>Tells who is signed in.</summary>
    /// <returns>The person, with masked medical cards.</returns>
    private static async Task<Results<Ok<Me>, ProblemHttpResult>> MeAsync(HttpContext http, AccountsService accounts) =>
        await accounts.MeAsync(Caller.Of(http), http.RequestAborted) is { } me ? TypedResults.Ok(me)
            : Problems.Of(401, "session.required", "请先登录。");

    /// <summary>Lists the audit log, newest first: the auditor's hospital, or all of it for city-wide staff.</summary>
    /// <returns>One page of accesses and refusals.</returns>
    private static async Task<Results<Ok<Page<AuditRow>>,
        ProblemHttpResult>> AuditAsync(HttpContext http, Audit audit, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? before)) return Paging.Malformed;
        return TypedResults.Ok(await audit.ListAsync(((Caller.Staff)Caller.Of(http)).HospitalId, take, before, http.RequestAborted));
    }

    /// <summary>Lists the hospitals that the administrator reaches.</summary>
    /// <returns>The hospitals by code, on one page.</returns>
    private static async Task<Ok<Page<HospitalRef>>> InstitutionsAsync(HttpContext http, AccountsStore store)
    {
        var own = ((Caller.Staff)Caller.Of(http)).HospitalId;
        var hospitals = await store.HospitalsAsync(http.RequestAborted);
        return TypedResults.Ok(new Page<HospitalRef>(
            [.. hospitals.Where(h => own is null || h.Id == own).Select(h => new HospitalRef(h.Code, h.Name))], null));
    }

    /// <summary>Lists the hospital systems that may call this service.</summary>
    /// <returns>Up to 500 systems by app id, disabled ones included.</returns>
    private static async Task<Ok<Page<IntegratorRow>>> ListIntegratorsAsync(HttpContext http, Integrators integrators) =>
        TypedResults.Ok(await integrators.ListAsync(((Caller.Staff)Caller.Of(http)).HospitalId, http.RequestAborted));

    /// <summary>Registers a hospital system and makes its credentials.</summary>
    /// <param name="body">The system and the networks it may call from.</param>
    /// <returns>The credentials, shown this once.</returns>
    private static async Task<Results<Created<IntegratorCredentials>, ProblemHttpResult>> AddIntegratorAsync(
        NewIntegrator body, HttpContext http, Integrators integrators, AccountsStore store, Audit audit)
    {
        if (AccountsService.Check(body) is { Count: > 0 } errors) return Problems.Fields([.. errors]);
        var own = ((Caller.Staff)Caller.Of(http)).HospitalId;
        var reachable = (await store.HospitalsAsync(http.RequestAborted)).Where(h => own is null || h.Id == own).Select(h => h.Code)
            .ToHashSet();
        if (!body.HospitalCodes!.All(reachable.Contains)) return Problems.Fields(("hospitalCodes", "有不存在的医院代码。"));
        var created = await integrators.CreateAsync(
            body.AppId!, body.Name!.Trim(), [.. body.HospitalCodes!.Distinct()], AccountsService.Networks(body.Networks)!, null,
                http.RequestAborted);
        if (created is null) return Problems.Of(409, "integrator.app_id_taken", "这个应用标识已被使用。");
        await audit.RecordAsync(http, new AuditEntry("integrator.create", "integrator:" + created.Id));
        return TypedResults.Created("/api/staff/film/integrators/" + created.Id, created);
    }

    /// <summary>Replaces the networks that a hospital system may call from; counts within a second.</summary>
    /// <param name="id">Id of the system.</param>
    /// <param name="body">The new networks.</param>
    /// <returns>Replaced.</returns>
    private static async Task<Results<NoContent,
        ProblemHttpResult>> SetNetworksAsync(Guid id, NetworkList body, HttpContext http, Integrators integrators, Audit audit)
    {
        if (AccountsService.Networks(body.Networks) is not { } networks) return Problems.Fields(
            ("networks", "应为 1 到 100 个地址段，例如 10.8.0.0/16。"));
        if (!await integrators.SetNetworksAsync(((Caller.Staff)Caller.Of(http)).HospitalId, id, networks, http.RequestAborted))
            return Problems.Of(404, "integrator.unknown", "没有这个接入应用。");
        await audit.RecordAsync(http, new AuditEntry("integrator.networks", "integrator:" + id));
        return TypedResults.NoContent();
    }

    /// <summary>Disables a hospital system for good; counts within a second.</summary>
    /// <param name="id">Id of the system.</param>
    /// <returns>Disabled.</returns>
    private static async Task<Results<NoContent,
        ProblemHttpResult>> DisableIntegratorAsync(Guid id, HttpContext http, Integrators integrators, Audit audit)
    {
        if (!await integrators.DisableAsync(((Caller.Staff)Caller.Of(http)).HospitalId, id, http.RequestAborted))
            return Problems.Of(404, "integrator.unknown", "没有这个接入应用。");
        await audit.RecordAsync(http, new AuditEntry("integrator.disable", "integrator:" + id));
        return TypedResults.NoContent();
    }
}
