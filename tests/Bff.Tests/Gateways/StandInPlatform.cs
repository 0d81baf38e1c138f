using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bff.Tests.Gateways;

/// <summary>An outside platform on loopback that answers as a test says, down to the bytes. One connection a request.</summary>
internal sealed class StandInPlatform : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;
    private int requests;
    private long written;

    public StandInPlatform()
    {
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        serving = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>Given the request's target and what to answer on.</summary>
    public Func<string, StandInPlatform, NetworkStream, Task> Behaviour { get; set; } = (_, platform, stream) =>
        platform.SayAsync(stream, "{}");

    public int Requests => Volatile.Read(ref requests);

    /// <summary>Bytes that went out.</summary>
    public long Written => Interlocked.Read(ref written);

    public CancellationToken Stopping => stopping.Token;

    public Task SayAsync(NetworkStream stream, string body, int status = 200, string headers = "Content-Type: text/plain\r\n") =>
        SayAsync(stream, Encoding.UTF8.GetBytes(body), status, headers);

    public async Task SayAsync(NetworkStream stream, byte[] body, int status = 200, string headers = "Content-Type: text/plain\r\n")
    {
        await WriteAsync(stream, $"HTTP/1.1 {status} Said\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        await WriteAsync(stream, body);
    }

    public Task WriteAsync(NetworkStream stream, string text) => WriteAsync(stream, Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(NetworkStream stream, byte[] bytes)
    {
        await stream.WriteAsync(bytes, Stopping);
        Interlocked.Add(ref written, bytes.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(AnswerAsync(await listener.AcceptTcpClientAsync(Stopping)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var (head, part) = (new StringBuilder(), new byte[4096]);
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var read = await stream.ReadAsync(part, Stopping);
                    if (read == 0) return;
                    head.Append(Encoding.ASCII.GetString(part, 0, read));
                }
                Interlocked.Increment(ref requests);
                await Behaviour(head.ToString().Split(' ')[1], this, stream);
                client.Client.Shutdown(SocketShutdown.Send);
                while (await stream.ReadAsync(part, Stopping) > 0) { }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // The other side had enough, or the test is over.
            }
        }
    }
}
