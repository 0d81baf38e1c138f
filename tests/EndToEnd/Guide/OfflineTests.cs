using Microsoft.Playwright;

namespace EndToEnd.Guide;

public sealed class OfflineTests(Campus campus)
{
    [Fact]
    public async Task Without_network_the_page_opens_with_the_last_map_and_says_so()
    {
        var guide = await campus.OpenAsync();
        await KeptAsync(guide);
        await guide.Page.RouteAsync("**/api/**", route => route.AbortAsync("internetdisconnected"));
        await guide.Page.ReloadAsync();
        await guide.ReadyAsync();
        await Assertions.Expect(guide.Page.Locator(".lost")).ToContainTextAsync("没有网络。这是今天");
        await Assertions.Expect(guide.Page.Locator(".top")).ToContainTextAsync("申城东方医院");
        await guide.Page.Locator(".floor-list").GetByRole(AriaRole.Button, new() { Name = "2F", Exact = true }).TapAsync();
        await Assertions.Expect(guide.Page.Locator(".map-label").First).ToBeVisibleAsync();
        await guide.FindAsync("采血");

        await guide.Page.UnrouteAllAsync();
        await Assertions.Expect(guide.Page.Locator(".lost")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_walk_goes_on_when_the_network_is_lost()
    {
        var guide = await campus.OpenAsync("&to=%E9%87%87%E8%A1%80");
        var answer = await guide.Page.RunAndWaitForResponseAsync(guide.GoAsync, r => r.Url.EndsWith("/routes", StringComparison.Ordinal));
        var steps = GuidePage.StepsOf((await answer.JsonAsync())!.Value).ToList();
        await guide.SetOutAsync();
        await guide.Page.Context.SetOfflineAsync(true);
        await Assertions.Expect(guide.Page.Locator(".lost")).ToContainTextAsync("没有网络");
        foreach (var step in steps)
            foreach (var point in step.GetProperty("path").EnumerateArray())
                await guide.StandAsync(point[0].GetDouble(), point[1].GetDouble(), step.GetProperty("level").GetString()!);
        await Assertions.Expect(guide.Page.Locator(".banner .then")).ToContainTextAsync("已到达检验科采血处");
    }

    /// <summary>Waits until every floor is kept on the phone.</summary>
    private static async Task KeptAsync(GuidePage guide)
    {
        // Asked again and again from outside: the page's own policy lets no test evaluate text within it.
        for (var waited = 0; waited < 120 && !await guide.Page.EvaluateAsync<bool>("performance.getEntriesByName('guide-kept').length > 0"); waited++) await guide.Page.WaitForTimeoutAsync(250);
        const string count = """
            new Promise((done) => {
              const opening = indexedDB.open('guide');
              opening.onsuccess = () => {
                const counting = opening.result.transaction('answers').objectStore('answers').count();
                counting.onsuccess = () => { opening.result.close(); done(counting.result); };
              };
            })
            """;
        // The list, the campus and its twenty levels.
        for (var waited = 0; waited < 120 && await guide.Page.EvaluateAsync<int>(count) < 22; waited++) await guide.Page.WaitForTimeoutAsync(250);
    }
}
