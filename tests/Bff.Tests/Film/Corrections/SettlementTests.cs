using System.Net.Http.Json;
using System.Text.Json;
using Bff.Tests.Film.Identity;
using Bff.Tests.Guide;
using static Bff.Tests.Film.Corrections.Withdrawing;

namespace Bff.Tests.Film.Corrections;

/// <summary>Staff settle what came of another patient, and put right what was filed wrongly.</summary>
public sealed class SettlementTests(SettlementTests.Office office) : IClassFixture<SettlementTests.Office>
{
    private const string DoesNotMatch = "43264", NotAuthorized = "292", NoSuchInstance = "274", Coerced = "45056";
    private static readonly Person Li = new("P-AAA", "Li^Si=李^四", "19800102", "F"), Wang = new("P-BBB", "Wang^Wu=王^五", "19500505", "M");
    private readonly BffApp app = office.App;
    private readonly string study = TestFilms.Uid();
    private readonly HttpClient admin = office.Admin;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kept_apart_the_second_patient_has_a_study_of_his_own_and_so_has_what_he_sends_later()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        var clash = await ClashAsync(pacs);
        Assert.Equal(["patientId", "name", "birthDate", "sex"], clash.GetProperty("differs").EnumerateArray().Select(d => d.GetString()!));
        Assert.Equal("P-BBB", clash.GetProperty("sent").GetProperty("patientId").GetString());
        Assert.Equal("Li^Si=李^四", clash.GetProperty("study").GetProperty("name").GetString());
        Assert.Equal(2, clash.GetProperty("instances").GetInt32());
        Assert.Equal((204, null), await SettleAsync(clash, "apart"));
        var own = await FiledAsync("P-BBB", 2);
        Assert.NotEqual(study, own);
        Assert.Equal([study + ".1.1"], await anyone.ShownAsync(await app.LinkAsync(study)));
        Assert.Equal([study + ".1.2", study + ".1.3"], await anyone.ShownAsync(await app.LinkAsync(own)));
        // The file says what its study says.
        var metadata = await (await pacs.GetAsync($"/dicomweb/studies/{own}/metadata", Stop)).JsonAsync();
        Assert.All(metadata.EnumerateArray(), i => Assert.Equal(own, i.Value("0020000D")));
        // Later ones go there at once, with the standard's warning; one that was sent before is known.
        foreach (var picture in new[] { Wang.Picture(study, study + ".1.4", 204), Wang.Picture(study, study + ".1.2", 200) })
        {
            var (status, body) = await TestFilms.PushAsync(pacs, [picture]);
            Assert.Equal(200, status);
            Assert.Equal(Coerced, Assert.Single(body.Items("00081199")).Value("00081196"));
        }
        Assert.Equal(3, (await anyone.ShownAsync(await app.LinkAsync(own))).Length);
        Assert.Null(await pacs.PushOneAsync(Li.Picture(study, study + ".1.5", 15)));
    }

    [Fact]
    public async Task The_same_person_after_all_is_merged_and_later_ones_join()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        Assert.Equal((204, null), await SettleAsync(await ClashAsync(pacs), "merge"));
        await FiledAsync("P-AAA", 3);
        Assert.Null(await pacs.PushOneAsync(Wang.Picture(study, study + ".1.4", 204)));
        Assert.Equal(4, (await anyone.ShownAsync(await app.LinkAsync(study))).Length);
        Assert.Equal(DoesNotMatch, await pacs.PushOneAsync((Wang with { PatientId = "P-CCC" }).Picture(study, study + ".1.5", 205)));
    }

    [Fact]
    public async Task The_study_was_wrong_and_the_corrected_files_take_its_place()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        Assert.Null(await pacs.PushOneAsync(Li.Picture(study, study + ".1.1", 10)));
        var old = await app.LinkAsync(study);
        Assert.Equal(DoesNotMatch, await pacs.PushOneAsync(Wang.Picture(study, study + ".1.1", 10))); // the same instance, corrected
        var clash = await ClashAsync();
        Assert.Equal((409, "film.clash_same_instance"), await SettleAsync(clash, "apart"));
        Assert.Equal((409, "film.clash_same_instance"), await SettleAsync(clash, "merge"));
        Assert.Equal((204, null), await SettleAsync(clash, "replace"));
        Assert.Equal(study, await FiledAsync("P-BBB", 1));
        Assert.False(await pacs.IsFoundAsync("PatientID=P-AAA&StudyInstanceUID=" + study));
        Assert.Equal((410, "film.withdrawn"), await GoneAsync(anyone, old));
        // The wrong one once more is a clash once more.
        Assert.Equal(NotAuthorized, await pacs.PushOneAsync(Li.Picture(study, study + ".1.1", 10)));
        Assert.Equal(DoesNotMatch, await pacs.PushOneAsync(Li.Picture(study, study + ".1.9", 19)));
    }

    [Fact]
    public async Task Rejected_they_are_gone_and_later_ones_are_not_taken()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        Assert.Equal((204, null), await SettleAsync(await ClashAsync(pacs), "reject"));
        Assert.Equal(DoesNotMatch, await pacs.PushOneAsync(Wang.Picture(study, study + ".1.2", 200)));
        Assert.Equal([study + ".1.1"], await anyone.ShownAsync(await app.LinkAsync(study)));
        Assert.DoesNotContain(await ClashesAsync(), c => c.GetProperty("studyInstanceUid").GetString() == study);
    }

    [Fact]
    public async Task Of_twenty_staff_who_decide_at_once_one_decides()
    {
        using var pacs = app.Pacs();
        var clash = await ClashAsync(pacs);
        string[] decisions = ["apart", "merge", "replace", "reject"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => SettleAsync(clash, decisions[n % 4])));
        Assert.Single(answers, a => a.Status == 204);
        Assert.Equal(19, answers.Count(a => a == (409, "film.clash_settled")));
    }

    [Fact]
    public async Task Another_hospitals_clash_and_study_are_not_there()
    {
        using HttpClient pacs = app.Pacs(), stranger = await GuideApp.SignInStaffOfAsync(app, "demo-tcm", "film");
        var clash = await ClashAsync(pacs);
        Assert.Equal((404, "film.clash_unknown"), await PostAsync(stranger, $"/api/staff/film/clashes/{Id(clash)}/settle", new { decision = "merge", reason = "核对无误" }));
        var id = Id(await StudyAsync());
        Assert.Equal((404, "film.study_unknown"), await PostAsync(stranger, $"/api/staff/film/studies/{id}/withdraw", new { reason = "归错患者" }));
        Assert.Equal((404, "film.study_unknown"), await PostAsync(
            stranger, $"/api/staff/film/studies/{id}/move", new { target = new { patient = new { patientId = "X" } }, reason = "归错患者" }));
        Assert.Empty((await (await stranger.GetAsync("/api/staff/film/studies?studyInstanceUid=" + study, Stop)).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.DoesNotContain(study, await stranger.GetStringAsync("/api/staff/film/clashes", Stop));
        Assert.DoesNotContain(study, await stranger.GetStringAsync("/api/staff/film/withdrawn", Stop));
        Assert.True(await pacs.IsFoundAsync("StudyInstanceUID=" + study));
    }

    [Fact]
    public async Task A_study_is_moved_to_its_patient_and_everything_made_of_it_says_so()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous(), patient = await app.SignInPatientAsync();
        var wrong = Withdrawing.Wrong.Picture(study, study + ".1.1", 10);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [wrong, Withdrawing.Wrong.Picture(study, study + ".1.2", 20)])).Status);
        var old = await app.LinkAsync(study);
        var move = new { target = new { patient = new { patientId = "DE0010023", name = "李^秀英", birthDate = "1958-03-12", sex = "F" } }, reason = "登记时选错了患者" };
        Assert.Equal((204, null), await PostAsync(admin, $"/api/staff/film/studies/{Id(await StudyAsync())}/move", move));
        Assert.Equal(study, await FiledAsync("DE0010023", 2));
        Assert.False(await pacs.IsFoundAsync("PatientID=P-WRONG&StudyInstanceUID=" + study));
        Assert.Equal((410, "film.withdrawn"), await GoneAsync(anyone, old));
        var mine = await (await patient.GetAsync("/api/film/studies?limit=200", Stop)).JsonAsync();
        Assert.Contains(mine.GetProperty("items").EnumerateArray(), s => s.GetProperty("instanceCount").GetInt32() == 2);
        var link = await app.LinkAsync(study);
        var metadata = JsonDocument.Parse(await anyone.GetStringAsync($"{link}/dicomweb/studies/{study}/metadata", Stop)).RootElement.EnumerateArray()
            .Select(i => $"{i.Value("00100020")} {i.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Alphabetic").GetString()} {i.Value("0020000D")}");
        Assert.All(metadata, says => Assert.Equal($"DE0010023 李^秀英 {study}", says));
        // The wrong one once more changes nothing.
        Assert.Null(await pacs.PushOneAsync(wrong));
        Assert.Equal(study, await FiledAsync("DE0010023", 2));
        Assert.False(await pacs.IsFoundAsync("PatientID=P-WRONG&StudyInstanceUID=" + study));
        var audit = await app.AuditedAsync();
        Assert.Contains("film.withdraw_moved ok", audit);
        Assert.Contains("film.refiled ok", audit);
    }

    [Fact]
    public async Task An_image_is_moved_to_another_study_of_the_hospital_and_not_to_one_that_is_not_there()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        var target = TestFilms.Uid();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Li.Picture(study, study + ".1.1", 10), Li.Picture(study, study + ".1.2", 20)])).Status);
        Assert.Null(await pacs.PushOneAsync(Wang.Picture(target, target + ".1.1", 200)));
        var path = $"/api/staff/film/studies/{Id(await StudyAsync())}/move";
        object Order(string to) => new { seriesInstanceUid = study + ".1", sopInstanceUids = new[] { study + ".1.2" }, target = new { studyInstanceUid = to }, reason = "图像放错检查" };
        Assert.Equal((404, "film.target_unknown"), await PostAsync(admin, path, Order("1.2.3.4")));
        Assert.Equal((409, "film.same_place"), await PostAsync(admin, path, Order(study)));
        Assert.Equal((204, null), await PostAsync(admin, path, Order(target)));
        Assert.Equal(target, await FiledAsync("P-BBB", 2));
        Assert.Equal([study + ".1.1"], await anyone.ShownAsync(await app.LinkAsync(study)));
        Assert.Equal(
            new[] { study + ".1.2", target + ".1.1" }.Order(StringComparer.Ordinal),
            (await anyone.ShownAsync(await app.LinkAsync(target))).Order(StringComparer.Ordinal));
        Assert.Equal((404, "film.study_unknown"), await PostAsync(admin, path, Order(target))); // it is no longer there
    }

    [Fact]
    public async Task Staff_withdraw_with_a_reason_and_bring_back_what_was_a_mistake()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        var file = Li.Picture(study, study + ".1.1", 10);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [file, Li.Picture(study, study + ".1.2", 20)])).Status);
        var path = $"/api/staff/film/studies/{Id(await StudyAsync())}/withdraw";
        foreach (var broken in new object[] { new { }, new { reason = " " }, new { reason = new string('长', 201) }, new { reason = "可以", sopInstanceUids = new[] { "1.2" } }, new { reason = "可以", seriesInstanceUid = "x" } })
            Assert.Equal(400, (await PostAsync(admin, path, broken)).Status);
        Assert.Equal((204, null), await PostAsync(admin, path, new { seriesInstanceUid = study + ".1", sopInstanceUids = new[] { study + ".1.1" }, reason = "图像伪影" }));
        Assert.Equal([study + ".1.2"], await anyone.ShownAsync(await app.LinkAsync(study)));
        Assert.Equal(NotAuthorized, await pacs.PushOneAsync(file));
        var row = (await (await admin.GetAsync("/api/staff/film/withdrawn?limit=200", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .Single(w => w.GetProperty("sopInstanceUid").GetString() == study + ".1.1");
        Assert.Equal("图像伪影", row.GetProperty("reason").GetString());
        Assert.StartsWith("staff:", row.GetProperty("withdrawnBy").GetString(), StringComparison.Ordinal);
        var restore = $"/api/staff/film/withdrawn/{Id(row)}/restore";
        var both = await Task.WhenAll(PostAsync(admin, restore, new { reason = "误操作" }), PostAsync(admin, restore, new { reason = "误操作" }));
        Assert.Equal([204, 404], both.Select(b => b.Status).Order());
        Assert.Equal([study + ".1.1", study + ".1.2"], await anyone.ShownAsync(await app.LinkAsync(study)));
        Assert.Equal((404, "film.withdrawn_unknown"), await PostAsync(admin, $"/api/staff/film/withdrawn/{Guid.NewGuid()}/restore", new { reason = "误操作" }));
    }

    [Fact]
    public async Task Staff_put_a_corrected_file_in_the_place_of_a_wrong_one_and_no_other()
    {
        using HttpClient pacs = app.Pacs(), anyone = app.Anonymous();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [Li.Picture(study, study + ".1.1", 10), Li.Picture(study, study + ".1.2", 20)])).Status);
        const string path = "/api/staff/film/replacements?reason=%E5%8C%BB%E9%99%A2%E9%87%8D%E5%87%BA";
        var (status, body) = await TestFilms.PushAsync(admin, [Li.Picture(study, study + ".1.1", 99), Li.Picture(study, study + ".1.8", 99)], path);
        Assert.Equal(202, status);
        Assert.Equal(study + ".1.1", Assert.Single(body.Items("00081199")).Value("00081155"));
        Assert.Equal(NoSuchInstance, Assert.Single(body.Items("00081198")).Value("00081197"));
        Assert.Equal([study + ".1.1", study + ".1.2"], await anyone.ShownAsync(await app.LinkAsync(study)));
        Assert.Equal(NotAuthorized, await pacs.PushOneAsync(Li.Picture(study, study + ".1.1", 10)));
        Assert.Equal(403, (await TestFilms.PushAsync(admin, [Li.Picture(study, study + ".1.1", 98)], path, "elsewhere")).Status);
        Assert.Equal(400, (await TestFilms.PushAsync(admin, [Li.Picture(study, study + ".1.1", 98)], "/api/staff/film/replacements")).Status);
    }

    private static string Id(JsonElement row) => row.GetProperty("id").GetString()!;

    /// <summary>Two pictures of the second patient wait under the study of the first.</summary>
    private async Task<JsonElement> ClashAsync(HttpClient? pacs = null)
    {
        if (pacs is not null)
        {
            Assert.Null(await pacs.PushOneAsync(Li.Picture(study, study + ".1.1", 10)));
            Assert.Equal(409, (await TestFilms.PushAsync(pacs, [Wang.Picture(study, study + ".1.2", 200), Wang.Picture(study, study + ".1.3", 203)])).Status);
        }
        return (await ClashesAsync()).Single(c => c.GetProperty("studyInstanceUid").GetString() == study);
    }

    private async Task<List<JsonElement>> ClashesAsync()
    {
        return [.. (await (await admin.GetAsync("/api/staff/film/clashes?limit=200", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()];
    }

    private async Task<(int Status, string? Code)> SettleAsync(JsonElement clash, string decision)
    {
        return await PostAsync(admin, $"/api/staff/film/clashes/{Id(clash)}/settle", new { decision, reason = "已与影像科核对" });
    }

    private async Task<JsonElement> StudyAsync()
    {
        return (await (await admin.GetAsync("/api/staff/film/studies?studyInstanceUid=" + study, Stop)).JsonAsync()).GetProperty("items").EnumerateArray().Single();
    }

    private static async Task<(int Status, string? Code)> PostAsync(HttpClient staff, string path, object body)
    {
        using var answer = await staff.PostAsJsonAsync(path, body, Stop);
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : await answer.CodeAsync());
    }

    /// <summary>Waits until the patient has so many instances of this test's; under which study UID.</summary>
    private async Task<string> FiledAsync(string patientId, int instances)
    {
        using var pacs = app.Pacs();
        for (var tries = 0; tries < 400; tries++)
        {
            using var answer = await pacs.GetAsync("/dicomweb/studies?PatientID=" + patientId, Stop);
            if ((int)answer.StatusCode == 200)
                foreach (var found in (await answer.JsonAsync()).EnumerateArray().Where(s => s.Value("00201208") == instances.ToString(System.Globalization.CultureInfo.InvariantCulture)))
                    if (await HoldsAsync(found.Value("0020000D")!)) return found.Value("0020000D")!;
            await Task.Delay(25, Stop);
        }
        throw new TimeoutException($"{patientId} was not given {instances} instances.");
    }

    private async Task<bool> HoldsAsync(string uid) => await app.Db.ListAsync(
        "select 1 from film.instance i join film.study s on s.id = i.study_id where s.study_instance_uid = $1 and i.sop_instance_uid like $2 || '%'",
        r => 1, Stop, uid, study) is not [];

    private static async Task<(int Status, string? Code)> GoneAsync(HttpClient anyone, string link)
    {
        for (var tries = 0; tries < 60; tries++)
        {
            if (await anyone.AnswerAsync(link) is { Status: not 200 } gone) return gone;
            await Task.Delay(50, Stop);
        }
        return (200, null);
    }

    /// <summary>One host and one session of staff: how often somebody may sign in has a limit.</summary>
    public sealed class Office : IAsyncLifetime
    {
        public BffApp App { get; private set; } = null!;

        public HttpClient Admin { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await BffApp.StartAsync();
            Admin = await App.SignInStaffAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Admin.Dispose();
            await App.DisposeAsync();
        }
    }
}
