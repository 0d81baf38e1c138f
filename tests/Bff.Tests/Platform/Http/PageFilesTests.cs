using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Http;

public sealed class PageFilesTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Guesses_at_names_of_assets_fill_no_memory()
    {
        var pages = _app.Services.GetRequiredService<PageFiles>();
        using var client = _app.Anonymous();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/favicon.svg", Stop)).StatusCode);
        pages.LoadAssets();
        var built = pages.Count;
        Assert.InRange(built, 2, 1000);
        for (var n = 0; n < 200; n++)
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/assets/guess-{n}.js", Stop)).StatusCode);
        // Other ways to write the name of what is there.
        foreach (var alias in new[] { "..%2Ffavicon.svg", "%2e%2e%2ffavicon.svg", ".%2f.%2F..%2ffavicon.svg", "..%5Cfavicon.svg", "%252e%252e%252ffavicon.svg" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/assets/" + alias, Stop)).StatusCode);
        Assert.Equal(built, pages.Count);
    }
}
