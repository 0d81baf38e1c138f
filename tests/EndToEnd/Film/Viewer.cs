using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EndToEnd.Film;

/// <summary>The viewer as its reader sees it: what it says, what fingers do, what is on the screen.</summary>
internal sealed partial class Viewer(IPage page)
{
    public IPage Page => page;

    /// <summary>Opens a link and waits until the slice is as sharp as it gets.</summary>
    public static async Task<Viewer> OpenAsync(IPage page, string link, string? render = null)
    {
        await page.AddInitScriptAsync("localStorage.setItem('film-hint', '1')");
        await page.GotoAsync(link + (render is null ? "" : "?render=" + render));
        var viewer = new Viewer(page);
        await viewer.SharpAsync();
        return viewer;
    }

    public ILocator Stage => page.Locator(".stage");

    public ILocator Tool(string word) => page.GetByRole(AriaRole.Button, new() { Name = word, Exact = true });

    public Task<string> ReadoutAsync() => page.Locator(".readout").InnerTextAsync();

    /// <summary>Waits until the readout tells that slice, from 1.</summary>
    public Task TurnsToAsync(int slice) => Patience.BecomesAsync(slice, SliceAsync);

    /// <summary>The slice number in the readout, from 1.</summary>
    public async Task<int> SliceAsync() => int.Parse(SliceNumber().Match(await ReadoutAsync()).Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Waits until everything has come and the slice shown is sharp: nothing is said about loading any more.</summary>
    public async Task SharpAsync()
    {
        await page.WaitForSelectorAsync(".stage canvas");
        await Assertions.Expect(page.Locator(".read-slice")).Not.ToBeEmptyAsync();
        await Assertions.Expect(page.Locator(".read-progress")).ToBeEmptyAsync();
        await SettleAsync();
    }

    /// <summary>Two frames of the screen: whatever was asked for has been drawn.</summary>
    public Task SettleAsync() => page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>A drag of one finger across the stage.</summary>
    public Task DragAsync(int fromX, int fromY, int toX, int toY) => TouchAsync([[(fromX, fromY)], [((fromX + toX) / 2, (fromY + toY) / 2)], [(toX, toY)]]);

    /// <summary>Moves of one or more fingers, each a list of their places.</summary>
    public async Task TouchAsync((int X, int Y)[][] moves)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        for (var i = 0; i <= moves.Length; i++)
        {
            var points = i == moves.Length ? [] : moves[i].Select((p, id) => new Dictionary<string, object> { ["x"] = p.X, ["y"] = p.Y, ["id"] = id }).ToArray();
            await session.SendAsync("Input.dispatchTouchEvent", new()
            {
                ["type"] = i == 0 ? "touchStart" : i == moves.Length ? "touchEnd" : "touchMove",
                ["touchPoints"] = points,
            });
            await SettleAsync();
        }
    }

    public async Task ChoosePresetAsync(string name)
    {
        await Tool("窗型").ClickAsync();
        await page.Locator(".choice").Filter(new() { HasText = name }).ClickAsync();
    }

    /// <summary>Grey levels of a square in the middle of the stage, as on the screen.</summary>
    public async Task<byte[]> GreysAsync(int side)
    {
        await page.AddStyleTagAsync(new() { Content = ".stage > :not(canvas) { visibility: hidden }" });
        await SettleAsync();
        var box = (await Stage.BoundingBoxAsync())!;
        var picture = await page.ScreenshotAsync(new()
        {
            Clip = new() { X = MathF.Round(box.X + (box.Width - side) / 2), Y = MathF.Round(box.Y + (box.Height - side) / 2), Width = side, Height = side },
        });
        var text = await page.EvaluateAsync<string>(
            """
            async png => {
              const image = new Image();
              image.src = 'data:image/png;base64,' + png;
              await image.decode();
              const canvas = document.createElement('canvas');
              canvas.width = image.width;
              canvas.height = image.height;
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0);
              const { data } = context.getImageData(0, 0, image.width, image.height);
              let red = '';
              for (let i = 0; i < data.length; i += 4) red += String.fromCharCode(data[i]);
              return btoa(red);
            }
            """, Convert.ToBase64String(picture));
        return Convert.FromBase64String(text);
    }

    [GeneratedRegex(@"层 (\d+)/")]
    private static partial Regex SliceNumber();
}
