using Bff.Platform.Sheets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge;

/// <summary>From draft to answers: files, trials, versions, and what patients asked in vain.</summary>
internal static partial class KnowledgeEndpoints
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static ProblemHttpResult UnknownFormat => Problems.Fields(("format", "应为 tsv、csv 或 xlsx。"));

    private static ProblemHttpResult Nothing => Problems.Of(422, "support.nothing_to_learn", "还没有可以学习的问法。");

    private static ProblemHttpResult Overtaken => Problems.Of(409, "support.publish_overtaken", "刚刚有人发布了新版本，请刷新后再试。");

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> ImportAsync(HttpContext http, KnowledgeStore store, Audit audit, TimeProvider time, string? format, bool? apply)
    {
        if (format is not ("tsv" or "csv" or "xlsx")) return UnknownFormat;
        using var file = new MemoryStream();
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        try
        {
            var (part, report) = KnowledgeSheet.Apply(await store.DraftAsync(Scope(http).HospitalId, http.RequestAborted), KnowledgeSheet.Read(format, file.ToArray()));
            if (apply is not true || report.Errors.Count > 0) return TypedResults.Ok(report);
            await store.ReplaceDraftAsync(Scope(http).HospitalId, part, time.GetUtcNow(), http.RequestAborted);
            await audit.RecordAsync(http, new AuditEntry("kb.import", "rows:" + report.Rows, HospitalId: Scope(http).HospitalId));
            return TypedResults.Ok(report with { Applied = true });
        }
        catch (UnreadableSheetException e)
        {
            return Problems.Of(422, "support.file_unreadable", e.Sentence);
        }
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(HttpContext http, KnowledgeStore store, string? format)
    {
        if (format is not ("tsv" or "csv" or "xlsx")) return UnknownFormat;
        var rows = KnowledgeSheet.Rows(await store.DraftAsync(Scope(http).HospitalId, http.RequestAborted));
        http.Response.Headers.ContentDisposition = "attachment; filename=knowledge." + format;
        return format switch
        {
            "xlsx" => TypedResults.Bytes(SheetXlsx.Write(rows, "知识库"), Xlsx),
            "csv" => TypedResults.Bytes(SheetText.Csv(rows), "text/csv; charset=utf-8"),
            _ => TypedResults.Bytes(SheetText.Tsv(rows), "text/tab-separated-values; charset=utf-8"),
        };
    }

    private static async Task<Results<Ok<CheckAnswer>, ProblemHttpResult>> CheckAsync(CheckBody body, HttpContext http, KnowledgeStore store, KnowledgeEditor editor)
    {
        if (!SupportService.IsText(body.Utterance, 500)) return Problems.Fields(("utterance", "应为 1 到 500 个字。"));
        var (hospitalId, code) = Scope(http);
        var kb = await editor.HintsAsync(hospitalId, code, http.RequestAborted);
        return TypedResults.Ok(new CheckAnswer(
            await store.SameAsync(hospitalId, body.Utterance!, body.Intent ?? "", http.RequestAborted), KnowledgeTrial.Conflicts(kb, body.Utterance!, body.Intent ?? "")));
    }

    private static async Task<Results<Ok<TryAnswer>, ProblemHttpResult>> TryAsync(TryBody body, HttpContext http, KnowledgeEditor editor, TimeProvider time, bool? draft)
    {
        if (!SupportService.IsText(body.Text, SupportService.LongestText)) return Problems.Fields(("text", "应为 1 到 2000 个字。"));
        var (hospitalId, code) = Scope(http);
        var kb = await editor.TrialAsync(hospitalId, code, draft ?? false, http.RequestAborted);
        return TypedResults.Ok(KnowledgeTrial.Try(kb, body.Text!, new BotSituation(code, ServiceHours.Today(time.GetUtcNow()), "h5")));
    }

    private static async Task<Results<Ok<TrainAnswer>, ProblemHttpResult>> TrainAsync(HttpContext http, KnowledgeEditor editor) =>
        await editor.TrainAsync(Scope(http).HospitalId, http.RequestAborted) is { } report ? TypedResults.Ok(report) : Nothing;

    private static async Task<Results<Ok<EvaluateAnswer>, ProblemHttpResult>> EvaluateAsync(EvaluateBody? body, HttpContext http, KnowledgeEditor editor)
    {
        if (body?.Rows is { } rows && KnowledgeChecks.Regression(rows) is { } fault) return Problems.Fields(("rows", fault));
        return await editor.EvaluateAsync(Scope(http).HospitalId, Scope(http).HospitalCode, body?.Rows, http.RequestAborted) is { } report ? TypedResults.Ok(report) : Nothing;
    }

    private static async Task<Results<Ok<PublishAnswer>, ProblemHttpResult>> PublishAsync(PublishBody body, HttpContext http, KnowledgeEditor editor, Audit audit)
    {
        if (!SupportService.IsText(body.Note, 200)) return Problems.Fields(("note", "请写一句说明，1 到 200 个字。"));
        var (hospitalId, code) = Scope(http);
        var (answer, refusal) = await editor.PublishAsync(hospitalId, code, body.Note!, body.Confirm ?? false, Staff(http).Id, http.RequestAborted);
        if (answer is null) return refusal == PublishRefusal.Unreviewed ? NotReviewed : Overtaken;
        if (answer.Version is { } version) await audit.RecordAsync(http, new AuditEntry("kb.publish", "version:" + version, HospitalId: hospitalId));
        return TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<Page<VersionRow>>, ProblemHttpResult>> VersionsAsync(HttpContext http, KnowledgeStore store, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? before)) return Paging.Malformed;
        var rows = await store.VersionsAsync(Scope(http).HospitalId, take + 1, before ?? long.MaxValue, http.RequestAborted);
        return TypedResults.Ok(new Page<VersionRow>([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    /// <summary>Against the version before, or <c>?against=</c> another.</summary>
    private static async Task<Results<Ok<VersionDiff>, ProblemHttpResult>> DiffAsync(int number, HttpContext http, KnowledgeEditor editor, int? against) =>
        await editor.DiffAsync(Scope(http).HospitalId, against ?? number - 1, number, http.RequestAborted) is { } diff ? TypedResults.Ok(diff) : UnknownVersion;

    private static async Task<Ok<VersionDiff>> DraftDiffAsync(HttpContext http, KnowledgeEditor editor) =>
        TypedResults.Ok(await editor.DraftDiffAsync(Scope(http).HospitalId, http.RequestAborted));

    private static ProblemHttpResult UnknownVersion => Problems.Of(404, "support.version_unknown", "没有这个版本。");

    private static async Task<Results<Ok<PublishAnswer>, ProblemHttpResult>> RollBackAsync(int number, HttpContext http, KnowledgeEditor editor, Audit audit)
    {
        var (hospitalId, code) = Scope(http);
        var (answer, refusal) = await editor.RollBackAsync(hospitalId, code, number, Staff(http).Id, http.RequestAborted);
        if (answer is null) return refusal == PublishRefusal.UnknownVersion ? UnknownVersion : Overtaken;
        await audit.RecordAsync(http, new AuditEntry("kb.rollback", "version:" + number, HospitalId: hospitalId));
        return TypedResults.Ok(answer);
    }

    private static async Task<Ok<Page<UnansweredGroup>>> UnansweredAsync(HttpContext http, KnowledgeEditor editor) =>
        TypedResults.Ok(new Page<UnansweredGroup>(await editor.UnansweredAsync(Scope(http).HospitalId, Scope(http).HospitalCode, http.RequestAborted), null));

    private static async Task<Results<NoContent, ProblemHttpResult>> AcceptAsync(Guid id, AcceptBody body, HttpContext http, KnowledgeEditor editor, Audit audit)
    {
        if (!SupportService.IsText(body.Intent, 60)) return Problems.Fields(("intent", "请选择意图。"));
        if (!await editor.SettleAsync(Scope(http).HospitalId, id, body.Intent, Staff(http).Id, http.RequestAborted)) return UnknownGroup;
        await audit.RecordAsync(http, new AuditEntry("kb.accept", "unanswered:" + id, HospitalId: Scope(http).HospitalId));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DismissAsync(Guid id, HttpContext http, KnowledgeEditor editor) =>
        await editor.SettleAsync(Scope(http).HospitalId, id, null, Staff(http).Id, http.RequestAborted) ? TypedResults.NoContent() : UnknownGroup;

    private static ProblemHttpResult UnknownGroup => Problems.Of(404, "support.unanswered_unknown", "没有这组问题，或者没有这个意图。");
}
