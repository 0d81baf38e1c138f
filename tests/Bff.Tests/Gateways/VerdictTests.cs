using System.Net;
using Bff.Gateways;
using Bff.Gateways.Calls;
using Bff.Gateways.Suishenban;
using Bff.Gateways.WeChat;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Gateways;

public sealed class VerdictTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Misbehaviour.Names), MemberType = typeof(Misbehaviour))]
    public async Task Whatever_a_platform_answers_has_a_meaning_and_is_asked_for_once(string name)
    {
        await using var platform = new StandInPlatform { Behaviour = Misbehaviour.Of(name) };
        await using var host = new GatewayHost(platform.Address, Misbehaviour.IsSlow(name) ? new() { ["Gateways:TryTimeout"] = "00:00:01" } : null);
        var answer = await host.ExchangeAsync("a code", Stop);
        Assert.Equal(Misbehaviour.Meaning(name), answer.Verdict);
        Assert.Equal(answer.Verdict == GatewayVerdict.Ok, answer.Value is not null);
        // .NET itself asks again where a connection ends before the first byte: mostly one that was idle for too long.
        Assert.InRange(platform.Requests, 1, name == "goodbye" ? 4 : 1);
    }

    [Fact]
    public async Task What_is_too_large_is_not_read()
    {
        await using var platform = new StandInPlatform { Behaviour = Misbehaviour.Of("an answer without end") };
        await using var host = new GatewayHost(platform.Address);
        await host.ExchangeAsync("a code", Stop);
        // What the network's buffers took beyond the 256 KB that are read.
        Assert.InRange(platform.Written, 1, 16 << 20);
    }

    [Fact]
    public async Task A_kind_without_an_account_of_its_own_is_not_there()
    {
        await using var platform = new StandInPlatform();
        await using var host = new GatewayHost(platform.Address);
        Assert.Equal([WeChatChannel.OfficialAccount], host.WeChat.Accounts.Select(a => a.Channel));
    }

    [Fact]
    public void In_production_a_gateway_that_is_not_configured_is_absent_and_so_is_its_simulator()
    {
        var services = new ServiceCollection();
        services.AddGateways(new ConfigurationBuilder().Build(), isSandbox: false);
        using var provider = services.BuildServiceProvider();
        Assert.Null(provider.GetService<IWeChat>());
        Assert.Null(provider.GetService<ISuishenban>());
        Assert.DoesNotContain(services, s => s.ImplementationType?.Name.StartsWith("Sandbox", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Only_a_call_that_was_never_sent_is_made_again()
    {
        using var refused = new Failing(HttpRequestError.ConnectionError);
        await using (var host = new GatewayHost(new Uri("http://127.0.0.1:9"), innermost: refused))
            Assert.Equal(GatewayVerdict.Ok, (await host.ExchangeAsync("a code", Stop)).Verdict);
        Assert.Equal(3, refused.Tries);

        using var lost = new Failing(HttpRequestError.ResponseEnded);
        await using (var host = new GatewayHost(new Uri("http://127.0.0.1:9"), innermost: lost))
            Assert.Equal(GatewayVerdict.Unreachable,
                (await host.ExchangeAsync("a code", Stop)).Verdict);
        Assert.Equal(1, lost.Tries);
    }

    [Fact]
    public async Task Who_leaves_ends_the_call_and_learns_no_secret()
    {
        await using var platform = new StandInPlatform { Behaviour = Misbehaviour.Of("silence") };
        await using var host = new GatewayHost(platform.Address,
            new() { ["Gateways:TryTimeout"] = "00:00:30", ["Gateways:CallTimeout"] = "00:00:30" });
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var left = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            host.ExchangeAsync("a code", leaving.Token));
        Assert.DoesNotContain(GatewayHost.Secret, left.ToString(), StringComparison.Ordinal);
    }

    private sealed class Failing(HttpRequestError error) : DelegatingHandler
    {
        public int Tries { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            ++Tries < 3
            ? Task.FromException<HttpResponseMessage>(new HttpRequestException(error, "No."))
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"openid":"o1"}""") });
    }
}
