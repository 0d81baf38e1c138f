using System.Text.Json;

namespace Bff.Film.Dicomweb.Qido;

/// <summary>QIDO-RS (PS3.18 10.6).</summary>
internal static class QidoEndpoints
{
    public static void MapQido(this RouteGroupBuilder group)
    {
        group.MapGet("/studies", SearchStudiesAsync).Finds(
            "PatientID", "AccessionNumber", "StudyInstanceUID", "StudyDate", "ModalitiesInStudy");
        group.MapGet("/series", SearchSeriesAsync).Finds("StudyInstanceUID", "SeriesInstanceUID", "Modality");
        group.MapGet("/studies/{study}/series", SearchSeriesOfStudyAsync).Finds("SeriesInstanceUID", "Modality");
        group.MapGet("/instances", SearchInstancesAsync).Finds("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID");
        group.MapGet("/studies/{study}/instances", SearchInstancesOfStudyAsync).Finds("SeriesInstanceUID", "SOPInstanceUID");
        group.MapGet("/studies/{study}/series/{series}/instances", SearchInstancesOfSeriesAsync).Finds("SOPInstanceUID");
    }

    /// <summary>Searches studies (QIDO-RS).</summary>
    private static async Task<IResult> SearchStudiesAsync(HttpContext http, StudyStore store, Audit audit)
    {
        if (QidoQuery.Studies(http.Request.Query) is not { } filter) return Words.Of(Malformed.Search).Problem;
        var rest = QidoRest.Studies(http.Request.Query);
        var studies = await MatchingAsync(http, rest, filter.Limit, filter.Offset, (limit, offset) =>
            store.StudiesAsync(Reach.Of(http), filter with { Limit = limit, Offset = offset }, http.RequestAborted));
        await audit.RecordAsync(http, "film.search", "studies", studies.Select(s => new Owner(s.HospitalId, s.PatientId)));
        return Answer(studies, (json, study) => QidoAttributes.Write(json, study, Root(http)));
    }

    /// <summary>Searches series (QIDO-RS).</summary>
    private static Task<IResult> SearchSeriesAsync(HttpContext http, StudyStore store, Audit audit) =>
        SeriesAsync(null, http, store, audit);

    /// <summary>Searches the series of a study (QIDO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    private static Task<IResult> SearchSeriesOfStudyAsync(string study, HttpContext http, StudyStore store, Audit audit) =>
        SeriesAsync(study, http, store, audit);

    /// <summary>Searches instances (QIDO-RS).</summary>
    private static Task<IResult> SearchInstancesAsync(HttpContext http, StudyStore store, Audit audit) =>
        InstancesAsync(null, null, http, store, audit);

    /// <summary>Searches the instances of a study (QIDO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    private static Task<IResult> SearchInstancesOfStudyAsync(string study, HttpContext http, StudyStore store, Audit audit) =>
        InstancesAsync(study, null, http, store, audit);

    /// <summary>Searches the instances of a series (QIDO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    private static Task<IResult> SearchInstancesOfSeriesAsync(
        string study, string series, HttpContext http, StudyStore store, Audit audit) =>
        InstancesAsync(study, series, http, store, audit);

    private static async Task<IResult> SeriesAsync(string? study, HttpContext http, StudyStore store, Audit audit)
    {
        if (QidoQuery.Series(http.Request.Query, study) is not { } filter) return Words.Of(Malformed.Search).Problem;
        var rest = QidoRest.Series(http.Request.Query, study is not null);
        var series = await MatchingAsync(http, rest, filter.Limit, filter.Offset, (limit, offset) =>
            store.SeriesAsync(Reach.Of(http), filter with { Limit = limit, Offset = offset }, http.RequestAborted));
        if (study is not null) OneHospital.Require(series.Select(s => s.Owner.HospitalId));
        await audit.RecordAsync(http, "film.search", study is null ? "series" : "study-uid:" + study, series.Select(s => s.Owner));
        return Answer(series, (json, row) => QidoAttributes.Write(json, row, Root(http)));
    }

    private static async Task<IResult> InstancesAsync(string? study, string? series, HttpContext http, StudyStore store, Audit audit)
    {
        if (QidoQuery.Instances(http.Request.Query, study, series) is not { } filter) return Words.Of(Malformed.Search).Problem;
        var rest = QidoRest.Instances(http.Request.Query, study is not null);
        var instances = await MatchingAsync(http, rest, filter.Limit, filter.Offset, (limit, offset) =>
            store.InstancesAsync(Reach.Of(http), filter with { Limit = limit, Offset = offset }, http.RequestAborted));
        if (study is not null) OneHospital.Require(instances.Select(i => i.Owner.HospitalId));
        await audit.RecordAsync(http, "film.search", study is null ? "instances" : "study-uid:" + study, instances.Select(i => i.Owner));
        return Answer(instances, (json, row) => QidoAttributes.Write(json, row, Root(http)));
    }

    /// <summary>
    /// The page that is asked for, of the rows that all keys match. Keys that are not known are named (PS3.18 8.3.4.1), and alone they find
    /// nothing; of those that only rows can be compared with, the answer says when it has not looked at all rows.
    /// </summary>
    private static async Task<List<T>> MatchingAsync<T>(
        HttpContext http, QidoRest<T> rest, int limit, int offset, Func<int, int, Task<List<T>>> findAsync)
    {
        if (rest.Unknown.Count > 0) Warn(http, "These keys are not supported and were left out: " + Named(rest.Unknown));
        if (rest.FindsNothing) return [];
        if (rest.Matches.Count == 0) return await findAsync(limit, offset);
        var rows = await findAsync(QidoRest.MostLookedAt, 0);
        if (rows.Count == QidoRest.MostLookedAt) Warn(http, $"Only the first {QidoRest.MostLookedAt} were compared; add keys such as PatientID or StudyDate");
        return [.. rows.Where(row => rest.Matches.All(match => match(row))).Skip(offset).Take(limit)];
    }

    private static void Warn(HttpContext http, string text) => http.Response.Headers.Append("Warning", $"299 bff \"{text}\"");

    /// <summary>A key is repeated in a header: what is none is not.</summary>
    private static string Named(IReadOnlyList<string> keys) => string.Join(", ", keys.Take(10)
        .Select(key => key.Length <= 64 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') ? key : "?").Distinct());

    private static string Root(HttpContext http) => PublicAddress.Of(http).RootOf(http.Request) + "/dicomweb/studies/";

    private static IResult Answer<T>(List<T> rows, Action<Utf8JsonWriter, T> write) =>
        rows.Count == 0 ? TypedResults.NoContent() : DicomwebResult.OfRows(rows, write); // PS3.18 10.6.3.1
}
