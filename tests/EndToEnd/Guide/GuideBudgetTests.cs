namespace EndToEnd.Guide;

/// <summary>What the guide costs, as sent.</summary>
public sealed class GuideBudgetTests(Campus campus)
{
    [Fact]
    public async Task The_page_costs_at_most_300_KB_and_the_whole_map_500_KB()
    {
        var page = await campus.PhoneAsync();
        var asked = new Requests(page);
        await page.GotoAsync("/guide?campus=" + campus.East);
        await new GuidePage(page).ReadyAsync();
        // The other floors follow once the first is drawn.
        for (var waited = 0; waited < 300 && asked.Count("/levels/") < 20; waited++) await page.WaitForTimeoutAsync(100);
        Assert.Equal(20, asked.Count("/levels/"));
        Assert.InRange(await asked.ScriptBytesAsync(), 1, 300_000);
        Assert.InRange(await asked.BytesAsync("/levels/"), 1, 500_000);
    }

    [Fact]
    public async Task The_flat_plan_does_not_fetch_the_3D_scene()
    {
        var page = await campus.PhoneAsync();
        var asked = new Requests(page);
        await page.GotoAsync($"/guide?campus={campus.East}&render=2d");
        await new GuidePage(page).ReadyAsync();
        Assert.DoesNotContain(asked.Urls, url => url.Contains("/scene-", StringComparison.Ordinal));
    }
}
