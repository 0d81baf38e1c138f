using Bff.Tests;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>What the staff of the information desk do with their pages.</summary>
internal static class GuideDesk
{
    /// <summary>Signs in on the way to one of the guide's pages.</summary>
    public static async Task SignInAsync(IPage page, string name)
    {
        await page.GotoAsync("/staff/guide/" + name);
        await SignInAsync(page);
    }

    /// <summary>Fills in the form of who is not signed in.</summary>
    public static async Task SignInAsync(IPage page)
    {
        await page.Locator("#username").FillAsync("guide");
        await page.Locator("#password").FillAsync("sandbox-guide");
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await Assertions.Expect(page.Locator(".page-head h1")).ToBeVisibleAsync();
    }

    /// <summary>The row of a place in the list of places.</summary>
    public static async Task<ILocator> FindPlaceAsync(IPage page, string words)
    {
        var search = page.GetByLabel("搜索地点");
        await search.FillAsync(words);
        await search.PressAsync("Enter");
        var row = page.Locator(".el-table tbody tr").Filter(new() { HasText = words }).First;
        await Assertions.Expect(row).ToBeVisibleAsync();
        return row;
    }

    /// <summary>What patients of the eastern campus are told when they search.</summary>
    public static async Task<string> PatientFindsAsync(BffApp app, string words)
    {
        using var client = app.Anonymous();
        return await client.GetStringAsync($"/api/guide/campuses/{await Campus.EastOfAsync(app)}/pois?q={Uri.EscapeDataString(words)}", TestContext.Current.CancellationToken);
    }

    /// <summary>Keeps a picture where <c>GUIDE_SHOTS</c> names a folder, for people to look at.</summary>
    public static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("GUIDE_SHOTS") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"staff-{name}.png") });
    }
}
