using System.Net.Http.Json;

namespace Bff.Tests.Accounts;

/// <summary>Whoever guesses names learns nothing: what is there and what is not are answered alike, in status, headers and body.</summary>
public sealed class AlikeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Path = "/dicomweb/studies?limit=1", FarAway = "203.0.113.0/24";
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_guessed_signature_gets_one_answer_whatever_the_app_id()
    {
        var (here, hereSecret) = await AppAsync("127.0.0.0/8");
        var (far, farSecret) = await AppAsync(FarAway);
        var (gone, goneSecret) = await AppAsync("127.0.0.0/8");
        await _app.Db.ExecuteAsync("update accounts.integrator set disabled_at = now() where app_id = $1", Stop, gone);
        // Known apps that called a moment ago and are kept in memory are among them.
        Assert.True((await _app.SignedAsync(HttpMethod.Get, Path, appId: here, secret: hereSecret)).IsSuccessStatusCode);
        string[] ids = [here, far, gone, "nobody", "nobody-" + Guid.NewGuid().ToString("N")[..8], "x'; --", new string('a', 40)];
        var answers = new List<string>();
        foreach (var id in ids)
            foreach (var secret in new[] { "a guess", farSecret, goneSecret }.Where(s => id != far || s != farSecret))
                answers.Add(await SaidAsync(await _app.SignedAsync(HttpMethod.Get, Path, appId: id, secret: secret)));
        Assert.Contains("401", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_holds_the_secret_learns_that_the_address_is_the_fault()
    {
        var (far, secret) = await AppAsync(FarAway);
        Assert.Equal("integrator.address_not_allowed",
            await (await _app.SignedAsync(HttpMethod.Get, Path, appId: far, secret: secret)).CodeAsync());
        Assert.Equal("integrator.signature_wrong",
            await (await _app.SignedAsync(HttpMethod.Get, Path, appId: far, secret: "a guess")).CodeAsync());
    }

    [Fact]
    public async Task A_request_from_a_foreign_address_does_not_spend_its_nonce()
    {
        var (far, secret) = await AppAsync(FarAway);
        for (var i = 0; i < 2; i++)
            Assert.Equal("integrator.address_not_allowed",
                await (await _app.SignedAsync(HttpMethod.Get, Path, appId: far, secret: secret, nonce: "the-same-nonce")).CodeAsync());
    }

    [Fact]
    public async Task Of_fifty_requests_at_once_with_one_nonce_one_is_done()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => _app.SignedAsync(HttpMethod.Get, Path, nonce: "once-and-never-again")));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        Assert.All(answers.Where(a => !a.IsSuccessStatusCode), a => Assert.Equal(401, (int)a.StatusCode));
    }

    [Fact]
    public async Task A_wrong_password_gets_one_answer_whatever_the_user_name()
    {
        await using var own = await BffApp.StartAsync();
        await own.Db.ExecuteAsync("update accounts.staff set disabled_at = now() where username = 'agent2'", Stop);
        string[] names = ["film", "FILM", "agent2", "nobody", "超级管理员", "'; drop table", " film", new string('x', 100), "\U0001F600", "\u202Eadmin"];
        using var client = own.Anonymous();
        var (wrong, locked) = (new HashSet<string>(), new HashSet<string>());
        foreach (var name in names)
        {
            for (var i = 0; i < 12; i++)
            {
                using var answer = await client.PostAsJsonAsync("/api/session/staff", new { username = name, password = "guess" + i }, Stop);
                // "film" and "FILM" are counted as one name.
                (answer.StatusCode == System.Net.HttpStatusCode.TooManyRequests ? locked : wrong).Add(await SaidAsync(answer));
            }
        }
        Assert.Contains("session.wrong_credentials", Assert.Single(wrong), StringComparison.Ordinal);
        Assert.Contains("session.too_many_tries", Assert.Single(locked), StringComparison.Ordinal);
    }

    /// <summary>Without what differs between any two requests.</summary>
    private static async Task<string> SaidAsync(HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "Retry-After"))
            .OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => h.Key + "=" + string.Join(',', h.Value));
        var body = System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!.AsObject();
        Assert.True(body.Remove("traceId"));
        return $"{(int)answer.StatusCode} {string.Join(' ', headers)} {body.ToJsonString()}";
    }

    private async Task<(string AppId, string Secret)> AppAsync(string network)
    {
        using var admin = await _app.SignInStaffAsync();
        var appId = "alike-" + Guid.NewGuid().ToString("N")[..8];
        using var created = await admin.PostAsJsonAsync("/api/staff/film/integrators",
            new { appId, name = "某系统", hospitalCodes = new[] { "demo-east" }, networks = new[] { network } }, Stop);
        return (appId, (await created.JsonAsync()).GetProperty("secret").GetString()!);
    }
}
