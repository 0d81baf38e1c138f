using Bff.Tests;
using Bff.Tests.Film;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EndToEnd.Film.Browser))]
// One browser at a time: several that draw by software on two cores keep one another waiting past every patience.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EndToEnd.Film;

/// <summary>One host with one CT study, and one Chromium, for all tests of the film pages.</summary>
public sealed class Browser : IAsyncLifetime
{
    public const int Slices = 24;
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? playwright;
    private IBrowser? browser;

    public BffApp App { get; private set; } = null!;

    public string Study { get; } = TestFilms.Uid();

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        App = await BffApp.StartAsync();
        using var pacs = App.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, Enumerable.Range(1, Slices).Select(n => Chest.Slice(Study, n, Slices)))).Status);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (App is not null) await App.DisposeAsync();
    }

    /// <summary>A page of a phone held upright, 360x740.</summary>
    public Task<IPage> PhoneAsync() => PhoneAsync(App);

    /// <summary>The same, at another host.</summary>
    public Task<IPage> PhoneAsync(BffApp app) => PageAsync(app, new() { ViewportSize = new() { Width = 360, Height = 740 }, DeviceScaleFactor = 2, HasTouch = true, IsMobile = true, Locale = "zh-CN" });

    /// <summary>A page of a desktop, 1440x900, one device pixel a point.</summary>
    public Task<IPage> DesktopAsync() => DesktopAsync(App);

    /// <summary>The same, at another host.</summary>
    public Task<IPage> DesktopAsync(BffApp app) => PageAsync(app, new() { ViewportSize = new() { Width = 1440, Height = 900 }, DeviceScaleFactor = 1, Locale = "zh-CN" });

    /// <summary>A new link to the study, as a path.</summary>
    public async Task<string> LinkAsync(int ttlSeconds = 3600)
    {
        using var answer = await App.SignedAsync(HttpMethod.Post, "/api/film/links",
            $$"""{"hospitalCode":"demo-east","studyInstanceUid":"{{Study}}","purpose":"本人查看","ttlSeconds":{{ttlSeconds}}}""");
        return new Uri((await answer.JsonAsync()).GetProperty("url").GetString()!).AbsolutePath;
    }

    /// <summary>A host of the test's own, with its own settings.</summary>
    public Task<BffApp> StartAppAsync(params string[] settings)
    {
        SkipWithoutChromium();
        return BffApp.StartAsync(settings);
    }

    private void SkipWithoutChromium()
    {
        if (browser is null) Assert.Skip($"Chromium is not installed ({Chromium}).");
    }

    private async Task<IPage> PageAsync(BffApp app, BrowserNewContextOptions options)
    {
        SkipWithoutChromium();
        options.BaseURL = app.Address.ToString();
        var context = await browser!.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }
}
