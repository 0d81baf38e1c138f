using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge;

/// <summary>The documents of a knowledge part that are edited as one piece: services, synonyms, slots, flows, regression questions, opening.</summary>
internal sealed class KnowledgeDocuments(KnowledgeStore store, Audit audit, TimeProvider time)
{
    public async Task<Results<Ok<T>, NoContent>> ReadAsync<T>(HttpContext http, string kind, JsonTypeInfo<T> type) where T : class =>
        await store.DocumentAsync(KnowledgeEndpoints.Scope(http).HospitalId, kind, http.RequestAborted) is { } json
            ? TypedResults.Ok(JsonSerializer.Deserialize(json, type)!)
            : TypedResults.NoContent();

    /// <param name="http">The editor's request.</param>
    /// <param name="kind">The document's name.</param>
    /// <param name="body">The whole document.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="check">What is wrong with it, in Chinese; null when nothing is.</param>
    public async Task<Results<NoContent, ProblemHttpResult>> WriteAsync<T>(HttpContext http, string kind, T body, JsonTypeInfo<T> type, Func<T, string?> check) where T : class
    {
        if (check(body) is { } fault) return Problems.Fields((kind, fault));
        var hospital = KnowledgeEndpoints.Scope(http).HospitalId;
        await store.SetDocumentAsync(hospital, kind, JsonSerializer.Serialize(body, type), time.GetUtcNow(), http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("kb.document", kind, HospitalId: hospital));
        return TypedResults.NoContent();
    }
}
