using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge;

/// <summary>Between draft and publish: an editor sends the draft, another one reads and approves it.</summary>
internal static partial class KnowledgeEndpoints
{
    private static ProblemHttpResult UnknownReview => Problems.Of(409, "support.review_gone", "这次送审已有结论，或者已有更新的送审，请刷新。");

    private static ProblemHttpResult OwnReview => Problems.Of(409, "support.review_own", "自己送审的草稿要由另一位编辑审核。");

    private static ProblemHttpResult NotReviewed => Problems.Of(409, "support.review_missing", "本机构发布前需要审核：请先送审，由另一位编辑通过；通过之后草稿又有改动的，要重新送审。");

    private static async Task<Ok<ReviewState>> ReviewAsync(HttpContext http, KnowledgeStore store)
    {
        var hospital = Scope(http).HospitalId;
        var required = await store.IsReviewRequiredAsync(hospital, http.RequestAborted);
        if (await store.ReviewAsync(hospital, http.RequestAborted) is not { } row) return TypedResults.Ok(new ReviewState(required, null));
        var unchanged = await IsStillAsync(row, http, store);
        return TypedResults.Ok(new ReviewState(required, new ReviewView(
            row.Id.ToString(), row.Note, row.SentBy, row.SentAt, row.Approved, row.DecidedBy, row.DecidedAt, row.DecisionNote, unchanged, row.SentById == Staff(http).Id)));
    }

    private static async Task<Results<Created, ProblemHttpResult>> SendForReviewAsync(ReviewBody body, HttpContext http, KnowledgeStore store, Audit audit, TimeProvider time)
    {
        if (!SupportService.IsText(body.Note, 200)) return Problems.Fields(("note", "请写一句说明，1 到 200 个字。"));
        var (hospital, now) = (Scope(http).HospitalId, time.GetUtcNow());
        var id = Guid.CreateVersion7(now);
        var draft = await store.DraftAsync(hospital, http.RequestAborted);
        await store.SendForReviewAsync(id, hospital, KnowledgeStore.Fingerprint(draft), body.Note!, Staff(http).Id, now, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("kb.review_send", "review:" + id, HospitalId: hospital));
        return TypedResults.Created("/api/staff/kb/review");
    }

    /// <summary>The sender cannot decide; an administrator can override that, and the audit says so.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> DecideAsync(Guid id, DecisionBody body, HttpContext http, KnowledgeStore store, Audit audit, TimeProvider time)
    {
        if (body.Approved is not { } approved) return Problems.Fields(("approved", "请选择通过或退回。"));
        if (!approved && string.IsNullOrWhiteSpace(body.Note)) return Problems.Fields(("note", "请写明为什么退回。"));
        if (body.Note is { Length: > 0 } note && !SupportService.IsText(note, 200)) return Problems.Fields(("note", "最多 200 个字。"));
        var (hospital, staff) = (Scope(http).HospitalId, Staff(http));
        if (await store.ReviewAsync(hospital, http.RequestAborted) is not { } row || row.Id != id) return UnknownReview;
        var (own, admin) = (row.SentById == staff.Id, staff.Roles.Contains("admin"));
        if (own && !admin) return OwnReview;
        if (approved && !await IsStillAsync(row, http, store)) return Problems.Of(409, "support.review_outdated", "送审之后草稿又有改动，请重新送审。");
        if (!await store.DecideAsync(hospital, id, approved, body.Note, staff.Id, admin, time.GetUtcNow(), http.RequestAborted)) return UnknownReview;
        await audit.RecordAsync(http, new AuditEntry(own ? "kb.review_override" : approved ? "kb.review_approve" : "kb.review_reject", "review:" + id, HospitalId: hospital));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RequireReviewAsync(ReviewSetting body, HttpContext http, KnowledgeStore store, Audit audit, TimeProvider time)
    {
        if (!Staff(http).Roles.Contains("admin")) return Problems.Of(403, "support.admin_only", "是否要求审核由管理员设定。");
        await store.RequireReviewAsync(Scope(http).HospitalId, body.Required, Staff(http).Id, time.GetUtcNow(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("kb.review_required", body.Required ? "on" : "off", HospitalId: Scope(http).HospitalId));
        return TypedResults.NoContent();
    }

    private static async Task<bool> IsStillAsync(ReviewRow row, HttpContext http, KnowledgeStore store) =>
        KnowledgeStore.Fingerprint(await store.DraftAsync(Scope(http).HospitalId, http.RequestAborted)).AsSpan().SequenceEqual(row.Fingerprint);
}
