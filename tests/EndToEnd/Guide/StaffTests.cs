using Bff.Tests;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>What the staff of the information desk do all day, on their screen.</summary>
public sealed class StaffTests(Campus campus)
{
    [Fact]
    public async Task The_desk_renames_disables_closes_tests_and_prints()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "places");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "地点", Exact = true })).ToBeVisibleAsync();

        var row = await GuideDesk.FindPlaceAsync(page, "便利店");
        await row.GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "名称", Exact = true }).FillAsync("暖心小店");
        await GuideDesk.ShotAsync(page, "edit");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已保存")).ToBeVisibleAsync();
        Assert.Contains("暖心小店", await GuideDesk.PatientFindsAsync(app, "暖心小店"), StringComparison.Ordinal);
        row = await GuideDesk.FindPlaceAsync(page, "暖心小店");
        await GuideDesk.ShotAsync(page, "places");

        await row.GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "启用" }).UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await page.Locator(".el-message-box").GetByRole(AriaRole.Button, new() { Name = "停用" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("停用");
        Assert.DoesNotContain("暖心小店", await GuideDesk.PatientFindsAsync(app, "暖心小店"), StringComparison.Ordinal);

        await page.GotoAsync("/staff/guide/closures");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "哪里" }).FillAsync("电梯");
        await page.Locator(".choices button").First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "原因（患者会看到）" }).FillAsync("设备检修");
        await page.Locator("form").GetByRole(AriaRole.Button, new() { Name = "关闭", Exact = true }).ClickAsync();
        await page.Locator(".el-message-box").GetByRole(AriaRole.Button, new() { Name = "关闭", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("关闭中");
        await GuideDesk.ShotAsync(page, "closures");

        await page.GotoAsync("/staff/guide/tester");
        await PickAsync(page, 0, "大门");
        await PickAsync(page, 1, "采血");
        await page.GetByRole(AriaRole.Button, new() { Name = "问路" }).ClickAsync();
        await Assertions.Expect(page.Locator(".tested")).ToContainTextAsync("目的地在");
        await GuideDesk.ShotAsync(page, "tester");

        await page.GotoAsync("/staff/guide/codes");
        await PickAsync(page, 0, "门诊药房");
        await page.GetByRole(AriaRole.Button, new() { Name = "建立" }).ClickAsync();
        var sign = page.Locator(".poster img");
        await Assertions.Expect(sign).ToBeVisibleAsync();
        Assert.True(await sign.EvaluateAsync<bool>("one => one.decode().then(() => one.naturalWidth > 100)"));
        await GuideDesk.ShotAsync(page, "codes");
    }

    [Fact]
    public async Task Who_has_to_sign_in_first_comes_to_the_page_that_was_opened()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        // The page asks twice who is there; the second answer may come after the form.
        var asked = 0;
        await page.RouteAsync("**/api/me", async route =>
        {
            if (Interlocked.Increment(ref asked) == 2) await Task.Delay(500);
            await route.ContinueAsync();
        });
        await page.GotoAsync("/staff/guide/codes", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator("#username")).ToBeVisibleAsync();
        Assert.EndsWith("/staff/sign-in?next=/guide/codes", page.Url, StringComparison.Ordinal);
        await GuideDesk.SignInAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "位置码", Exact = true })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task PickAsync(IPage page, int field, string words)
    {
        await page.Locator(".pick").Nth(field).Locator("input").FillAsync(words);
        await page.Locator(".pick").Nth(field).Locator(".choices button").First.ClickAsync();
    }
}
