using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Bff.Gateways.Calls;
using Bff.Gateways.WeChat;
using Bff.Tests.Film;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bff.Tests.Platform.Http;

/// <summary>A host behind a proxy that ends TLS, and a platform whose gateway breaks in a way nobody foresaw.</summary>
public sealed class ProxiedApp : IAsyncLifetime
{
    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await BffApp.StartAsync(
        builder => builder.Services.Replace(ServiceDescriptor.Singleton<IWeChat>(new Unforeseen())), "--TrustedProxies:0=127.0.0.1");

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private sealed class Unforeseen : IWeChat
    {
        public IReadOnlyList<WeChatAccount> Accounts { get; } =
            [.. Enum.GetValues<WeChatChannel>().Select(channel => new WeChatAccount(channel, "sandbox", "", [], IsDefault: true))];

        public Task<GatewayAnswer<WeChatPerson>> ExchangeCodeAsync(WeChatAccount account, string code, CancellationToken cancellationToken) =>
            code == "break" ? throw new InvalidOperationException("Nobody foresaw this.")
                : Task.FromResult(new GatewayAnswer<WeChatPerson>(GatewayVerdict.Ok, new WeChatPerson(code, null)));
    }
}

/// <summary>What protects an answer on its way and in the browser, whatever gives it.</summary>
public sealed class ProtectionTests(ProxiedApp proxied) : IClassFixture<ProxiedApp>
{
    private static readonly string[] KeptByAll =
    [
        "/", "/staff/{**rest}", "/favicon.svg", "/favicon.ico", "/assets/{file}", "/guide", "/api-docs", "/api/guide/campuses",
        "/api/guide/campuses/{id}", "/api/guide/campuses/{id}/levels/{level}", "/api/guide/campuses/{id}/closures", "/api/guide/presets",
    ];

    private readonly BffApp app = proxied.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IEnumerable<RouteEndpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    [Fact]
    public async Task Every_answer_of_every_endpoint_is_protected_and_kept_by_nobody_unless_that_is_declared()
    {
        using var nobody = Client();
        using var patient = Client(await app.SignInPatientAsync());
        using var admin = Client(await app.SignInStaffAsync());
        using var pacs = Client(app.Pacs());
        var faults = new List<string>();
        foreach (var endpoint in Endpoints)
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                foreach (var (who, client) in new[] { ("nobody", nobody), ("patient", patient), ("admin", admin), ("pacs", pacs) })
                {
                    var path = PathOf(endpoint);
                    if (method == "DELETE" && path == "/api/session") continue; // It would end the session of the others.
                    using var request = new HttpRequestMessage(new HttpMethod(method), path);
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
                    faults.AddRange(FaultsOf(answer, endpoint).Select(fault =>
                        $"{method} {endpoint.RoutePattern.RawText} for {who}, {(int)answer.StatusCode}: {fault}"));
                }
        Faults.None(faults);
    }

    [Fact]
    public async Task What_is_no_endpoint_is_protected_too()
    {
        using var client = Client();
        foreach (var (method, path) in new[] { ("GET", "/no/such/place"), ("TRACE", "/"), ("PUT", "/api/session/staff"), ("OPTIONS", "*") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path == "*" ? "/" : path);
            using var answer = await client.SendAsync(request, Stop);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            Faults.None(FaultsOf(answer, null));
        }
    }

    [Fact]
    public async Task An_answer_of_the_exception_handler_is_protected_like_any_other()
    {
        using var client = Client();
        using var answer = await client.PostAsJsonAsync("/api/session/wechat", new { code = "break" }, Stop);
        Assert.Equal((500, "server.error"), ((int)answer.StatusCode, await answer.CodeAsync()));
        Faults.None(FaultsOf(answer, null));
    }

    [Fact]
    public async Task What_is_somebodys_is_kept_by_nobody()
    {
        using var pacs = Client(app.Pacs());
        using var admin = Client(await app.SignInStaffAsync());
        using var patient = Client(await app.SignInPatientAsync());
        string study = TestFilms.Uid(), sop = TestFilms.Uid();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        var instance = $"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}";
        foreach (var (client, path) in new[]
        {
            (patient, "/api/me"), (admin, "/api/me"), (patient, "/api/film/studies"), (admin, "/api/staff/film/ingests"), (admin, "/api/staff/film/links"),
            (admin, "/api/staff/film/integrators"), (admin, "/api/staff/audit"), (admin, "/api/staff/support/conversations"),
            (admin, "/api/staff/support/agents"), (admin, "/api/staff/support/callbacks"),
            (pacs, "/dicomweb/studies"), (pacs, $"/dicomweb/studies/{study}"), (pacs, instance), (pacs, instance + "/metadata"),
            (pacs, instance + "/frames/1"), (pacs, instance + "/bulkdata/7FE00010"),
        })
        {
            using var answer = await client.GetAsync(path, Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
            Assert.True(answer.Headers.CacheControl?.ToString() == "no-store", $"{path}: {answer.Headers.CacheControl}");
        }
        using var file = new HttpRequestMessage(HttpMethod.Get, instance) { Headers = { { "Accept", "application/dicom" } } };
        using var given = await pacs.SendAsync(file, Stop);
        Assert.Equal((HttpStatusCode.OK, "no-store"), (given.StatusCode, given.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task Over_TLS_the_session_lies_in_a_cookie_that_no_other_host_can_set_or_see()
    {
        using var client = Client();
        using var answer = await client.PostAsJsonAsync("/api/session/wechat", new { code = "demo-li" }, Stop);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        var parts = cookie.ToLowerInvariant().Split("; ");
        Assert.StartsWith("__Host-sid=", cookie, StringComparison.Ordinal);
        foreach (var part in new[] { "secure", "httponly", "samesite=lax", "path=/" }) Assert.Contains(part, parts);
        Assert.DoesNotContain(parts, part => part.StartsWith("domain", StringComparison.Ordinal));

        var token = (await answer.JsonAsync()).GetProperty("token").GetString();
        Assert.Equal(HttpStatusCode.OK, await AskAsync("__Host-sid=" + token));
        // Another host of the domain could have planted this one.
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("sid=" + token));

        using var end = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
        end.Headers.Add("Cookie", "__Host-sid=" + token);
        end.Headers.Add("Origin", "https://clinic.example");
        using var ended = await client.SendAsync(end, Stop);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.StartsWith("__Host-sid=; expires=Thu, 01 Jan 1970", Assert.Single(ended.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);

        async Task<HttpStatusCode> AskAsync(string sent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me") { Headers = { { "Cookie", sent } } };
            using var me = await client.SendAsync(request, Stop);
            return me.StatusCode;
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For", "10.1.2.3")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-For", "nonsense")]
    [InlineData("Forwarded", "for=10.1.2.3")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    public async Task Whoever_comes_through_a_proxy_sees_no_metrics(string header, string address)
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { header, address } } };
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.NotFound, "request.unknown"), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/metrics", Stop)).StatusCode);
    }

    private static IEnumerable<string> FaultsOf(HttpResponseMessage answer, RouteEndpoint? endpoint)
    {
        foreach (var (name, part) in new[]
        {
            ("Content-Security-Policy", "object-src 'none'"), ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("Content-Security-Policy", "base-uri 'none'"), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Strict-Transport-Security", "max-age=31536000"),
        })
            if (!answer.Headers.TryGetValues(name, out var values) || !values.Single().Contains(part, StringComparison.Ordinal))
                yield return "no " + name;
        if (answer.Headers.Contains("Server")) yield return "names its server";
        var kept = answer.Headers.CacheControl?.ToString() ?? "";
        if (kept == "no-store") yield break;
        var route = endpoint?.RoutePattern.RawText ?? "";
        if (!answer.IsSuccessStatusCode) yield return $"an error that may be kept ({kept})";
        else if (IsPicture(route)) yield return kept.Contains("private", StringComparison.Ordinal) ? "" : $"a picture kept by others ({kept})";
        else if (!KeptByAll.Contains(route) && !route.StartsWith("/api-docs/", StringComparison.Ordinal)) yield return $"may be kept ({kept})";
        else if (endpoint!.Metadata.GetMetadata<IAuthorizeData>() is not null) yield return "behind sign-in and kept by all";
    }

    private static bool IsPicture(string route) => route.Contains("dicomweb", StringComparison.Ordinal)
        && (route.EndsWith("/rendered", StringComparison.Ordinal) || route.EndsWith("/thumbnail", StringComparison.Ordinal)
            || route.EndsWith("/samples", StringComparison.Ordinal));

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => s.Parts[0] switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } => Guid.NewGuid().ToString(),
        _ => "1",
    }));

    /// <summary>A client whose requests come through the proxy.</summary>
    private HttpClient Client(HttpClient? client = null)
    {
        client ??= app.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "10.9.9.9");
        client.DefaultRequestHeaders.Host = "clinic.example";
        return client;
    }
}
