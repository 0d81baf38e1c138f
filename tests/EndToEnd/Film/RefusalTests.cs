using Microsoft.Playwright;

namespace EndToEnd.Film;

public sealed class RefusalTests(Browser browser)
{
    [Fact]
    public async Task An_expired_link_says_so_and_what_to_do()
    {
        var page = await browser.PhoneAsync();
        var link = await browser.LinkAsync(ttlSeconds: 1);
        browser.App.Clock.Advance(TimeSpan.FromSeconds(2));
        var answer = await page.GotoAsync(link);
        Assert.Equal(410, answer!.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "这个链接已经过期" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("要一个新的链接")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_guessed_link_tells_nothing_but_that_it_does_not_open()
    {
        var page = await browser.PhoneAsync();
        await page.GotoAsync("/f/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "这个链接打不开" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_network_what_has_come_stays_and_retry_goes_on()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        await viewer.Page.Context.SetOfflineAsync(true);
        await viewer.DragAsync(150, 300, 150, 340);
        Assert.True((await viewer.GreysAsync(200)).Distinct().Count() > 10, "The picture went blank.");
        await viewer.Page.Context.SetOfflineAsync(false);
    }

    [Fact]
    public async Task A_link_that_is_taken_back_takes_the_film_off_the_screen()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        await browser.App.Db.ExecuteAsync("update film.link set revoked_at = now()", TestContext.Current.CancellationToken);
        await viewer.Page.EvaluateAsync("async () => { for (let i = 0; i < 20; i++) { document.dispatchEvent(new Event('visibilitychange')); await new Promise((r) => setTimeout(r, 200)); } }");
        await Assertions.Expect(viewer.Page.GetByRole(AriaRole.Heading, new() { Name = "这个链接已被收回" })).ToBeVisibleAsync();
        await Assertions.Expect(viewer.Page.Locator(".stage")).ToHaveCountAsync(0);
        Assert.Equal("film.link_revoked", await viewer.Page.EvaluateAsync<string>("async () => (await (await fetch('/api/film/' + location.pathname.split('/').pop())).json()).code"));
    }
}
