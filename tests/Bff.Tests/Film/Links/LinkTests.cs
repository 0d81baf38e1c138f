using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bff.Tests.Film;

public sealed class LinkTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<string> PushAsync(BffApp app, string accession, string patientId = "T1")
    {
        var study = TestFilms.Uid();
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: study + ".9", accession: accession, patientId: patientId)])).Status);
        return study;
    }

    private static async Task<JsonElement> LinkAsync(BffApp app, string study, int ttl = 3600, int? maxViews = null)
    {
        var body = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊", ttlSeconds = ttl, maxViews });
        using var answer = await app.SignedAsync(HttpMethod.Post, "/api/film/links", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private static string Key(JsonElement link) => link.GetProperty("key").GetString()!;

    private static async Task RefusedAsync(BffApp app, string path, int status, string code)
    {
        using var client = app.Anonymous();
        using var answer = await client.GetAsync(path, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
        Assert.Contains(code + " refused", await app.AuditedAsync());
    }

    [Fact]
    public async Task A_link_by_accession_number_opens_the_study_and_shows_no_full_name()
    {
        var accession = "L" + Guid.NewGuid().ToString("N")[..10];
        var study = await PushAsync(app, accession);
        using var created = await app.SignedAsync(
            HttpMethod.Post, "/api/film/links", JsonSerializer.Serialize(new { hospitalCode = "demo-east", accessionNumber = accession, purpose = "门诊", ttlSeconds = 60 }));
        var link = await created.JsonAsync();
        Assert.EndsWith("/f/" + Key(link), link.GetProperty("url").GetString(), StringComparison.Ordinal);

        using var client = app.Anonymous();
        using var answer = await client.GetAsync("/api/film/" + Key(link), Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain("病人", text, StringComparison.Ordinal);
        var manifest = JsonDocument.Parse(text).RootElement;
        Assert.Equal(study, manifest.GetProperty("study").GetProperty("studyInstanceUid").GetString());
        Assert.Equal("测***", manifest.GetProperty("study").GetProperty("patient").GetProperty("name").GetString());
        Assert.Equal("68岁", manifest.GetProperty("study").GetProperty("patient").GetProperty("age").GetString());
        using var first = await client.GetAsync(manifest.GetProperty("firstImage").GetProperty("url").GetString(), Stop);
        Assert.Equal("image/jpeg", first.Content.Headers.ContentType!.MediaType);

        using var page = await client.GetAsync("/f/" + Key(link), Stop);
        var html = await page.Content.ReadAsStringAsync(Stop);
        Assert.Contains("id=\"film-manifest\"", html, StringComparison.Ordinal);
        Assert.Contains("rel=\"preload\"", html, StringComparison.Ordinal);
        Assert.Contains("film.open ok", await app.AuditedAsync());
    }

    [Fact]
    public async Task A_key_reaches_its_own_study_and_nothing_else()
    {
        string mine = await PushAsync(app, "mine"), other = await PushAsync(app, "other");
        var root = $"/api/film/{Key(await LinkAsync(app, mine))}/dicomweb/studies/";
        using var client = app.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{root}{mine}/series/{mine}.1/instances/{mine}.9/rendered", Stop)).StatusCode);
        foreach (var path in new[] { "/rendered", "/thumbnail", "/frames/1", "/frames/1/samples", "/metadata", "/bulkdata/7FE00010", "" })
            await RefusedOrUnknownAsync($"{root}{other}/series/{other}.1/instances/{other}.9{path}");
        await RefusedOrUnknownAsync($"{root}{mine}/series/{mine}.1/instances/{other}.9/rendered");
        await RefusedOrUnknownAsync($"{root}{other}/metadata");
        await RefusedOrUnknownAsync($"{root}{other}");
        Assert.Contains("film.unknown refused", await app.AuditedAsync());

        async Task RefusedOrUnknownAsync(string path)
        {
            using var answer = await client.GetAsync(path, Stop);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("film.unknown", await answer.CodeAsync());
        }
    }

    [Fact]
    public async Task Guessed_altered_expired_revoked_and_used_up_keys_are_refused_and_audited()
    {
        await using var own = await BffApp.StartAsync();
        var study = await PushAsync(own, "refused");
        var key = Key(await LinkAsync(own, study, ttl: 60));
        await RefusedAsync(own, "/api/film/guessed-key", 404, "film.link_unknown");
        await RefusedAsync(own, "/api/film/" + new string('A', key.Length), 403, "film.link_signature_wrong");
        for (var i = 0; i < key.Length; i += 7)
            await RefusedAsync(own, "/api/film/" + key[..i] + (key[i] == 'A' ? 'B' : 'A') + key[(i + 1)..], 403, "film.link_signature_wrong");

        own.Clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(own, "/api/film/" + key, 410, "film.link_expired");
        await RefusedAsync(own, $"/api/film/{key}/dicomweb/studies/{study}/series/{study}.1/instances/{study}.9/rendered", 410, "film.link_expired");

        var once = Key(await LinkAsync(own, study, maxViews: 1));
        using var client = own.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/film/" + once, Stop)).StatusCode);
        await RefusedAsync(own, "/api/film/" + once, 410, "film.link_used_up");

        var revoked = Key(await LinkAsync(own, study));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/film/" + revoked, Stop)).StatusCode);
        using var staff = await own.SignInStaffAsync("film");
        var rows = (await (await staff.GetAsync("/api/staff/film/links?limit=1", Stop)).JsonAsync()).GetProperty("items");
        Assert.Equal(HttpStatusCode.NoContent, (await staff.DeleteAsync("/api/staff/film/links/" + rows[0].GetProperty("id").GetString(), Stop)).StatusCode);
        await RefusedAsync(own, "/api/film/" + revoked, 410, "film.link_revoked");
    }

    [Fact]
    public async Task Of_parallel_openings_of_a_single_view_link_one_succeeds()
    {
        var key = Key(await LinkAsync(app, await PushAsync(app, "parallel"), maxViews: 1));
        using var client = app.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.GetAsync("/api/film/" + key, Stop)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reloading_in_the_same_browser_is_one_view()
    {
        var key = Key(await LinkAsync(app, await PushAsync(app, "reload"), maxViews: 1));
        using var browser = new HttpClient { BaseAddress = app.Address };
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/f/" + key, Stop)).StatusCode);
    }

    [Fact]
    public async Task An_expired_link_still_shows_a_page_that_says_so()
    {
        await using var own = await BffApp.StartAsync();
        var key = Key(await LinkAsync(own, await PushAsync(own, "page"), ttl: 1));
        own.Clock.Advance(TimeSpan.FromSeconds(2));
        using var client = own.Anonymous();
        using var page = await client.GetAsync("/f/" + key, Stop);
        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("film.link_expired", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"hospitalCode":"demo-east","studyInstanceUid":"1.2","purpose":"x","ttlSeconds":0}""", 400, "request.invalid")]
    [InlineData("""{"hospitalCode":"demo-east","studyInstanceUid":"1.2","purpose":"x","ttlSeconds":604801}""", 400, "request.invalid")]
    [InlineData("""{"hospitalCode":"demo-east","purpose":"x","ttlSeconds":60}""", 400, "request.invalid")]
    [InlineData("""{"hospitalCode":"demo-east","studyInstanceUid":"1.2","accessionNumber":"A","purpose":"x","ttlSeconds":60}""", 400, "request.invalid")]
    [InlineData("""{"hospitalCode":"demo-east","studyInstanceUid":"1.2.3.4","purpose":"x","ttlSeconds":60}""", 404, "film.study_unknown")]
    [InlineData("""{"hospitalCode":"elsewhere","studyInstanceUid":"1.2.3.4","purpose":"x","ttlSeconds":60}""", 404, "film.study_unknown")]
    public async Task A_link_that_cannot_be_made_says_why(string body, int status, string code)
    {
        using var answer = await app.SignedAsync(HttpMethod.Post, "/api/film/links", body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
    }

    [Fact]
    public async Task A_patient_sees_their_own_studies_and_nobody_elses()
    {
        await PushAsync(app, "own", patientId: "DE0010023"); // the card of demo-li at demo-east
        using var li = await app.SignInPatientAsync("demo-li");
        using var wang = await app.SignInPatientAsync("demo-wang");
        var studies = (await (await li.GetAsync("/api/film/studies", Stop)).JsonAsync()).GetProperty("items");
        var id = studies[0].GetProperty("id").GetString();
        Assert.Contains(studies[0].GetProperty("state").GetString(), (string[])["processing", "ready"]);
        using var opened = await li.PostAsJsonAsync($"/api/film/studies/{id}/links", new { }, Stop);
        Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        Assert.Equal(0, (await (await wang.GetAsync("/api/film/studies", Stop)).JsonAsync()).GetProperty("items").GetArrayLength());
        using var foreign = await wang.PostAsJsonAsync($"/api/film/studies/{id}/links", new { }, Stop);
        using var missing = await wang.PostAsJsonAsync($"/api/film/studies/{Guid.NewGuid()}/links", new { }, Stop);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(await missing.CodeAsync(), await foreign.CodeAsync());
        Assert.Contains("film.study_unknown refused", await app.AuditedAsync());
    }

    [Fact]
    public async Task Whoever_a_patient_lets_see_the_films_sees_and_opens_them_until_it_is_taken_back()
    {
        await PushAsync(app, "granted", patientId: "DE0010023"); // the card of demo-li at demo-east
        using var zhang = await app.SignInPatientAsync("demo-zhang");
        Assert.Equal(0, await CountAsync());
        await app.Db.ExecuteAsync(
            """
            insert into accounts.grant (id, holder_kind, holder_id, patient_id, scope, valid_from, valid_until, created_by, created_at)
            select gen_random_uuid(), 'patient', z.patient_id, l.patient_id, 'film', now() - interval '1 day', now() + interval '1 day', 'test', now()
            from accounts.identity z, accounts.identity l
            where z.provider = 'wechat' and z.subject = 'demo-zhang' and l.provider = 'wechat' and l.subject = 'demo-li'
            """, Stop);
        Assert.NotEqual(0, await CountAsync());
        var study = (await (await zhang.GetAsync("/api/film/studies", Stop)).JsonAsync()).GetProperty("items")[0].GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.Created, (await zhang.PostAsJsonAsync($"/api/film/studies/{study}/links", new { }, Stop)).StatusCode);
        await app.Db.ExecuteAsync("update accounts.grant set revoked_at = now() where scope = 'film'", Stop);
        Assert.Equal(0, await CountAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await zhang.PostAsJsonAsync($"/api/film/studies/{study}/links", new { }, Stop)).StatusCode);

        async Task<int> CountAsync() => (await (await zhang.GetAsync("/api/film/studies", Stop)).JsonAsync()).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task Keys_are_not_stored()
    {
        var key = Key(await LinkAsync(app, await PushAsync(app, "hash")));
        var rows = await app.Db.ListAsync("select l::text from film.link l", r => r.GetString(0), Stop);
        Assert.DoesNotContain(rows, r => r.Contains(key, StringComparison.Ordinal));
    }
}
