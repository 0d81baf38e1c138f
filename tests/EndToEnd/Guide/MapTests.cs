using Microsoft.Playwright;

namespace EndToEnd.Guide;

public sealed class MapTests(Campus campus)
{
    [Fact]
    public async Task No_two_names_on_the_map_overlap_on_any_floor_or_scale()
    {
        var guide = await campus.OpenAsync();
        var seen = 0;
        foreach (var floor in new[] { "1F", "3F", "B1" })
        {
            await guide.Page.Locator(".floor-list").GetByRole(AriaRole.Button, new() { Name = floor, Exact = true }).TapAsync();
            for (var zoom = 0; zoom < 3; zoom++)
            {
                await guide.Page.WaitForTimeoutAsync(700);
                var (overlaps, labels) = await guide.LabelsAsync();
                Assert.Equal(0, overlaps);
                seen += labels;
                await guide.Button("放大").TapAsync();
            }
        }
        Assert.True(seen > 15, $"Only {seen} names were shown.");
    }

    [Fact]
    public async Task Names_stay_apart_while_fingers_zoom_and_turn()
    {
        var guide = await campus.OpenAsync();
        foreach (var (from, to) in new[] { (60, 200), (200, 80), (80, 240) })
        {
            await guide.PinchAsync(from, to);
            Assert.Equal(0, (await guide.LabelsAsync()).Overlaps);
        }
        Assert.Equal(1, await guide.Page.EvaluateAsync<double>("visualViewport.scale"));
    }

    [Fact]
    public async Task All_floors_can_be_seen_at_once_and_one_of_them_chosen()
    {
        var guide = await campus.OpenAsync();
        await guide.Button("全部").TapAsync();
        await Assertions.Expect(guide.Page.Locator(".labels")).ToContainTextAsync("12F");
        await guide.Page.Locator(".floor-list").GetByRole(AriaRole.Button, new() { Name = "2F", Exact = true }).TapAsync();
        await Patience.BecomesAsync("2F", guide.FloorAsync);
    }

    /// <summary>Twelve floors and a basement do not fit beside the map: an arrow shows where there are more, and keys lead there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_there_are_more_floors_an_arrow_shows_it_and_keys_lead_there(bool large)
    {
        var guide = await campus.OpenAsync(large: large);
        var (above, below) = (guide.Page.Locator(".more-floors.above"), guide.Page.Locator(".more-floors.below"));
        await Assertions.Expect(above).ToBeVisibleAsync();
        await guide.ShotAsync("floors" + (large ? "-large" : ""));
        await guide.Page.Locator(".floor-switch .all").FocusAsync();
        await guide.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(above).ToHaveCountAsync(0);
        await Assertions.Expect(below).ToBeVisibleAsync();
        await guide.Page.Keyboard.PressAsync("Enter");
        await Patience.BecomesAsync("12F", guide.FloorAsync);
        var floor = (await guide.Page.Locator(".floor-list [aria-pressed=true]").BoundingBoxAsync())!;
        Assert.InRange(floor.Height, large ? 56 : 44, 80);
    }

    [Fact]
    public async Task A_place_touched_on_the_map_opens()
    {
        var guide = await campus.OpenAsync();
        var label = guide.Page.Locator(".map-label.look-pharmacy").First;
        var name = await label.InnerTextAsync();
        var (x, y) = await Patience.RestsAsync(async () =>
        {
            var box = (await label.BoundingBoxAsync())!;
            return (box.X + box.Width / 2, box.Y + box.Height / 2);
        });
        await guide.Page.Touchscreen.TapAsync(x, y);
        await Assertions.Expect(guide.Page.Locator(".sheet h1")).ToHaveTextAsync(name);
    }

    [Fact]
    public async Task Without_WebGL_there_is_a_flat_plan_that_leads_the_same_way()
    {
        var guide = await campus.OpenAsync(script: "HTMLCanvasElement.prototype.getContext = (get => function (kind, ...rest) { return /webgl/.test(kind) ? null : get.call(this, kind, ...rest); })(HTMLCanvasElement.prototype.getContext);");
        Assert.True((await guide.LabelsAsync()).Labels > 3);
        await guide.FindAsync("采血");
        await guide.GoAsync();
        Assert.Equal(0, (await guide.LabelsAsync()).Overlaps);
        await guide.Button("先看一遍").TapAsync();
        await Assertions.Expect(guide.Banner).ToContainTextAsync("出发");
    }

    [Fact]
    public async Task The_map_can_be_moved_and_zoomed_by_keys_alone()
    {
        var guide = await campus.OpenAsync();
        await guide.Page.Locator(".stage").FocusAsync();
        var before = await guide.Page.Locator(".stage").ScreenshotAsync();
        await guide.Page.Keyboard.PressAsync("+");
        await guide.Page.Keyboard.PressAsync("ArrowUp");
        await Patience.ChangesAsync(before, () => guide.Page.Locator(".stage").ScreenshotAsync());
    }
}
