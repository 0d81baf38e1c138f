using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Tests.Film.Identity;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Tests.Film.Corrections;

/// <summary>What tests of withdrawals do again and again.</summary>
internal static class Withdrawing
{
    public static readonly Person Wrong = new("P-WRONG", "王^错", "19700101", "M"), Right = new("P-RIGHT", "李^对", "19800202", "F");
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A rejection note as a PACS sends it.</summary>
    /// <param name="code">Of its title, such as 113001.</param>
    public static byte[] Note(string code, string study, IEnumerable<(string Series, string Sop)> instances, string? uid = null, string scheme = "DCM")
    {
        var series = instances.GroupBy(i => i.Series).Select(group => new DicomDatasetBuilder()
            .Add(DicomTags.SeriesInstanceUid, group.Key)
            .AddSequence(DicomTags.ReferencedSopSequence, [.. group.Select(i => new DicomDatasetBuilder()
                .Add(DicomTags.ReferencedSopClassUid, "1.2.840.10008.5.1.4.1.1.7").Add(DicomTags.ReferencedSopInstanceUid, i.Sop).Build())])
            .Build());
        var builder = new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.88.59").Add(DicomTags.SopInstanceUid, uid ?? TestFilms.Uid())
            .Add(DicomTags.StudyInstanceUid, study).Add(DicomTags.SeriesInstanceUid, study + ".9").Add(DicomTags.Modality, "KO")
            .AddSequence(DicomTags.ConceptNameCodeSequence, new DicomDatasetBuilder()
                .Add(DicomTags.CodeValue, code).Add(DicomTags.CodingSchemeDesignator, scheme).Add(DicomTags.CodeMeaning, "Rejected").Build())
            .AddSequence(DicomTags.CurrentRequestedProcedureEvidenceSequence, new DicomDatasetBuilder()
                .Add(DicomTags.StudyInstanceUid, study).AddSequence(DicomTags.ReferencedSeriesSequence, [.. series]).Build());
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.Build());
        return file.ToArray();
    }

    /// <summary>The address of a film's link: manifest, and DICOMweb below.</summary>
    public static async Task<string> LinkAsync(this BffApp app, string study, string hospital = "demo-east")
    {
        using var link = await app.SignedAsync(HttpMethod.Post, "/api/film/links",
            JsonSerializer.Serialize(new { hospitalCode = hospital, studyInstanceUid = study, purpose = "门诊", ttlSeconds = 3600 }));
        return "/api/film/" + (await link.JsonAsync()).GetProperty("key").GetString();
    }

    /// <summary>SOP Instance UIDs under a link.</summary>
    public static async Task<string[]> ShownAsync(this HttpClient anyone, string link)
    {
        var manifest = await (await anyone.GetAsync(link, Stop)).JsonAsync();
        return [.. manifest.GetProperty("series").EnumerateArray().SelectMany(s => s.GetProperty("instances").EnumerateArray())
            .Select(i => i.GetProperty("sopInstanceUid").GetString()!).Order()];
    }

    public static async Task<(int Status, string? Code)> AnswerAsync(this HttpClient client, string path, HttpMethod? method = null, string? hospital = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (hospital is not null) request.Headers.Add("X-Hospital-Code", hospital);
        using var answer = await client.SendAsync(request, Stop);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? await answer.CodeAsync() : null);
    }

    /// <summary>Another hospital system, with no rights of its own.</summary>
    public static async Task<(string Id, HttpClient Client)> AddAppAsync(this BffApp app, params string[] hospitals)
    {
        using var admin = await app.SignInStaffAsync();
        using var answer = await admin.PostAsJsonAsync("/api/staff/film/integrators", new
        {
            appId = "app-" + Guid.NewGuid().ToString("N")[..12],
            name = "另一个系统",
            hospitalCodes = hospitals,
            networks = new[] { "127.0.0.0/8" },
        }, Stop);
        var made = await answer.JsonAsync();
        var client = app.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.GetProperty("appKey").GetString());
        return (made.GetProperty("id").GetString()!, client);
    }

    public static async Task<bool> IsFoundAsync(this HttpClient pacs, string query)
    {
        using var answer = await pacs.GetAsync("/dicomweb/studies?" + query, Stop);
        return (int)answer.StatusCode == 200;
    }

    /// <summary>The failure reason of the only instance; null: it is stored.</summary>
    public static async Task<string?> PushOneAsync(this HttpClient pacs, byte[] file, string hospital = "demo-east")
    {
        var (_, body) = await TestFilms.PushAsync(pacs, [file], hospital: hospital);
        return body.Items("00081199").Count == 1 ? null
            : body.Items("00081198").Concat(body.Items("0008119A")).Single().Value("00081197");
    }
}
