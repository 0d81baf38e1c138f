using System.Net;
using System.Net.Http.Json;
using Bff.Accounts.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

/// <summary>How a session begins, how long it lives and how it ends on every node.</summary>
public sealed class SessionLifeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Ten_thousand_tokens_are_different_and_of_256_bits()
    {
        var tokens = Enumerable.Range(0, 10_000).Select(_ => Sessions.NewToken()).ToList();
        Assert.Equal(10_000, tokens.Distinct().Count());
        Assert.All(tokens, t => Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(t).Length));
        // Every bit is set in about half of them: five deviations of a fair coin, which one run in thousands of years leaves.
        var ones = new int[256];
        foreach (var token in tokens.Select(t => System.Buffers.Text.Base64Url.DecodeFromChars(t)))
            for (var bit = 0; bit < 256; bit++) ones[bit] += (token[bit / 8] >> (bit % 8)) & 1;
        Assert.All(ones, n => Assert.InRange(n, 4700, 5300));
    }

    [Fact]
    public async Task A_session_ended_or_an_account_disabled_on_one_node_is_dead_on_the_other_with_the_next_request()
    {
        await using var own = await BffApp.StartAsync();
        await using var otherNode = await BffApp.StartAsync(BffApp.DatabaseSetting + own.Database);
        using var patient = await own.SignInPatientAsync();
        using var staff = await own.SignInStaffAsync("film");
        using var there = otherNode.Anonymous();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await MeAsync(there, patient), await MeAsync(there, staff)));
        (await patient.DeleteAsync("/api/session", Stop)).Dispose();
        await own.Db.ExecuteAsync("update accounts.staff set disabled_at = now() where username = 'film'", Stop);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await MeAsync(there, patient), await MeAsync(there, staff)));
        var open = await own.Db.ListAsync(
            "select s.id, f.id, f.roles, f.hospital_id from accounts.session s join accounts.staff f on f.id = s.staff_id",
            r => new Caller.Staff(r.GetGuid(1), r.GetGuid(0), r.ValueOrNull<Guid>(3), r.GetFieldValue<string[]>(2)), Stop);
        // What keeps a connection open asks this twice a second.
        Assert.Equal(open.Select(o => o.SessionId), await otherNode.Services.GetRequiredService<Sessions>().EndedAmongAsync(open, Stop));
    }

    [Theory]
    [InlineData("staff", 59, 13, 60 * 12)]
    [InlineData("patient", (60 * 24 * 30) - 1, 4, 60 * 24 * 90)]
    public async Task A_session_in_constant_use_ends_at_its_absolute_end(string kind, int minutesBetweenUses, int uses, int minutesAtMost)
    {
        await using var own = await BffApp.StartAsync();
        using var client = kind == "staff" ? await own.SignInStaffAsync() : await own.SignInPatientAsync();
        var lived = 0;
        for (var i = 0; i < uses && lived + minutesBetweenUses < minutesAtMost; i++, lived += minutesBetweenUses)
        {
            own.Clock.Advance(TimeSpan.FromMinutes(minutesBetweenUses));
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", Stop)).StatusCode);
        }
        own.Clock.Advance(TimeSpan.FromMinutes(minutesAtMost - lived));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Theory]
    [InlineData("staff", 61)]
    [InlineData("patient", (60 * 24 * 30) + 1)]
    public async Task A_session_that_nobody_uses_ends_and_using_it_afterwards_does_not_wake_it(string kind, int minutes)
    {
        await using var own = await BffApp.StartAsync();
        using var client = kind == "staff" ? await own.SignInStaffAsync() : await own.SignInPatientAsync();
        own.Clock.Advance(TimeSpan.FromMinutes(minutes));
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", Stop)).StatusCode);
    }

    [Fact]
    public async Task Of_fifty_guesses_at_once_ten_are_looked_at_and_the_right_one_after_them_waits()
    {
        await using var own = await BffApp.StartAsync();
        await using var otherNode = await BffApp.StartAsync(BffApp.DatabaseSetting + own.Database);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => TryAsync(i % 2 == 0 ? own : otherNode, "guess" + i)));
        Assert.Equal(10, answers.Count(a => a == HttpStatusCode.Unauthorized));
        Assert.Equal(40, answers.Count(a => a == HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(own, "sandbox-film"));
        await using var restarted = await BffApp.StartAsync(BffApp.DatabaseSetting + own.Database);
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync(restarted, "sandbox-film"));
        own.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(own, "sandbox-film"));

        static async Task<HttpStatusCode> TryAsync(BffApp app, string password)
        {
            using var client = app.Anonymous();
            using var answer = await client.PostAsJsonAsync("/api/session/staff", new { username = "film", password }, Stop);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task One_address_tries_no_more_names_than_its_limit()
    {
        await using var own = await BffApp.StartAsync();
        using var client = own.Anonymous();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.PostAsJsonAsync("/api/session/staff", new { username = "nobody" + i, password = "x" }, Stop);
            Assert.Equal(i == 0 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, answer.StatusCode);
            await own.Db.ExecuteAsync("update platform.throttle set hits = 300 where bucket like 'staff-address:%'", Stop);
        }
    }

    /// <summary>What people type, and what scripts send instead.</summary>
    [Fact]
    public async Task Whatever_stands_in_the_fields_of_a_sign_in_is_refused_and_never_a_fault_of_ours()
    {
        string[] texts =
        [
            "", " ", "\\u0000", "a\\u0000b", "\\ud800", "\\udc00x", "\\u202e\\u202d", "\\ud83d\\ude00", "'; drop table accounts.staff; --", "a\\nb",
            "\\u0661\\u0662\\u0663\\u0664\\u0665\\u0666", new string('x', 101), new string('x', 513), new string('汉', 300_000),
        ];
        (string Path, string[] Fields)[] forms =
        [
            ("/api/session/staff", ["username", "password", "otp"]), ("/api/session/wechat", ["code", "appId"]),
            ("/api/session/miniprogram", ["code", "appId"]), ("/api/session/suishenban", ["ticket", "channel"]),
        ];
        using var client = _app.Anonymous();
        foreach (var (path, fields) in forms)
            foreach (var field in fields)
                foreach (var text in texts.Select(t => $"\"{t}\"").Concat(["null", "1", "true", "[]", "{}", "[null]", "1e999"]))
                {
                    var body = "{" + string.Join(',', fields.Select(f => $"\"{f}\":{(f == field ? text : "\"some-one\"")}")) + "}";
                    using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
                    using var answer = await client.PostAsync(path, content, Stop);
                    Assert.True((int)answer.StatusCode is 400 or 401 or 413 or 429 or 503, $"{path} {field} {text[..Math.Min(20, text.Length)]}: {answer.StatusCode}");
                    Assert.False(string.IsNullOrEmpty(await answer.CodeAsync()));
                }
    }

    private static async Task<HttpStatusCode> MeAsync(HttpClient there, HttpClient signedIn)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.Authorization = signedIn.DefaultRequestHeaders.Authorization;
        using var answer = await there.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
