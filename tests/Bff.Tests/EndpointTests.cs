using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests;

/// <summary>
/// What holds for every endpoint, found from the running host: a new one without a policy, or not in the description, fails here.
/// </summary>
public sealed class EndpointTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IEnumerable<RouteEndpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public void Every_endpoint_declares_who_may_use_it() =>
        Assert.Empty(Endpoints.Where(e => e.Metadata.GetMetadata<IAuthorizeData>()?.Policy is null
            && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.RoutePattern.RawText));

    /// <summary>
    /// Anonymous on purpose: pages, sign-in, film links (the key is the credential), maps (a code on a wall opens without sign-in),
    /// operations, the sandbox.
    /// </summary>
    [Fact]
    public void The_anonymous_endpoints_are_these_and_no_others()
    {
        string[] onPurpose = ["/", "/assets/", "/favicon", "/staff/", "/f/{key}", "/api/film/{key}", "/guide", "/g/{code}", "/api/guide/",
            "/hubs/guide", "/api/session/", "/health/", "/metrics", "/openapi/", "/api-docs", "/api/sandbox/"];
        Assert.Empty(Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(e => e.RoutePattern.RawText!)
            .Where(route => !onPurpose.Any(p => p == "/" ? route == "/" : route.StartsWith(p, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Each_protected_route_refuses_everyone_it_is_not_for()
    {
        using var nobody = app.Anonymous();
        using var patient = await app.SignInPatientAsync();
        using var auditor = await app.SignInStaffAsync("auditor");
        foreach (var endpoint in Endpoints.Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is not null))
        {
            var policy = endpoint.Metadata.GetMetadata<IAuthorizeData>()!.Policy!;
            var route = endpoint.RoutePattern.RawText!;
            var path = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => s.Parts[0] switch
            {
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } =>
                    Guid.NewGuid().ToString(),
                _ => "1",
            }));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                async Task<HttpStatusCode> AskAsync(HttpClient client)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), path);
                    using var answer = await client.SendAsync(request, Stop);
                    return answer.StatusCode;
                }

                Assert.True(await AskAsync(nobody) == HttpStatusCode.Unauthorized, $"{method} {route} for nobody");
                if (policy.StartsWith("staff", StringComparison.Ordinal) || policy == "integrator")
                    Assert.True(await AskAsync(patient) is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized,
                        $"{method} {route} for a patient");
                if (policy is not ("staff-audit" or "signed-in"))
                    Assert.True(await AskAsync(auditor) is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized,
                        $"{method} {route} for an auditor");
            }
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/no/such/place")]
    [InlineData("/api/me")]
    [InlineData("/f/nothing")]
    [InlineData("/health/ready")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var client = app.Anonymous();
        using var answer = await client.GetAsync(path, Stop);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("object-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("GET", "/no/such/place", 404, "request.unknown")]
    [InlineData("PUT", "/api/session/staff", 405, "request.method_not_allowed")]
    [InlineData("POST", "/api/session/staff", 415, "request.unsupported_media_type")]
    public async Task Errors_are_problems_with_stable_codes(string method, string path, int status, string code)
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("x");
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
        Assert.False(string.IsNullOrEmpty((await answer.JsonAsync()).GetProperty("traceId").GetString()));
        Assert.DoesNotContain((await answer.JsonAsync()).GetProperty("title").GetString()!, char.IsAsciiLetter);
    }

    [Fact]
    public async Task The_committed_description_is_the_running_one()
    {
        using var client = app.Anonymous();
        var running = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", Stop))!;
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "CloudClinic.slnx"))) root = root.Parent!;
        var path = Path.Combine(root.FullName, "bff", "openapi.json");
        var text = running.ToJsonString(
            new JsonSerializerOptions
            {
                WriteIndented = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            }) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1") await File.WriteAllTextAsync(path, text, Stop);
        Assert.True(JsonNode.DeepEquals(running, JsonNode.Parse(await File.ReadAllTextAsync(path, Stop))),
            "bff/openapi.json differs from the running host; run the tests once with UPDATE_OPENAPI=1 and review the change.");
    }

    [Fact]
    public async Task Every_operation_of_the_description_says_what_it_is_for_what_it_takes_who_may_and_what_goes_wrong()
    {
        using var client = app.Anonymous();
        var description = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", Stop))!;
        var faults = new List<string>();
        var ids = new HashSet<string>();
        foreach (var (path, operations) in description["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject())
                faults.AddRange(FaultsOf(operation!.AsObject(), ids).Select(fault => $"{method} {path}: {fault}"));
        foreach (var tag in description["tags"]!.AsArray())
            if (string.IsNullOrEmpty((string?)tag!["description"])) faults.Add($"tag {tag["name"]} is not described");
        Faults.None(faults);
    }

    private static IEnumerable<string> FaultsOf(JsonObject operation, HashSet<string> ids)
    {
        if (string.IsNullOrWhiteSpace((string?)operation["summary"])) yield return "no summary";
        if (!ids.Add((string?)operation["operationId"] ?? "")) yield return "an operationId that another has";
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            if (string.IsNullOrWhiteSpace(
                (string?)parameter!["description"])) yield return $"parameter {parameter["name"]} is not described";
        if (operation["requestBody"] is { } body
            && string.IsNullOrWhiteSpace((string?)body["description"])) yield return "the body is not described";
        var responses = operation["responses"]!.AsObject();
        if (!responses.Any(r => r.Key[0] is '2' or '1' or '3')) yield return "no answer when it goes well";
        foreach (var (status, response) in responses.Where(r => r.Key[0] is '4' or '5'))
            if (response!["$ref"] is null
                && response["content"]?["application/dicom+json"] is null) yield return $"{status} is no shared problem";
        if (!responses.ContainsKey("503")) yield return "no errors";
        if (operation["security"]?.AsArray() is not { } security) yield return "who may is not said";
        else if (security.Count > 0 && !(responses.ContainsKey("401")
            && responses.ContainsKey("403"))) yield return "refusals are not declared";
    }

    [Fact]
    public async Task Readiness_names_each_dependency_and_metrics_are_prometheus_text()
    {
        using var client = app.Anonymous();
        var checks = (await (await client.GetAsync("/health/ready", Stop)).JsonAsync()).GetProperty("checks");
        foreach (var name in new[] { "database", "cache", "filmStore" }) Assert.Equal("ok", checks.GetProperty(name).GetString());
        var metrics = await client.GetStringAsync("/metrics", Stop);
        Assert.Contains("http_server_request_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(metrics.Split('\n'), line =>
            line.Length > 0 && line[0] != '#'
                && !System.Text.RegularExpressions.Regex.IsMatch(line, @"^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [-+0-9.eE]+$|Inf|NaN"));
    }
}
