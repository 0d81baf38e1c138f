using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bff.Tests.Contract;

/// <summary>
/// Every operation of the description under three hundred requests that nobody would write. The cases of an operation are always the same;
/// one that failed runs alone with <c>FUZZ_CASE=operationId/number dotnet test tests/Bff.Tests --filter FuzzTests</c>.
/// </summary>
public sealed partial class FuzzTests(FuzzedApp fuzzed) : IClassFixture<FuzzedApp>
{
    /// <summary>Bytes of a body that the server takes unless an endpoint says otherwise.</summary>
    private const int ServerLimit = 1 << 20;

    private const int CasesOfEach = 300, AtOnce = 8, Shown = 5;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(5);
    private static readonly string? Only = Environment.GetEnvironmentVariable("FUZZ_CASE");
    private static readonly Lazy<HashSet<string>> Codes = new(() =>
    [
        .. from file in SourceTree.CSharp("bff")
           from Match literal in Code().Matches(File.ReadAllText(file))
           select literal.Groups[1].Value,
    ]);

    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    })
    { Timeout = TimeSpan.FromSeconds(60) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Operations => [.. Operation.All.Select(o => o.Id).Where(id => Only is null || Only.Split('/')[0] == id)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task No_request_breaks_the_host_keeps_it_long_or_shows_another_hospital(string id)
    {
        var operation = Operation.All.Single(o => o.Id == id);
        var cases = Cases.Of(operation, CasesOfEach).Index()
            .Where(c => Only is null || Only == id || Only == $"{id}/{c.Index}").ToList();
        var faults = new ConcurrentQueue<string>();
        var statuses = new ConcurrentBag<int>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Stop }, async (one, _) =>
        {
            if (await FaultAsync(operation, one.Item, statuses) is { } fault) faults.Enqueue($"{id}/{one.Index}: {fault}\n{Told(operation, one.Item)}");
        });
        var logged = fuzzed.Errors.Drain();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', statuses.GroupBy(s => s).OrderBy(g => g.Key).Select(g => $"{g.Key}x{g.Count()}")));
        Assert.True(faults.IsEmpty && logged.Count == 0, $"{faults.Count} of {cases.Count} cases of {operation.Method} {operation.Path}:\n"
            + string.Join("\n", faults.Take(Shown)) + "\n" + string.Join("\n", logged.Distinct().Take(Shown)));
    }

    private async Task<string?> FaultAsync(Operation operation, FuzzCase one, ConcurrentBag<int> statuses)
    {
        var started = Stopwatch.GetTimestamp();
        HttpResponseMessage answer;
        try
        {
            answer = await SendAsync(operation, one);
        }
        catch (HttpRequestException e)
        {
            return $"no answer after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s: {e.Message} {e.InnerException?.Message}";
        }
        using var _ = answer;
        var bytes = await answer.Content.ReadAsByteArrayAsync(Stop);
        var took = Stopwatch.GetElapsedTime(started);
        var (status, text) = ((int)answer.StatusCode, Encoding.UTF8.GetString(bytes));
        statuses.Add(status);
        if (took > Slowest) return $"{status} after {took.TotalSeconds:F1} s";
        if (text.Contains(World.Mark, StringComparison.Ordinal)) return $"{status} shows another hospital: {text[..Math.Min(text.Length, 400)]}";
        if (status >= 500 && !(status == 503 && await CodeOfAsync(answer, text) == "gateway.not_configured")) return $"{status} {text}";
        return status < 400 || operation.IsNoProblem(status) || IsOfTheServer(answer, bytes) ? null : Problem(answer, text);
    }

    /// <summary>
    /// A body that is refused while it still comes breaks the line, and the refusal may be lost with it: then it is sent again. An operation
    /// that reads no body may have done its work before a body past the server's limit has come, and that breaks the line each time: then it
    /// is asked for without.
    /// </summary>
    private async Task<HttpResponseMessage> SendAsync(Operation operation, FuzzCase one)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = await RequestAsync(operation, one);
            if (tries == 5 && operation.Body is null && request.Content?.Headers.ContentLength > ServerLimit) request.Content = null;
            try
            {
                return await Client.SendAsync(request, Stop);
            }
            catch (HttpRequestException e) when (tries < 5 && e.InnerException is IOException && request.Content is not null)
            {
                // Whoever never answers is found by the last try.
            }
        }
    }

    /// <summary>What no endpoint saw: the server itself found it to be no HTTP.</summary>
    private static bool IsOfTheServer(HttpResponseMessage answer, byte[] body) => body.Length == 0
        && answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge
        && answer.Headers.ConnectionClose == true;

    private static string? Problem(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"{(int)answer.StatusCode} is no problem but {answer.Content.Headers.ContentType}: {text[..Math.Min(text.Length, 200)]}";
        using var problem = JsonDocument.Parse(text);
        var code = problem.RootElement.GetProperty("code").GetString()!;
        return Codes.Value.Contains(code) ? null : $"{(int)answer.StatusCode} has the unknown code {code}";
    }

    private static async Task<string?> CodeOfAsync(HttpResponseMessage answer, string text) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? await answer.CodeAsync() : text;

    private async Task<HttpRequestMessage> RequestAsync(Operation operation, FuzzCase one)
    {
        var target = fuzzed.Fill(one.Target);
        var address = fuzzed.App.Address.GetLeftPart(UriPartial.Authority) + target;
        var request = new HttpRequestMessage(new HttpMethod(operation.Method),
            new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        var body = one.Body is null ? [] : Encoding.UTF8.GetBytes(fuzzed.Fill(one.Body));
        if (one.Body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", one.Type);
            // Who is refused while still sending may find the connection closed and never see why.
            request.Headers.ExpectContinue = body.Length > 16 << 10;
        }
        request.Headers.Authorization = one.Caller == "leaving" ? await LeavingAsync() : fuzzed.CredentialOf(one.Caller);
        if (one.Caller == "signed") Sign(request, operation.Method, target, body);
        foreach (var (name, value) in one.Headers)
            if (value.Length > 0 && !value.AsSpan().ContainsAny("\r\n\0") && request.Headers.Remove(name) | true)
                request.Headers.TryAddWithoutValidation(name, fuzzed.Fill(value).Replace("\uD800", "", StringComparison.Ordinal));
        return request;
    }

    /// <summary>A session of its own, which the request may end.</summary>
    private async Task<AuthenticationHeaderValue?> LeavingAsync()
    {
        using var client = await fuzzed.App.SignInPatientAsync("demo-wang");
        return client.DefaultRequestHeaders.Authorization;
    }

    private void Sign(HttpRequestMessage request, string method, string target, byte[] body)
    {
        var (timestamp, nonce) = (fuzzed.App.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), Guid.NewGuid().ToString("N"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(FuzzedApp.AppSecret), Encoding.UTF8.GetBytes($"{method}\n{target}\n{timestamp}\n{nonce}\n{hash}"));
        request.Headers.Add("X-App-Id", FuzzedApp.AppId);
        request.Headers.Add("X-Timestamp", timestamp);
        request.Headers.Add("X-Nonce", nonce);
        request.Headers.Add("X-Content-SHA256", hash);
        request.Headers.Add("X-Signature", Convert.ToBase64String(signature));
    }

    private string Told(Operation operation, FuzzCase one) =>
        $"    as {one.Caller}: {operation.Method} {fuzzed.Fill(one.Target)}\n    "
        + string.Join("; ", one.Headers.Where(h => h.Value.Length > 0).Select(h => h.Name + ": " + h.Value))
        + (one.Body is null ? "" : $"\n    {one.Type}: {one.Body[..Math.Min(one.Body.Length, 1500)]}");

    [GeneratedRegex("\"([a-z]+\\.[a-z_]+)\"")]
    private static partial Regex Code();
}
