using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Links;

/// <summary>Lets the holder of a key in. Refusals are audited and, when they look like guessing, slowed down per address.</summary>
internal sealed class LinkDoor(FilmLinks links, LinkKeys keys, Throttle throttle, Audit audit)
{
    private const int TriesPerMinute = 120;

    /// <summary>The door of everything under a key.</summary>
    public static async ValueTask<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var door = http.RequestServices.GetRequiredService<LinkDoor>();
        var (grant, problem) = await door.OpenAsync(http, (string)http.GetRouteValue("key")!);
        if (grant is null) return problem;
        http.Features.Set(grant);
        return await next(context);
    }

    /// <summary>Opens a link: the request then acts as the holder of its key. Without a grant the problem says why.</summary>
    public async ValueTask<(LinkGrant? Grant, ProblemHttpResult? Problem)> OpenAsync(HttpContext http, string key)
    {
        var (grant, refusal) = await links.OpenAsync(key, http.RequestAborted);
        if (refusal is { } reason) return (null, await RefuseAsync(http, grant, reason));
        Caller.Set(http, new Caller.Link(grant!.Id, grant.StudyId, grant.HospitalId));
        return (grant, null);
    }

    /// <summary>
    /// Counts the opening of a film, once a browser in half an hour; the problem says that the last permitted one was used.
    /// </summary>
    public async Task<ProblemHttpResult?> CountAsync(HttpContext http, LinkGrant grant)
    {
        var cookie = "film-" + grant.Id.ToString("N")[^12..];
        if (keys.IsViewProven(grant.Id, OwnCookies.Read(http.Request, cookie))) return null;
        if (!await links.CountViewAsync(grant, http.RequestAborted)) return await RefuseAsync(http, grant, LinkRefusal.UsedUp);
        OwnCookies.Set(http, cookie, keys.ViewProof(grant.Id), TimeSpan.FromMinutes(30));
        return null;
    }

    private async Task<ProblemHttpResult> RefuseAsync(HttpContext http, LinkGrant? grant, LinkRefusal refusal)
    {
        var refused = Words.Of(refusal);
        var subject = grant is null ? "link:-" : "link:" + grant.Id;
        await audit.RecordAsync(http, new AuditEntry(refused.Code, subject, Refused: true, grant?.HospitalId, grant?.PatientId));
        if (refusal is not (LinkRefusal.Unknown or LinkRefusal.SignatureWrong)) return refused.Problem;
        var bucket = "film-link:" + http.Connection.RemoteIpAddress;
        var wait = await throttle.TryAsync(bucket, TriesPerMinute, TimeSpan.FromMinutes(1), http.RequestAborted);
        if (wait is null) return refused.Problem;
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.Value.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Words.Of(LinkRefusal.TooManyTries).Problem;
    }
}
