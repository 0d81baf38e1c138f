using Microsoft.Playwright;

namespace EndToEnd.Film;

public sealed class FrontDoorTests(Browser browser)
{
    [Fact]
    public async Task Every_demo_person_is_named_and_one_tap_signs_in_as_one()
    {
        var page = await browser.PhoneAsync();
        await page.GotoAsync("/");
        var patient = page.GetByRole(AriaRole.Button, new() { Name = "李秀英" }).First;
        await Assertions.Expect(patient).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("sandbox-admin").First).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await patient.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "李秀英，您好" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_page_on_the_map_opens()
    {
        var page = await browser.DesktopAsync();
        await page.GotoAsync("/");
        var entries = page.Locator("section[aria-labelledby=door-pages] button");
        await Assertions.Expect(entries.First).ToBeVisibleAsync();
        for (var i = 0; i < await entries.CountAsync(); i++)
        {
            await entries.Nth(i).ClickAsync();
            await Assertions.Expect(page.Locator(".door")).ToHaveCountAsync(0);
            Assert.DoesNotContain("没有这个页面", await page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
            await page.GotoAsync("/");
        }
    }
}
