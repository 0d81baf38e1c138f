using System.Globalization;
using Bff.Accounts.Contract;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Bff.Film;

/// <summary>What patients and staff ask for.</summary>
public static partial class FilmEndpoints
{
    private const int PatientLinkSeconds = 3600;

    private static async Task<Results<Ok<Page<PatientStudy>>, ProblemHttpResult>> PatientStudiesAsync(
        HttpContext http, FilmStore store, Audit audit, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out long? skip)) return Paging.Malformed;
        var patient = (Caller.Patient)Caller.Of(http);
        var offset = (int)Math.Min(skip ?? 0, 100_000);
        var studies = await store.PatientStudiesAsync(patient.Id, take + 1, offset, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("film.list", "patient:" + patient.Id, PatientId: patient.Id));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Page<PatientStudy>(
            [.. studies.Take(take).Select(s => new PatientStudy(
                s.Id.ToString(), new HospitalRef(s.HospitalCode, s.HospitalName), s.StudyDate, s.Modalities, s.StudyDescription, s.SeriesCount, s.InstanceCount, s.ReportText is not null,
                s.IsProcessing ? "processing" : "ready"))],
            studies.Count > take ? (offset + take).ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Created<LinkAnswer>, ProblemHttpResult>> PatientLinkAsync(
        Guid id, HttpContext http, FilmStore store, FilmLinks links, Audit audit, IOptions<FilmOptions> options)
    {
        var patient = (Caller.Patient)Caller.Of(http);
        if (await store.StudyAsync(id, http.RequestAborted) is not { } study || study.PatientId != patient.Id) return Problems.Of(404, "film.study_unknown", "没有这个检查。");
        return await AnswerLinkAsync(id, "本人查看", "patient:" + patient.Id, PatientLinkSeconds, null, http, links, audit, options);
    }

    private static async Task<Results<Ok<Page<IngestRow>>, ProblemHttpResult>> IngestsAsync(HttpContext http, FilmStore store, string? state, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        if (state is not (null or InstanceState.Received or InstanceState.Ready or InstanceState.Failed or InstanceState.NotImage))
            return Problems.Of(400, "film.state_unknown", "state 应为 received、ready、failed 或 not_image。");
        var rows = await store.IngestsAsync(Staff(http).HospitalId, state, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(new Page<IngestRow>([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Id : null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RetryAsync(Guid id, HttpContext http, FilmStore store, Audit audit)
    {
        if (!await store.RetryAsync(Staff(http).HospitalId, id, http.RequestAborted)) return Problems.Of(404, "film.ingest_unknown", "没有这条失败的接收记录。");
        await audit.RecordAsync(http, new AuditEntry("film.retry", "instance:" + id));
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<LinkRow>>, ProblemHttpResult>> LinksAsync(HttpContext http, FilmStore store, int? limit, string? cursor)
    {
        if (!Paging.TryRead(limit, cursor, out var take, out Guid before)) return Paging.Malformed;
        var rows = await store.LinksAsync(Staff(http).HospitalId, take + 1, before, http.RequestAborted);
        return TypedResults.Ok(new Page<LinkRow>([.. rows.Take(take)], rows.Count > take ? rows[take - 1].Id : null));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, HttpContext http, FilmLinks links, Audit audit)
    {
        if (!await links.RevokeAsync(Staff(http).HospitalId, id, http.RequestAborted)) return Problems.Of(404, "film.link_unknown", "没有这个链接。");
        await audit.RecordAsync(http, new AuditEntry("film.link_revoke", "link:" + id));
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<FilmDay>>, ProblemHttpResult>> StatisticsAsync(HttpContext http, FilmStore store, TimeProvider time, DateOnly? from, DateOnly? to)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);
        var (first, last) = (from ?? today.AddDays(-29), to ?? today);
        if (last < first || last.DayNumber - first.DayNumber > 366) return Problems.Of(400, "film.period_malformed", "时间段应在一年以内，且起始不晚于结束。");
        return TypedResults.Ok(new Page<FilmDay>(await store.StatisticsAsync(Staff(http).HospitalId, first, last, http.RequestAborted), null));
    }

    private static Caller.Staff Staff(HttpContext http) => (Caller.Staff)Caller.Of(http);
}
