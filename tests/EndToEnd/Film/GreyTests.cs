namespace EndToEnd.Film;

/// <summary>WebGL, the 2-D canvas and the server's pictures show the same greys, pixel for pixel.</summary>
public sealed class GreyTests(Browser browser)
{
    [Theory]
    [InlineData(null)]
    [InlineData("肺窗")]
    [InlineData("骨窗")]
    public async Task All_ways_of_drawing_show_the_same_greys(string? preset)
    {
        var link = await browser.LinkAsync();
        var webgl = await GreysAsync(link, "webgl", preset);
        var canvas = await GreysAsync(link, "canvas", preset);
        var server = await GreysAsync(link, "server", preset);
        Assert.True(webgl.Distinct().Count() > 8, "The picture is blank.");
        Assert.Equal(0, Worst(webgl, canvas));
        Assert.InRange(Worst(webgl, server), 0, 1);
    }

    private async Task<byte[]> GreysAsync(string link, string render, string? preset)
    {
        var page = await browser.DesktopAsync();
        var viewer = await Viewer.OpenAsync(page, link, render);
        Assert.Equal(render, await viewer.Stage.GetAttributeAsync("data-rendering"));
        await page.Keyboard.PressAsync("1");
        if (preset is not null) await viewer.ChoosePresetAsync(preset);
        await page.WaitForTimeoutAsync(200);
        await viewer.SharpAsync();
        var greys = await viewer.GreysAsync(Chest.Side);
        await page.Context.CloseAsync();
        return greys;
    }

    private static int Worst(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
