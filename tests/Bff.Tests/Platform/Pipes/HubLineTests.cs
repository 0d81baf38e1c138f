using System.Net;
using System.Net.WebSockets;
using Bff.Platform.Pipes;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Pipes;

/// <summary>Nobody holds all lines of a host, though they are open to everybody.</summary>
public sealed class HubLineTests : IAsyncLifetime
{
    private BffApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _app = await BffApp.StartAsync("--TrustedProxies:0=127.0.0.1", "--Hubs:MostLinesOfNetwork=3", "--Hubs:MostLines=5");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_network_has_its_share_the_host_has_its_bound_and_a_closed_line_makes_room()
    {
        var lines = _app.Services.GetRequiredService<HubLines>();
        var open = new List<ClientWebSocket>();
        for (var i = 0; i < 3; i++) open.Add(await OpenAsync("2001:db8:1:1::" + (i + 1)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RefusedAsync("2001:db8:1:1::9"));
        for (var i = 0; i < 2; i++) open.Add(await OpenAsync("198.51.100.7"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await RefusedAsync("203.0.113.1"));
        Assert.Equal(5, lines.Count);
        open[0].Abort();
        while (lines.Count == 5) await Task.Delay(10, Stop);
        open.Add(await OpenAsync("2001:db8:1:1::9"));
        foreach (var socket in open) socket.Dispose();
        while (lines.Count > 0) await Task.Delay(10, Stop);
    }

    [Fact]
    public async Task Lines_that_come_and_go_at_once_leave_nothing_behind()
    {
        var lines = _app.Services.GetRequiredService<HubLines>();
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(n => Task.Run(() => lines.HoldAsync("network " + (n % 7), async () => await Task.Yield()), Stop)));
        Assert.Equal(0, lines.Count);
        Assert.True(await lines.HoldAsync("network 1", () => Task.CompletedTask));
        await Assert.ThrowsAsync<InvalidOperationException>(() => lines.HoldAsync("network 1", () => throw new InvalidOperationException()));
        Assert.Equal(0, lines.Count);
    }

    private async Task<ClientWebSocket> OpenAsync(string from)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-For", from);
        socket.Options.CollectHttpResponseDetails = true;
        await socket.ConnectAsync(new UriBuilder(_app.Address) { Scheme = "ws", Path = "/hubs/guide" }.Uri, Stop);
        return socket;
    }

    private async Task<HttpStatusCode> RefusedAsync(string from)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-For", from);
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new UriBuilder(_app.Address) { Scheme = "ws", Path = "/hubs/guide" }.Uri, Stop));
        return socket.HttpStatusCode;
    }
}
