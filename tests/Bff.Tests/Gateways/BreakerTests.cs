using Bff.Gateways.Calls;
using Bff.Gateways.WeChat;

namespace Bff.Tests.Gateways;

public sealed class BreakerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_breaker_opens_on_a_failing_platform_spares_it_and_closes_when_it_is_well()
    {
        await using var platform = new StandInPlatform { Behaviour = Misbehaviour.Of("status 500 with a page") };
        await using var host = new GatewayHost(platform.Address,
            new() { ["Gateways:BreakerTries"] = "4", ["Gateways:BreakerPause"] = "00:00:20" });
        var line = host.Get<PlatformLine>("wechat");
        await line.CheckAsync();

        for (var i = 0; i < 4; i++) Assert.Equal(GatewayVerdict.RetryLater, (await AskAsync(host)).Verdict);
        var spared = await AskAsync(host);
        Assert.Equal(GatewayVerdict.Unreachable, spared.Verdict);
        Assert.InRange(spared.Wait.TotalSeconds, 1, 20);
        Assert.Equal(4, platform.Requests);
        await Assert.ThrowsAsync<PlatformDownException>(line.CheckAsync);

        platform.Behaviour = Misbehaviour.Of("openid given as a number");
        host.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(GatewayVerdict.Ok, (await AskAsync(host)).Verdict);
        await line.CheckAsync();
        Assert.Equal(GatewayVerdict.Ok, (await AskAsync(host)).Verdict);
    }

    [Fact]
    public async Task Wrong_codes_open_no_breaker_and_are_no_illness()
    {
        await using var platform = new StandInPlatform { Behaviour = Misbehaviour.Of("code invalid") };
        await using var host = new GatewayHost(platform.Address, new() { ["Gateways:BreakerTries"] = "4" });
        for (var i = 0; i < 20; i++) Assert.Equal(GatewayVerdict.ThisUser, (await AskAsync(host)).Verdict);
        await host.Get<PlatformLine>("wechat").CheckAsync();
    }

    [Fact]
    public async Task A_wrong_secret_is_an_illness_until_it_answers_well_or_nobody_has_asked_for_five_minutes()
    {
        await using var platform = new StandInPlatform { Behaviour = Misbehaviour.Of("wrong secret") };
        await using var host = new GatewayHost(platform.Address);
        var line = host.Get<PlatformLine>("wechat");
        for (var i = 0; i < 3; i++) await AskAsync(host);
        await Assert.ThrowsAsync<PlatformDownException>(line.CheckAsync);
        host.Clock.Advance(TimeSpan.FromMinutes(6));
        await line.CheckAsync();
    }

    private static Task<GatewayAnswer<WeChatPerson>> AskAsync(GatewayHost host) =>
        host.ExchangeAsync("a code", Stop);
}
