using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Http;

/// <summary>Rules of HTTP itself (RFC 9110) on every endpoint of the running host.</summary>
public sealed class HttpRulesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What is no resource but a socket has no methods.</summary>
    private (string Method, string Path)[] Operations =>
        [.. from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            select (method, PathOf(endpoint.RoutePattern))];

    [Fact]
    public async Task HEAD_is_answered_wherever_GET_is_as_GET_without_a_body()
    {
        using var nobody = _app.Anonymous();
        using var patient = await _app.SignInPatientAsync();
        using var admin = await _app.SignInStaffAsync();
        var gets = Operations.Where(o => o.Method == "GET").Select(o => o.Path).Distinct().ToArray();
        Assert.InRange(gets.Length, 60, 1000);
        var faults = new List<string>();
        foreach (var path in gets)
            foreach (var client in new[] { nobody, patient, admin })
            {
                var (get, head) = (await AskAsync(client, HttpMethod.Get, path), await AskAsync(client, HttpMethod.Head, path));
                if (get.Status != head.Status || get.Type != head.Type || head.Bytes != 0) faults.Add($"{path}: GET {get}, HEAD {head}");
            }
        Faults.None(faults);
        using var posted = await nobody.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/session/staff"), Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task A_signed_HEAD_is_signed_as_what_it_is()
    {
        using var answer = await _app.SignedAsync(HttpMethod.Head, "/dicomweb/studies?limit=1");
        Assert.True(answer.IsSuccessStatusCode);
        using var forged = await _app.SignedAsync(HttpMethod.Get, "/dicomweb/studies?limit=1", change: request => request.Method = HttpMethod.Head);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task Every_401_says_how_to_ask()
    {
        using var nobody = _app.Anonymous();
        using var ended = _app.Anonymous();
        ended.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('A', 43));
        var (refused, faults) = (0, new List<string>());
        foreach (var (method, path) in Operations)
            foreach (var client in new[] { nobody, ended })
                await CheckAsync(client, new HttpRequestMessage(new HttpMethod(method), path));
        Assert.InRange(refused, 100, 2000);
        foreach (var (path, body) in new[]
        {
            ("/api/session/staff", """{"username":"agent","password":"wrong"}"""), ("/api/session/wechat", """{"code":"demo-nobody-knows"}"""),
        })
            await CheckAsync(nobody, new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        await CheckAsync(nobody, new HttpRequestMessage(HttpMethod.Get, "/hubs/support?ticket=" + new string('A', 43)));
        using var unsigned = await _app.SignedAsync(HttpMethod.Post, "/api/film/links", "{}", secret: "another secret entirely");
        Assert.StartsWith("Signature ", Assert.Single(unsigned.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
        using var pacs = await _app.SignedAsync(HttpMethod.Get, "/dicomweb/studies", secret: "another secret entirely");
        Assert.Equal(["Signature", "Bearer"], pacs.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        Faults.None(faults);

        async Task CheckAsync(HttpClient client, HttpRequestMessage request)
        {
            using (request)
            {
                using var answer = await client.SendAsync(request, Stop);
                if (answer.StatusCode != HttpStatusCode.Unauthorized) return;
                refused++;
                if (answer.Headers.WwwAuthenticate.Count == 0) faults.Add($"{request.Method} {request.RequestUri}");
            }
        }
    }

    private static async Task<(int Status, string? Type, int Bytes)> AskAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request, Stop);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, (await answer.Content.ReadAsByteArrayAsync(Stop)).Length);
    }

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } => Guid.Empty.ToString(),
        _ => "1",
    }));
}
