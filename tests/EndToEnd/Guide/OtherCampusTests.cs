using Bff.Tests;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>A way from the eastern campus by shuttle to a place on the western one, each with a map of its own.</summary>
public sealed class OtherCampusTests(Campus campus)
{
    private const string OnlyEast = "12F";

    [Fact]
    public async Task A_tapped_step_shows_the_campus_it_is_walked_on()
    {
        var (guide, _) = await GoWestAsync();
        await Assertions.Expect(guide.Page.Locator(".floor-list")).ToContainTextAsync(OnlyEast);
        await guide.OpenStepsAsync();
        await guide.Steps.Last.TapAsync();
        await Assertions.Expect(guide.Page.Locator(".floor-list")).Not.ToContainTextAsync(OnlyEast);
        await Patience.BecomesAsync("1F", guide.FloorAsync);
        await Assertions.Expect(guide.Page.Locator(".map-label", new() { HasText = "西院服务台" })).ToHaveCountAsync(1);
        await guide.Steps.First.TapAsync();
        await Assertions.Expect(guide.Page.Locator(".floor-list")).ToContainTextAsync(OnlyEast);
        await guide.Page.Locator(".steps li button", new() { HasText = "班车" }).TapAsync();
        await Assertions.Expect(guide.Page.Locator(".floor-list")).Not.ToContainTextAsync(OnlyEast);
    }

    [Fact]
    public async Task A_simulated_walk_changes_to_the_other_campus_by_itself_and_back_when_seen_again()
    {
        var (guide, _) = await GoWestAsync();
        await guide.Button("先看一遍").TapAsync();
        await guide.Button("步骤").TapAsync();
        await guide.Button("4×").TapAsync();
        await Assertions.Expect(guide.Button("再看一遍")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        await Assertions.Expect(guide.Steps.Last).ToContainTextAsync("康复楼 1F");
        await guide.Button("再看一遍").TapAsync();
        await guide.Button("暂停").TapAsync();
        await Assertions.Expect(guide.Steps.First).ToContainTextAsync("门诊楼 1F");
    }

    [Fact]
    public async Task A_real_walk_changes_to_the_other_campus_when_one_gets_off_there()
    {
        var (guide, steps) = await GoWestAsync();
        await guide.SetOutAsync();
        foreach (var step in steps)
            foreach (var point in step.GetProperty("path").EnumerateArray())
                await guide.StandAsync(point[0].GetDouble(), point[1].GetDouble(), step.GetProperty("level").GetString()!);
        await Assertions.Expect(guide.Page.Locator(".floor-list")).Not.ToContainTextAsync(OnlyEast);
        await Assertions.Expect(guide.Page.Locator(".banner .then")).ToContainTextAsync("已到达西院服务台");
        await Patience.BecomesAsync("1F", guide.FloorAsync);
    }

    [Fact]
    public async Task A_start_that_was_scanned_stays_when_another_campus_is_looked_at()
    {
        var guide = await campus.OpenAsync(script: ScanTests.Camera(await campus.SignAsync("东院药房门口的牌子")));
        await guide.Button("修改").TapAsync();
        await guide.Button("扫墙上的位置码").TapAsync();
        await Assertions.Expect(Start(guide)).ToContainTextAsync("东院药房门口的牌子", new() { Timeout = 60_000 });
        await LookWestAsync(guide);
        await Assertions.Expect(Start(guide)).ToContainTextAsync("我在 东院药房门口的牌子东院区 · 门诊楼 1F");
        await guide.FindAsync("西院服务台");
        Assert.Contains("shuttle", await KindsAsync(guide));
        await Assertions.Expect(Start(guide)).ToContainTextAsync("东院药房门口的牌子");
        await Assertions.Expect(guide.Page.Locator(".floor-list")).ToContainTextAsync(OnlyEast);
        await guide.Page.Locator(".sheet").GetByRole(AriaRole.Button, new() { Name = "关闭路线" }).TapAsync();
        await guide.Page.Locator(".sheet").GetByRole(AriaRole.Button, new() { Name = "关闭" }).TapAsync();
        await Assertions.Expect(guide.Page.Locator("select.campus option:checked")).ToHaveTextAsync("西院区");
    }

    [Fact]
    public async Task A_start_nobody_chose_is_the_entrance_of_the_campus_that_was_chosen()
    {
        var guide = await campus.OpenAsync();
        await Assertions.Expect(Start(guide)).ToContainTextAsync("东院区 · ");
        await LookWestAsync(guide);
        await Assertions.Expect(Start(guide)).ToContainTextAsync("西院区 · ");
        await guide.FindAsync("西院服务台");
        Assert.DoesNotContain("shuttle", await KindsAsync(guide));
    }

    [Fact]
    public async Task A_place_of_another_campus_is_found_told_apart_and_led_to_from_here()
    {
        var guide = await campus.OpenAsync();
        await Assertions.Expect(Start(guide)).ToContainTextAsync("东院区 · ");
        await guide.Button("要去哪里").TapAsync();
        await guide.Page.Locator("input[type=search]").FillAsync("西院服务台");
        await Assertions.Expect(guide.Page.Locator(".results li").First).ToContainTextAsync("西院区 · 康复楼 1F");
        await guide.Page.Locator(".results button").First.TapAsync();
        await Assertions.Expect(guide.Page.Locator(".place .from")).ToContainTextAsync("东院区 · ");
        await Assertions.Expect(guide.Page.Locator(".map-label", new() { HasText = "西院服务台" })).ToHaveCountAsync(1);
        Assert.Contains("shuttle", await KindsAsync(guide));
        await guide.OpenStepsAsync();
        await Assertions.Expect(guide.Steps.Last).ToContainTextAsync("康复楼 1F");

        await guide.Page.GoBackAsync();
        await guide.Page.GoBackAsync();
        await Assertions.Expect(guide.Page.Locator("select.campus option:checked")).ToHaveTextAsync("东院区");
        await Assertions.Expect(guide.Page.Locator(".floor-list")).ToContainTextAsync(OnlyEast);
    }

    [Fact]
    public async Task The_start_can_be_changed_to_a_place_of_another_campus()
    {
        var guide = await campus.OpenAsync();
        await guide.FindAsync("采血");
        await guide.GoAsync();
        await guide.Button("修改").TapAsync();
        await guide.Page.Locator("input[type=search]").FillAsync("西院服务台");
        var answer = await guide.Page.RunAndWaitForResponseAsync(() => guide.Page.Locator(".results button").First.TapAsync(), r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        Assert.Contains("shuttle", GuidePage.StepsOf((await answer.JsonAsync())!.Value).Select(s => s.GetProperty("kind").GetString()));
        await Assertions.Expect(Start(guide)).ToContainTextAsync("从 西院服务台西院区 · 康复楼 1F");
        await Assertions.Expect(guide.Page.Locator(".floor-list")).Not.ToContainTextAsync(OnlyEast);
    }

    [Fact]
    public async Task Who_is_found_by_the_hospitals_own_positioning_begins_there_whichever_campus_is_looked_at()
    {
        var guide = await campus.OpenAsync();
        using var anonymous = campus.App.Anonymous();
        var place = (await (await anonymous.GetAsync($"/api/guide/campuses/{campus.East}/pois?category=pharmacy", TestContext.Current.CancellationToken)).JsonAsync()).GetProperty("items")[0];
        await guide.StandAsync(place.GetProperty("lon").GetDouble(), place.GetProperty("lat").GetDouble(), place.GetProperty("level").GetString()!);
        await Assertions.Expect(Start(guide)).ToContainTextAsync("我在 " + place.GetProperty("name").GetString());
        await LookWestAsync(guide);
        await Assertions.Expect(Start(guide)).ToContainTextAsync("东院区 · 门诊楼");
    }

    private static ILocator Start(GuidePage guide) => guide.Page.Locator(".sheet .from");

    private static async Task LookWestAsync(GuidePage guide)
    {
        await guide.Page.Locator("select.campus").SelectOptionAsync(new SelectOptionValue { Label = "西院区" });
        await Assertions.Expect(guide.Page.Locator(".floor-list")).Not.ToContainTextAsync(OnlyEast);
    }

    private static async Task<List<string?>> KindsAsync(GuidePage guide)
    {
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        return [.. GuidePage.StepsOf((await answer.JsonAsync())!.Value).Select(s => s.GetProperty("kind").GetString())];
    }

    /// <summary>Looks for the place at the west, then scans the sign one stands at in the east.</summary>
    private async Task<(GuidePage Guide, List<System.Text.Json.JsonElement> Steps)> GoWestAsync()
    {
        var page = await campus.PhoneAsync();
        using var anonymous = campus.App.Anonymous();
        var campuses = await (await anonymous.GetAsync("/api/guide/campuses", TestContext.Current.CancellationToken)).JsonAsync();
        var west = campuses.GetProperty("items").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "西院区").GetProperty("id").GetString();
        await page.AddInitScriptAsync(ScanTests.Camera(await campus.SignAsync("东院药房门口的牌子")));
        await page.GotoAsync($"/guide?campus={west}&to={Uri.EscapeDataString("西院服务台")}");
        var guide = new GuidePage(page);
        await guide.ReadyAsync();
        await guide.GoAsync();
        await guide.Page.Locator(".sheet .from").TapAsync();
        var answer = await page.RunAndWaitForResponseAsync(() => guide.Button("扫墙上的位置码").TapAsync(), r => r.Url.EndsWith("/routes", StringComparison.Ordinal), new() { Timeout = 60_000 });
        var steps = GuidePage.StepsOf((await answer.JsonAsync())!.Value).ToList();
        Assert.Contains(steps, s => s.GetProperty("kind").GetString() == "shuttle");
        await Assertions.Expect(guide.Page.Locator(".sheet .from")).ToContainTextAsync("东院药房门口的牌子");
        return (guide, steps);
    }
}
