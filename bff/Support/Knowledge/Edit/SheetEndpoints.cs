using Bff.Platform.Sheets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Bff.Support.Knowledge.Edit;

/// <summary>The draft as a file.</summary>
internal static class SheetEndpoints
{
    private const int LargestImport = 32 << 20;
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static readonly string[] Types = ["text/tab-separated-values", "text/csv", Xlsx];

    public static void MapSheets(this RouteGroupBuilder kb)
    {
        kb.MapPost("/import", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(LargestImport))
            .TakesFile("The table, in the format that is named.", Types).ProducesErrors(400, 413, 422);
        kb.MapGet("/export", ExportAsync).GivesFile(Types).ProducesErrors(400);
    }

    /// <summary>Shows what a file would change, or changes it. Importing adds and changes, it never deletes.</summary>
    /// <param name="format">tsv, csv or xlsx.</param>
    /// <param name="apply">True: change the draft, unless a row is wrong.</param>
    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> ImportAsync(
        HttpContext http, DraftStore store, Audit audit, TimeProvider time, string? format, bool? apply)
    {
        if (!IsFormat(format)) return UnknownFormat;
        using var file = new MemoryStream();
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        var part = KnowledgeScope.Of(http).HospitalId;
        try
        {
            var draft = await store.DraftAsync(part, http.RequestAborted);
            var (after, report) = KnowledgeSheet.Apply(draft, KnowledgeSheet.Read(format!, file.ToArray()));
            if (apply is not true || report.Errors.Count > 0) return TypedResults.Ok(report);
            await store.ReplaceAsync(part, after, time.GetUtcNow(), http.RequestAborted);
            await audit.RecordAsync(http, new AuditEntry("kb.import", "rows:" + report.Rows, HospitalId: part));
            return TypedResults.Ok(report with { Applied = true });
        }
        catch (UnreadableSheetException e)
        {
            return Words.Of(e).Problem;
        }
    }

    /// <summary>The draft as a file.</summary>
    /// <param name="format">tsv, csv or xlsx.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(
        HttpContext http, DraftStore store, string? format)
    {
        if (!IsFormat(format)) return UnknownFormat;
        var rows = KnowledgeSheet.Rows(await store.DraftAsync(KnowledgeScope.Of(http).HospitalId, http.RequestAborted));
        http.Response.Headers.ContentDisposition = "attachment; filename=knowledge." + format;
        return format switch
        {
            "xlsx" => TypedResults.Bytes(SheetXlsx.Write(rows, "知识库"), Xlsx),
            "csv" => TypedResults.Bytes(SheetText.Csv(rows), "text/csv; charset=utf-8"),
            _ => TypedResults.Bytes(SheetText.Tsv(rows), "text/tab-separated-values; charset=utf-8"),
        };
    }

    private static bool IsFormat(string? format) => format is "tsv" or "csv" or "xlsx";

    private static ProblemHttpResult UnknownFormat => Problems.Fields(("format", "应为 tsv、csv 或 xlsx。"));
}
