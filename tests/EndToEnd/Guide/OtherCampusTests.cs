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
        Assert.Equal("1F", await guide.FloorAsync());
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
        await guide.Button("开始导航").TapAsync();
        foreach (var step in steps)
            foreach (var point in step.GetProperty("path").EnumerateArray())
                await guide.StandAsync(point[0].GetDouble(), point[1].GetDouble(), step.GetProperty("level").GetString()!);
        await Assertions.Expect(guide.Page.Locator(".floor-list")).Not.ToContainTextAsync(OnlyEast);
        await Assertions.Expect(guide.Page.Locator(".banner .then")).ToContainTextAsync("已到达西院服务台");
        Assert.Equal("1F", await guide.FloorAsync());
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
