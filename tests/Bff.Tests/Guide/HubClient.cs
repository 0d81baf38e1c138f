using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Bff.Tests.Guide;

/// <summary>An open page: SignalR's JSON protocol over a WebSocket.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _received = new();

    public static async Task<HubClient> WatchAsync(BffApp app, string campus)
    {
        var client = new HubClient();
        await client._socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws", Path = "/hubs/guide" }.Uri,
            TestContext.Current.CancellationToken);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await client.MessageAsync());
        await client.SendAsync(JsonSerializer.Serialize(
            new { type = 1, target = "Watch", arguments = new[] { campus }, invocationId = "1" }));
        return client;
    }

    /// <summary>The next push, or a failure after two seconds: nobody waits longer.</summary>
    public async Task<JsonElement> PushAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        while (true)
        {
            var message = JsonDocument.Parse(await MessageAsync(limit.Token)).RootElement;
            if (message.TryGetProperty("target", out var target)
                && target.GetString() == "closures") return message.GetProperty("arguments")[0];
        }
    }

    /// <summary>How the call to Watch ended: null, or the error.</summary>
    public async Task<string?> OutcomeAsync()
    {
        while (true)
        {
            var message = JsonDocument.Parse(await MessageAsync()).RootElement;
            if (message.TryGetProperty("type", out var type) && type.GetInt32() == 3) return message.TryGetProperty("error", out var error)
                ? error.GetString() : null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await ValueTask.CompletedTask;
    }

    private Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private async Task<string> MessageAsync(CancellationToken cancellationToken = default)
    {
        var buffer = new byte[8192];
        while (true)
        {
            var text = _received.ToString();
            if (text.IndexOf(End) is >= 0 and var end)
            {
                _received.Remove(0, end + 1);
                if (end > 0) return text[..end];
                continue;
            }
            var part = await _socket.ReceiveAsync(buffer, cancellationToken == default ? TestContext.Current.CancellationToken
                : cancellationToken);
            _received.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
    }
}
