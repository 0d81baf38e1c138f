using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

/// <summary>What a key opens, every route of it, and what shuts it: use, revocation, time, another browser.</summary>
public sealed class LinkDoorTests : IAsyncLifetime
{
    private const string WeChat = "Mozilla/5.0 (iPhone) MicroMessenger/8.0", Desktop = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0";
    private readonly string _study = TestFilms.Uid();
    private BffApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Instance => $"studies/{_study}/series/{_study}.1/instances/{_study}.9";

    public async ValueTask InitializeAsync()
    {
        _app = await BffApp.StartAsync();
        using var pacs = _app.Pacs();
        var slice = TestFilms.Slice(_study, sop: _study + ".9", accession: "door", patientId: "DE0010023"); // demo-li's card
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [slice])).Status);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private HttpClient Browser(string agent = WeChat)
    {
        var client = new HttpClient { BaseAddress = _app.Address };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
        return client;
    }

    private async Task<string> KeyAsync(int? maxViews = null, int ttl = 3600)
    {
        var body = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = _study, purpose = "门诊", ttlSeconds = ttl, maxViews });
        using var made = await _app.SignedAsync(HttpMethod.Post, "/api/film/links", body);
        return (await made.JsonAsync()).GetProperty("key").GetString()!;
    }

    private async Task RevokeNewestAsync()
    {
        using var staff = await _app.SignInStaffAsync("film");
        var rows = (await (await staff.GetAsync("/api/staff/film/links?limit=1", Stop)).JsonAsync()).GetProperty("items");
        using var revoked = await staff.DeleteAsync("/api/staff/film/links/" + rows[0].GetProperty("id").GetString(), Stop);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
    }

    /// <summary>The address of every route that a key opens, found from the running host.</summary>
    private string[] Routes(string key)
    {
        var values = new Dictionary<string, string>
        {
            ["key"] = key,
            ["study"] = _study,
            ["series"] = _study + ".1",
            ["sop"] = _study + ".9",
            ["frames"] = "1",
            ["frame"] = "1",
            ["path"] = "7FE00010",
        };
        var patterns = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => e.RoutePattern).Where(p => p.RawText!.Contains("{key}", StringComparison.Ordinal)).ToArray();
        Assert.InRange(patterns.Length, 17, 100);
        return [.. patterns.Select(pattern => "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => values[parameter.Name],
            var part => ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)part).Content,
        }))).Distinct()];
    }

    [Theory]
    [InlineData("film.link_used_up")]
    [InlineData("film.link_revoked")]
    [InlineData("film.link_expired")]
    public async Task Nothing_is_opened_on_any_route_by_a_key_that_is(string code)
    {
        var key = await KeyAsync(maxViews: code == "film.link_used_up" ? 1 : null, ttl: 60);
        var routes = Routes(key);
        using (var first = Browser())
            foreach (var route in routes)
                using (var open = await first.GetAsync(route, Stop)) Assert.True(open.IsSuccessStatusCode, route + " " + open.StatusCode);
        if (code == "film.link_revoked") await RevokeNewestAsync();
        if (code == "film.link_expired") _app.Clock.Advance(TimeSpan.FromSeconds(61));
        using var other = Browser();
        foreach (var route in routes)
        {
            using var answer = await other.GetAsync(route, Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Gone, route + " " + answer.StatusCode);
            Assert.Contains(code, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            using var head = await other.SendAsync(new HttpRequestMessage(HttpMethod.Head, route), Stop);
            Assert.True(head.StatusCode == HttpStatusCode.Gone, "HEAD " + route + " " + head.StatusCode);
        }
    }

    [Fact]
    public async Task Without_an_opening_that_was_counted_every_request_under_a_limited_key_is_one()
    {
        var picture = $"/api/film/{await KeyAsync(maxViews: 2)}/dicomweb/{Instance}/rendered";
        using var client = _app.Anonymous();
        using (var one = await client.GetAsync(picture, Stop)) Assert.Equal(HttpStatusCode.OK, one.StatusCode);
        using (var two = await client.GetAsync(picture, Stop)) Assert.Equal(HttpStatusCode.OK, two.StatusCode);
        using var three = await client.GetAsync(picture, Stop);
        Assert.Equal("film.link_used_up", await three.CodeAsync());
    }

    [Fact]
    public async Task The_cookie_of_an_opening_proves_nothing_in_another_browser_for_another_link_or_altered()
    {
        var (key, other) = (await KeyAsync(maxViews: 1), await KeyAsync(maxViews: 1));
        using var plain = _app.Anonymous();
        var cookie = (await OpenAsync(plain, key)).Split(';')[0];
        await OpenAsync(plain, other);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(key, WeChat, cookie));
        Assert.Equal(HttpStatusCode.Gone, await AskAsync(key, Desktop, cookie));
        Assert.Equal(HttpStatusCode.Gone, await AskAsync(key, "", cookie));
        var value = cookie.Split('=', 2)[1];
        foreach (var altered in new[] { value + "A", "9" + value, "", "..", value[..^1] + (value[^1] == 'A' ? 'Q' : 'A'), "1.99999999999.AAAA" })
            Assert.Equal(HttpStatusCode.Gone, await AskAsync(key, WeChat, cookie.Split('=')[0] + "=" + altered));
        Assert.Equal(HttpStatusCode.Gone, await AskAsync(other, WeChat, cookie));

        async Task<string> OpenAsync(HttpClient client, string opened)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/film/" + opened);
            request.Headers.UserAgent.ParseAdd(WeChat);
            using var answer = await client.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var set = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
            Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
            return set;
        }

        async Task<HttpStatusCode> AskAsync(string opened, string agent, string cookies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/film/{opened}/dicomweb/{Instance}/rendered");
            if (agent.Length > 0) request.Headers.UserAgent.ParseAdd(agent);
            request.Headers.Add("Cookie", cookies);
            using var answer = await plain.SendAsync(request, Stop);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task An_opening_lasts_while_it_is_used_until_half_an_hour_passed_without_use_or_four_hours_in_all()
    {
        var key = await KeyAsync(maxViews: 1, ttl: 86_400);
        var picture = $"/api/film/{key}/dicomweb/{Instance}/rendered";
        using var browser = Browser();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/f/" + key, Stop)).StatusCode);
        for (var minutes = 20; minutes < 240; minutes += 20)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(picture, Stop)).StatusCode);
        }
        _app.Clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync(picture, Stop)).StatusCode);

        var left = await KeyAsync(maxViews: 1, ttl: 86_400);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/f/" + left, Stop)).StatusCode);
        _app.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync("/f/" + left, Stop)).StatusCode);
    }

    [Fact]
    public async Task Nothing_under_a_key_is_kept_by_a_browser_for_more_than_five_minutes_and_pictures_are_asked_for_anew_with_their_tag()
    {
        var key = await KeyAsync();
        using var browser = Browser();
        var pictures = new Dictionary<string, string>();
        foreach (var route in Routes(key))
        {
            using var answer = await browser.GetAsync(route, Stop);
            var kept = answer.Headers.CacheControl!;
            Assert.True(kept.NoStore || kept is { Private: true, MustRevalidate: true, MaxAge.TotalMinutes: <= 5 }, route + " " + kept);
            Assert.DoesNotContain("immutable", kept.ToString(), StringComparison.Ordinal);
            Assert.True(kept.NoStore == answer.Headers.ETag is null, route + " is kept without a tag, or tagged and not kept");
            if (answer.Headers.ETag is { } tag) pictures[route] = tag.Tag;
        }
        Assert.InRange(pictures.Count, 6, 20);
        foreach (var (route, tag) in pictures) Assert.Equal((HttpStatusCode.NotModified, 0), await AgainAsync(route, tag));
        await RevokeNewestAsync();
        foreach (var (route, tag) in pictures) Assert.Equal(HttpStatusCode.Gone, (await AgainAsync(route, tag)).Status);

        async Task<(HttpStatusCode Status, int Bytes)> AgainAsync(string route, string tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, route);
            request.Headers.Add("If-None-Match", tag);
            using var answer = await browser.SendAsync(request, Stop);
            return (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync(Stop)).Length);
        }
    }

    [Fact]
    public async Task A_link_made_under_what_a_patient_granted_ends_when_that_is_taken_back()
    {
        using var zhang = await _app.SignInPatientAsync("demo-zhang");
        await _app.Db.ExecuteAsync(
            """
            insert into accounts.grant (id, holder_kind, holder_id, patient_id, scope, valid_from, valid_until, created_by, created_at)
            select gen_random_uuid(), 'patient', z.patient_id, l.patient_id, 'film', now() - interval '1 day', now() + interval '1 day', 'test', now()
            from accounts.identity z, accounts.identity l
            where z.provider = 'wechat' and z.subject = 'demo-zhang' and l.provider = 'wechat' and l.subject = 'demo-li'
            """, Stop);
        var study = (await (await zhang.GetAsync("/api/film/studies", Stop)).JsonAsync()).GetProperty("items")[0].GetProperty("id").GetString();
        var key = (await (await zhang.PostAsJsonAsync($"/api/film/studies/{study}/links", new { }, Stop)).JsonAsync()).GetProperty("key").GetString();
        using var browser = Browser();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/f/" + key, Stop)).StatusCode);
        await _app.Db.ExecuteAsync("update accounts.grant set revoked_at = now() where scope = 'film'", Stop);
        for (var tries = 0; (await browser.GetAsync("/f/" + key, Stop)).StatusCode == HttpStatusCode.OK; tries++)
        {
            Assert.True(tries < 100, "The link outlives the grant it was made under.");
            await Task.Delay(50, Stop);
        }
    }
}
