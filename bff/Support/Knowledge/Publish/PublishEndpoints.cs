using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge.Publish;

/// <summary>Versions: publish, compare, go back.</summary>
internal static class PublishEndpoints
{
    public static void MapVersions(this RouteGroupBuilder kb)
    {
        kb.MapPost("/publish", PublishAsync).ProducesErrors(409);
        kb.MapGet("/diff", DraftDiffAsync);
        kb.MapGet("/versions", VersionsAsync).ProducesErrors(400);
        kb.MapGet("/versions/{number:int}/diff", DiffAsync);
        kb.MapPost("/versions/{number:int}/rollback", RollBackAsync).ProducesErrors(409);
    }

    /// <summary>Publishes the draft; answers of regression questions that change must be confirmed.</summary>
    private static async Task<Results<Ok<PublishAnswer>, ProblemHttpResult>> PublishAsync(
        PublishBody body, HttpContext http, PublishService publishing, Audit audit)
    {
        if (!ShortText.IsLine(body.Note, 200)) return Problems.Fields(("note", "请写一句说明，1 到 200 个字。"));
        var scope = KnowledgeScope.Of(http);
        var (answer, refusal) = await publishing.PublishAsync(
            scope, body.Note!, body.Confirm ?? false, Reach.Of(http).Staff().Id, http.RequestAborted);
        if (refusal is { } no) return Words.Of(no).Problem;
        if (answer!.Version is { } version)
            await audit.RecordAsync(http, new AuditEntry("kb.publish", "version:" + version, HospitalId: scope.HospitalId));
        return TypedResults.Ok(answer);
    }

    /// <summary>Lists the published versions, newest first.</summary>
    private static async Task<Results<Ok<Page<VersionRow>>, ProblemHttpResult>> VersionsAsync(
        HttpContext http, VersionStore store, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? before)) return Paging.Malformed;
        var rows = await store.ListAsync(KnowledgeScope.Of(http).HospitalId, take + 1, before ?? long.MaxValue, http.RequestAborted);
        return TypedResults.Ok(Page.Of(rows, take, row => row.Version.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Shows what a version changed.</summary>
    /// <param name="number">The version.</param>
    /// <param name="against">The version to compare it with; the one before when left out.</param>
    private static async Task<Results<Ok<VersionDiff>, ProblemHttpResult>> DiffAsync(
        int number, HttpContext http, PublishService publishing, Audit audit, int? against) =>
        await publishing.DiffAsync(KnowledgeScope.Of(http), against ?? number - 1, number, http.RequestAborted) is { } diff
            ? TypedResults.Ok(diff) : await audit.RefuseAsync(http, Words.Of(PublishRefusal.VersionUnknown), "version:" + number);

    /// <summary>Shows what publishing the draft would change.</summary>
    private static async Task<Ok<VersionDiff>> DraftDiffAsync(HttpContext http, PublishService publishing) =>
        TypedResults.Ok(await publishing.DraftDiffAsync(KnowledgeScope.Of(http), http.RequestAborted));

    /// <summary>Publishes the content of an old version as a new one, and makes it the draft.</summary>
    /// <param name="number">The version to go back to.</param>
    private static async Task<Results<Ok<PublishAnswer>, ProblemHttpResult>> RollBackAsync(
        int number, HttpContext http, PublishService publishing, Audit audit)
    {
        var scope = KnowledgeScope.Of(http);
        var (answer, refusal) = await publishing.RollBackAsync(scope, number, Reach.Of(http).Staff().Id, http.RequestAborted);
        if (refusal is { } no) return await audit.RefuseAsync(http, Words.Of(no), "version:" + number);
        await audit.RecordAsync(http, new AuditEntry("kb.rollback", "version:" + number, HospitalId: scope.HospitalId));
        return TypedResults.Ok(answer!);
    }
}
