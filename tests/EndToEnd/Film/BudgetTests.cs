namespace EndToEnd.Film;

/// <summary>What a page costs before its pictures, as sent.</summary>
public sealed class BudgetTests(Browser browser)
{
    [Fact]
    public async Task The_viewer_costs_at_most_45_KB_of_script_and_style() =>
        Assert.InRange(await BytesAsync(await browser.LinkAsync(), ".stage canvas"), 1, 45_000);

    [Fact]
    public async Task The_front_door_costs_at_most_150_KB_of_script_and_style() =>
        Assert.InRange(await BytesAsync("/", ".door"), 1, 150_000);

    [Fact]
    public async Task The_staff_pages_cost_at_most_500_KB_of_script_and_style() =>
        Assert.InRange(await BytesAsync("/staff", "#username"), 1, 500_000);

    private async Task<long> BytesAsync(string path, string until)
    {
        var page = await browser.PhoneAsync();
        var asked = new Requests(page);
        await page.GotoAsync(path);
        await page.WaitForSelectorAsync(until);
        var total = await asked.ScriptBytesAsync();
        await page.Context.CloseAsync();
        return total;
    }
}
