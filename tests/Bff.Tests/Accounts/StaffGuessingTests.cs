using System.Net;
using System.Net.Http.Json;

namespace Bff.Tests.Accounts;

/// <summary>Whoever guesses a password keeps himself out, not the account's owner.</summary>
public sealed class StaffGuessingTests : IAsyncLifetime
{
    private BffApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await BffApp.StartAsync("--TrustedProxies:0=127.0.0.1");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Ten_wrong_tries_lock_a_name_in_one_network_and_nobody_elsewhere()
    {
        for (var i = 0; i < 10; i++) Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync("2001:db8:1:1::" + (i + 1), "film", "guess"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync("2001:db8:1:1::99", "film", "sandbox-film"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync("2001:db8:1:1::99", "FILM", "sandbox-film"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync("198.51.100.7", "film", "sandbox-film"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync("2001:db8:1:1::99", "agent", "sandbox-agent"));
    }

    [Fact]
    public async Task A_hundred_wrong_tries_lock_a_name_everywhere_and_for_a_quarter_of_an_hour()
    {
        for (var i = 0; i < 100; i++) Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync($"10.0.{i}.1", "guide", "guess"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync("198.51.100.7", "guide", "sandbox-guide"));
        _app.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, await TryAsync("198.51.100.7", "guide", "sandbox-guide"));
    }

    [Fact]
    public async Task A_hundred_wrong_tries_of_one_network_end_it_for_all_names_and_right_ones_count_for_nothing()
    {
        for (var i = 0; i < 120; i++) Assert.Equal(HttpStatusCode.OK, await TryAsync("203.0.113.5", "editor", "sandbox-editor"));
        for (var i = 0; i < 100; i++) Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync("203.0.113.5", "u" + i, "guess"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await TryAsync("203.0.113.5", "editor", "sandbox-editor"));
        Assert.Equal(HttpStatusCode.OK, await TryAsync("203.0.113.6", "editor", "sandbox-editor"));
    }

    private async Task<HttpStatusCode> TryAsync(string address, string username, string password)
    {
        using var client = _app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session/staff") { Content = JsonContent.Create(new { username, password }) };
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await client.SendAsync(request, Stop);
        return answer.StatusCode;
    }
}
