using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Links;

/// <summary>Lets the holder of a key in. Refusals are audited and, when they look like guessing, slowed down per address.</summary>
internal sealed class LinkDoor(FilmLinks links, ViewProofs proofs, Throttle throttle, Audit audit)
{
    private const int TriesPerMinute = 120;

    /// <summary>
    /// The door of everything under a key. Of a link with a number of views every request must belong to an opening that was counted, so
    /// that a used-up key opens nothing. What is answered is not kept by the browser unless the answer itself says so.
    /// </summary>
    public static async ValueTask<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var door = http.RequestServices.GetRequiredService<LinkDoor>();
        var (grant, problem) = await door.OpenAsync(http, (string)http.GetRouteValue("key")!);
        if (grant is null) return problem;
        if (grant.ViewsLeft is not null && await door.CountAsync(http, grant) is { } usedUp) return usedUp;
        http.Features.Set(grant);
        var answer = await next(context);
        return (answer is INestedHttpResult nested ? nested.Result : answer) is ProblemHttpResult { StatusCode: 404 } && await door.IsWithdrawnAsync(http, grant)
            ? await door.RefuseAsync(http, grant, LinkRefusal.Withdrawn)
            : answer;
    }

    /// <summary>What is not there any more was taken back: who has it on the screen is told so.</summary>
    private async Task<bool> IsWithdrawnAsync(HttpContext http, LinkGrant grant) =>
        http.GetRouteValue("study") is string study
        && await links.IsWithdrawnAsync(
            grant, study, http.GetRouteValue("series") as string, http.GetRouteValue("sop") as string, http.RequestAborted);

    /// <summary>Opens a link: the request then acts as the holder of its key. Without a grant the problem says why.</summary>
    public async ValueTask<(LinkGrant? Grant, ProblemHttpResult? Problem)> OpenAsync(HttpContext http, string key)
    {
        var (grant, refusal) = await links.OpenAsync(key, http.RequestAborted);
        if (refusal is { } reason) return (null, await RefuseAsync(http, grant, reason));
        Caller.Set(http, new Caller.Link(grant!.Id, grant.StudyId, grant.HospitalId));
        return (grant, null);
    }

    /// <summary>
    /// Counts the opening of a film, once a browser in half an hour; the problem says that the last permitted one was used. HEAD opens
    /// nothing and counts nothing.
    /// </summary>
    public async Task<ProblemHttpResult?> CountAsync(HttpContext http, LinkGrant grant)
    {
        var cookie = "film-" + grant.Id.ToString("N")[^12..];
        if (proofs.Read(grant.Id, http.Request, OwnCookies.Read(http.Request, cookie)) is { } view)
        {
            if (proofs.Renewed(grant.Id, view, http.Request) is { } renewed) OwnCookies.Set(http, cookie, renewed, ViewProofs.Idle);
            return null;
        }
        if (HttpMethods.IsHead(http.Request.Method))
            return await links.HasViewLeftAsync(grant, http.RequestAborted) ? null : await RefuseAsync(http, grant, LinkRefusal.UsedUp);
        if (!await links.CountViewAsync(grant, http.RequestAborted)) return await RefuseAsync(http, grant, LinkRefusal.UsedUp);
        OwnCookies.Set(http, cookie, proofs.New(grant.Id, http.Request), ViewProofs.Idle);
        return null;
    }

    private async Task<ProblemHttpResult> RefuseAsync(HttpContext http, LinkGrant? grant, LinkRefusal refusal)
    {
        var refused = Words.Of(refusal);
        var subject = grant is null ? "link:-" : "link:" + grant.Id;
        await audit.RecordAsync(http, new AuditEntry(refused.Code, subject, Refused: true, grant?.HospitalId, grant?.PatientId));
        if (refusal is not (LinkRefusal.Unknown or LinkRefusal.SignatureWrong)) return refused.Problem;
        var bucket = "film-link:" + CallerNetwork.Of(http);
        var wait = await throttle.TryAsync(bucket, TriesPerMinute, TimeSpan.FromMinutes(1), http.RequestAborted);
        if (wait is null) return refused.Problem;
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.Value.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Words.Of(LinkRefusal.TooManyTries).Problem;
    }
}
