using System.Net.Http.Json;
using Bff.Tests;
using Bff.Tests.Guide;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EndToEnd.Guide.Campus))]

namespace EndToEnd.Guide;

/// <summary>One host with the sandbox's hospital on a Monday at ten, and one Chromium, for all tests of the guide's page.</summary>
public sealed class Campus : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? playwright;
    private IBrowser? browser;
    private string? drawing;

    public BffApp App { get; private set; } = null!;

    /// <summary>Id of the eastern campus.</summary>
    public string East { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        App = await StartAsync(10);
        East = await EastOfAsync(App);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (App is not null) await App.DisposeAsync();
    }

    /// <summary>A host of its own, next Monday at that hour in the hospital.</summary>
    public static async Task<BffApp> StartAsync(int hour)
    {
        var app = await GuideApp.StartAsync();
        app.Clock.Advance(GuideApp.NextMonday(hour) - app.Clock.GetUtcNow());
        return app;
    }

    public static async Task<string> EastOfAsync(BffApp app)
    {
        using var client = app.Anonymous();
        var campuses = await (await client.GetAsync("/api/guide/campuses", TestContext.Current.CancellationToken)).JsonAsync();
        return campuses.GetProperty("items").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "东院区").GetProperty("id").GetString()!;
    }

    /// <summary>A "you are here" sign for the door of the eastern pharmacy, as printed (SVG).</summary>
    public async Task<string> SignAsync(string label)
    {
        using var staff = await GuideApp.SignInStaffOfAsync(App, "demo-east", "guide");
        using var anonymous = App.Anonymous();
        using var pharmacy = await anonymous.GetAsync($"/api/guide/campuses/{East}/pois?category=pharmacy", TestContext.Current.CancellationToken);
        var place = (await pharmacy.JsonAsync()).GetProperty("items")[0];
        using var made = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{East}/here-codes",
            new { lon = place.GetProperty("lon").GetDouble(), lat = place.GetProperty("lat").GetDouble(), level = place.GetProperty("level").GetString(), label }, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)made.StatusCode);
        return await staff.GetStringAsync((await made.JsonAsync()).GetProperty("svgUrl").GetString(), TestContext.Current.CancellationToken);
    }

    /// <summary>The guide on a phone held upright, 360x740, once its map is drawn.</summary>
    /// <param name="query">What the address asks for beside the campus, <c>&amp;to=…</c>.</param>
    /// <param name="large">In large type.</param>
    public async Task<GuidePage> OpenAsync(string query = "", BffApp? app = null, string? script = null, bool large = false)
    {
        var page = await PhoneAsync(app);
        if (large) await page.AddInitScriptAsync("localStorage.setItem('large-type', '1')");
        if (script is not null) await page.AddInitScriptAsync(script);
        await page.GotoAsync($"/guide?campus={(app is null ? East : await EastOfAsync(app))}{query}");
        var guide = new GuidePage(page);
        await guide.ReadyAsync();
        return guide;
    }

    public Task<IPage> PhoneAsync(BffApp? app = null) =>
        PageAsync(new()
        {
            ViewportSize = new() { Width = 360, Height = 740 },
            DeviceScaleFactor = 2,
            HasTouch = true,
            IsMobile = true,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
        }, app ?? App);

    /// <summary>A screen on a desk, 1440x900, or as wide and high as said.</summary>
    public Task<IPage> DeskAsync(BffApp app, int width = 1440, int height = 900) =>
        PageAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = "zh-CN", TimezoneId = "Asia/Shanghai" }, app);

    private async Task<IPage> PageAsync(BrowserNewContextOptions options, BffApp app)
    {
        if (browser is null) Assert.Skip($"Chromium is not installed ({Chromium}).");
        // Pages of earlier tests would go on drawing, each by software.
        if (TestContext.Current.Test?.UniqueID is var test && test != drawing)
        {
            foreach (var left in browser.Contexts.ToList()) await left.CloseAsync();
            drawing = test;
        }
        options.BaseURL = app.Address.ToString();
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }
}
