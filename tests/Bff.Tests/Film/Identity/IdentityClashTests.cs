using System.Net;
using System.Text.Json;

namespace Bff.Tests.Film.Identity;

/// <summary>One film, one patient: what arrives of another under the same study UID is never shown with it.</summary>
public sealed class IdentityClashTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string DoesNotMatch = "43264"; // 0xA900
    private readonly BffApp app = shared.App;
    private readonly string study = TestFilms.Uid();
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly Person Li = new("P-AAA", "Li^Si=李^四", "19800102", "F"), Wang = new("P-BBB", "Wang^Wu=王^五", "19500505", "M");

    [Fact]
    public async Task A_second_patient_under_a_study_is_refused_with_the_standards_reason_and_is_not_in_the_film()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Li.Picture(study, study + ".1.1", 10)])).Status);
        var (status, body) = await TestFilms.PushAsync(pacs, [Wang.Picture(study, study + ".1.2", 200)]);
        Assert.Equal(409, status);
        var failed = Assert.Single(body.Items("00081198"));
        Assert.Equal(DoesNotMatch, failed.Value("00081197"));
        Assert.StartsWith("film.identity_clash", failed.Value("00000902"), StringComparison.Ordinal);
        Assert.Empty(body.Items("00081199"));
        Assert.Equal([study + ".1.1"], await FilmAsync());
        Assert.Equal("1", Assert.Single((await FindAsync("PatientID=P-AAA&StudyInstanceUID=" + study))!).Value("00201208"));
        Assert.Null(await FindAsync("PatientID=P-BBB&StudyInstanceUID=" + study));
        using var foreign = await pacs.GetAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{study}.1.2", Stop);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Contains("film.identity_clash refused", await app.AuditedAsync());
        Assert.Equal([$"{study}.1.2 open"], await AsideAsync());
    }

    [Fact]
    public async Task Both_in_one_request_the_first_begins_the_study_and_the_other_waits()
    {
        using var pacs = app.Pacs();
        var (status, body) = await TestFilms.PushAsync(
            pacs, [Wang.Picture(study, study + ".1.2", 200), Li.Picture(study, study + ".1.1", 10), Wang.Picture(study, study + ".1.3", 210)]);
        Assert.Equal(202, status);
        Assert.Equal([study + ".1.2", study + ".1.3"], body.Items("00081199").Select(i => i.Value("00081155")!).Order());
        Assert.Equal(DoesNotMatch, Assert.Single(body.Items("00081198")).Value("00081197"));
        Assert.Equal([study + ".1.2", study + ".1.3"], await FilmAsync());
    }

    [Theory]
    [InlineData("P-AAA", "王^五", null, null, null)] // the number of the first, another name
    [InlineData("P-AAA", "Li^Si=李^四", "19800103", null, null)]
    [InlineData("P-AAA", "Li^Si=李^四", null, "M", null)]
    [InlineData("P-CCC", "Li^Si=李^四", "19800102", "F", null)]
    [InlineData("P-AAA", null, null, null, "ELSEWHERE")] // the same number, given by another house
    [InlineData(null, "王^五", null, null, null)]
    public async Task Any_part_that_differs_keeps_a_picture_out(string? number, string? name, string? birth, string? sex, string? issuer)
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [(Li with { Issuer = "EAST" }).Picture(study, study + ".1.1", 10)])).Status);
        Assert.Equal(409, (await TestFilms.PushAsync(pacs, [new Person(number, name, birth, sex, issuer).Picture(study, study + ".1.2", 200)])).Status);
        Assert.Equal([study + ".1.1"], await FilmAsync());
    }

    [Theory]
    [InlineData("P-AAA", "李^四", "19800102", "F")]
    [InlineData("p-aaa ", "LI^SI", "1980.01.02", "f")]
    [InlineData("P-AAA", "Ｌｉ＾Ｓｉ", null, null)]
    [InlineData("P-AAA", null, null, null)]
    [InlineData(null, "李四", null, null)]
    [InlineData(null, null, null, null)]
    public async Task The_same_person_in_another_writing_joins(string? number, string? name, string? birth, string? sex)
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Li.Picture(study, study + ".1.1", 10)])).Status);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [new Person(number, name, birth, sex).Picture(study, study + ".1.2", 20)])).Status);
        Assert.Equal([study + ".1.1", study + ".1.2"], await FilmAsync());
    }

    [Fact]
    public async Task What_the_first_left_empty_is_filled_from_a_later_one_and_binds_the_film_to_its_card()
    {
        using HttpClient pacs = app.Pacs(), patient = await app.SignInPatientAsync();
        var accession = "ACC-" + study[^8..];
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [new Person("", "", null, null).Picture(study, study + ".1.1", 10, date: null)])).Status);
        Assert.Null(await FindAsync("AccessionNumber=" + accession));
        var late = new Person("DE0010023", "李^桂芳", "19580405", "F", Accession: accession);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [late.Picture(study, study + ".1.2", 20)])).Status);
        foreach (var query in new[] { "AccessionNumber=" + accession, "PatientID=DE0010023&StudyInstanceUID=" + study, "StudyDate=20261101&StudyInstanceUID=" + study })
        {
            var found = Assert.Single((await FindAsync(query))!);
            Assert.Equal("2", found.Value("00201208"));
            Assert.Equal("19580405", found.Value("00100030"));
        }
        Assert.NotNull(await FindAsync($"ModalitiesInStudy=OT&StudyDate=20261101&StudyInstanceUID={study}"));
        using var link = await app.SignedAsync(HttpMethod.Post, "/api/film/links",
            JsonSerializer.Serialize(new { hospitalCode = "demo-east", accessionNumber = accession, purpose = "门诊", ttlSeconds = 60 }));
        Assert.Equal(HttpStatusCode.Created, link.StatusCode);
        var mine = await app.Db.ListAsync("select id::text from film.study where study_instance_uid = $1 and patient_id is not null", r => r.GetString(0), Stop, study);
        var list = await (await patient.GetAsync("/api/film/studies?limit=200", Stop)).JsonAsync();
        Assert.Contains(list.GetProperty("items").EnumerateArray(), s => s.GetProperty("id").GetString() == Assert.Single(mine));
        Assert.Contains("film.study_filled ok", await app.AuditedAsync());
        // Now that it is known whose it is, another's no longer fits.
        Assert.Equal(409, (await TestFilms.PushAsync(pacs, [Wang.Picture(study, study + ".1.3", 200)])).Status);
    }

    [Fact]
    public async Task A_value_that_changes_changes_nothing_in_silence()
    {
        using var pacs = app.Pacs();
        string first = "A1-" + study[^8..], second = "A2-" + study[^8..];
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [(Li with { Accession = first }).Picture(study, study + ".1.1", 10)])).Status);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [(Li with { Accession = second }).Picture(study, study + ".1.2", 20)])).Status);
        Assert.NotNull(await FindAsync("AccessionNumber=" + first));
        Assert.Null(await FindAsync("AccessionNumber=" + second));
        Assert.Contains("film.accession_differs ok", await app.AuditedAsync());
    }

    [Fact]
    public async Task A_corrected_file_under_the_uids_of_the_wrong_one_waits_for_staff_and_the_same_one_again_waits_once()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Li.Picture(study, study + ".1.1", 10)])).Status);
        var corrected = Wang.Picture(study, study + ".1.1", 10);
        for (var time = 0; time < 2; time++)
            Assert.Equal(DoesNotMatch, Assert.Single((await TestFilms.PushAsync(pacs, [corrected])).Body.Items("00081198")).Value("00081197"));
        Assert.Equal([$"{study}.1.1 open"], await AsideAsync());
        Assert.NotNull(await FindAsync("PatientID=P-AAA&StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task The_same_study_uid_at_two_hospitals_is_two_studies_of_two_patients()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Li.Picture(study, study + ".1.1", 10)])).Status);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Wang.Picture(study, study + ".1.2", 200)], hospital: "demo-tcm")).Status);
        var found = (await FindAsync("StudyInstanceUID=" + study))!;
        Assert.Equal(["P-AAA 1", "P-BBB 1"], found.Select(s => $"{s.Value("00100020")} {s.Value("00201208")}").Order());
        Assert.Equal([study + ".1.1"], await FilmAsync());
        foreach (var path in new[] { "", "/metadata", "/series", "/instances", $"/series/{study}.1/metadata", "/thumbnail", $"/series/{study}.1/instances" })
        {
            Assert.Equal((409, "film.study_ambiguous"), await Corrections.Withdrawing.AnswerAsync(pacs, $"/dicomweb/studies/{study}{path}"));
            Assert.Equal(200, (await Corrections.Withdrawing.AnswerAsync(pacs, $"/dicomweb/studies/{study}{path}", hospital: "demo-tcm")).Status);
        }
        Assert.Equal(200, (await Corrections.Withdrawing.AnswerAsync(pacs, $"/dicomweb/studies/{study}/series/{study}.1/instances/{study}.1.2/metadata")).Status);
        Assert.NotEqual(200, (await Corrections.Withdrawing.AnswerAsync(pacs, $"/dicomweb/studies/{study}/metadata", hospital: "elsewhere")).Status);
        // The very same UIDs throughout: no picture of one is given for the other.
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Wang.Picture(study, study + ".1.1", 200)], hospital: "demo-tcm")).Status);
        var picture = $"/dicomweb/studies/{study}/series/{study}.1/instances/{study}.1.1/rendered";
        Assert.Equal((409, "film.study_ambiguous"), await Corrections.Withdrawing.AnswerAsync(pacs, picture));
        Assert.Equal(200, (await Corrections.Withdrawing.AnswerAsync(pacs, picture, hospital: "demo-east")).Status);
    }

    private async Task<JsonElement[]?> FindAsync(string query)
    {
        using var pacs = app.Pacs();
        using var answer = await pacs.GetAsync("/dicomweb/studies?" + query, Stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : [.. (await answer.JsonAsync()).EnumerateArray()];
    }

    /// <summary>SOP Instance UIDs that the holder of a link to the study is shown.</summary>
    private async Task<string[]> FilmAsync()
    {
        using var link = await app.SignedAsync(HttpMethod.Post, "/api/film/links",
            JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊", ttlSeconds = 60 }));
        var key = (await link.JsonAsync()).GetProperty("key").GetString();
        using var anyone = app.Anonymous();
        var manifest = await (await anyone.GetAsync("/api/film/" + key, Stop)).JsonAsync();
        return [.. manifest.GetProperty("series").EnumerateArray().SelectMany(s => s.GetProperty("instances").EnumerateArray())
            .Select(i => i.GetProperty("sopInstanceUid").GetString()!).Order()];
    }

    private Task<List<string>> AsideAsync() => app.Db.ListAsync(
        "select a.sop_instance_uid || ' ' || f.state from film.aside a join film.filing f on f.id = a.filing_id where f.study_instance_uid = $1 order by 1",
        r => r.GetString(0), Stop, study);
}
