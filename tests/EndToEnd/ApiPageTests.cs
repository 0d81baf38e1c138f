using System.Collections.Concurrent;
using EndToEnd.Film;
using Microsoft.Playwright;

namespace EndToEnd;

public sealed class ApiPageTests(Browser browser)
{
    [Fact]
    public async Task The_page_of_the_api_draws_under_its_own_policy_and_asks_nothing_outside()
    {
        var page = await browser.DesktopAsync();
        var requests = new Requests(page);
        var complaints = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Enqueue(message.Text);
        };
        await page.GotoAsync("/api-docs");
        await Assertions.Expect(page.GetByText("Makes a link that opens one study").First).ToBeVisibleAsync();
        Assert.Empty(complaints);
        Assert.All(requests.Urls, url => Assert.True(
            url.StartsWith(browser.App.Address.ToString(), StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal)
            || url.StartsWith("blob:", StringComparison.Ordinal), url));
    }
}
