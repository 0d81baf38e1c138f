using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bff.Tests.Support;

/// <summary>
/// A SignalR connection by hand (JSON protocol over a web socket): there is no client package to be had, and tests may break it on purpose.
/// </summary>
internal sealed class HubLine : IAsyncDisposable
{
    private const char End = '\x1e';
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly List<(string Target, JsonElement Content)> _heard = [];
    private Task _reading = Task.CompletedTask;
    private int _next;

    /// <summary>Connects with the bearer token of a signed-in client.</summary>
    public static Task<HubLine> OpenAsync(BffApp app, HttpClient signedIn) => OpenAsync(
        app, "/hubs/support", socket => socket.SetRequestHeader("Authorization", signedIn.DefaultRequestHeaders.Authorization!.ToString()));

    /// <summary>Connects as a browser does, with what stands in the address.</summary>
    /// <param name="path">Of the hub, with its query.</param>
    /// <param name="headers">Headers of the handshake, such as an Origin.</param>
    /// <exception cref="WebSocketException">The handshake was refused.</exception>
    public static async Task<HubLine> OpenAsync(BffApp app, string path, Action<ClientWebSocketOptions>? headers = null)
    {
        var line = new HubLine();
        headers?.Invoke(line._socket.Options);
        await line._socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}{path}"), TestContext.Current.CancellationToken);
        await line.WriteAsync("""{"protocol":"json","version":1}""");
        line._reading = line.ReadAsync();
        return line;
    }

    public bool IsOpen => _socket.State == WebSocketState.Open && !_reading.IsCompleted;

    /// <summary>Calls a method of the hub; its result. A refusal is an <see cref="InvalidOperationException"/>.</summary>
    public async Task<JsonElement> CallAsync(string method, params object?[] arguments)
    {
        var id = Interlocked.Increment(ref _next).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var call = _calls[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject
        {
            ["type"] = 1,
            ["invocationId"] = id,
            ["target"] = method,
            ["arguments"] = new JsonArray([.. arguments.Select(a => JsonSerializer.SerializeToNode(a))]),
        };
        await WriteAsync(message.ToJsonString());
        return await call.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    /// <summary>Everything of one kind heard so far.</summary>
    public IReadOnlyList<JsonElement> Heard(string target)
    {
        lock (_heard) return [.. _heard.Where(h => h.Target == target).Select(h => h.Content)];
    }

    /// <summary>Waits until something of a kind that fits was heard.</summary>
    public async Task<JsonElement> HearAsync(string target, Func<JsonElement, bool> fits)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            if (Heard(target).Where(fits).ToArray() is [var first, ..]) return first;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"No {target} was heard.");
    }

    /// <summary>Waits until the server has ended the connection.</summary>
    public Task EndedAsync() => _reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    /// <summary>Breaks the connection as a lost network does: without a word.</summary>
    public void Break() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _stop.Dispose();
    }

    private Task WriteAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token) is { MessageType: not WebSocketMessageType.Close } received)
            {
                var characters = new char[received.Count + 1];
                text.Append(characters, 0, decoder.GetChars(buffer.AsSpan(0, received.Count), characters, false));
                for (int end; (end = text.ToString().IndexOf(End, StringComparison.Ordinal)) >= 0; text.Remove(0, end + 1)) Take(
                    text.ToString(0, end));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Broken or closed: what was heard stays.
        }
        foreach (var call in _calls.Values) call.TrySetException(new InvalidOperationException("The connection has ended."));
    }

    private void Take(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.TryGetProperty("type", out var type)) return; // The handshake's answer.
        if (type.GetInt32() == 1)
            lock (_heard) _heard.Add((root.GetProperty("target").GetString()!, root.GetProperty("arguments")[0].Clone()));
        else if (type.GetInt32() == 3 && _calls.TryRemove(root.GetProperty("invocationId").GetString()!, out var call))
        {
            if (root.TryGetProperty("error", out var error)) call.TrySetException(new InvalidOperationException(error.GetString()));
            else call.TrySetResult(root.TryGetProperty("result", out var result) ? result.Clone() : default);
        }
    }
}
