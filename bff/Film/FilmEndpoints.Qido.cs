using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Bff.Film;

/// <summary>QIDO-RS (PS3.18 10.6). Attributes may be named by keyword or tag; unknown ones do not restrict, as the standard allows.</summary>
public static partial class FilmEndpoints
{
    private static void MapQido(RouteGroupBuilder group)
    {
        group.MapGet("/studies", SearchStudiesAsync);
        group.MapGet("/series", (HttpContext http, FilmStore store, Audit audit) => SearchSeriesAsync(null, http, store, audit));
        group.MapGet("/studies/{study}/series", (string study, HttpContext http, FilmStore store, Audit audit) => SearchSeriesAsync(study, http, store, audit));
        group.MapGet("/instances", (HttpContext http, FilmStore store, Audit audit) => SearchInstancesAsync(null, null, http, store, audit));
        group.MapGet("/studies/{study}/instances", (string study, HttpContext http, FilmStore store, Audit audit) => SearchInstancesAsync(study, null, http, store, audit));
        group.MapGet("/studies/{study}/series/{series}/instances",
            (string study, string series, HttpContext http, FilmStore store, Audit audit) => SearchInstancesAsync(study, series, http, store, audit));
    }

    private static async Task<IResult> SearchStudiesAsync(HttpContext http, FilmStore store, Audit audit)
    {
        var q = http.Request.Query;
        if (!TryPage(q, out var limit, out var offset) || !TryDates(Asked(q, "StudyDate", "00080020"), out var from, out var to))
            return Problems.Of(400, "film.query_malformed", "查询条件格式不正确。");
        var filter = new StudyFilter(
            Asked(q, "PatientID", "00100020"), Asked(q, "AccessionNumber", "00080050"), Listed(Asked(q, "StudyInstanceUID", "0020000D")), from, to,
            Listed(Asked(q, "ModalitiesInStudy", "00080061")), limit, offset);
        var studies = await store.StudiesAsync(Scope(http), filter, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("film.search", "studies"));
        return Answer(studies, (json, s) =>
        {
            DicomwebJson.Text(json, "00080005", "CS", "ISO_IR 192");
            DicomwebJson.Date(json, "00080020", s.StudyDate);
            DicomwebJson.Text(json, "00080030", "TM", s.StudyTime);
            DicomwebJson.Text(json, "00080050", "SH", s.AccessionNumber);
            DicomwebJson.Text(json, "00080056", "CS", "ONLINE");
            DicomwebJson.Texts(json, "00080061", "CS", s.Modalities);
            DicomwebJson.PersonName(json, "00080090", s.ReferringPhysicianName);
            DicomwebJson.Text(json, "00081030", "LO", s.StudyDescription);
            DicomwebJson.Text(json, "00081190", "UR", $"{http.Request.Scheme}://{http.Request.Host}/dicomweb/studies/{s.StudyInstanceUid}");
            DicomwebJson.PersonName(json, "00100010", s.PatientName);
            DicomwebJson.Text(json, "00100020", "LO", s.Mrn);
            DicomwebJson.Date(json, "00100030", s.PatientBirthDate);
            DicomwebJson.Text(json, "00100040", "CS", s.PatientSex);
            DicomwebJson.Text(json, "0020000D", "UI", s.StudyInstanceUid);
            DicomwebJson.Text(json, "00200010", "SH", s.StudyId);
            DicomwebJson.Number(json, "00201206", "IS", s.SeriesCount);
            DicomwebJson.Number(json, "00201208", "IS", s.InstanceCount);
        });
    }

    private static async Task<IResult> SearchSeriesAsync(string? study, HttpContext http, FilmStore store, Audit audit)
    {
        var q = http.Request.Query;
        if (!TryPage(q, out var limit, out var offset)) return Problems.Of(400, "film.query_malformed", "查询条件格式不正确。");
        var series = await store.SeriesAsync(
            Scope(http), study ?? Asked(q, "StudyInstanceUID", "0020000D"), Asked(q, "SeriesInstanceUID", "0020000E"), Asked(q, "Modality", "00080060"), limit, offset, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("film.search", study is null ? "series" : "study-uid:" + study));
        return Answer(series, (json, e) =>
        {
            DicomwebJson.Date(json, "00080021", e.SeriesDate);
            DicomwebJson.Text(json, "00080060", "CS", e.Modality);
            DicomwebJson.Text(json, "0008103E", "LO", e.SeriesDescription);
            DicomwebJson.Text(json, "00081190", "UR", $"{http.Request.Scheme}://{http.Request.Host}/dicomweb/studies/{e.StudyInstanceUid}/series/{e.SeriesInstanceUid}");
            DicomwebJson.Text(json, "00180015", "CS", e.BodyPartExamined);
            DicomwebJson.Text(json, "0020000D", "UI", e.StudyInstanceUid);
            DicomwebJson.Text(json, "0020000E", "UI", e.SeriesInstanceUid);
            DicomwebJson.Number(json, "00200011", "IS", e.SeriesNumber);
            DicomwebJson.Number(json, "00201209", "IS", e.InstanceCount);
        });
    }

    private static async Task<IResult> SearchInstancesAsync(string? study, string? series, HttpContext http, FilmStore store, Audit audit)
    {
        var q = http.Request.Query;
        if (!TryPage(q, out var limit, out var offset)) return Problems.Of(400, "film.query_malformed", "查询条件格式不正确。");
        var instances = await store.InstancesAsync(
            Scope(http), study ?? Asked(q, "StudyInstanceUID", "0020000D"), series ?? Asked(q, "SeriesInstanceUID", "0020000E"), Asked(q, "SOPInstanceUID", "00080018"),
            limit, offset, http.RequestAborted);
        await audit.RecordAsync(http, new AuditEntry("film.search", study is null ? "instances" : "study-uid:" + study));
        return Answer(instances, (json, i) =>
        {
            DicomwebJson.Text(json, "00080016", "UI", i.SopClassUid);
            DicomwebJson.Text(json, "00080018", "UI", i.SopInstanceUid);
            DicomwebJson.Text(json, "00080056", "CS", "ONLINE");
            DicomwebJson.Text(json, "00081190", "UR",
                $"{http.Request.Scheme}://{http.Request.Host}/dicomweb/studies/{i.StudyInstanceUid}/series/{i.SeriesInstanceUid}/instances/{i.SopInstanceUid}");
            DicomwebJson.Text(json, "00083002", "UI", i.TransferSyntaxUid);
            DicomwebJson.Text(json, "0020000D", "UI", i.StudyInstanceUid);
            DicomwebJson.Text(json, "0020000E", "UI", i.SeriesInstanceUid);
            DicomwebJson.Number(json, "00200013", "IS", i.InstanceNumber);
            DicomwebJson.Number(json, "00280008", "IS", i.Frames);
            DicomwebJson.Number(json, "00280010", "US", i.Rows);
            DicomwebJson.Number(json, "00280011", "US", i.Columns);
        });
    }

    private static IResult Answer<T>(List<T> rows, Action<Utf8JsonWriter, T> write)
    {
        if (rows.Count == 0) return TypedResults.NoContent(); // PS3.18 10.6.3.1
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return new DicomwebResult(200, buffer.WrittenMemory);
    }

    private static string? Asked(IQueryCollection query, string keyword, string tag)
    {
        var value = (query.TryGetValue(keyword, out var byName) ? byName : query.TryGetValue(tag, out var byTag) ? byTag : default).ToString();
        return value.Length == 0 || value == "*" || value.Contains('\0') ? null : value;
    }

    /// <summary>UID lists come parted by commas or backslashes (PS3.18 8.3.4.1).</summary>
    private static string[]? Listed(string? value) => value?.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool TryPage(IQueryCollection query, out int limit, out int offset)
    {
        (limit, offset) = (1000, 0);
        return (!query.TryGetValue("limit", out var l) || (int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= 10_000))
            && (!query.TryGetValue("offset", out var o) || int.TryParse(o, NumberStyles.None, CultureInfo.InvariantCulture, out offset));
    }

    /// <summary>A day, or a range <c>20260101-20261231</c> open at either end (PS3.4 C.2.2.2.5).</summary>
    private static bool TryDates(string? value, out DateOnly? from, out DateOnly? to)
    {
        (from, to) = (null, null);
        if (value is null) return true;
        var parts = value.Split('-');
        if (parts.Length > 2 || !TryDate(parts[0], out from) || !TryDate(parts[^1], out to)) return false;
        return parts.Length == 2 || from is not null;
    }

    private static bool TryDate(string text, out DateOnly? date)
    {
        date = null;
        if (text.Length == 0) return true;
        if (!DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        date = parsed;
        return true;
    }
}
