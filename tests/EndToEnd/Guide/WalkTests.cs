using System.Net.Http.Json;
using Bff.Tests.Guide;
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
        await Assertions.Expect(guide.Banner).Not.ToContainTextAsync("出发");
        await guide.Button("暂停").TapAsync();
        await Assertions.Expect(guide.Button("继续")).ToBeVisibleAsync();
        var stood = await ShareAsync(guide);
        await guide.Page.WaitForTimeoutAsync(600);
        Assert.Equal(stood, await ShareAsync(guide));
        await guide.Button("继续").TapAsync();
        await Patience.ChangesAsync(stood, () => ShareAsync(guide));
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
        await Assertions.Expect(guide.Banner).ToContainTextAsync("检验科采血处");
    }

    [Fact]
    public async Task A_real_walk_follows_the_positions_reported_to_its_end()
    {
        var guide = await campus.OpenAsync(Lab);
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        var steps = GuidePage.StepsOf((await answer.JsonAsync())!.Value).ToList();
        await guide.SetOutAsync();
        foreach (var step in steps)
            foreach (var point in step.GetProperty("path").EnumerateArray())
                await guide.StandAsync(point[0].GetDouble(), point[1].GetDouble(), step.GetProperty("level").GetString()!);
        await Assertions.Expect(guide.Page.Locator(".banner .then")).ToContainTextAsync("已到达检验科采血处");
        await Patience.BecomesAsync("2F", guide.FloorAsync);
    }

    [Fact]
    public async Task Who_leaves_the_way_gets_a_new_one_and_is_told()
    {
        var guide = await campus.OpenAsync(Lab);
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        var start = GuidePage.StepsOf((await answer.JsonAsync())!.Value).First().GetProperty("path")[0];
        var level = GuidePage.StepsOf((await answer.JsonAsync())!.Value).First().GetProperty("level").GetString()!;
        await guide.SetOutAsync();
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
        await guide.SetOutAsync();
        var first = await guide.Banner.InnerTextAsync();
        await guide.Button("这一步走好了").TapAsync();
        await Assertions.Expect(guide.Banner).Not.ToHaveTextAsync(first);
    }

    [Fact]
    public async Task A_lift_shut_during_a_walk_leads_another_way_and_says_so_on_every_open_page_within_two_seconds()
    {
        await using var app = await Campus.StartAsync(10);
        using var staff = await GuideApp.SignInStaffOfAsync(app, "demo-east", "guide");
        var east = await Campus.EastOfAsync(app);
        const string Listening = """
            window.spoken = [];
            speechSynthesis.speak = (words) => window.spoken.push(words.text);
            new MutationObserver(() => {
              if (document.querySelector('.banner .now')?.textContent.includes('停用')) window.toldAt ??= Date.now();
            }).observe(document, { subtree: true, childList: true, characterData: true });
            const Socket = WebSocket;
            window.WebSocket = class extends Socket {
              constructor(...asked) {
                super(...asked);
                this.addEventListener('open', () => { window.lineAt = performance.now(); });
              }
            };
            """;
        // The page asks for the closures once more when the hub has it among those who watch.
        const string Watching = """
            performance.getEntriesByType('resource').some((one) => one.name.endsWith('/closures') && one.startTime >= window.lineAt)
            """;
        var pages = new[] { await campus.OpenAsync(Lab + "&profile=stepFree", app, Listening), await campus.OpenAsync(Lab + "&profile=stepFree", app, Listening, large: true) };
        var ways = new List<string>();
        foreach (var page in pages)
        {
            var answer = await page.Page.RunAndWaitForResponseAsync(page.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
            ways.Add(GuidePage.StepsOf((await answer.JsonAsync())!.Value).First(s => s.GetProperty("kind").GetString() == "lift").GetProperty("text").GetString()!);
            await page.SetOutAsync();
        }
        foreach (var page in pages) await Patience.BecomesAsync(true, () => page.Page.EvaluateAsync<bool>(Watching));
        var lift = ways[0].Contains("1 号", StringComparison.Ordinal) ? "M-lift1" : "M-lift2";
        using var shut = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{east}/closures", new { target = "connector", targetId = lift, reason = "设备检修" }, TestContext.Current.CancellationToken);
        var answered = DateTimeOffset.UtcNow;
        Assert.Equal(201, (int)shut.StatusCode);
        foreach (var page in pages)
        {
            await Assertions.Expect(page.Banner).ToContainTextAsync("停用（设备检修），已为您改走别的路");
            var told = DateTimeOffset.FromUnixTimeMilliseconds(await page.Page.EvaluateAsync<long>("window.toldAt")) - answered;
            TestContext.Current.SendDiagnosticMessage($"Led another way {told.TotalMilliseconds:0} ms after the closure was answered.");
            Assert.True(told < TimeSpan.FromSeconds(2), $"Told after {told}.");
        }
        foreach (var page in pages)
        {
            var size = page == pages[0] ? "" : "-large";
            await page.ShotAsync("rerouted" + size);
            var said = await page.Banner.InnerTextAsync();
            Assert.Equal(said, (await page.Page.EvaluateAsync<string[]>("window.spoken"))[^1]);
            Assert.Equal(0, await page.CoveredAsync());
            await page.Button("步骤").TapAsync();
            await Patience.BecomesAsync(0, page.CutAsync);
            var steps = await page.Page.Locator(".steps").InnerTextAsync();
            Assert.DoesNotContain(ways[0], steps, StringComparison.Ordinal);
            Assert.EndsWith((await page.Page.Locator(".steps .now b").InnerTextAsync()), said, StringComparison.Ordinal);
            await page.ShotAsync("rerouted-steps" + size);
        }
    }

    private static async Task<double> ShareAsync(GuidePage guide) =>
        double.Parse((await guide.Page.Locator(".progress").GetAttributeAsync("aria-valuenow"))!, System.Globalization.CultureInfo.InvariantCulture);
}
