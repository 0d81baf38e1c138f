using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Bff.Gateways.Calls;

namespace Bff.Tests.Gateways;

/// <summary>Everything a platform was seen to do instead of its documentation, each with what it must mean to us.</summary>
internal static class Misbehaviour
{
    private static readonly Dictionary<string, (GatewayVerdict Verdict, Func<StandInPlatform, NetworkStream, Task> Answer)> All = new()
    {
        ["openid with a text errcode of zero"] =
            (GatewayVerdict.Ok, Body("""{"errcode":"0","openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","expires_in":"7200"}""")),
        ["openid behind a byte order mark"] = (GatewayVerdict.Ok, Body("\uFEFF{\"openid\":\"o6_bmjrPTlm6_2sgVt7hMZOPfL2M\"}")),
        ["openid given as a number"] = (GatewayVerdict.Ok, Body("""{"openid":12345678}""")),
        ["code invalid"] = (GatewayVerdict.ThisUser, Errcode("40029")),
        ["code used, as text"] = (GatewayVerdict.ThisUser, Errcode("\"40163\"")),
        ["code timed out, as a fraction"] = (GatewayVerdict.ThisUser, Errcode("42003.0")),
        ["user blocked for risk"] = (GatewayVerdict.ThisUser, Errcode("40226")),
        ["visitor of a snapshot page"] = (GatewayVerdict.ThisUser, Body("""{"openid":"oSnapshot","is_snapshotuser":1}""")),
        ["visitor of a snapshot page, as text"] = (GatewayVerdict.ThisUser, Body("""{"openid":"oSnapshot","is_snapshotuser":"1"}""")),
        ["visitor of a snapshot page of another kind"] = (GatewayVerdict.ThisUser, Body("""{"openid":"oSnapshot","is_snapshotuser":2}""")),
        ["snapshot of words"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"oSnapshot","is_snapshotuser":"yes"}""")),
        ["openid with an empty unionid"] = (GatewayVerdict.Ok, Body("""{"openid":"o1","unionid":"","is_snapshotuser":0}""")),
        ["unionid of an object"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"o1","unionid":{}}""")),
        ["unionid with a zero byte"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"o1","unionid":"u\u0000"}""")),
        ["unionid without end"] = (GatewayVerdict.NotUnderstood, Body($$"""{"openid":"o1","unionid":"{{new string('u', 129)}}"}""")),
        ["busy"] = (GatewayVerdict.RetryLater, Errcode("-1")),
        ["too often in a minute"] = (GatewayVerdict.RetryLater, Errcode("45011")),
        ["status 500 with a page"] = (GatewayVerdict.RetryLater, (p, s) =>
            p.SayAsync(s, "<html>Bad</html>", 500, "Content-Type: text/html\r\n")),
        ["status 503 with JSON"] = (GatewayVerdict.RetryLater, (p, s) => p.SayAsync(s, "{}", 503)),
        ["status 429"] = (GatewayVerdict.RetryLater, (p, s) => p.SayAsync(s, "", 429)),
        ["quota"] = (GatewayVerdict.Quota, Errcode("45009")),
        ["wrong app id"] = (GatewayVerdict.Configuration, Errcode("40013")),
        ["wrong secret"] = (GatewayVerdict.Configuration, Errcode("40125")),
        ["wrong secret under the number of tokens"] = (GatewayVerdict.Configuration, Errcode("40001")),
        ["address not listed"] = (GatewayVerdict.Configuration, Errcode("40164")),
        ["unknown number"] = (GatewayVerdict.NotUnderstood, Errcode("987654321")),
        ["number beyond all numbers"] = (GatewayVerdict.NotUnderstood, Errcode("1e300")),
        ["errcode of words"] = (GatewayVerdict.NotUnderstood, Errcode("\"ok\"")),
        ["errcode of an object"] = (GatewayVerdict.NotUnderstood, Errcode("{}")),
        ["no openid"] = (GatewayVerdict.NotUnderstood, Body("""{"session_key":"x"}""")),
        ["empty openid"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":""}""")),
        ["openid of an object"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":{"id":"o1"}}""")),
        ["openid with a zero byte"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"o1\u0000"}""")),
        ["openid of half a character"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"o1\ud800"}""")),
        ["openid without end"] = (GatewayVerdict.NotUnderstood, Body($$"""{"openid":"{{new string('o', 100_000)}}"}""")),
        ["openid with a status of 404"] = (GatewayVerdict.NotUnderstood, (p, s) => p.SayAsync(s, """{"openid":"o1"}""", 404)),
        ["page with status 200"] = (GatewayVerdict.NotUnderstood, (p, s) =>
            p.SayAsync(s, "<html>系统维护</html>", 200, "Content-Type: application/json\r\n")),
        ["empty"] = (GatewayVerdict.NotUnderstood, Body("")),
        ["nothing with status 204"] = (GatewayVerdict.NotUnderstood, (p, s) =>
            p.WriteAsync(s, "HTTP/1.1 204 None\r\nConnection: close\r\n\r\n")),
        ["cut JSON"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"o1""")),
        ["null"] = (GatewayVerdict.NotUnderstood, Body("null")),
        ["a list"] = (GatewayVerdict.NotUnderstood, Body("""[{"openid":"o1"}]""")),
        ["two answers"] = (GatewayVerdict.NotUnderstood, Body("""{"openid":"o1"}{"openid":"o2"}""")),
        ["ten thousand brackets"] = (GatewayVerdict.NotUnderstood, Body(new string('[', 10_000))),
        ["UTF-16"] = (GatewayVerdict.NotUnderstood, (p, s) => p.SayAsync(s, Encoding.Unicode.GetBytes("""{"openid":"o1"}"""))),
        ["bytes of another encoding"] =
            (GatewayVerdict.NotUnderstood, (p, s) => p.SayAsync(s, [.. "{\"openid\":\""u8, 0xC0, 0xEE, .. "\"}"u8])),
        ["gzip that was not asked for"] =
            (GatewayVerdict.NotUnderstood, (p, s) => p.SayAsync(s, Gzip("""{"openid":"o1"}"""), 200, "Content-Encoding: gzip\r\n")),
        ["a redirect"] = (GatewayVerdict.NotUnderstood, (p, s) => p.SayAsync(s, "", 302, "Location: /elsewhere\r\n")),
        ["not HTTP"] = (GatewayVerdict.NotUnderstood, (p, s) => p.WriteAsync(s, "220 mail ready\r\n\r\n")),
        ["headers without end"] = (GatewayVerdict.NotUnderstood, (p, s) =>
            p.WriteAsync(s, "HTTP/1.1 200 OK\r\nX-Long: " + new string('x', 1 << 20) + "\r\n\r\n")),
        ["sixty megabytes"] = (GatewayVerdict.NotUnderstood, (p, s) => FloodAsync(p, s, "Content-Length: 62914560", "")),
        ["an answer without end"] = (GatewayVerdict.NotUnderstood, (p, s) => FloodAsync(p, s, "Transfer-Encoding: chunked", "400\r\n")),
        ["half of what was announced"] =
            (GatewayVerdict.Unreachable, (p, s) => p.WriteAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"openid\":")),
        ["a byte at a time"] = (GatewayVerdict.Unreachable, DripAsync),
        ["silence"] = (GatewayVerdict.Unreachable, (p, _) => Task.Delay(Timeout.Infinite, p.Stopping)),
        ["goodbye"] = (GatewayVerdict.Unreachable, (_, _) => Task.CompletedTask),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>Whether only a time limit ends it.</summary>
    public static bool IsSlow(string name) => name is "silence" or "a byte at a time";

    public static GatewayVerdict Meaning(string name) => All[name].Verdict;

    public static Func<string, StandInPlatform, NetworkStream, Task> Of(string name) => (_, platform, stream) =>
        All[name].Answer(platform, stream);

    private static Func<StandInPlatform, NetworkStream, Task> Body(string body) => (platform, stream) => platform.SayAsync(stream, body);

    private static Func<StandInPlatform, NetworkStream, Task> Errcode(string number) =>
        Body($$"""{"errcode":{{number}},"errmsg":"refused, rid: 6183a3a1-5dd2d1c2-0b1b4d5c"}""");

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static async Task FloodAsync(StandInPlatform platform, NetworkStream stream, string length, string before)
    {
        await platform.WriteAsync(stream, $"HTTP/1.1 200 OK\r\n{length}\r\n\r\n");
        var part = before + new string(' ', 1024) + (before.Length > 0 ? "\r\n" : "");
        for (var i = 0; i < 61_440; i++) await platform.WriteAsync(stream, part);
    }

    private static async Task DripAsync(StandInPlatform platform, NetworkStream stream)
    {
        await platform.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
        while (true)
        {
            await platform.WriteAsync(stream, " ");
            await Task.Delay(50, platform.Stopping);
        }
    }
}
