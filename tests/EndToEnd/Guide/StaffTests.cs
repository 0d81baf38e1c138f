using System.Net.Http.Json;
using Bff.Tests;
using Bff.Tests.Guide;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>What the staff of the information desk do all day, on their screen.</summary>
public sealed class StaffTests(Campus campus)
{
    [Fact]
    public async Task The_desk_renames_disables_closes_tests_and_prints()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "places");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "地点", Exact = true })).ToBeVisibleAsync();

        var row = await GuideDesk.FindPlaceAsync(page, "便利店");
        await row.GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "名称", Exact = true }).FillAsync("暖心小店");
        await GuideDesk.ShotAsync(page, "edit");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已保存")).ToBeVisibleAsync();
        Assert.Contains("暖心小店", await GuideDesk.PatientFindsAsync(app, "暖心小店"), StringComparison.Ordinal);
        row = await GuideDesk.FindPlaceAsync(page, "暖心小店");
        await GuideDesk.ShotAsync(page, "places");

        await row.GetByRole(AriaRole.Button, new() { Name = "修改" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "启用" }).UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await page.Locator(".el-message-box").GetByRole(AriaRole.Button, new() { Name = "停用" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("停用");
        Assert.DoesNotContain("暖心小店", await GuideDesk.PatientFindsAsync(app, "暖心小店"), StringComparison.Ordinal);

        await page.GotoAsync("/staff/guide/closures");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "哪里" }).FillAsync("电梯");
        await page.Locator(".choices button").First.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "原因（患者会看到）" }).FillAsync("设备检修");
        await page.Locator("form").GetByRole(AriaRole.Button, new() { Name = "关闭", Exact = true }).ClickAsync();
        await page.Locator(".el-message-box").GetByRole(AriaRole.Button, new() { Name = "关闭", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("关闭中");
        await GuideDesk.ShotAsync(page, "closures");

        await page.GotoAsync("/staff/guide/tester");
        await PickAsync(page, 0, "大门");
        await PickAsync(page, 1, "采血");
        await page.GetByRole(AriaRole.Button, new() { Name = "问路" }).ClickAsync();
        await Assertions.Expect(page.Locator(".tested")).ToContainTextAsync("目的地在");
        await GuideDesk.ShotAsync(page, "tester");

        await page.GotoAsync("/staff/guide/codes");
        await PickAsync(page, 0, "门诊药房");
        await page.GetByRole(AriaRole.Button, new() { Name = "建立" }).ClickAsync();
        var sign = page.Locator(".poster img");
        await Assertions.Expect(sign).ToBeVisibleAsync();
        Assert.True(await sign.EvaluateAsync<bool>("one => one.decode().then(() => one.naturalWidth > 100)"));
        await GuideDesk.ShotAsync(page, "codes");
    }

    [Fact]
    public async Task A_new_campus_is_set_up_and_what_is_refused_is_said_beside_its_field()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "maps");
        var form = page.Locator("details").Filter(new() { HasText = "建立新的院区" });
        await form.Locator("summary").ClickAsync();
        await form.GetByLabel("医院代码").FillAsync("nowhere");
        await form.GetByLabel("名称").FillAsync("   ");
        await form.GetByLabel("经度").FillAsync("东经 121 度");
        await form.GetByLabel("纬度").FillAsync("91");
        await form.GetByRole(AriaRole.Button, new() { Name = "建立", Exact = true }).ClickAsync();
        foreach (var (field, words) in new[] { ("医院代码", "有权管理的一家医院"), ("名称", "1 到 100 个字"), ("经度", "-180 到 180"), ("纬度", "-90 到 90") })
            await Assertions.Expect(form.Locator("label", new() { HasText = field }).Locator("+ .field-error")).ToContainTextAsync(words);
        await GuideDesk.ShotAsync(page, "new-campus-refused");

        await form.GetByLabel("医院代码").FillAsync("demo-east");
        await form.GetByLabel("名称").FillAsync("北院区");
        await form.GetByLabel("经度").FillAsync("121.48");
        await form.GetByLabel("纬度").FillAsync("31.25");
        await form.GetByRole(AriaRole.Button, new() { Name = "建立", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".campuses [aria-pressed=true]")).ToContainTextAsync("北院区");
        await Assertions.Expect(page.Locator(".empty")).ToContainTextAsync("还没有地图");
        await Assertions.Expect(page.Locator(".field-error")).ToHaveCountAsync(0);
        await GuideDesk.ShotAsync(page, "new-campus");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_campus_is_renamed_and_taken_from_patients_and_given_back()
    {
        await using var app = await Campus.StartAsync(10);
        using var anonymous = app.Anonymous();
        Task<string> PatientsSeeAsync() => anonymous.GetStringAsync("/api/guide/campuses", TestContext.Current.CancellationToken);
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "maps");
        await page.Locator(".campuses button", new() { HasText = "西院区" }).ClickAsync();
        var form = page.Locator("form").Filter(new() { HasText = "启用（患者能看到）" });
        await Assertions.Expect(form).ToContainTextAsync("康复楼：");
        await form.GetByLabel("名称", new() { Exact = true }).FillAsync("  ");
        await SaveAsync();
        await Assertions.Expect(form.Locator("label", new() { HasText = "名称" }).First.Locator("+ .field-error")).ToContainTextAsync("1 到 100 个字");
        await GuideDesk.ShotAsync(page, "campus-refused");

        await form.GetByLabel("名称", new() { Exact = true }).FillAsync("徐汇院区");
        await form.GetByLabel("英文名").FillAsync("Xuhui Campus");
        await SaveAsync();
        await Assertions.Expect(page.Locator(".campuses [aria-pressed=true]")).ToContainTextAsync("徐汇院区");
        Assert.Contains("Xuhui Campus", await PatientsSeeAsync(), StringComparison.Ordinal);

        await form.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await SaveAsync();
        await Assertions.Expect(page.Locator(".el-message-box")).ToContainTextAsync("患者看不到“徐汇院区”的地图");
        await page.Locator(".el-message-box").GetByRole(AriaRole.Button, new() { Name = "不了" }).ClickAsync();
        Assert.Contains("徐汇院区", await PatientsSeeAsync(), StringComparison.Ordinal);
        await SaveAsync();
        var answer = await page.RunAndWaitForResponseAsync(() => page.Locator(".el-message-box").GetByRole(AriaRole.Button, new() { Name = "停用" }).ClickAsync(), r => r.Request.Method == "PATCH");
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("徐汇院区", await PatientsSeeAsync(), StringComparison.Ordinal);
        await Assertions.Expect(form.GetByRole(AriaRole.Checkbox)).Not.ToBeCheckedAsync();
        await form.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.RunAndWaitForResponseAsync(SaveAsync, r => r.Request.Method == "PATCH");
        Assert.Contains("徐汇院区", await PatientsSeeAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();

        Task SaveAsync() => form.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
    }

    /// <summary>On a tablet held upright no list has to be pushed sideways; what has no column of its own stands below its name.</summary>
    [Theory]
    [InlineData(820, 1180)]
    [InlineData(1440, 900)]
    public async Task Lists_fit_a_tablet_and_a_desk(int width, int height)
    {
        await using var app = await Campus.StartAsync(10);
        using var staff = await GuideApp.SignInStaffOfAsync(app, "demo-east", "guide");
        var east = await Campus.EastOfAsync(app);
        using var shut = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{east}/closures", new { target = "connector", targetId = "M-lift1", reason = "年度检修，请走 2 号医用电梯" }, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)shut.StatusCode);
        var page = await campus.DeskAsync(app, width, height);
        await GuideDesk.SignInAsync(page, "places");
        foreach (var (name, kept, lesser) in new[] { ("places", "状态", "别名"), ("closures", "原因", "结束"), ("maps", "状态", "内容"), ("codes", "编号", "楼层") })
        {
            await page.GotoAsync("/staff/guide/" + name);
            if (name == "codes")
            {
                await PickAsync(page, 0, "门诊药房");
                await page.GetByRole(AriaRole.Button, new() { Name = "建立" }).ClickAsync();
            }
            await Assertions.Expect(page.Locator(".list tbody tr").First).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator(".list thead")).ToContainTextAsync(kept);
            await Assertions.Expect(page.Locator(".list thead th").Filter(new() { HasText = lesser })).ToHaveCountAsync(width < 1000 ? 0 : 1);
            if (width < 1000 && name != "places") await Assertions.Expect(page.Locator(".list tbody tr").First.Locator(".below").Filter(new() { HasText = lesser + "：" })).ToHaveCountAsync(1);
            await GuideDesk.ShotAsync(page, $"{name}-{width}");
            await Patience.BecomesAsync(0, () => page.EvaluateAsync<int>("Math.max(0, ...[...document.querySelectorAll('.list .el-scrollbar__wrap, html')].map((one) => one.scrollWidth - one.clientWidth))"));
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_has_to_sign_in_first_comes_to_the_page_that_was_opened()
    {
        await using var app = await Campus.StartAsync(10);
        var page = await campus.DeskAsync(app);
        // The page asks twice who is there; the second answer may come after the form.
        var asked = 0;
        await page.RouteAsync("**/api/me", async route =>
        {
            if (Interlocked.Increment(ref asked) == 2) await Task.Delay(500);
            await route.ContinueAsync();
        });
        await page.GotoAsync("/staff/guide/codes", new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator("#username")).ToBeVisibleAsync();
        Assert.EndsWith("/staff/sign-in?next=/guide/codes", page.Url, StringComparison.Ordinal);
        await GuideDesk.SignInAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "位置码", Exact = true })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task PickAsync(IPage page, int field, string words)
    {
        await page.Locator(".pick").Nth(field).Locator("input").FillAsync(words);
        await page.Locator(".pick").Nth(field).Locator(".choices button").First.ClickAsync();
    }
}
