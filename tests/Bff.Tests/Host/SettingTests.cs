using System.Net;
using Bff.Host;
using Microsoft.Extensions.Configuration;

namespace Bff.Tests.Host;

/// <summary>Settings are accepted or refused in words; none is silently something else, and none ends the start with a trace.</summary>
public sealed class SettingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7/32")]
    [InlineData(" 10.0.0.7 ", "10.0.0.7/32")]
    [InlineData("10.0.0.7,10.0.0.8", "10.0.0.7/32 10.0.0.8/32")]
    [InlineData("10.0.0.7; ::1\n192.168.0.0/16", "10.0.0.7/32 ::1/128 192.168.0.0/16")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("none", "")]
    [InlineData("NONE", "")]
    public void Proxies_are_addresses_and_networks_in_one_word_or_in_a_list(string words, string networks)
    {
        Assert.Equal(networks, string.Join(' ', TrustedProxies.Read(Settings(("TrustedProxies", words)))));
        var parts = words.Split([',', ';', '\n'], StringSplitOptions.TrimEntries);
        Assert.Equal(networks, string.Join(' ', TrustedProxies.Read(Settings([.. parts.Select((part, n) => ($"TrustedProxies:{n}", (string?)part))]))));
    }

    [Theory]
    [InlineData("nginx", "neither an address nor a network")]
    [InlineData("proxy.hospital.example", "a name is not looked up")]
    [InlineData("localhost", "neither an address nor a network")]
    [InlineData("10.0.0.7:443", "neither an address nor a network")]
    [InlineData("[::1]", "neither an address nor a network")]
    [InlineData("fe80::1%eth0", "neither an address nor a network")]
    [InlineData("10.1", "neither an address nor a network")]
    [InlineData("010.0.0.7", "neither an address nor a network")]
    [InlineData("1", "neither an address nor a network")]
    [InlineData("http://10.0.0.7", "neither an address nor a network")]
    [InlineData("10.0.0.0/8/8", "neither an address nor a network")]
    [InlineData("10.0.0.5/8", "the network is 10.0.0.0/8")]
    [InlineData("2001:db8::1/32", "the network is 2001:db8::/32")]
    [InlineData("10.0.0.0/33", "no prefix of 1 to 32")]
    [InlineData("::/129", "no prefix of 1 to 128")]
    [InlineData("10.0.0.0/-1", "no prefix of 1 to 32")]
    [InlineData("10.0.0.0/", "no prefix of 1 to 32")]
    [InlineData("0.0.0.0/0", "everybody")]
    [InlineData("::/0", "everybody")]
    [InlineData("none,10.0.0.7", "\"none\" is neither")]
    public void Anything_else_is_refused_in_words(string word, string words) => Assert.Contains(
        words, Assert.Throws<StartRefusedException>(() => TrustedProxies.Read(Settings(("TrustedProxies", word)))).Message, StringComparison.Ordinal);

    /// <summary>Believed or not, by what its pages see: behind TLS their own POSTs are theirs only when the proxy is believed.</summary>
    [Theory]
    [InlineData(HttpStatusCode.OK, "--TrustedProxies=127.0.0.1")]
    [InlineData(HttpStatusCode.OK, "--TrustedProxies:0=127.0.0.1")]
    [InlineData(HttpStatusCode.OK, "--TrustedProxies=10.0.0.1 127.0.0.0/8")]
    [InlineData(HttpStatusCode.OK, "--TrustedProxies:0=10.0.0.1", "--TrustedProxies:1=127.0.0.0/8")]
    [InlineData(HttpStatusCode.Forbidden, "--TrustedProxies=10.0.0.1")]
    [InlineData(HttpStatusCode.Forbidden, "--TrustedProxies=none")]
    [InlineData(HttpStatusCode.OK, "--TrustedProxies=none", "--PublicAddress=https://clinic.example")]
    public async Task Pages_behind_TLS_work_with_the_proxy_or_the_public_address_named(HttpStatusCode status, params string[] settings)
    {
        await using var app = await BffApp.StartAsync(settings);
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session/wechat");
        request.Content = new StringContent("""{"code":"demo-li"}""", System.Text.Encoding.UTF8, "application/json");
        request.Headers.Host = "clinic.example";
        request.Headers.Add("Origin", "https://clinic.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(status, answer.StatusCode);
        if (status != HttpStatusCode.OK) return;
        Assert.StartsWith("__Host-sid=", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.NotEmpty(answer.Headers.GetValues("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("--TrustedProxies=nginx")]
    [InlineData("--TrustedProxies:0=nginx")]
    [InlineData("--PublicAddress=clinic.example")]
    [InlineData("--PublicAddress=https://clinic.example/patients")]
    [InlineData("--PublicAddress=https://user@clinic.example")]
    [InlineData("--PublicAddress=ftp://clinic.example")]
    [InlineData("--Film:PublicUrl=https://clinic.example")]
    [InlineData("--Guide:PublicUrl=https://clinic.example")]
    [InlineData("--urls=localhost")]
    [InlineData("--Database:MaxConnections=many")]
    [InlineData("--Film:MaxInstances=0")]
    [InlineData("--Film:MaxInstances=few")]
    [InlineData("--Guide:RequestsPerSecond=fast")]
    [InlineData("--Gateways:TryTimeout=soon")]
    [InlineData("--Keys:MasterKey=short")]
    [InlineData("--OpenTelemetry:OtlpEndpoint=nowhere")]
    [InlineData("--OpenTelemetry:OtlpEndpoint=http://127.0.0.1:4318", "--OpenTelemetry:TraceRatio=2")]
    public async Task A_setting_that_cannot_be_is_refused_in_one_line(params string[] settings)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => BffApp.StartAsync(settings));
        Assert.True(ServeCommand.SaysWhy(refused), refused.ToString());
        Assert.DoesNotContain('\n', refused.Message);
        var names = settings.Select(s => s[2..s.IndexOfAny([':', '='], 2)]);
        Assert.Contains(names, name => refused.Message.Contains(name, StringComparison.OrdinalIgnoreCase) || name == "urls");
    }

    private static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build();
}
