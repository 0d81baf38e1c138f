using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Bff.Tests.Accounts;

public sealed class SessionTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_demo_patient_signs_in_and_sees_their_cards_masked()
    {
        using var patient = await app.SignInPatientAsync("demo-li");
        var me = await patient.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/me", Stop);
        Assert.Equal("李秀英", me.GetProperty("name").GetString());
        Assert.Equal(2, me.GetProperty("cards").GetArrayLength());
        Assert.Equal("****0023", me.GetProperty("cards")[0].GetProperty("numberMasked").GetString());
    }

    [Theory]
    [InlineData("/api/session/wechat", """{"code":"stranger"}""", 401, "session.wrong_credentials")]
    [InlineData("/api/session/wechat", """{"code":"demo-nobody"}""", 401, "session.person_unknown")]
    [InlineData("/api/session/wechat", """{}""", 400, "request.invalid")]
    [InlineData("/api/session/wechat", """{"code":""", 400, "request.malformed")]
    [InlineData("/api/session/suishenban", """{"ticket":"demo-li","channel":"fax"}""", 400, "request.invalid")]
    [InlineData("/api/session/staff", """{"username":"admin","password":"wrong"}""", 401, "session.wrong_credentials")]
    [InlineData("/api/session/staff", """{"username":"nobody","password":"wrong"}""", 401, "session.wrong_credentials")]
    [InlineData("/api/session/staff", """{"username":"a\u0000b","password":"wrong"}""", 400, "request.invalid")]
    public async Task A_wrong_sign_in_is_refused(string path, string body, int status, string code)
    {
        using var client = app.Anonymous();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(path, content, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
    }

    [Fact]
    public async Task Each_channel_gives_a_session_of_its_own_and_ending_one_ends_only_that()
    {
        using var first = await app.SignInPatientAsync();
        using var second = await app.SignInPatientAsync();
        Assert.NotEqual(first.DefaultRequestHeaders.Authorization!.Parameter, second.DefaultRequestHeaders.Authorization!.Parameter);
        using var ended = await first.DeleteAsync("/api/session", Stop);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var refused = await first.GetAsync("/api/me", Stop);
        Assert.Equal("session.expired", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_cookie_session_changes_things_only_from_our_own_pages()
    {
        using var client = app.Anonymous();
        using var signedIn = await client.PostAsync("/api/session/wechat", JsonContent.Create(new { code = "demo-wang" }), Stop);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);

        async Task<HttpStatusCode> EndFrom(string? origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
            if (origin is not null) request.Headers.Add("Origin", origin);
            using var answer = await client.SendAsync(request, Stop);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, await EndFrom(null));
        Assert.Equal(HttpStatusCode.Forbidden, await EndFrom("https://evil.example"));
        Assert.Equal(HttpStatusCode.NoContent, await EndFrom(app.Address.GetLeftPart(UriPartial.Authority)));
    }

    [Fact]
    public async Task The_eleventh_wrong_password_in_a_quarter_hour_waits_even_if_it_is_right()
    {
        await using var own = await BffApp.StartAsync();
        using var client = own.Anonymous();
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized,
                (await client.PostAsJsonAsync("/api/session/staff", new { username = "film", password = "guess" + i }, Stop)).StatusCode);
        using var locked = await client.PostAsJsonAsync("/api/session/staff", new { username = "film", password = "sandbox-film" }, Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.NotNull(locked.Headers.RetryAfter);
        own.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.OK,
            (await client.PostAsJsonAsync("/api/session/staff", new { username = "film", password = "sandbox-film" }, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_staff_session_dies_after_an_hour_without_use_and_a_patients_does_not()
    {
        await using var own = await BffApp.StartAsync();
        using var staff = await own.SignInStaffAsync();
        using var patient = await own.SignInPatientAsync();
        own.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Unauthorized, (await staff.GetAsync("/api/me", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await patient.GetAsync("/api/me", Stop)).StatusCode);
        own.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(HttpStatusCode.Unauthorized, (await patient.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task Tokens_and_personal_fields_are_not_stored_in_the_clear()
    {
        using var patient = await app.SignInPatientAsync();
        var token = patient.DefaultRequestHeaders.Authorization!.Parameter!;
        var dump = await Db.ListAsync(
            app.Db, "select s::text || p::text || c::text from accounts.session s join accounts.patient p on p.id = s.patient_id join accounts.card c on c.patient_id = p.id",
            r => r.GetString(0), Stop);
        Assert.NotEmpty(dump);
        foreach (var secret in new[] { token, "李秀英", "310101195803120027", "13800000001", "DE0010023" })
        {
            Assert.DoesNotContain(dump, row => row.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(dump, row =>
                row.Contains(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_bearer_that_is_no_session_is_refused_rather_than_treated_as_nobody()
    {
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('x', 43));
        using var answer = await client.GetAsync("/api/me", Stop);
        Assert.Equal("session.expired", await answer.CodeAsync());
    }
}
