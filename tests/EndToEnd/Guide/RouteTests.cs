using Microsoft.Playwright;

namespace EndToEnd.Guide;

public sealed class RouteTests(Campus campus)
{
    [Theory]
    [InlineData("采血", "检验科采血处")]
    [InlineData("caixue", "检验科采血处")]
    [InlineData("拍片", "放射科登记处")]
    public async Task A_place_is_found_by_its_name_by_pinyin_and_by_what_people_call_it(string words, string name)
    {
        var guide = await campus.OpenAsync();
        await guide.Button("要去哪里").TapAsync();
        await guide.Page.Locator("input[type=search]").FillAsync(words);
        await Assertions.Expect(guide.Page.Locator(".results")).ToContainTextAsync(name);
    }

    [Fact]
    public async Task Common_places_are_one_tap_away_nearest_first()
    {
        var guide = await campus.OpenAsync();
        await guide.Button("要去哪里").TapAsync();
        foreach (var category in new[] { "自助机", "收费", "取药", "卫生间", "饮水", "便利店", "租赁" })
            await Assertions.Expect(guide.Page.Locator(".chips").GetByText(category, new() { Exact = true })).ToBeVisibleAsync();
        await guide.Page.Locator(".chips").GetByText("卫生间", new() { Exact = true }).TapAsync();
        await Assertions.Expect(guide.Page.Locator(".results li").First).ToContainTextAsync("卫生间");
    }

    [Fact]
    public async Task Steps_say_the_way_and_a_tapped_floor_change_shows_the_floor_it_leads_to()
    {
        var guide = await campus.OpenAsync();
        await guide.FindAsync("采血");
        await guide.GoAsync();
        await Patience.BecomesAsync("1F", guide.FloorAsync);
        await guide.OpenStepsAsync();
        await guide.Page.Locator(".steps .ride").First.TapAsync();
        await Assertions.Expect(guide.Page.Locator(".floor-list [aria-pressed=true]")).ToContainTextAsync("2F");
        await Assertions.Expect(guide.Steps.Last).ToContainTextAsync("目的地在");
    }

    [Fact]
    public async Task Step_free_in_plain_sight_takes_the_lift_and_never_the_stairs()
    {
        var guide = await campus.OpenAsync();
        await guide.FindAsync("采血");
        await guide.Page.GetByRole(AriaRole.Switch, new() { Name = "无障碍路线" }).TapAsync();
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        var kinds = GuidePage.StepsOf((await answer.JsonAsync())!.Value).Select(s => s.GetProperty("kind").GetString()).ToList();
        Assert.Contains("lift", kinds);
        Assert.DoesNotContain("stairs", kinds);
        Assert.DoesNotContain("escalator", kinds);
        await Assertions.Expect(guide.Sheet).ToContainTextAsync("电梯");
    }

    [Fact]
    public async Task A_visit_leads_through_all_its_stops()
    {
        var guide = await campus.OpenAsync();
        await guide.Button("门诊就诊").TapAsync();
        // Which clinic is the patient's own is asked; the emergency department is not offered for it.
        await Assertions.Expect(guide.Page.Locator(".results li").First).ToBeVisibleAsync();
        await Assertions.Expect(guide.Page.Locator(".results")).Not.ToContainTextAsync("急诊");
        await guide.ShotAsync("clinic");
        await guide.Page.GetByRole(AriaRole.Searchbox).FillAsync("我要去心内科");
        await guide.Page.Locator(".results button").Filter(new() { HasText = "心内科" }).First.TapAsync();
        await Assertions.Expect(guide.Page.Locator(".sum")).ToBeVisibleAsync();
        await guide.OpenStepsAsync();
        await Assertions.Expect(guide.Page.Locator(".steps .leg")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task At_two_in_the_night_the_locked_door_and_its_opening_time_are_named()
    {
        await using var night = await Campus.StartAsync(2);
        var guide = await campus.OpenAsync("&to=" + Uri.EscapeDataString("检验科采血处"), night);
        await guide.Button("去这里").TapAsync();
        var sheet = guide.Page.Locator(".sheet.blocked");
        await Assertions.Expect(sheet).ToContainTextAsync("06:30");
        await Assertions.Expect(sheet).ToContainTextAsync("的门现在锁着");
        await Assertions.Expect(sheet).ToContainTextAsync("最近可以到达：门诊楼正门外");
        await guide.ShotAsync("blocked");
        await guide.Button("先到最近的地方：门诊楼正门外").TapAsync();
        await Assertions.Expect(guide.Page.Locator(".sheet.route h1")).ToHaveTextAsync("去门诊楼正门外");
    }

    [Fact]
    public async Task Back_leads_from_the_way_to_the_place_and_home()
    {
        var guide = await campus.OpenAsync();
        await guide.FindAsync("采血");
        await guide.GoAsync();
        await guide.Page.GoBackAsync();
        await Assertions.Expect(guide.Button("去这里")).ToBeVisibleAsync();
        await guide.Page.GoBackAsync();
        await Assertions.Expect(guide.Button("要去哪里")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_network_the_page_says_so_and_offers_to_try_again()
    {
        var page = await campus.PhoneAsync();
        await page.RouteAsync("**/api/guide/campuses**", route => route.AbortAsync());
        await page.GotoAsync("/guide");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("连不上");
        await page.UnrouteAsync("**/api/guide/campuses**");
        await page.GetByRole(AriaRole.Button, new() { Name = "重试" }).TapAsync();
        await new GuidePage(page).ReadyAsync();
    }
}
