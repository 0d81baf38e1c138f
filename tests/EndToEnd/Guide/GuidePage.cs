using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>What a walker does with the guide's page.</summary>
public sealed class GuidePage(IPage page)
{
    public IPage Page => page;

    public ILocator Steps => page.Locator(".steps li button");

    /// <summary>The sentence in large type on top while walking.</summary>
    public ILocator Banner => page.Locator(".banner .now");

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = false });

    /// <summary>Waits until the first picture of the map is drawn.</summary>
    public Task ReadyAsync() => page.WaitForSelectorAsync(".stage[aria-busy=false]");

    /// <summary>What is said below the map.</summary>
    public ILocator Sheet => page.Locator(".sheet");

    /// <summary>Searches and takes the first place found.</summary>
    public async Task FindAsync(string words)
    {
        await Button("要去哪里").TapAsync();
        await page.Locator("input[type=search]").FillAsync(words);
        await page.Locator(".results button").First.TapAsync();
        await Assertions.Expect(Button("去这里")).ToBeVisibleAsync();
    }

    /// <summary>Asks the way to the place shown.</summary>
    public async Task GoAsync()
    {
        await Button("去这里").TapAsync();
        await Assertions.Expect(page.Locator(".sum, .blocked")).ToBeVisibleAsync();
    }

    /// <summary>Begins the real walk, and waits until it has begun.</summary>
    public async Task SetOutAsync()
    {
        await Button("开始导航").TapAsync();
        await Assertions.Expect(Banner).Not.ToBeEmptyAsync();
    }

    public async Task OpenStepsAsync()
    {
        await Button("看文字步骤").TapAsync();
        await Assertions.Expect(Steps.First).ToBeVisibleAsync();
    }

    public async Task<string> FloorAsync() => (await page.Locator(".floor-switch [aria-pressed=true]").InnerTextAsync()).Split('\n')[0].Replace("（路线经过）", "", StringComparison.Ordinal).Trim();

    /// <summary>Reports a position as a hospital's own positioning would.</summary>
    public Task StandAsync(double lon, double lat, string level) =>
        page.EvaluateAsync("fix => window.guidePosition.report(fix)", new Dictionary<string, object> { ["lon"] = lon, ["lat"] = lat, ["level"] = level, ["accuracyM"] = 2.0 });

    /// <summary>Pairs of map labels that overlap, and how many labels there are.</summary>
    public async Task<(int Overlaps, int Labels)> LabelsAsync()
    {
        var counts = await page.EvaluateAsync<JsonElement>(
            """
            () => {
              const boxes = [...document.querySelectorAll('.map-label')].map((one) => one.getBoundingClientRect());
              let overlaps = 0;
              boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
                if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) overlaps++;
              }));
              return [overlaps, boxes.length];
            }
            """);
        return (counts[0].GetInt32(), counts[1].GetInt32());
    }

    /// <summary>Pairs of panels over the map that cover one another.</summary>
    public Task<int> CoveredAsync() => page.EvaluateAsync<int>(
        """
        () => {
          const boxes = [...document.querySelectorAll('.banner, .floor-switch, .mini-map, .map-buttons, .sheet')].map((one) => one.getBoundingClientRect());
          return boxes.reduce((sum, a, i) => sum + boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).length, 0);
        }
        """);

    /// <summary>Panels on the map that are too low for a finger, or under the sheet.</summary>
    public Task<int> CutAsync() => page.EvaluateAsync<int>(
        """
        () => {
          const sheet = document.querySelector('.sheet').getBoundingClientRect();
          const boxes = [...document.querySelectorAll('.floor-switch, .mini-map')].map((one) => one.getBoundingClientRect()).filter((one) => one.height > 0);
          return boxes.filter((one) => one.height < 44 || one.bottom > sheet.top).length;
        }
        """);

    /// <summary>Two fingers drawn apart, or together, over the map.</summary>
    public async Task PinchAsync(int from, int to)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        const int frames = 6;
        for (var i = 0; i <= frames + 1; i++)
        {
            var half = from + (to - from) * Math.Min(i, frames) / frames;
            object[] points = i > frames ? [] : [Finger(180 - half / 2, 0), Finger(180 + half / 2, 1)];
            await session.SendAsync("Input.dispatchTouchEvent", new() { ["type"] = i == 0 ? "touchStart" : i > frames ? "touchEnd" : "touchMove", ["touchPoints"] = points });
        }
        await page.WaitForTimeoutAsync(500);
    }

    private static Dictionary<string, object> Finger(int x, int id) => new(StringComparer.Ordinal) { ["x"] = x, ["y"] = 300, ["id"] = id };

    /// <summary>Keeps a picture where <c>GUIDE_SHOTS</c> names a folder, for people to look at.</summary>
    public async Task ShotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("GUIDE_SHOTS") is not { Length: > 0 } folder) return;
        await page.WaitForTimeoutAsync(900); // What moves comes to rest.
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    /// <summary>The steps of the way shown, as the host told them.</summary>
    public static IEnumerable<JsonElement> StepsOf(JsonElement route) => route.GetProperty("legs").EnumerateArray().SelectMany(leg => leg.GetProperty("steps").EnumerateArray());

    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
