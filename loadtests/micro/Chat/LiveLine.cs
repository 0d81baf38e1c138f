using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Micro.Chat;

/// <summary>One patient's live line: SignalR's JSON protocol by hand.</summary>
internal sealed class LiveLine : IDisposable
{
    private const byte End = 0x1e;
    private readonly ClientWebSocket _socket = new();
    private readonly string _conversation;
    private TaskCompletionSource? _reply;
    private int _last;

    private LiveLine(string conversation) => _conversation = conversation;

    /// <summary>Messages that were not the next one.</summary>
    public int OutOfOrder { get; private set; }

    public static async Task<LiveLine> OpenAsync(Uri host, HttpClient patient, string conversation)
    {
        var line = new LiveLine(conversation);
        line._socket.Options.SetRequestHeader("Authorization", patient.DefaultRequestHeaders.Authorization!.ToString());
        await line._socket.ConnectAsync(new Uri($"ws://{host.Authority}/hubs/support"), CancellationToken.None);
        await line.WriteAsync("""{"protocol":"json","version":1}""");
        _ = line.ReadAsync();
        await line.WriteAsync($$"""{"type":1,"target":"Join","arguments":["{{conversation}}",0]}""");
        return line;
    }

    /// <summary>Milliseconds until the bot's reply is here; null when it does not come within 10 s.</summary>
    public async Task<double?> AskAsync(string text)
    {
        var waiting = _reply = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = Stopwatch.GetTimestamp();
        await WriteAsync($$"""{"type":1,"target":"Send","arguments":["{{_conversation}}",null,"{{text}}"]}""");
        return await Task.WhenAny(waiting.Task, Task.Delay(10_000)) == waiting.Task
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : null;
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    private Task WriteAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + (char)End), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task ReadAsync()
    {
        var (buffer, kept) = (new byte[32 * 1024], new List<byte>());
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(),
                CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
            {
                foreach (var b in buffer.AsSpan(0, received.Count))
                {
                    if (b != End) kept.Add(b);
                    else
                    {
                        Take(kept.ToArray());
                        kept.Clear();
                    }
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The run is over, or the reply will be counted as missing.
        }
    }

    private void Take(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("target", out var target) || target.GetString() != "message") return;
        var message = document.RootElement.GetProperty("arguments")[0].GetProperty("message");
        if (message.GetProperty("number").GetInt32() != ++_last) OutOfOrder++;
        if (message.GetProperty("author").GetString() == "bot") _reply?.TrySetResult();
    }
}
