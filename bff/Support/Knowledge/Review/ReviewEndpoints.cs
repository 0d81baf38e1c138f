using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge.Review;

/// <summary>Four eyes: what an editor has written goes live when somebody else has read it.</summary>
internal static class ReviewEndpoints
{
    private const string Admin = "admin";

    public static void MapReview(this RouteGroupBuilder kb)
    {
        kb.MapGet("/review", ReviewAsync);
        kb.MapPost("/review", SendAsync).WithMetadata(Idempotent.Create);
        kb.MapPost("/review/{id:guid}", DecideAsync).ProducesErrors(409);
        kb.MapPut("/review/required", RequireAsync);
    }

    /// <summary>Shows whether a review is required, and the newest draft that was sent.</summary>
    private static async Task<Ok<ReviewState>> ReviewAsync(HttpContext http, ReviewService reviews) =>
        TypedResults.Ok(await reviews.StateAsync(KnowledgeScope.Of(http), Reach.Of(http).Staff().Id, http.RequestAborted));

    /// <summary>Sends the draft for review as it stands.</summary>
    private static async Task<Results<Created, ProblemHttpResult>> SendAsync(
        ReviewBody body, HttpContext http, ReviewService reviews, Audit audit)
    {
        if (!ShortText.IsLine(body.Note, 200)) return Problems.Fields(("note", "请写一句说明，1 到 200 个字。"));
        var scope = KnowledgeScope.Of(http);
        var id = await reviews.SendAsync(scope, body.Note!, Reach.Of(http).Staff().Id, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("kb.review_send", "review:" + id, HospitalId: scope.HospitalId));
        return TypedResults.Created("/api/staff/kb/review");
    }

    /// <summary>Approves a draft or sends it back. The sender cannot; an administrator can override that, and the audit says so.</summary>
    /// <param name="id">The review.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(
        Guid id, DecisionBody body, HttpContext http, ReviewService reviews, Audit audit)
    {
        if (body.Approved is not { } approved) return Problems.Fields(("approved", "请选择通过或退回。"));
        if (!approved && string.IsNullOrWhiteSpace(body.Note)) return Problems.Fields(("note", "请写明为什么退回。"));
        if (body.Note is { Length: > 0 } note && !ShortText.IsLine(note, 200)) return Problems.Fields(("note", "最多 200 个字。"));
        var (scope, staff) = (KnowledgeScope.Of(http), Reach.Of(http).Staff());
        var decision = new Decision(id, approved, body.Note, staff.Id, staff.Roles.Contains(Admin));
        var (isOverride, refusal) = await reviews.DecideAsync(scope, decision, http.RequestAborted);
        if (refusal is { } no) return Words.Of(no).Problem;
        var action = isOverride ? "kb.review_override" : approved ? "kb.review_approve" : "kb.review_reject";
        await audit.RecordAsync(http, new AuditEntry(action, "review:" + id, HospitalId: scope.HospitalId));
        return TypedResults.NoContent();
    }

    /// <summary>Sets whether the part must be reviewed before it is published; administrators alone.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> RequireAsync(
        ReviewSetting body, HttpContext http, ReviewService reviews, Audit audit)
    {
        var (scope, staff) = (KnowledgeScope.Of(http), Reach.Of(http).Staff());
        if (!staff.Roles.Contains(Admin)) return Words.Of(ReviewRefusal.AdminOnly).Problem;
        await reviews.RequireAsync(scope, body.Required, staff.Id, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("kb.review_required", body.Required ? "on" : "off", HospitalId: scope.HospitalId));
        return TypedResults.NoContent();
    }
}
