using Bff.Accounts.Contract;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Bff.Support.Knowledge;

/// <summary>The part an editor works on: the city's, or one hospital's. The code is that of a hospital which sees it.</summary>
internal sealed record KnowledgeScope(Guid? HospitalId, string HospitalCode);

/// <summary>Routes of the knowledge base. Editors of a hospital have their hospital's part; city-wide editors the city's, or with <c>?hospital=</c> any.</summary>
internal static partial class KnowledgeEndpoints
{
    private const int LargestImport = 32 << 20;

    public static void MapKnowledge(this IEndpointRouteBuilder app)
    {
        var kb = app.MapGroup("/api/staff/kb").RequireAuthorization(SupportServices.StaffEditor).WithTags("knowledge").AddEndpointFilter(ScopeAsync);
        kb.MapGet("/intents", IntentsAsync);
        kb.MapPost("/intents", AddIntentAsync).WithMetadata(Idempotent.Create);
        kb.MapGet("/intents/{name}", IntentAsync);
        kb.MapPut("/intents/{name}", SaveIntentAsync);
        kb.MapDelete("/intents/{name}", DeleteIntentAsync);
        MapDocuments(kb);
        kb.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(LargestImport));
        kb.MapGet("/export", ExportAsync);
        kb.MapPost("/check", CheckAsync);
        kb.MapPost("/try", TryAsync);
        kb.MapPost("/train", TrainAsync);
        kb.MapPost("/evaluate", EvaluateAsync);
        kb.MapGet("/review", ReviewAsync);
        kb.MapPost("/review", SendForReviewAsync).WithMetadata(Idempotent.Create);
        kb.MapPost("/review/{id:guid}", DecideAsync);
        kb.MapPut("/review/required", RequireReviewAsync);
        kb.MapPost("/publish", PublishAsync);
        kb.MapGet("/diff", DraftDiffAsync);
        kb.MapGet("/versions", VersionsAsync);
        kb.MapGet("/versions/{number:int}/diff", DiffAsync);
        kb.MapPost("/versions/{number:int}/rollback", RollBackAsync);
        kb.MapGet("/unanswered", UnansweredAsync);
        kb.MapPost("/unanswered/{id:guid}/accept", AcceptAsync);
        kb.MapPost("/unanswered/{id:guid}/dismiss", DismissAsync);
    }

    /// <summary>Finds the part before anything else is looked at: a hospital that is none of the editor's is not there.</summary>
    private static async ValueTask<object?> ScopeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var own = Staff(http).HospitalId;
        var wanted = http.Request.Query["hospital"].ToString();
        var hospitals = await http.RequestServices.GetRequiredService<AccountsDirectory>().HospitalsAsync(http.RequestAborted);
        if (own is null && wanted is "" or "city")
        {
            http.Features.Set(new KnowledgeScope(null, ""));
            return await next(context);
        }
        var hospital = hospitals.FirstOrDefault(h => wanted.Length == 0 ? h.Id == own : h.Code == wanted && (own is null || h.Id == own));
        if (hospital is null) return Problems.Of(404, "support.hospital_unknown", "没有这家医院。");
        http.Features.Set(new KnowledgeScope(hospital.Id, hospital.Code));
        return await next(context);
    }

    private static Caller.Staff Staff(HttpContext http) => (Caller.Staff)Caller.Of(http);

    internal static KnowledgeScope Scope(HttpContext http) => http.Features.Get<KnowledgeScope>()!;

    private static ProblemHttpResult UnknownIntent => Problems.Of(404, "support.intent_unknown", "没有这个意图。");

    private static ProblemHttpResult IntentTaken => Problems.Of(409, "support.intent_taken", "已有同名的意图。");

    private static async Task<Results<Ok<Page<IntentRow>>, ProblemHttpResult>> IntentsAsync(HttpContext http, KnowledgeStore store, string? q, string? category, int? limit, string? cursor)
    {
        if (limit is < 1 or > 200 || cursor is { Length: > 60 }) return Paging.Malformed;
        if ((q + category + cursor).Contains('\0') || q is { Length: > 100 }) return Problems.Fields(("q", "最多 100 个字。"));
        var take = limit ?? 50;
        var rows = await store.IntentsAsync(Scope(http).HospitalId, string.IsNullOrEmpty(q) ? null : q, string.IsNullOrEmpty(category) ? null : category, take + 1, cursor, http.RequestAborted);
        return TypedResults.Ok(new Page<IntentRow>([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Name : null));
    }

    private static async Task<Results<Ok<KnowledgeIntent>, ProblemHttpResult>> IntentAsync(string name, HttpContext http, KnowledgeStore store) =>
        !name.Contains('\0') && await store.IntentAsync(Scope(http).HospitalId, name, http.RequestAborted) is { } intent ? TypedResults.Ok(intent) : UnknownIntent;

    private static async Task<Results<Created<KnowledgeIntent>, ProblemHttpResult>> AddIntentAsync(IntentBody body, HttpContext http, KnowledgeStore store, Audit audit, TimeProvider time)
    {
        if (KnowledgeChecks.Intent(body) is { Count: > 0 } errors) return Problems.Fields([.. errors]);
        var intent = KnowledgeChecks.Read(body);
        if (!await store.SaveIntentAsync(Scope(http).HospitalId, null, intent, Staff(http).Id, time.GetUtcNow(), http.RequestAborted)) return IntentTaken;
        await audit.RecordAsync(http, new AuditEntry("kb.intent_add", "intent:" + intent.Name, HospitalId: Scope(http).HospitalId));
        return TypedResults.Created("/api/staff/kb/intents/" + Uri.EscapeDataString(intent.Name), intent);
    }

    private static async Task<Results<Ok<KnowledgeIntent>, ProblemHttpResult>> SaveIntentAsync(string name, IntentBody body, HttpContext http, KnowledgeStore store, Audit audit, TimeProvider time)
    {
        body = body with { Name = body.Name ?? name };
        if (KnowledgeChecks.Intent(body) is { Count: > 0 } errors) return Problems.Fields([.. errors]);
        if (name.Contains('\0') || await store.IntentAsync(Scope(http).HospitalId, name, http.RequestAborted) is null) return UnknownIntent;
        var intent = KnowledgeChecks.Read(body);
        if (!await store.SaveIntentAsync(Scope(http).HospitalId, name, intent, Staff(http).Id, time.GetUtcNow(), http.RequestAborted)) return IntentTaken;
        await audit.RecordAsync(http, new AuditEntry("kb.intent_save", "intent:" + intent.Name, HospitalId: Scope(http).HospitalId));
        return TypedResults.Ok(intent);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteIntentAsync(string name, HttpContext http, KnowledgeStore store, Audit audit)
    {
        if (name.Contains('\0') || !await store.DeleteIntentAsync(Scope(http).HospitalId, name, http.RequestAborted)) return UnknownIntent;
        await audit.RecordAsync(http, new AuditEntry("kb.intent_delete", "intent:" + name, HospitalId: Scope(http).HospitalId));
        return TypedResults.NoContent();
    }

    /// <summary>Documents of the part, each read whole and written whole. Types are spelt out, since handlers are bound at compile time only where they are named.</summary>
    private static void MapDocuments(RouteGroupBuilder kb)
    {
        var types = KnowledgeApiJson.Default;
        kb.MapGet("/services", (HttpContext http, KnowledgeDocuments documents) => documents.ReadAsync<IReadOnlyList<KnowledgeLink>>(http, "services", types.IReadOnlyListKnowledgeLink));
        kb.MapPut("/services", (IReadOnlyList<KnowledgeLink> body, HttpContext http, KnowledgeDocuments documents) => documents.WriteAsync<IReadOnlyList<KnowledgeLink>>(http, "services", body, types.IReadOnlyListKnowledgeLink, KnowledgeChecks.Links));
        kb.MapGet("/synonyms", (HttpContext http, KnowledgeDocuments documents) => documents.ReadAsync<IReadOnlyList<IReadOnlyList<string>>>(http, "synonyms", types.IReadOnlyListIReadOnlyListString));
        kb.MapPut("/synonyms", (IReadOnlyList<IReadOnlyList<string>> body, HttpContext http, KnowledgeDocuments documents) => documents.WriteAsync<IReadOnlyList<IReadOnlyList<string>>>(http, "synonyms", body, types.IReadOnlyListIReadOnlyListString, KnowledgeChecks.Synonyms));
        kb.MapGet("/slots", (HttpContext http, KnowledgeDocuments documents) => documents.ReadAsync<IReadOnlyList<SlotWord>>(http, "slots", types.IReadOnlyListSlotWord));
        kb.MapPut("/slots", (IReadOnlyList<SlotWord> body, HttpContext http, KnowledgeDocuments documents) => documents.WriteAsync<IReadOnlyList<SlotWord>>(http, "slots", body, types.IReadOnlyListSlotWord, KnowledgeChecks.Slots));
        kb.MapGet("/flows", (HttpContext http, KnowledgeDocuments documents) => documents.ReadAsync<IReadOnlyList<Flow>>(http, "flows", types.IReadOnlyListFlow));
        kb.MapPut("/flows", (IReadOnlyList<Flow> body, HttpContext http, KnowledgeDocuments documents) => documents.WriteAsync<IReadOnlyList<Flow>>(http, "flows", body, types.IReadOnlyListFlow, KnowledgeChecks.Flows));
        kb.MapGet("/regression", (HttpContext http, KnowledgeDocuments documents) => documents.ReadAsync<IReadOnlyList<RegressionQuestion>>(http, "regression", types.IReadOnlyListRegressionQuestion));
        kb.MapPut("/regression", (IReadOnlyList<RegressionQuestion> body, HttpContext http, KnowledgeDocuments documents) => documents.WriteAsync<IReadOnlyList<RegressionQuestion>>(http, "regression", body, types.IReadOnlyListRegressionQuestion, KnowledgeChecks.Regression));
        kb.MapGet("/opening", (HttpContext http, KnowledgeDocuments documents) => documents.ReadAsync<Opening>(http, "opening", types.Opening));
        kb.MapPut("/opening", (Opening body, HttpContext http, KnowledgeDocuments documents) => documents.WriteAsync<Opening>(http, "opening", body, types.Opening, KnowledgeChecks.Opening));
    }
}
