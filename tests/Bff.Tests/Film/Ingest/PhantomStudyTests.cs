using System.Net;
using System.Text.Json;
using Bff.Film;

namespace Bff.Tests.Film;

/// <summary>What is refused leaves no study, no series and no attribute behind.</summary>
public sealed class PhantomStudyTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private readonly string sop = TestFilms.Uid(), study = TestFilms.Uid(), other = TestFilms.Uid();
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_that_is_refused_under_other_uids_leaves_no_study()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        var (status, body) = await TestFilms.PushAsync(pacs, [TestFilms.Slice(other, sop: sop)]);
        Assert.Equal(409, status);
        Assert.Equal("273", Assert.Single(body.Items("00081198")).Value("00081197"));
        Assert.Equal(HttpStatusCode.NoContent, (await pacs.GetAsync("/dicomweb/studies?StudyInstanceUID=" + other, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await pacs.GetAsync($"/dicomweb/studies/{other}/series", Stop)).StatusCode);
        var order = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = other, purpose = "门诊", ttlSeconds = 60 });
        using var link = await app.SignedAsync(HttpMethod.Post, "/api/film/links", order);
        Assert.Equal("film.study_unknown", await link.CodeAsync());
        await NoPhantomsAsync();
    }

    [Fact]
    public async Task An_instance_that_is_refused_leaves_no_series_in_a_study_that_stays()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        Assert.Equal(202, (await TestFilms.PushAsync(
            pacs, [TestFilms.Slice(study, series: study + ".2", sop: sop), TestFilms.Slice(study, series: study + ".3", sop: sop + ".3")])).Status);
        var series = await (await pacs.GetAsync($"/dicomweb/studies/{study}/series", Stop)).JsonAsync();
        Assert.Equal([study + ".1", study + ".3"], series.EnumerateArray().Select(s => s.Value("0020000E")!).Order());
        await NoPhantomsAsync();
    }

    [Fact]
    public async Task What_is_refused_gives_the_study_nothing_of_its_own()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        Assert.Equal(202, (await TestFilms.PushAsync(pacs,
        [
            TestFilms.Slice(other, sop: sop, patientId: "REFUSED", accession: "REFUSED"),
            TestFilms.Slice(other, sop: other + ".9", patientId: "KEPT-5", accession: "KEPT-5"),
        ])).Status);
        var kept = await (await pacs.GetAsync("/dicomweb/studies?PatientID=KEPT-5&StudyInstanceUID=" + other, Stop)).JsonAsync();
        Assert.Equal("KEPT-5", Assert.Single(kept.EnumerateArray()).Value("00080050"));
    }

    [Fact]
    public async Task Of_two_files_under_one_uid_in_one_request_the_first_is_kept_and_the_other_named()
    {
        using var pacs = app.Pacs();
        var (status, body) = await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop), TestFilms.Slice(other, sop: sop)]);
        Assert.Equal(202, status);
        Assert.Equal(sop, Assert.Single(body.Items("00081199")).Value("00081155"));
        Assert.Equal("273", Assert.Single(body.Items("00081198")).Value("00081197"));
        Assert.Equal(HttpStatusCode.OK, (await pacs.GetAsync("/dicomweb/studies?StudyInstanceUID=" + study, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await pacs.GetAsync("/dicomweb/studies?StudyInstanceUID=" + other, Stop)).StatusCode);
        await NoPhantomsAsync();
    }

    [Fact]
    public async Task Twenty_at_once_under_twenty_studies_leave_one_instance_and_one_study()
    {
        using var pacs = app.Pacs();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(n => TestFilms.PushAsync(pacs, [TestFilms.Slice(study + "." + n, series: study + ".8", sop: sop)])));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(19, answers.Count(a => a.Status == 409));
        await NoPhantomsAsync();
    }

    [Fact]
    public async Task What_was_left_before_is_taken_away_by_the_migration_and_nothing_else()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        await app.Db.ExecuteAsync(
            """
            with phantom as (
                insert into film.study (id, hospital_id, study_instance_uid, created_at)
                select gen_random_uuid(), hospital_id, $2, now() from film.study where study_instance_uid = $1 returning id, hospital_id)
            insert into film.series (id, hospital_id, study_id, series_instance_uid, modality)
            select gen_random_uuid(), p.hospital_id, s.id, 'empty', 'MR' from phantom p, film.study s where s.study_instance_uid = $1
            """, Stop, study, other);
        var migration = Migrator.Embedded(typeof(FilmEndpoints).Assembly).Single(m => m.Name == "film_phantoms");
        foreach (var statement in migration.Sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            await app.Db.ExecuteAsync(statement, Stop);
        await NoPhantomsAsync();
        Assert.Equal(HttpStatusCode.OK, (await pacs.GetAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}/metadata", Stop)).StatusCode);
    }

    /// <summary>Of all tests of this class: no study and no series without an instance.</summary>
    private async Task NoPhantomsAsync() => Assert.Empty(await app.Db.ListAsync(
        """
        select 'study ' || study_instance_uid from film.study s where not exists (select from film.instance i where i.study_id = s.id)
        union all
        select 'series ' || series_instance_uid from film.series e where not exists (select from film.instance i where i.series_id = e.id)
        """,
        r => r.GetString(0), Stop));
}
