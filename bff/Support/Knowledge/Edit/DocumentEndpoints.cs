using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge.Edit;

/// <summary>Documents of the draft, each read whole and written whole.</summary>
internal static class DocumentEndpoints
{
    public static void MapDocuments(this RouteGroupBuilder kb)
    {
        kb.MapGet("/services", ServicesAsync);
        kb.MapPut("/services", SetServicesAsync);
        kb.MapGet("/synonyms", SynonymsAsync);
        kb.MapPut("/synonyms", SetSynonymsAsync);
        kb.MapGet("/slots", SlotsAsync);
        kb.MapPut("/slots", SetSlotsAsync);
        kb.MapGet("/flows", FlowsAsync);
        kb.MapPut("/flows", SetFlowsAsync);
        kb.MapGet("/regression", RegressionAsync);
        kb.MapPut("/regression", SetRegressionAsync);
        kb.MapGet("/danger", DangerAsync);
        kb.MapPut("/danger", SetDangerAsync);
        kb.MapPost("/danger/check", CheckDangerAsync);
        kb.MapGet("/opening", OpeningAsync);
        kb.MapPut("/opening", SetOpeningAsync);
    }

    private static KnowledgeApiJson Types => KnowledgeApiJson.Default;

    /// <summary>Shows the services that answers and guided talks can open.</summary>
    private static Task<Results<Ok<IReadOnlyList<KnowledgeLink>>, NoContent>> ServicesAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "services", Types.IReadOnlyListKnowledgeLink);

    /// <summary>Writes the services that answers and guided talks can open.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SetServicesAsync(
        IReadOnlyList<KnowledgeLink> body, HttpContext http, DraftStore store, Audit audit, TimeProvider time) =>
        WriteAsync(new Document("services", KnowledgeChecks.Links(body), () => Json(body, Types.IReadOnlyListKnowledgeLink)), http, store,
            audit, time);

    /// <summary>Shows the groups of words that mean the same.</summary>
    private static Task<Results<Ok<IReadOnlyList<IReadOnlyList<string>>>, NoContent>> SynonymsAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "synonyms", Types.IReadOnlyListIReadOnlyListString);

    /// <summary>Writes the groups of words that mean the same.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SetSynonymsAsync(
        IReadOnlyList<IReadOnlyList<string>> body, HttpContext http, DraftStore store, Audit audit, TimeProvider time) =>
        WriteAsync(new Document("synonyms", KnowledgeChecks.Synonyms(body), () => Json(body, Types.IReadOnlyListIReadOnlyListString)),
            http, store, audit, time);

    /// <summary>Shows the names that fill slots: departments, doctors and the like.</summary>
    private static Task<Results<Ok<IReadOnlyList<SlotWord>>, NoContent>> SlotsAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "slots", Types.IReadOnlyListSlotWord);

    /// <summary>Writes the names that fill slots.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SetSlotsAsync(
        IReadOnlyList<SlotWord> body, HttpContext http, DraftStore store, Audit audit, TimeProvider time) =>
        WriteAsync(new Document("slots", KnowledgeChecks.Slots(body), () => Json(body, Types.IReadOnlyListSlotWord)), http, store,
            audit, time);

    /// <summary>Shows the guided talks.</summary>
    private static Task<Results<Ok<IReadOnlyList<Flow>>, NoContent>> FlowsAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "flows", Types.IReadOnlyListFlow);

    /// <summary>Writes the guided talks; every step must lead somewhere.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SetFlowsAsync(
        IReadOnlyList<Flow> body, HttpContext http, DraftStore store, Audit audit, TimeProvider time) =>
        WriteAsync(new Document("flows", KnowledgeChecks.Flows(body), () => Json(body, Types.IReadOnlyListFlow)), http, store, audit, time);

    /// <summary>Shows the questions that are asked at every publish.</summary>
    private static Task<Results<Ok<IReadOnlyList<RegressionQuestion>>, NoContent>> RegressionAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "regression", Types.IReadOnlyListRegressionQuestion);

    /// <summary>Writes the questions that are asked at every publish.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SetRegressionAsync(
        IReadOnlyList<RegressionQuestion> body, HttpContext http, DraftStore store, Audit audit, TimeProvider time) =>
        WriteAsync(new Document("regression", KnowledgeChecks.Regression(body), () => Json(body, Types.IReadOnlyListRegressionQuestion)),
            http, store, audit, time);

    /// <summary>Shows the phrases that are heard as danger beside what is built in.</summary>
    private static Task<Results<Ok<IReadOnlyList<DangerWords>>, NoContent>> DangerAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "danger", Types.IReadOnlyListDangerWords);

    /// <summary>Writes the phrases that are heard as danger; none may ring on a question of the knowledge base or on harmless lines.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static async Task<Results<NoContent, ProblemHttpResult>> SetDangerAsync(
        IReadOnlyList<DangerWords> body, HttpContext http, DraftStore store, KnowledgeService knowledge, Audit audit, TimeProvider time)
    {
        var fault = DangerChecks.Fault(body)
            ?? DangerChecks.TooGeneral(DangerChecks.Try(body, await DangerChecks.QuestionsAsync(http, store, knowledge)));
        return await WriteAsync(
            new Document("danger", fault, () => Json(body, Types.IReadOnlyListDangerWords)), http, store, audit, time);
    }

    /// <summary>Shows on which harmless questions each phrase would ring, and whether it is heard already; changes nothing.</summary>
    /// <param name="body">The phrases to be tried.</param>
    private static async Task<Results<Ok<IReadOnlyList<TriedPhrase>>, ProblemHttpResult>> CheckDangerAsync(
        IReadOnlyList<DangerWords> body, HttpContext http, DraftStore store, KnowledgeService knowledge) =>
        DangerChecks.Fault(body) is { } fault
            ? Problems.Fields(("danger", fault))
            : TypedResults.Ok(DangerChecks.Try(body, await DangerChecks.QuestionsAsync(http, store, knowledge)));

    /// <summary>Shows what a conversation opens with.</summary>
    private static Task<Results<Ok<Opening>, NoContent>> OpeningAsync(HttpContext http, DraftStore store) =>
        ReadAsync(http, store, "opening", Types.Opening);

    /// <summary>Writes what a conversation opens with.</summary>
    /// <param name="body">The whole of it; it takes the place of the present one.</param>
    private static Task<Results<NoContent, ProblemHttpResult>> SetOpeningAsync(
        Opening body, HttpContext http, DraftStore store, Audit audit, TimeProvider time) =>
        WriteAsync(new Document("opening", KnowledgeChecks.Opening(body), () => Json(body, Types.Opening)), http, store, audit, time);

    private static async Task<Results<Ok<T>, NoContent>> ReadAsync<T>(HttpContext http, DraftStore store, string kind, JsonTypeInfo<T> type)
        where T : class =>
        await store.DocumentAsync(KnowledgeScope.Of(http).HospitalId, kind, http.RequestAborted) is { } json
            ? TypedResults.Ok(JsonSerializer.Deserialize(json, type)!) : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> WriteAsync(
        Document document, HttpContext http, DraftStore store, Audit audit, TimeProvider time)
    {
        if (document.Fault is { } fault) return Problems.Fields((document.Kind, fault));
        var part = KnowledgeScope.Of(http).HospitalId;
        await store.SetDocumentAsync(part, document.Kind, document.Json(), time.GetUtcNow(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("kb.document", document.Kind, HospitalId: part));
        return TypedResults.NoContent();
    }

    private static string Json<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.Serialize(body, type);

    /// <summary>A document that was sent in.</summary>
    /// <param name="Fault">What is wrong with it, in Chinese; null when nothing is.</param>
    private sealed record Document(string Kind, string? Fault, Func<string> Json);
}
