using Microsoft.Playwright;

namespace EndToEnd.Guide;

public sealed class WalkTests(Campus campus)
{
    private const string Lab = "&to=%E9%87%87%E8%A1%80";

    [Fact]
    public async Task A_simulated_walk_plays_pauses_and_goes_on_with_its_words_in_sight()
    {
        var guide = await campus.OpenAsync(Lab);
        await guide.GoAsync();
        await guide.Button("先看一遍").TapAsync();
        await Assertions.Expect(guide.Banner).ToContainTextAsync("出发");
        await guide.Button("4×").TapAsync();
        await Assertions.Expect(guide.Banner).Not.ToContainTextAsync("出发", new() { Timeout = 30_000 });
        await guide.Button("暂停").TapAsync();
        var stood = await ShareAsync(guide);
        await guide.Page.WaitForTimeoutAsync(600);
        Assert.Equal(stood, await ShareAsync(guide));
        await guide.Button("继续").TapAsync();
        await guide.Page.WaitForTimeoutAsync(1000);
        Assert.True(await ShareAsync(guide) > stood);
        Assert.Equal(0, (await guide.LabelsAsync()).Overlaps);
    }

    [Fact]
    public async Task A_simulated_walk_arrives_on_the_floor_it_leads_to()
    {
        var guide = await campus.OpenAsync(Lab);
        await guide.GoAsync();
        await guide.Button("先看一遍").TapAsync();
        await guide.Button("4×").TapAsync();
        await Assertions.Expect(guide.Button("再看一遍")).ToBeVisibleAsync(new() { Timeout = 90_000 });
        Assert.Contains("检验科采血处", await guide.Banner.InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_walk_follows_the_positions_reported_to_its_end()
    {
        var guide = await campus.OpenAsync(Lab);
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        var steps = GuidePage.StepsOf((await answer.JsonAsync())!.Value).ToList();
        await guide.Button("开始导航").TapAsync();
        foreach (var step in steps)
            foreach (var point in step.GetProperty("path").EnumerateArray())
                await guide.StandAsync(point[0].GetDouble(), point[1].GetDouble(), step.GetProperty("level").GetString()!);
        await Assertions.Expect(guide.Page.Locator(".banner .then")).ToContainTextAsync("已到达检验科采血处");
        Assert.Equal("2F", await guide.FloorAsync());
    }

    [Fact]
    public async Task Who_leaves_the_way_gets_a_new_one_and_is_told()
    {
        var guide = await campus.OpenAsync(Lab);
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        var start = GuidePage.StepsOf((await answer.JsonAsync())!.Value).First().GetProperty("path")[0];
        var level = GuidePage.StepsOf((await answer.JsonAsync())!.Value).First().GetProperty("level").GetString()!;
        await guide.Button("开始导航").TapAsync();
        var (lon, lat) = (start[0].GetDouble(), start[1].GetDouble());
        await guide.Page.RunAndWaitForRequestAsync(async () =>
        {
            await guide.StandAsync(lon + 0.0003, lat + 0.0002, level);
            await guide.StandAsync(lon + 0.00031, lat + 0.0002, level);
        }, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        await Assertions.Expect(guide.Banner).ToContainTextAsync("已重新规划");
    }

    [Fact]
    public async Task Without_any_positioning_the_walker_leads_himself_step_by_step()
    {
        var guide = await campus.OpenAsync(Lab);
        await guide.GoAsync();
        await guide.Button("开始导航").TapAsync();
        var first = await guide.Banner.InnerTextAsync();
        await guide.Button("这一步走好了").TapAsync();
        await Assertions.Expect(guide.Banner).Not.ToHaveTextAsync(first);
    }

    private static async Task<double> ShareAsync(GuidePage guide) =>
        double.Parse((await guide.Page.Locator(".progress").GetAttributeAsync("aria-valuenow"))!, System.Globalization.CultureInfo.InvariantCulture);
}
