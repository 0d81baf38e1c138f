using System.Net.WebSockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Contract;

/// <summary>Every method of every hub under calls that no page makes, and hubs under frames that are no calls.</summary>
public sealed class HubFuzzTests(FuzzedApp fuzzed) : IClassFixture<FuzzedApp>
{
    private const int CasesOfEach = 300;
    private const char End = '\u001e';
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(5);

    private static readonly Gen<string> Frames = Gen.OneOf(Nasty.Text, Nasty.Token, Gen.Elements(
        // An unknown type is passed over by SignalR, for clients of tomorrow: it is neither a call nor an end.
        "{\"type\":1}", "{\"type\":\"1\"}", "{\"type\":1,\"target\":null,\"arguments\":[]}", "{\"type\":1,\"target\":\"Send\"}",
        "{\"type\":1,\"target\":\"Send\",\"arguments\":{}}", "{\"type\":1,\"target\":\"Send\",\"arguments\":[],\"streamIds\":[null,\"1\"]}",
        "{\"type\":2,\"invocationId\":\"1\",\"item\":null}", "{\"type\":3,\"invocationId\":\"x\",\"result\":1,\"error\":\"e\"}", "{\"type\":7}",
        "{\"type\":4,\"invocationId\":\"1\",\"target\":\"Desk\",\"arguments\":[]}", "{\"type\":5,\"invocationId\":\"1\"}", "{\"type\":6}", "{\"type\":8}",
        "{\"type\":9,\"sequenceId\":-1}", "{\"protocol\":\"messagepack\",\"version\":1}", "{\"protocol\":\"json\",\"version\":-1}", "{}", "\u001e\u001e"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IEnumerable<(string Path, Type Hub)> Hubs =>
        from endpoint in fuzzed.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let hub = endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType
        where hub is not null && !endpoint.RoutePattern.RawText!.EndsWith("negotiate", StringComparison.Ordinal)
        select ("/" + endpoint.RoutePattern.RawText!.Trim('/'), hub);

    [Fact]
    public async Task No_call_of_a_hub_breaks_it_takes_long_or_shows_another_hospital()
    {
        var faults = new List<string>();
        Assert.NotEmpty(Hubs);
        foreach (var (path, hub) in Hubs)
            foreach (var method in hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsVirtual))
                foreach (var caller in new[] { "agent", "patient" })
                    await CallAsync(path, method, caller, faults);
        Faults.None(faults);
    }

    [Fact]
    public async Task No_frame_that_is_no_call_breaks_a_hub()
    {
        var faults = new List<string>();
        foreach (var (path, _) in Hubs)
            foreach (var (index, frame) in Frames.Sample(CasesOfEach, new Rnd(7, 7), 50).Index())
            {
                using var socket = await OpenAsync(path, "agent");
                if (index % 3 > 0) await SayAsync(socket, Handshake);
                await SayAsync(socket, frame + End);
                await SayAsync(socket, "{\"type\":7}" + End);
                if (await EndAsync(socket) is { } fault) faults.Add($"{path}/{index}: {fault}: {frame[..Math.Min(frame.Length, 200)]}");
                faults.AddRange(fuzzed.Errors.Drain().Select(line => $"{path}/{index}: {line}"));
            }
        Faults.None(faults);
    }

    private async Task CallAsync(string path, MethodInfo method, string caller, List<string> faults)
    {
        var arguments = Gen.CollectToArray(method.GetParameters(), parameter => Argument(parameter.ParameterType));
        var calls = from given in arguments
                    from form in Gen.Frequency((12, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(-1)))
                    from more in Nasty.Token
                    select string.Join(',', form > 0 ? given.Append(more) : form < 0 ? given.SkipLast(1) : given);
        var socket = await OpenAsync(path, caller);
        await SayAsync(socket, Handshake);
        foreach (var (index, call) in calls.Sample(CasesOfEach / 2, new Rnd(11, 11), 50).Index())
        {
            var text = fuzzed.Fill($$"""{"type":1,"invocationId":"{{index}}","target":"{{method.Name}}","arguments":[{{call}}]}""");
            string? fault;
            try
            {
                await SayAsync(socket, text + End);
                fault = await AnswerAsync(socket, index);
            }
            catch (WebSocketException e)
            {
                fault = e.Message;
            }
            var logged = fuzzed.Errors.Drain();
            if (fault is not null || logged.Count > 0)
                faults.Add($"{path} {method.Name}/{index} as {caller}: {fault} {string.Join('\n', logged)}\n    {text[..Math.Min(text.Length, 400)]}");
            if (socket.State == WebSocketState.Open) continue;
            // What is no JSON at all ends the line, as it should.
            socket.Dispose();
            socket = await OpenAsync(path, caller);
            await SayAsync(socket, Handshake);
        }
        socket.Dispose();
    }

    private static Gen<string> Argument(Type type)
    {
        var right = (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(Guid) => Gen.Elements("\"{{chat}}\"", "\"{{far-chat}}\"", "\"00000000-0000-0000-0000-000000000000\""),
            var t when t == typeof(int) => Gen.Elements("0", "1", "-1", "2147483647", "-2147483648"),
            _ => Gen.OneOf(Nasty.Text.Select(Nasty.Quoted), Gen.Elements("\"{{campus}}\"", "\"online\"", "\"你好\"")),
        };
        return Gen.Frequency((5, right), (1, Nasty.Token), (1, Nasty.Word.Select(Nasty.Quoted)));
    }

    private async Task<ClientWebSocket> OpenAsync(string path, string caller)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", fuzzed.CredentialOf(caller)!.ToString());
        await socket.ConnectAsync(new UriBuilder(fuzzed.App.Address) { Scheme = "ws", Path = path }.Uri, Stop);
        return socket;
    }

    private static Task SayAsync(ClientWebSocket socket, string text) =>
        socket.State == WebSocketState.Open ? socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop) : Task.CompletedTask;

    /// <summary>Waits for the answer of a call, or for the end of the line; what is wrong with it.</summary>
    private static async Task<string?> AnswerAsync(ClientWebSocket socket, int index)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Slowest);
        var buffer = new byte[64 << 10];
        var text = new StringBuilder();
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
                if (part.MessageType == WebSocketMessageType.Close) break;
                text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                if (text.ToString().Contains(World.Mark, StringComparison.Ordinal)) return "shows another hospital: " + text;
                if (part.EndOfMessage && text.ToString().Split(End).Any(m => m.Contains($"\"type\":3,\"invocationId\":\"{index}\"", StringComparison.Ordinal)))
                    return null;
            }
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return "no answer within five seconds: " + text;
        }
        return null;
    }

    /// <summary>Waits for the end of a line that was said good-bye to.</summary>
    private static async Task<string?> EndAsync(ClientWebSocket socket)
    {
        try
        {
            return await AnswerAsync(socket, -1);
        }
        catch (WebSocketException)
        {
            return null; // Broken off instead of closed: the frame was no HTTP either.
        }
    }
}
