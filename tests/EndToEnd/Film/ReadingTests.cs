using Microsoft.Playwright;

namespace EndToEnd.Film;

public sealed class ReadingTests(Browser browser)
{
    [Fact]
    public async Task A_link_opens_on_the_middle_slice_with_its_file_window_and_says_whose_film_it_is()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        Assert.Contains($"/{Browser.Slices}", await viewer.ReadoutAsync(), StringComparison.Ordinal);
        Assert.Contains("窗宽 400 窗位 40", await viewer.ReadoutAsync(), StringComparison.Ordinal);
        var header = await viewer.Page.Locator("header").InnerTextAsync();
        Assert.Contains("申城东方医院", header, StringComparison.Ordinal);
        Assert.Contains("胸部CT平扫", header, StringComparison.Ordinal);
        Assert.DoesNotContain("李秀英", header, StringComparison.Ordinal);
        Assert.True((await viewer.GreysAsync(200)).Distinct().Count() > 10, "The picture is blank.");
    }

    [Fact]
    public async Task A_finger_drawn_down_turns_to_later_slices_and_the_picture_follows()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        var before = (Slice: await viewer.SliceAsync(), Picture: await viewer.Stage.ScreenshotAsync());
        await viewer.DragAsync(150, 300, 150, 420);
        await Patience.ChangesAsync(before.Slice, viewer.SliceAsync);
        Assert.True(await viewer.SliceAsync() > before.Slice);
        await viewer.SharpAsync();
        await Patience.ChangesAsync(before.Picture, () => viewer.Stage.ScreenshotAsync());
    }

    [Fact]
    public async Task Wheel_and_keys_turn_slices_on_a_desktop()
    {
        var viewer = await Viewer.OpenAsync(await browser.DesktopAsync(), await browser.LinkAsync());
        var start = await viewer.SliceAsync();
        await viewer.Stage.HoverAsync();
        await viewer.Page.Mouse.WheelAsync(0, 120);
        await viewer.TurnsToAsync(start + 1);
        await viewer.Page.Keyboard.PressAsync("ArrowUp");
        await viewer.Page.Keyboard.PressAsync("ArrowUp");
        await viewer.TurnsToAsync(start - 1);
        await viewer.Page.Keyboard.PressAsync("End");
        await viewer.TurnsToAsync(Browser.Slices);
    }

    [Fact]
    public async Task The_lung_window_shows_the_lungs_and_reset_returns_to_the_file_window()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        var before = await viewer.Stage.ScreenshotAsync();
        await viewer.ChoosePresetAsync("肺窗");
        await viewer.SharpAsync();
        await Assertions.Expect(viewer.Page.Locator(".readout")).ToContainTextAsync("肺窗 窗宽 1500 窗位 -600");
        await Patience.ChangesAsync(before, () => viewer.Stage.ScreenshotAsync());
        await viewer.Tool("复位").ClickAsync();
        await viewer.SharpAsync();
        await Assertions.Expect(viewer.Page.Locator(".readout")).ToContainTextAsync("窗宽 400 窗位 40");
        await Patience.BecomesAsync(before, () => viewer.Stage.ScreenshotAsync());
    }

    [Fact]
    public async Task Dragging_the_window_changes_the_greys_without_asking_the_server()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        await viewer.Tool("调窗").ClickAsync();
        var asked = new Requests(viewer.Page);
        var before = await viewer.Stage.ScreenshotAsync();
        await viewer.DragAsync(120, 300, 200, 340);
        await Patience.ChangesAsync(before, () => viewer.Stage.ScreenshotAsync());
        await Assertions.Expect(viewer.Page.Locator(".readout")).ToContainTextAsync("手动");
        Assert.DoesNotContain(asked.Urls, url => url.Contains("/samples", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pinch_zooms_the_picture_and_not_the_page()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        var before = await viewer.Stage.ScreenshotAsync();
        await viewer.TouchAsync([[(150, 380), (210, 380)], [(130, 380), (230, 380)], [(100, 380), (260, 380)], [(70, 380), (290, 380)]]);
        Assert.Equal(1, await viewer.Page.EvaluateAsync<double>("visualViewport.scale"));
        await Patience.ChangesAsync(before, () => viewer.Stage.ScreenshotAsync());
    }

    [Fact]
    public async Task Play_runs_through_the_slices_and_pause_stops()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        var start = await viewer.SliceAsync();
        await viewer.Tool("播放").ClickAsync();
        await Assertions.Expect(viewer.Page.Locator(".read-slice")).Not.ToHaveTextAsync($"层 {start}/{Browser.Slices}");
        await viewer.Tool("暂停").ClickAsync();
        await Assertions.Expect(viewer.Tool("播放")).ToBeVisibleAsync();
        var stopped = await viewer.SliceAsync();
        await viewer.Page.WaitForTimeoutAsync(500);
        Assert.Equal(stopped, await viewer.SliceAsync());
    }

    [Fact]
    public async Task Large_type_is_remembered()
    {
        var page = await browser.PhoneAsync();
        var link = await browser.LinkAsync();
        var viewer = await Viewer.OpenAsync(page, link);
        await viewer.Tool("更多").ClickAsync();
        await page.Locator(".choice").Filter(new() { HasText = "大字" }).ClickAsync();
        await page.ReloadAsync();
        await page.WaitForSelectorAsync(".head");
        Assert.Equal("22px", await page.EvaluateAsync<string>("getComputedStyle(document.body).fontSize"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task Every_tool_is_named_large_enough_and_reached_by_keyboard()
    {
        var viewer = await Viewer.OpenAsync(await browser.PhoneAsync(), await browser.LinkAsync());
        foreach (var word in (string[])["翻页", "调窗", "移动", "窗型", "播放", "复位", "更多"])
        {
            var box = (await viewer.Tool(word).BoundingBoxAsync())!;
            Assert.True(box.Width >= 44 && box.Height >= 44, $"{word}: {box.Width}x{box.Height}");
        }
        await viewer.Page.Keyboard.PressAsync("p");
        await Assertions.Expect(viewer.Page.GetByRole(AriaRole.Dialog, new() { Name = "窗型" })).ToBeVisibleAsync();
        await viewer.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(viewer.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }
}
