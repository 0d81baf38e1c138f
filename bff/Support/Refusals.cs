using Bff.Support.Talk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support;

/// <summary>Answers "not there" and "not yours" alike and leaves an audit row.</summary>
internal static class Refusals
{
    /// <summary>Refuses; what is not there, or not the caller's, leaves an audit row.</summary>
    /// <param name="subject">What was asked for, ids only: <c>conversation:…</c>.</param>
    public static async Task<ProblemHttpResult> RefuseAsync(this Audit audit, HttpContext http, Refused refused, string subject)
    {
        if (refused.Status == StatusCodes.Status404NotFound) await audit.RecordRefusalAsync(http, refused, subject);
        if (refused.Status == StatusCodes.Status429TooManyRequests) http.Response.Headers.RetryAfter = "1";
        return refused.Problem;
    }

    /// <inheritdoc cref="RefuseAsync(Audit, HttpContext, Refused, string)"/>
    public static Task<ProblemHttpResult> RefuseAsync(this Audit audit, HttpContext http, TalkRefusal refusal, Guid conversation) =>
        audit.RefuseAsync(http, Words.Of(refusal), "conversation:" + conversation);

    /// <summary>The audit row alone, for the live line.</summary>
    public static ValueTask RecordRefusalAsync(this Audit audit, HttpContext http, Refused refused, string subject) =>
        audit.RecordAsync(http, new AuditEntry(refused.Code, subject, Refused: true, (Caller.Of(http) as Caller.Staff)?.HospitalId));
}
