using static Bff.Tests.Film.Corrections.Withdrawing;

namespace Bff.Tests.Film.Corrections;

/// <summary>A hospital takes films back by rejection notes of IHE's Imaging Object Change Management.</summary>
public sealed class RejectionNoteTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string NotAuthorized = "292", NoSuchInstance = "274", Duplicate = "273", NotUnderstood = "49152"; // 0x0124, 0x0112, 0x0111, 0xC000
    private readonly BffApp app = shared.App;
    private readonly string study = TestFilms.Uid();
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private byte[] Picture(int n, byte grey = 10) => Wrong.Picture(study, $"{study}.1.{n}", grey);

    private (string, string) Named(int n) => ($"{study}.1", $"{study}.1.{n}");

    [Theory]
    [InlineData("113001", "quality", true, false)] // hidden: the file is kept, the same bytes stay out
    [InlineData("113037", "safety", false, false)] // given to nobody
    [InlineData("113038", "worklist", false, false)] // of another order: the corrected one is taken
    [InlineData("113039", "expired", false, true)] // its time had come: the hospital may bring it back
    public async Task Each_title_withdraws_what_it_names_in_its_own_way(string code, string cause, bool isKept, bool isTakenAgain)
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        var files = new[] { Picture(1), Picture(2, 20) };
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, files)).Status);
        var link = await app.LinkAsync(study);
        Assert.Null(await pacs.PushOneAsync(Note(code, study, [Named(1)])));
        Assert.Equal([$"{study}.1.2"], await anyone.ShownAsync(link));
        var seen = await (await pacs.GetAsync($"/dicomweb/studies/{study}/instances", Stop)).JsonAsync();
        Assert.Equal($"{study}.1.2", Assert.Single(seen.EnumerateArray()).Value("00080018")); // nor is the note itself in the film
        Assert.Equal((404, "film.unknown"), await pacs.AnswerAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{study}.1.1"));
        var kept = await app.Db.ListAsync(
            "select cause || ' ' || is_kept from film.withdrawn where study_instance_uid = $1", r => r.GetString(0), Stop, study);
        Assert.Equal([$"{cause} {(isKept ? "true" : "false")}"], kept);
        Assert.Equal(isTakenAgain ? null : NotAuthorized, await pacs.PushOneAsync(files[0]));
        Assert.Equal(isTakenAgain ? Duplicate : null, await pacs.PushOneAsync(Picture(1, 30)));
        Assert.Contains($"film.withdraw_{cause} ok", await app.AuditedAsync());
    }

    [Fact]
    public async Task A_note_is_obeyed_once_so_that_the_corrected_file_stays()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture(1)));
        var (uid, other) = (TestFilms.Uid(), Note("113037", study, [Named(1)], uid: study + ".8"));
        var note = Note("113038", study, [Named(1)], uid);
        Assert.Null(await pacs.PushOneAsync(note));
        Assert.Null(await pacs.PushOneAsync(Right.Picture(study, study + ".1.1", 10)));
        Assert.Null(await pacs.PushOneAsync(note)); // a PACS that was not answered sends it again
        Assert.True(await pacs.IsFoundAsync("PatientID=P-RIGHT&StudyInstanceUID=" + study));
        Assert.Equal(Duplicate, await pacs.PushOneAsync(Note("113001", study, [Named(1)], uid)));
        Assert.True(await pacs.IsFoundAsync("PatientID=P-RIGHT&StudyInstanceUID=" + study));
        Assert.Null(await pacs.PushOneAsync(other)); // another note is another withdrawal
        Assert.False(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task Twenty_of_one_note_at_once_withdraw_once()
    {
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Picture(1), Picture(2, 20)])).Status);
        var note = Note("113001", study, [Named(1)]);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => pacs.PushOneAsync(note))), Assert.Null);
        Assert.Single(await app.Db.ListAsync("select id from film.withdrawn where study_instance_uid = $1", r => r.GetGuid(0), Stop, study));
    }

    [Fact]
    public async Task A_note_of_what_is_not_here_is_answered_so_and_may_come_again()
    {
        using var pacs = app.Pacs();
        var note = Note("113001", study, [Named(1), Named(2)]);
        Assert.Equal(NoSuchInstance, await pacs.PushOneAsync(note));
        Assert.Null(await pacs.PushOneAsync(Picture(1)));
        var (status, body) = await TestFilms.PushAsync(pacs, [note]);
        Assert.Equal(200, status);
        Assert.Equal("45062", Assert.Single(body.Items("00081199")).Value("00081196")); // 0xB006: one of the two
        Assert.False(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task A_note_of_another_hospital_touches_nothing_here()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture(1)));
        Assert.Equal(NoSuchInstance, await pacs.PushOneAsync(Note("113037", study, [Named(1)]), "demo-tcm"));
        Assert.True(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task A_note_and_what_it_rejects_in_one_request_end_in_nothing()
    {
        using var pacs = app.Pacs();
        var (status, body) = await TestFilms.PushAsync(pacs, [Note("113001", study, [Named(1)]), Picture(1)]);
        Assert.Equal(200, status);
        Assert.Equal(2, body.Items("00081199").Count);
        Assert.False(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task A_key_object_selection_of_another_title_withdraws_nothing()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture(1)));
        Assert.Null(await pacs.PushOneAsync(Note("113000", study, [Named(1)], scheme: "DCM"))); // of interest
        Assert.Null(await pacs.PushOneAsync(Note("113001", study, [Named(1)], scheme: "99LOCAL")));
        Assert.True(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no uid")]
    [InlineData("1.2.3'; drop table film.study; --")]
    public async Task A_note_that_names_nothing_or_no_uids_is_not_understood(string sop)
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture(1)));
        Assert.Equal(NotUnderstood, await pacs.PushOneAsync(Note("113001", study, sop.Length == 0 ? [] : [($"{study}.1", sop)])));
        Assert.True(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task A_note_that_names_too_much_is_refused_and_a_great_one_is_obeyed()
    {
        using var pacs = app.Pacs();
        Assert.Null(await pacs.PushOneAsync(Picture(1)));
        Assert.Equal(NotUnderstood, await pacs.PushOneAsync(Note("113001", study, Enumerable.Range(1, 100_001).Select(Named))));
        Assert.True(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
        Assert.Null(await pacs.PushOneAsync(Note("113001", study, Enumerable.Range(1, 50_000).Select(Named))));
        Assert.False(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }
}
