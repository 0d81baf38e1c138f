using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge.Edit;

/// <summary>Intents of the draft.</summary>
internal static class IntentEndpoints
{
    public static void MapIntents(this RouteGroupBuilder kb)
    {
        kb.MapGet("/intents", IntentsAsync).ProducesErrors(400);
        kb.MapPost("/intents", AddAsync).WithMetadata(Idempotent.Create).ProducesErrors(409);
        kb.MapGet("/intents/{name}", IntentAsync);
        kb.MapPut("/intents/{name}", SaveAsync).ProducesErrors(409);
        kb.MapDelete("/intents/{name}", DeleteAsync);
    }

    /// <summary>Lists the intents of the draft by name.</summary>
    /// <param name="q">Words in the name or an utterance, up to 100 characters.</param>
    /// <param name="category">Those of one category.</param>
    private static async Task<Results<Ok<Page<IntentRow>>, ProblemHttpResult>> IntentsAsync(
        HttpContext http, IntentStore store, string? q, string? category, int? limit, string? cursor)
    {
        if (limit is < 1 or > 200 || (cursor is { Length: > 0 } && !ShortText.IsLine(cursor, 60))) return Paging.Malformed;
        if ((q + category).Contains('\0') || q is { Length: > 100 }) return Problems.Fields(("q", "最多 100 个字。"));
        var take = limit ?? 50;
        var (words, among) = (string.IsNullOrEmpty(q) ? null : q, string.IsNullOrEmpty(category) ? null : category);
        var rows = await store.ListAsync(KnowledgeScope.Of(http).HospitalId, words, among, take + 1, cursor, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Name));
    }

    /// <summary>Shows an intent of the draft.</summary>
    /// <param name="name">Its name.</param>
    private static async Task<Results<Ok<KnowledgeIntent>, ProblemHttpResult>> IntentAsync(
        string name, HttpContext http, IntentStore store, Audit audit) =>
        !name.Contains('\0') && await store.IntentAsync(KnowledgeScope.Of(http).HospitalId, name, http.RequestAborted) is { } intent
            ? TypedResults.Ok(intent) : await UnknownAsync(http, audit);

    /// <summary>Adds an intent to the draft.</summary>
    private static async Task<Results<Created<KnowledgeIntent>, ProblemHttpResult>> AddAsync(
        IntentBody body, HttpContext http, IntentStore store, Audit audit, TimeProvider time)
    {
        if (KnowledgeChecks.Intent(body) is { Count: > 0 } errors) return Problems.Fields([.. errors]);
        var (part, intent) = (KnowledgeScope.Of(http).HospitalId, KnowledgeChecks.Read(body));
        if (!await store.SaveAsync(part, null, intent, Editor(http), time.GetUtcNow(), http.RequestAborted))
            return Words.Of(KnowledgeRefusal.IntentTaken).Problem;
        await audit.RecordAsync(http, new AuditEntry("kb.intent_add", "intent:" + intent.Name, HospitalId: part));
        return TypedResults.Created("/api/staff/kb/intents/" + Uri.EscapeDataString(intent.Name), intent);
    }

    /// <summary>Puts an intent in the place of another one of the draft.</summary>
    /// <param name="name">The name it had.</param>
    private static async Task<Results<Ok<KnowledgeIntent>, ProblemHttpResult>> SaveAsync(
        string name, IntentBody body, HttpContext http, IntentStore store, Audit audit, TimeProvider time)
    {
        body = body with { Name = body.Name ?? name };
        if (KnowledgeChecks.Intent(body) is { Count: > 0 } errors) return Problems.Fields([.. errors]);
        var (part, intent) = (KnowledgeScope.Of(http).HospitalId, KnowledgeChecks.Read(body));
        if (name.Contains('\0') || await store.IntentAsync(part, name, http.RequestAborted) is null) return await UnknownAsync(http, audit);
        if (!await store.SaveAsync(part, name, intent, Editor(http), time.GetUtcNow(), http.RequestAborted))
            return Words.Of(KnowledgeRefusal.IntentTaken).Problem;
        await audit.RecordAsync(http, new AuditEntry("kb.intent_save", "intent:" + intent.Name, HospitalId: part));
        return TypedResults.Ok(intent);
    }

    /// <summary>Takes an intent out of the draft.</summary>
    /// <param name="name">Its name.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, HttpContext http, IntentStore store, Audit audit)
    {
        var part = KnowledgeScope.Of(http).HospitalId;
        if (name.Contains('\0') || !await store.DeleteAsync(part, name, http.RequestAborted)) return await UnknownAsync(http, audit);
        await audit.RecordAsync(http, new AuditEntry("kb.intent_delete", "intent:" + name, HospitalId: part));
        return TypedResults.NoContent();
    }

    private static Guid Editor(HttpContext http) => Reach.Of(http).Staff().Id;

    private static Task<ProblemHttpResult> UnknownAsync(HttpContext http, Audit audit) =>
        audit.RefuseAsync(http, Words.Of(KnowledgeRefusal.IntentUnknown), "intent:-");
}
