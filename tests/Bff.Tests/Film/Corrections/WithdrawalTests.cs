using System.Net.Http.Json;
using Bff.Film;
using Bff.Film.Ingest;
using Bff.Gateways.FilmArchive;
using Microsoft.Extensions.DependencyInjection;
using static Bff.Tests.Film.Corrections.Withdrawing;

namespace Bff.Tests.Film.Corrections;

/// <summary>What a hospital takes back by DELETE is gone for everyone at once, stays in the audit, and can be replaced.</summary>
public sealed class WithdrawalTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string NotAuthorized = "292"; // 0x0124
    private readonly BffApp app = shared.App;
    private readonly string study = TestFilms.Uid();
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path(string? sop = null, string series = "1") =>
        $"/dicomweb/studies/{study}" + (sop is null ? "" : $"/series/{study}.{series}/instances/{study}.{series}.{sop}");

    private byte[] Picture(string sop, string series = "1", byte grey = 10) =>
        Wrong.Picture(study, $"{study}.{series}.{sop}", grey, series: $"{study}.{series}");

    [Fact]
    public async Task A_study_filed_under_the_wrong_patient_is_deleted_and_the_corrected_file_taken_under_the_same_uids()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        var wrong = Picture("1");
        Assert.Null(await pacs.PushOneAsync(wrong));
        var link = await app.LinkAsync(study);
        Assert.Equal([$"{study}.1.1"], await anyone.ShownAsync(link));
        Assert.Equal((204, null), await pacs.AnswerAsync(Path(), HttpMethod.Delete));

        Assert.False(await pacs.IsFoundAsync("PatientID=P-WRONG&StudyInstanceUID=" + study));
        Assert.Equal((404, "film.unknown"), await pacs.AnswerAsync(Path("1")));
        await EventuallyAsync(async () => Assert.Equal((410, "film.withdrawn"), await anyone.AnswerAsync(link)));
        Assert.Equal((410, "film.withdrawn"), await anyone.AnswerAsync(link + Path("1") + "/rendered"));
        using var page = await anyone.GetAsync(link.Replace("/api/film/", "/f/", StringComparison.Ordinal), Stop);
        Assert.Equal(410, (int)page.StatusCode);

        // The same bytes would be the same wrong film again.
        Assert.Equal(NotAuthorized, await pacs.PushOneAsync(wrong));
        Assert.Null(await pacs.PushOneAsync(Right.Picture(study, study + ".1.1", 10)));
        Assert.True(await pacs.IsFoundAsync("PatientID=P-RIGHT&StudyInstanceUID=" + study));
        // Who had the wrong patient's link is not given the right patient's film.
        Assert.Equal((410, "film.withdrawn"), await anyone.AnswerAsync(link));
        Assert.Equal([$"{study}.1.1"], await anyone.ShownAsync(await app.LinkAsync(study)));
        var audit = await app.Db.ListAsync(
            "select action || ' ' || actor_id || ' ' || outcome from platform.audit where subject = $1 order by id", r => r.GetString(0), Stop, "study-uid:" + study);
        Assert.Contains("film.withdraw_deleted demo-pacs ok", audit);
        Assert.Contains("film.withdrawn demo-pacs refused", audit);
        await NoPhantomsAsync();
    }

    [Fact]
    public async Task An_instance_and_a_series_go_alone_and_the_rest_stays()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Picture("1"), Picture("2"), Picture("1", "2"), Picture("2", "2")])).Status);
        var link = await app.LinkAsync(study);
        Assert.Equal((204, null), await pacs.AnswerAsync(Path("2"), HttpMethod.Delete));
        Assert.Equal([$"{study}.1.1", $"{study}.2.1", $"{study}.2.2"], await anyone.ShownAsync(link));
        Assert.Equal((204, null), await pacs.AnswerAsync($"/dicomweb/studies/{study}/series/{study}.2", HttpMethod.Delete));
        Assert.Equal([$"{study}.1.1"], await anyone.ShownAsync(link));
        foreach (var gone in new[] { Path("2"), Path("1", "2"), $"/dicomweb/studies/{study}/series/{study}.2/metadata" })
            Assert.Equal((410, "film.withdrawn"), await anyone.AnswerAsync(link + gone));
        Assert.Equal((404, "film.unknown"), await anyone.AnswerAsync(link + Path("7")));
        // Of another study the holder of a link is told nothing, not even that something was withdrawn.
        var other = TestFilms.Uid();
        Assert.Null(await pacs.PushOneAsync(Right.Picture(other, other + ".1.1", 10)));
        Assert.Equal((404, "film.unknown"), await anyone.AnswerAsync((await app.LinkAsync(other)) + Path("2")));
        Assert.Equal((404, "film.unknown"), await pacs.AnswerAsync(Path("2"), HttpMethod.Delete));
        await NoPhantomsAsync();
    }

    [Fact]
    public async Task Only_an_app_with_the_right_withdraws_and_only_at_its_hospitals()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture("1")));
        var (id, system) = await app.AddAppAsync("demo-east");
        var (_, elsewhere) = await app.AddAppAsync("demo-child");
        using (system)
        using (elsewhere)
        {
            Assert.Equal((403, "film.withdraw_not_granted"), await system.AnswerAsync(Path(), HttpMethod.Delete));
            Assert.Equal(NotAuthorized, await system.PushOneAsync(Note("113001", study, [($"{study}.1", $"{study}.1.1")])));
            await GrantAsync(id, ["film.withdraw"], 204);
            await GrantAsync(id, ["film.everything"], 400);
            await GrantAsync(Guid.NewGuid().ToString(), ["film.withdraw"], 404);
            Assert.Equal((403, "film.withdraw_not_granted"), await elsewhere.AnswerAsync(Path(), HttpMethod.Delete));
            Assert.Equal((404, "film.study_unknown"), await system.AnswerAsync(Path(), HttpMethod.Delete, "demo-child"));
            Assert.True(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
            Assert.Equal((204, null), await system.AnswerAsync(Path(), HttpMethod.Delete));
            await GrantAsync(id, [], 204);
            Assert.Equal((403, "film.withdraw_not_granted"), await system.AnswerAsync(Path(), HttpMethod.Delete));
        }
        Assert.Contains("film.withdraw_not_granted refused", await app.AuditedAsync());
        Assert.Contains("integrator.rights ok", await app.AuditedAsync());
    }

    [Fact]
    public async Task Of_one_uid_at_two_hospitals_the_one_that_is_named_goes()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture("1")));
        Assert.Null(await pacs.PushOneAsync(Right.Picture(study, study + ".1.1", 20), "demo-tcm"));
        Assert.Equal((409, "film.study_ambiguous"), await pacs.AnswerAsync(Path(), HttpMethod.Delete));
        Assert.Equal((204, null), await pacs.AnswerAsync(Path(), HttpMethod.Delete, "demo-tcm"));
        Assert.True(await pacs.IsFoundAsync("PatientID=P-WRONG&StudyInstanceUID=" + study));
        Assert.False(await pacs.IsFoundAsync("PatientID=P-RIGHT&StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task What_waits_for_staff_under_the_study_goes_with_it()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture("1")));
        var waiting = Right.Picture(study, study + ".1.2", 20);
        Assert.Equal("43264", await pacs.PushOneAsync(waiting));
        Assert.Equal((204, null), await pacs.AnswerAsync(Path(), HttpMethod.Delete));
        Assert.Empty(await app.Db.ListAsync(
            "select a.id from film.aside a join film.filing f on f.id = a.filing_id where f.study_instance_uid = $1", r => r.GetGuid(0), Stop, study));
        Assert.Equal(NotAuthorized, await pacs.PushOneAsync(waiting));
    }

    [Fact]
    public async Task Ten_deletes_and_ten_pushes_at_once_end_in_one_of_the_two()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        for (var round = 0; round < 10; round++)
        {
            var files = Enumerable.Range(1, 5).Select(n => Picture($"{round}{n}")).ToList();
            Assert.Equal(200, (await TestFilms.PushAsync(pacs, files)).Status);
            var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(async n => n % 2 == 0
                ? (await pacs.AnswerAsync(Path(), HttpMethod.Delete)).Status
                : (await TestFilms.PushAsync(pacs, files)).Status));
            Assert.Equal(1, all.Count(status => status == 204));
            Assert.DoesNotContain(all, status => status >= 500);
            Assert.False(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
            await NoPhantomsAsync();
        }
    }

    [Fact]
    public async Task Days_count_what_is_there_and_files_go_with_the_sweep()
    {
        await using var own = await BffApp.StartAsync();
        using HttpClient pacs = own.Pacs(), admin = await own.SignInStaffAsync();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Picture("1"), Picture("2", grey: 20), Picture("3", grey: 30)])).Status);
        while (await own.Db.ListAsync("select 1 from film.instance where state = 'received'", r => 1, Stop) is not []) await Task.Delay(20, Stop);
        var files = await own.Db.ListAsync("select sop_instance_uid, encode(sha256, 'hex') from film.instance order by 1", r => r.GetString(1), Stop);
        var archive = own.Services.GetRequiredService<IFilmArchive>();
        Assert.All(files, file => Assert.True(Exists(ArchiveKeys.Frames(file)).Result));
        Assert.Equal(3, await InstancesAsync());
        Assert.Equal((204, null), await pacs.AnswerAsync(Path("1"), HttpMethod.Delete));
        Assert.Null(await pacs.PushOneAsync(Note("113001", study, [($"{study}.1", $"{study}.1.2")])));
        Assert.Equal(1, await InstancesAsync());
        while (await Exists(ArchiveKeys.Frames(files[1]))) await Task.Delay(100, Stop);
        // What was made of them is gone at once; of what a hospital deletes the original goes with the sweep, of what is hidden it stays.
        Assert.Equal((bool[])[false, false, true], await Task.WhenAll(files.Select(f => Exists(ArchiveKeys.Frames(f)))));
        Assert.Equal((bool[])[false, false, true], await Task.WhenAll(files.Select(f => Exists(ArchiveKeys.Metadata(f)))));
        Assert.Equal((bool[])[true, true, true], await Task.WhenAll(files.Select(f => Exists(ArchiveKeys.File(f)))));
        own.Clock.Advance(Leftovers.Age + TimeSpan.FromHours(1));
        var leftovers = own.Services.GetRequiredService<Leftovers>();
        await leftovers.FindStraysAsync(Stop);
        await leftovers.SweepAsync(Stop);
        Assert.Equal((bool[])[false, true, true], await Task.WhenAll(files.Select(f => Exists(ArchiveKeys.File(f)))));

        async Task<bool> Exists(string key)
        {
            using var local = await archive.GetLocalAsync(key, Stop);
            return local is not null;
        }

        async Task<int> InstancesAsync() =>
            (await (await admin.GetAsync("/api/staff/film/statistics", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
                .Sum(day => day.GetProperty("instances").GetInt32());
    }

    private async Task GrantAsync(string id, string[] rights, int expected)
    {
        using var admin = await app.SignInStaffAsync();
        using var answer = await admin.PutAsJsonAsync($"/api/staff/film/integrators/{id}/rights", new { rights }, Stop);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    /// <summary>What a node knows of a link it may say again for a second.</summary>
    private static async Task EventuallyAsync(Func<Task> check)
    {
        for (var tries = 0; tries < 60; tries++)
        {
            try
            {
                await check();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (tries < 59)
            {
                await Task.Delay(50, Stop);
            }
        }
    }

    private async Task NoPhantomsAsync() => Assert.Empty(await app.Db.ListAsync(
        """
        select 'study ' || study_instance_uid from film.study s where not exists (select from film.instance i where i.study_id = s.id)
        union all
        select 'series ' || series_instance_uid from film.series e where not exists (select from film.instance i where i.series_id = e.id)
        union all
        select 'modality ' || modality from film.study_modality m where not exists (select from film.series e where e.study_id = m.study_id and e.modality = m.modality)
        """,
        r => r.GetString(0), Stop));
}
