using System.Net;
using System.Net.Http.Json;
using Bff.Platform.Http;

namespace Bff.Tests.Platform.Http;

/// <summary>Strangers are counted by the network a line is given, not by the addresses they choose in it.</summary>
public sealed class CallerNetworkTests(ProxiedApp proxied) : IClassFixture<ProxiedApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "-")]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::6", "2001:db8:1:3::/64")]
    [InlineData("fe80::1%3", "fe80::/64")]
    [InlineData("::1", "::/64")]
    public void A_network_is_an_IPv4_address_or_the_64_of_an_IPv6_one(string? address, string network) =>
        Assert.Equal(network, CallerNetwork.Of(address is null ? null : IPAddress.Parse(address)));

    [Fact]
    public async Task Another_address_of_the_same_IPv6_line_gives_no_new_tries()
    {
        using var client = proxied.App.Anonymous();
        async Task<HttpStatusCode> TryAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/film/" + new string('A', 60));
            request.Headers.Add("X-Forwarded-For", address);
            using var answer = await client.SendAsync(request, Stop);
            return answer.StatusCode;
        }

        for (var n = 0; n < 120; n++) Assert.NotEqual(HttpStatusCode.TooManyRequests, await TryAsync($"2001:db8:7:7::{n + 1:x}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync("2001:db8:7:7:ffff::1"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await TryAsync("2001:db8:7:8::1"));
    }

    [Theory]
    [InlineData("fe80::1%5", "fe80::1")]
    [InlineData("::ffff:198.51.100.9", "198.51.100.9")]
    [InlineData("2001:db8::9", "2001:db8::9")]
    public async Task Whatever_address_a_caller_has_is_audited_plainly(string address, string written)
    {
        using var client = proxied.App.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session/staff")
        {
            Content = JsonContent.Create(new { username = "nobody-" + written, password = "guess" }),
        };
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal([written], await proxied.App.Db.ListAsync(
            "select host(address) from platform.audit where host(address) = $1", r => r.GetString(0), Stop, written));
    }
}
