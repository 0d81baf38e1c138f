using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge.Unanswered;

/// <summary>What patients asked in vain.</summary>
internal static class UnansweredEndpoints
{
    public static void MapUnanswered(this RouteGroupBuilder kb)
    {
        kb.MapGet("/unanswered", UnansweredAsync).Audited("kb.unanswered");
        kb.MapPost("/unanswered/{id:guid}/accept", AcceptAsync);
        kb.MapPost("/unanswered/{id:guid}/dismiss", DismissAsync);
    }

    /// <summary>Lists groups of alike questions that were not answered, largest first.</summary>
    private static async Task<Ok<Page<UnansweredGroup>>> UnansweredAsync(HttpContext http, UnansweredService unanswered) =>
        TypedResults.Ok(new Page<UnansweredGroup>(await unanswered.ListAsync(KnowledgeScope.Of(http), http.RequestAborted), null));

    /// <summary>Makes the questions of a group utterances of an intent.</summary>
    /// <param name="id">The group.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> AcceptAsync(
        Guid id, AcceptBody body, HttpContext http, UnansweredService unanswered, Audit audit)
    {
        if (!PlainText.IsText(body.Intent, 60)) return Problems.Fields(("intent", "请选择意图。"));
        var scope = KnowledgeScope.Of(http);
        if (!await unanswered.SettleAsync(scope, id, body.Intent, Reach.Of(http).Staff().Id, http.RequestAborted))
            return await UnknownAsync(http, audit, id);
        await audit.RecordAsync(http, new AuditEntry("kb.accept", "unanswered:" + id, HospitalId: scope.HospitalId));
        return TypedResults.NoContent();
    }

    /// <summary>Dismisses a group.</summary>
    /// <param name="id">The group.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> DismissAsync(
        Guid id, HttpContext http, UnansweredService unanswered, Audit audit) =>
        await unanswered.SettleAsync(KnowledgeScope.Of(http), id, null, Reach.Of(http).Staff().Id, http.RequestAborted)
            ? TypedResults.NoContent() : await UnknownAsync(http, audit, id);

    private static Task<ProblemHttpResult> UnknownAsync(HttpContext http, Audit audit, Guid id) =>
        audit.RefuseAsync(http, Words.Of(KnowledgeRefusal.UnansweredUnknown), "unanswered:" + id);
}
