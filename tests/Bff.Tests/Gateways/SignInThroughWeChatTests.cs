using System.Net;
using System.Net.Http.Json;
using Bff.Gateways.Calls;

namespace Bff.Tests.Gateways;

/// <summary>A host that is connected to a platform instead of its simulator.</summary>
public sealed class ConnectedApp : IAsyncLifetime
{
    internal StandInPlatform WeChat { get; } = new();

    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await BffApp.StartAsync(
        "--WeChat:BaseAddress=" + WeChat.Address, "--WeChat:AppId=wx-app", "--WeChat:AppSecret=planted",
        "--Gateways:TryTimeout=00:00:04", "--Gateways:BreakerTries=10000");

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await WeChat.DisposeAsync();
    }
}

public sealed class SignInThroughWeChatTests(ConnectedApp connected) : IClassFixture<ConnectedApp>
{
    private readonly BffApp app = connected.App;
    private readonly StandInPlatform weChat = connected.WeChat;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Misbehaviour.Names), MemberType = typeof(Misbehaviour))]
    public async Task A_failing_platform_is_503_and_never_wrong_credentials(string name)
    {
        weChat.Behaviour = Misbehaviour.Of(name);
        using var client = app.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/session/wechat", new { code = "a code" }, Stop);
        var (status, code) = Misbehaviour.Meaning(name) switch
        {
            GatewayVerdict.Ok => (401, "session.person_unknown"),
            GatewayVerdict.ThisUser => (401, "session.wrong_credentials"),
            _ => (503, "gateway.wechat_unavailable"),
        };
        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(status == 503, answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Of_two_sign_ins_at_once_with_one_code_one_is_a_session()
    {
        await app.Db.ExecuteAsync(
            """
            insert into accounts.identity (provider, app_id, subject, patient_id, created_at)
            select 'wechat', 'wx-app', 'oTwice', id, now() from accounts.patient limit 1 on conflict do nothing
            """, Stop);
        var asked = 0;
        var both = new TaskCompletionSource();
        weChat.Behaviour = async (target, platform, stream) =>
        {
            Assert.Contains("code=twice%26secret%3D", target, StringComparison.Ordinal);
            var first = Interlocked.Increment(ref asked) == 1;
            if (!first) both.SetResult();
            await both.Task;
            await platform.SayAsync(stream, first ? """{"openid":"oTwice"}""" : """{"errcode":40163,"errmsg":"code been used"}""");
        };
        using var client = app.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2)
            .Select(_ => client.PostAsJsonAsync("/api/session/wechat", new { code = "twice&secret=" }, Stop)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], answers.Select(a => a.StatusCode).Order());
    }

    [Fact]
    public async Task Readiness_names_a_platform_whose_last_answers_were_bad()
    {
        using var client = app.Anonymous();
        weChat.Behaviour = Misbehaviour.Of("wrong secret");
        for (var i = 0; i < 3; i++) (await client.PostAsJsonAsync("/api/session/wechat", new { code = "a code" }, Stop)).Dispose();
        Assert.Equal((200, "degraded", "down"), await ReadyAsync(client));
        weChat.Behaviour = Misbehaviour.Of("code invalid");
        (await client.PostAsJsonAsync("/api/session/wechat", new { code = "a code" }, Stop)).Dispose();
        Assert.Equal("ok", (await ReadyAsync(client)).WeChat);
        Assert.Contains(
            """bff_gateway_answers_total{platform="wechat",operation="oauth2",verdict="Configuration"}""",
            await client.GetStringAsync("/metrics", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_is_not_configured_says_so_and_asks_nobody()
    {
        var before = weChat.Requests;
        using var client = app.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/session/miniprogram", new { code = "demo-li" }, Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("gateway.not_configured", await answer.CodeAsync());
        Assert.Equal(before, weChat.Requests);
    }

    private static async Task<(int Code, string? Status, string? WeChat)> ReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready", Stop);
        var report = await answer.JsonAsync();
        return ((int)answer.StatusCode, report.GetProperty("status").GetString(), report.GetProperty("checks").GetProperty("wechat").GetString());
    }
}
