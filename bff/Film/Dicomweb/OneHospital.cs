using Bff.Accounts.Contract;

namespace Bff.Film.Dicomweb;

/// <summary>Several of the caller's hospitals have what a path names; of two studies none is given for the other.</summary>
internal sealed class StudyAmbiguousException() : Exception("Several hospitals have a study of this UID.");

/// <summary>A study belongs to one hospital, and the same UID may be used by another: a path means the study of one of them.</summary>
internal static class OneHospital
{
    /// <summary>The hospital that <c>X-Hospital-Code</c> names is the only one that a hospital system reaches in this request.</summary>
    public static async ValueTask<object?> NarrowAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Caller.Of(http) is not Caller.Integrator app || http.Request.Headers["X-Hospital-Code"].ToString() is not { Length: > 0 } code)
            return await next(context);
        var accounts = http.RequestServices.GetRequiredService<AccountsDirectory>();
        var named = (await accounts.HospitalsAsync(http.RequestAborted)).Find(h => h.Code == code)?.Id;
        Caller.Set(http, app with { HospitalIds = [.. app.HospitalIds.Where(id => id == named)] });
        return await next(context);
    }

    /// <summary>What a path has led to.</summary>
    /// <exception cref="StudyAmbiguousException">It is of several hospitals.</exception>
    public static void Require(IEnumerable<Guid> hospitals)
    {
        if (hospitals.Distinct().Take(2).Count() > 1) throw new StudyAmbiguousException();
    }

    /// <summary>The refusal of <see cref="StudyAmbiguousException"/>.</summary>
    public static (int Status, string Code, string Title)? ProblemOf(Exception exception)
    {
        if (exception is not StudyAmbiguousException) return null;
        var refused = Words.Of(NotGiven.Ambiguous);
        return (refused.Status, refused.Code, refused.Title);
    }
}
