using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Bff.Accounts.Contract;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

public sealed class IntegratorTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Path = "/dicomweb/studies?limit=1";
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signed_request_is_accepted_once()
    {
        var nonce = Guid.NewGuid().ToString("N");
        Assert.True((await app.SignedAsync(HttpMethod.Get, Path, nonce: nonce)).IsSuccessStatusCode);
        using var replay = await app.SignedAsync(HttpMethod.Get, Path, nonce: nonce);
        Assert.Equal(HttpStatusCode.Unauthorized, replay.StatusCode);
        Assert.Equal("integrator.nonce_replayed", await replay.CodeAsync());
        Assert.Contains("integrator.nonce_replayed refused", await app.AuditedAsync());
    }

    [Fact]
    public async Task Of_many_parallel_uses_of_one_nonce_one_succeeds()
    {
        var nonce = Guid.NewGuid().ToString("N");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.SignedAsync(HttpMethod.Get, Path, nonce: nonce)));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_app_counts_at_once_also_where_its_key_was_tried_before()
    {
        var secret = "new-secret-" + Guid.NewGuid();
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Path, Stop)).StatusCode);
        var late = new NewApp("late-" + Guid.NewGuid().ToString("N")[..8], "late", ["demo-east"], [IPNetwork.Parse("127.0.0.0/8")], secret);
        Assert.True(await app.Services.GetRequiredService<AccountsRegistration>().AddAppAsync(late, Stop));
        Assert.True((await client.GetAsync(Path, Stop)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Each_altered_part_breaks_the_signature()
    {
        async Task<string> CodeOf(Task<HttpResponseMessage> sending)
        {
            using var answer = await sending;
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            return await answer.CodeAsync();
        }

        void Replace(HttpRequestMessage request, string header, string value)
        {
            request.Headers.Remove(header);
            request.Headers.Add(header, value);
        }

        Assert.Equal("integrator.signature_wrong", await CodeOf(app.SignedAsync(HttpMethod.Get, Path, secret: "another secret entirely")));
        Assert.Equal("integrator.signature_wrong", await CodeOf(app.SignedAsync(HttpMethod.Get, Path, appId: "nobody")));
        Assert.Equal("integrator.signature_wrong",
            await CodeOf(app.SignedAsync(HttpMethod.Get, Path, change: r =>
                r.RequestUri = new Uri("/dicomweb/studies?limit=2", UriKind.Relative))));
        Assert.Equal("integrator.signature_wrong",
            await CodeOf(app.SignedAsync(HttpMethod.Get, Path, change: r => r.Method = HttpMethod.Post)));
        Assert.Equal("integrator.signature_wrong",
            await CodeOf(app.SignedAsync(HttpMethod.Get, Path, change: r => Replace(r, "X-Nonce", "another-nonce-1"))));
        Assert.Equal("integrator.signature_wrong",
            await CodeOf(app.SignedAsync(HttpMethod.Get, Path, change: r => Replace(r, "X-Signature", "!"))));
        Assert.Equal("integrator.timestamp_outside",
            await CodeOf(app.SignedAsync(HttpMethod.Get, Path, at: app.Clock.GetUtcNow().AddSeconds(-302))));
        Assert.Equal("integrator.timestamp_outside",
            await CodeOf(app.SignedAsync(HttpMethod.Get, Path, at: app.Clock.GetUtcNow().AddSeconds(302))));
    }

    [Fact]
    public async Task A_body_that_is_not_the_signed_one_is_refused()
    {
        using var answer = await app.SignedAsync(
            HttpMethod.Post, "/api/film/links", """{"hospitalCode":"demo-east"}""", sentBody: """{"hospitalCode":"demo-tcm0"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_foreign_address_is_refused_and_a_forged_forwarded_header_does_not_help()
    {
        using var admin = await app.SignInStaffAsync();
        using var created = await admin.PostAsJsonAsync(
            "/api/staff/film/integrators",
                new { appId = "far-away", name = "远方系统", hospitalCodes = new[] { "demo-east" }, networks = new[] { "203.0.113.0/24" } },
                    Stop);
        var secret = (await created.JsonAsync()).GetProperty("secret").GetString()!;
        using var answer = await app.SignedAsync(HttpMethod.Get, Path, appId: "far-away", secret: secret, change: r =>
        {
            r.Headers.Add("X-Forwarded-For", "203.0.113.7");
            r.Headers.Add("X-Real-IP", "203.0.113.7");
        });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("integrator.address_not_allowed", await answer.CodeAsync());
    }

    [Fact]
    public async Task A_disabled_integrator_is_refused_at_once()
    {
        using var admin = await app.SignInStaffAsync();
        using var created = await admin.PostAsJsonAsync(
            "/api/staff/film/integrators",
                new { appId = "short-lived", name = "临时系统", hospitalCodes = new[] { "demo-east" }, networks = new[] { "127.0.0.0/8" } },
                    Stop);
        var app1 = await created.JsonAsync();
        var secret = app1.GetProperty("secret").GetString()!;
        Assert.True((await app.SignedAsync(HttpMethod.Get, Path, appId: "short-lived", secret: secret)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.NoContent,
            (await admin.DeleteAsync("/api/staff/film/integrators/" + app1.GetProperty("id").GetString(), Stop)).StatusCode);
        using var refused = await app.SignedAsync(HttpMethod.Get, Path, appId: "short-lived", secret: secret);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("10.8.0.0/16", true)]
    [InlineData("10.8.0.7", true)]
    [InlineData("fd00:8::/32", true)]
    [InlineData("010.0.0.0/8", false)]
    [InlineData("0.0.0.0/0", false)]
    [InlineData("::/0", false)]
    [InlineData("10.0.0.1/8", false)]
    [InlineData("fe80::1%eth0/64", false)]
    [InlineData("10.1/16", false)]
    [InlineData("0x0a.0.0.0/8", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/-1", false)]
    [InlineData("10.0.0.0/8/8", false)]
    [InlineData("pacs.example", false)]
    [InlineData("", false)]
    public async Task A_network_that_may_mean_another_is_refused_for_a_new_and_a_known_system(string network, bool isNetwork)
    {
        using var admin = await app.SignInStaffAsync();
        var appId = "net-" + Guid.NewGuid().ToString("N")[..8];
        var body = new { appId, name = "网段", hospitalCodes = new[] { "demo-east" }, networks = new[] { "10.0.0.0/8" } };
        using var made = await admin.PostAsJsonAsync("/api/staff/film/integrators", body, Stop);
        using var changed = await admin.PutAsJsonAsync(
            $"/api/staff/film/integrators/{(await made.JsonAsync()).GetProperty("id").GetString()}/networks", new { networks = new[] { network } }, Stop);
        using var other = await admin.PostAsJsonAsync(
            "/api/staff/film/integrators", body with { appId = appId + "-2", networks = [network] }, Stop);
        Assert.Equal((isNetwork ? 204 : 400, isNetwork ? 201 : 400), ((int)changed.StatusCode, (int)other.StatusCode));
    }

    [Fact]
    public async Task Creating_twice_under_one_idempotency_key_answers_the_same_and_another_body_conflicts()
    {
        using var admin = await app.SignInStaffAsync();
        admin.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { appId = "once-only", name = "一次系统", hospitalCodes = new[] { "demo-east" }, networks = new[] { "127.0.0.0/8" } };
        using var first = await admin.PostAsJsonAsync("/api/staff/film/integrators", body, Stop);
        using var again = await admin.PostAsJsonAsync("/api/staff/film/integrators", body, Stop);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Stop), await again.Content.ReadAsStringAsync(Stop));
        using var other = await admin.PostAsJsonAsync("/api/staff/film/integrators", body with { appId = "once-more" }, Stop);
        Assert.Equal("idempotency.key_reused", await other.CodeAsync());
    }

    [Fact]
    public async Task The_bearer_app_key_opens_dicomweb_alone()
    {
        using var pacs = app.Pacs();
        Assert.Equal(HttpStatusCode.NoContent, (await pacs.GetAsync("/dicomweb/studies?PatientID=nobody", Stop)).StatusCode);
        using var elsewhere = await pacs.PostAsJsonAsync("/api/film/links", new { }, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }
}
