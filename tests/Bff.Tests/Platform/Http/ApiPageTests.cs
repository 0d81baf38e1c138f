using System.Net;
using System.Text.RegularExpressions;
using Bff.Platform.Http.Description;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Bff.Tests.Platform.Http;

/// <summary>The page that shows the API: in the sandbox there, in production when it is switched on, and never from outside.</summary>
public sealed partial class ApiPageTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_names_nothing_outside_and_its_policy_would_not_let_it()
    {
        using var client = _app.Anonymous();
        using var answer = await client.GetAsync("/api-docs/", Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Empty(Outside().Matches(html).Select(m => m.Value));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Nonce().Match(policy).Groups[1].Value, html, StringComparison.Ordinal);
        foreach (Match script in Script().Matches(html))
        {
            using var file = await client.GetAsync("/api-docs/" + script.Groups[1].Value, Stop);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }
        using var again = await client.GetAsync("/api-docs/", Stop);
        Assert.NotEqual(policy, Assert.Single(again.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData("Sandbox", "false", true)]
    [InlineData("Production", "false", false)]
    [InlineData("Production", "true", true)]
    public void In_production_the_page_is_there_only_when_it_is_switched_on(string environment, string isEnabled, bool isThere)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration["ApiDocs:Enabled"] = isEnabled;
        using var app = (IDisposable)builder.Build();
        ((WebApplication)app).MapApiPage();
        Assert.Equal(isThere, ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).Any());
    }

    [GeneratedRegex("https?://[^\"' <]+")]
    private static partial Regex Outside();

    [GeneratedRegex("'nonce-([0-9a-f]+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("src=\"\\.?/?(?:api-docs/)?([^\"]+\\.js)\"")]
    private static partial Regex Script();
}
