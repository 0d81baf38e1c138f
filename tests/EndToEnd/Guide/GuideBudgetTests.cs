using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>What the guide costs, as sent.</summary>
public sealed class GuideBudgetTests(Campus campus)
{
    [Fact]
    public async Task The_page_costs_at_most_300_KB_and_the_whole_map_500_KB()
    {
        var page = await campus.PhoneAsync();
        var asked = new List<IRequest>();
        page.RequestFinished += (_, request) => asked.Add(request);
        await page.GotoAsync("/guide?campus=" + campus.East);
        await new GuidePage(page).ReadyAsync();
        // The other floors follow once the first is drawn.
        for (var waited = 0; waited < 100 && asked.ToList().Count(r => r.Url.Contains("/levels/", StringComparison.Ordinal)) < 20; waited++) await page.WaitForTimeoutAsync(100);
        var (scripts, map, levels) = (0L, 0L, 0);
        foreach (var request in asked.ToList())
        {
            var size = (await request.SizesAsync()).ResponseBodySize;
            if (request.ResourceType is "script" or "stylesheet" or "document") scripts += size;
            if (!request.Url.Contains("/levels/", StringComparison.Ordinal)) continue;
            map += size;
            levels++;
        }
        Assert.InRange(scripts, 1, 300_000);
        Assert.InRange(map, 1, 500_000);
        Assert.Equal(20, levels);
    }

    [Fact]
    public async Task The_flat_plan_does_not_fetch_the_3D_scene()
    {
        var page = await campus.PhoneAsync();
        var urls = new List<string>();
        page.Request += (_, request) => urls.Add(request.Url);
        await page.GotoAsync($"/guide?campus={campus.East}&render=2d");
        await new GuidePage(page).ReadyAsync();
        Assert.DoesNotContain(urls, url => url.Contains("/scene-", StringComparison.Ordinal));
    }
}
