using System.Net.Http.Json;
using Bff.Tests;
using Bff.Tests.Guide;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>360x740, in both sizes of type, towards a place of 27 letters.</summary>
public sealed class SmallScreenTests(Campus campus)
{
    private const string LongName = "检验科采血处与门诊急诊综合检验中心二楼东侧自助服务窗口";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_name_is_cut_on_the_map_and_leaves_the_step_free_switch_in_sight(bool large)
    {
        await using var app = await HospitalOfLongNamesAsync();
        var guide = await campus.OpenAsync("&to=%E9%87%87%E8%A1%80", app, large: large);
        await Assertions.Expect(guide.Page.Locator(".map-label.look-goal")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^检验科采血处.*…$"));
        Assert.Equal(0, (await guide.LabelsAsync()).Overlaps);
        await Assertions.Expect(guide.Sheet.GetByRole(AriaRole.Heading)).ToHaveTextAsync(LongName);
        Assert.True(await IsStepFreeInSightAsync(guide), "On the place's sheet.");
        await guide.GoAsync();
        Assert.True(await IsStepFreeInSightAsync(guide), "On the way's sheet.");
        Assert.Equal(0, await guide.CoveredAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_floor_switch_makes_room_for_the_steps(bool large)
    {
        var guide = await campus.OpenAsync("&to=%E9%87%87%E8%A1%80", large: large);
        await guide.GoAsync();
        await guide.OpenStepsAsync();
        await Patience.BecomesAsync(0, guide.CoveredAsync);
        await guide.Button("收起步骤").TapAsync();
        await guide.SetOutAsync();
        await guide.Button("步骤").TapAsync();
        await Assertions.Expect(guide.Steps.First).ToBeVisibleAsync();
        await Patience.BecomesAsync(0, guide.CoveredAsync);
        await Assertions.Expect(guide.Page.Locator(".floor-switch [aria-pressed=true]")).ToBeInViewportAsync();
        await guide.Button("位置码").TapAsync();
        await Patience.BecomesAsync(0, guide.CoveredAsync);
    }

    private static async Task<BffApp> HospitalOfLongNamesAsync()
    {
        var app = await Campus.StartAsync(10);
        using var staff = await app.SignInStaffAsync("guide");
        using var named = await staff.PatchAsJsonAsync($"/api/staff/guide/campuses/{await Campus.EastOfAsync(app)}/pois/M-2F-04", new { name = LongName }, TestContext.Current.CancellationToken);
        named.EnsureSuccessStatusCode();
        return app;
    }

    private static Task<bool> IsStepFreeInSightAsync(GuidePage guide) => guide.Page.EvaluateAsync<bool>(
        """
        () => {
          const box = document.querySelector('.step-free').getBoundingClientRect();
          const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return box.bottom <= innerHeight && hit?.closest('.step-free') !== null;
        }
        """);
}
