using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Bff.Film;

/// <summary>Links: created by integrators and by patients, opened by whoever holds the key.</summary>
public static partial class FilmEndpoints
{
    private const int LongestLink = 604_800;

    private static async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> CreateLinkAsync(
        NewLink body, HttpContext http, FilmStore store, FilmLinks links, Audit audit, IOptions<FilmOptions> options)
    {
        if (Check(body) is { Count: > 0 } errors) return Problems.Fields([.. errors]);
        var caller = (Caller.Integrator)Caller.Of(http);
        var studies = await store.FindStudyAsync(caller.HospitalIds, body.HospitalCode!, body.AccessionNumber, body.StudyInstanceUid, http.RequestAborted);
        if (studies.Count == 0) return Problems.Of(404, "film.study_unknown", "没有这个检查。");
        if (studies.Count > 1) return Problems.Of(409, "film.accession_ambiguous", "这个检查号对应多个检查，请改用 studyInstanceUid。");
        return await AnswerLinkAsync(studies[0], body.Purpose!.Trim(), "integrator:" + caller.AppId, body.TtlSeconds!.Value, body.MaxViews, http, links, audit, options);
    }

    private static List<(string, string)> Check(NewLink body)
    {
        var errors = new List<(string, string)>();
        if (body.HospitalCode is not { Length: > 0 and <= 32 }) errors.Add(("hospitalCode", "缺少医院代码。"));
        if ((body.AccessionNumber is null) == (body.StudyInstanceUid is null)) errors.Add(("accessionNumber", "accessionNumber 与 studyInstanceUid 二选一。"));
        if (body.AccessionNumber is { } a && (a.Length is 0 or > 64 || a.Contains('\0'))) errors.Add(("accessionNumber", "长度应为 1 到 64。"));
        if (body.StudyInstanceUid is { } u && (u.Length is 0 or > 64 || u.Contains('\0'))) errors.Add(("studyInstanceUid", "长度应为 1 到 64。"));
        if (body.Purpose?.Trim() is not { Length: >= 1 and <= 100 } || body.Purpose.Contains('\0')) errors.Add(("purpose", "应为 1 到 100 个字。"));
        if (body.TtlSeconds is not (>= 1 and <= LongestLink)) errors.Add(("ttlSeconds", "应为 1 到 604800 秒。"));
        if (body.MaxViews is < 1 or > 100_000) errors.Add(("maxViews", "应为 1 到 100000。"));
        return errors;
    }

    private static async Task<Created<LinkAnswer>> AnswerLinkAsync(
        Guid studyId, string purpose, string createdBy, int ttlSeconds, int? maxViews, HttpContext http, FilmLinks links, Audit audit, IOptions<FilmOptions> options)
    {
        await audit.RecordAsync(http, new AuditEntry("film.link_create", "study:" + studyId));
        var (key, expiresAt) = await links.CreateAsync(studyId, purpose, createdBy, TimeSpan.FromSeconds(ttlSeconds), maxViews, http.RequestAborted);
        var root = options.Value.PublicUrl.Length > 0 ? options.Value.PublicUrl.TrimEnd('/') : $"{http.Request.Scheme}://{http.Request.Host}";
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{root}/f/{key}", new LinkAnswer($"{root}/f/{key}", key, expiresAt));
    }

    /// <summary>The door of everything under a key: refused ones are audited and, when they look like guessing, slowed down per address.</summary>
    private static async ValueTask<object?> LinkScopeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var links = http.RequestServices.GetRequiredService<FilmLinks>();
        var outcome = await links.OpenAsync((string)http.GetRouteValue("key")!, http.RequestAborted);
        if (outcome.Refusal is { } refusal) return await RefuseAsync(http, outcome.Grant, refusal);
        Enter(http, outcome.Grant!);
        return await next(context);
    }

    private static void Enter(HttpContext http, LinkGrant grant)
    {
        Caller.Set(http, new Caller.Link(grant.Id, grant.StudyId, grant.HospitalId));
        http.Features.Set(grant);
        http.Features.Set(new FilmScope([grant.HospitalId], grant.StudyId, grant.Id.ToString()));
    }

    private static async Task<ProblemHttpResult> RefuseAsync(HttpContext http, LinkGrant? grant, LinkRefusal refusal)
    {
        var audit = http.RequestServices.GetRequiredService<Audit>();
        var (status, code, title) = Words(refusal);
        await audit.RecordAsync(http, new AuditEntry(code, grant is null ? "link:-" : "link:" + grant.Id, Refused: true, grant?.HospitalId, grant?.PatientId));
        if (refusal is LinkRefusal.Unknown or LinkRefusal.SignatureWrong)
        {
            var throttle = http.RequestServices.GetRequiredService<Throttle>();
            if (await throttle.TryAsync("film-link:" + http.Connection.RemoteIpAddress, 120, TimeSpan.FromMinutes(1), http.RequestAborted) is { } wait)
            {
                http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Problems.Of(429, "film.link_too_many_tries", "尝试次数太多，请稍后再试。");
            }
        }
        return Problems.Of(status, code, title);
    }

    private static (int Status, string Code, string Title) Words(LinkRefusal refusal) => refusal switch
    {
        LinkRefusal.Unknown => (404, "film.link_unknown", "没有这个链接，请核对后再试。"),
        LinkRefusal.SignatureWrong => (403, "film.link_signature_wrong", "链接不完整或被改动，请向医院或发送人索取新链接。"),
        LinkRefusal.Expired => (410, "film.link_expired", "链接已过期，请向医院或发送人索取新链接。"),
        LinkRefusal.Revoked => (410, "film.link_revoked", "链接已被收回，请联系医院或发送人。"),
        LinkRefusal.UsedUp => (410, "film.link_used_up", "链接的查看次数已用完，请向医院或发送人索取新链接。"),
    };

    private static async Task<Results<Ok<Manifest>, ProblemHttpResult>> ManifestAsync(string key, HttpContext http, FilmLinks links, FilmManifest manifests, Audit audit)
    {
        var grant = http.Features.Get<LinkGrant>()!;
        if (!await CountedAsync(http, grant, links)) return await RefuseAsync(http, grant, LinkRefusal.UsedUp);
        await audit.RecordAsync(http, new AuditEntry("film.open", "study:" + grant.StudyId, HospitalId: grant.HospitalId, PatientId: grant.PatientId));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await manifests.BuildAsync(grant, key, http.RequestAborted));
    }

    /// <summary>The viewer's page with the manifest inside, so that the first picture is one round trip away.</summary>
    private static async Task<IResult> PageAsync(string key, HttpContext http, FilmLinks links, FilmManifest manifests, PageFiles pages, Audit audit)
    {
        http.Response.Headers.CacheControl = "no-store";
        var outcome = await links.OpenAsync(key, http.RequestAborted);
        var refusal = outcome.Refusal;
        if (refusal is null)
        {
            Enter(http, outcome.Grant!);
            if (!await CountedAsync(http, outcome.Grant!, links)) refusal = LinkRefusal.UsedUp;
        }
        if (refusal is { } reason)
        {
            var problem = await RefuseAsync(http, outcome.Grant, reason);
            var body = new ManifestErrorBody((string)problem.ProblemDetails.Extensions["code"]!, problem.ProblemDetails.Title!);
            return Written(pages, "", JsonSerializer.Serialize(new ManifestError(body), FilmJson.Default.ManifestError), problem.StatusCode);
        }
        var grant = outcome.Grant!;
        await audit.RecordAsync(http, new AuditEntry("film.open", "study:" + grant.StudyId, HospitalId: grant.HospitalId, PatientId: grant.PatientId));
        var manifest = await manifests.BuildAsync(grant, key, http.RequestAborted);
        var preload = manifest.FirstImage is { } first ? $"<link rel=\"preload\" as=\"image\" href=\"{HtmlEncoder.Default.Encode(first.Url)}\">" : "";
        return Written(pages, preload, JsonSerializer.Serialize(manifest, FilmJson.Default.Manifest), 200);
    }

    /// <summary>System.Text.Json escapes &lt; &gt; and &amp; in strings, so the manifest cannot end its element.</summary>
    private static IResult Written(PageFiles pages, string preload, string manifestJson, int status) => pages.Written(
        "film.html", status, ("<!--film-preload-->", preload),
        ("<!--film-manifest-->", $"<script type=\"application/json\" id=\"film-manifest\">{manifestJson}</script>"));

    private static async Task<bool> CountedAsync(HttpContext http, LinkGrant grant, FilmLinks links)
    {
        var cookie = "film-" + grant.Id.ToString("N")[^12..];
        if (links.ViewProven(grant, http.Request.Cookies[cookie])) return true;
        if (!await links.CountViewAsync(grant, http.RequestAborted)) return false;
        http.Response.Cookies.Append(cookie, links.ViewProof(grant), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
            MaxAge = TimeSpan.FromMinutes(30),
        });
        return true;
    }
}
