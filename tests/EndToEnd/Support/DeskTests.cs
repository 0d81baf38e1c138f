using System.Net;
using System.Text;
using Bff.Tests;
using EndToEnd.Film;
using Microsoft.Playwright;

namespace EndToEnd.Support;

/// <summary>How a talk with people ends: by the clock, by handing it on, by closing it, by a patient who writes too fast.</summary>
public sealed class DeskTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_people_go_home_who_waits_is_told_and_leaves_a_number_that_staff_see_and_settle()
    {
        var patient = await PatientChat.OpenAsync(browser, browser.App, "demo-li", "demo-tcm");
        using var admin = await browser.App.SignInStaffAsync();
        try
        {
            await patient.Button("转人工").ClickAsync();
            await Assertions.Expect(patient.Status.Filter(new() { HasText = "正在排队" })).ToBeVisibleAsync();
            await SetHoursAsync(admin, open: false);
            await patient.SeesAsync("人工客服已经下班");
            await patient.Button("留下电话，请人工回电").ClickAsync();
            await patient.Button("请给我回电").ClickAsync();
            await Assertions.Expect(patient.Page.GetByText("请填 11 位手机号")).ToBeVisibleAsync();
            await patient.Page.GetByLabel("您的电话").FillAsync("13912340987");
            await patient.Page.GetByLabel("想问什么").FillAsync("化验报告怎么还没出来");
            await patient.Button("请给我回电").ClickAsync();
            await Assertions.Expect(patient.Page.GetByText("已记下您的电话（****0987）")).ToBeVisibleAsync();
            await Assertions.Expect(patient.Button("留下电话，请人工回电")).ToHaveCountAsync(0);
            await Assertions.Expect(patient.Page.GetByLabel("您的电话")).ToHaveCountAsync(0); // The form has gone, and its drafts with it.
            Assert.DoesNotContain("13912340987", await patient.Page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);
        }
        finally
        {
            await SetHoursAsync(admin, open: true);
        }
        var staff = await browser.DesktopAsync();
        await People.SignInStaffAsync(staff, browser.App, "agent");
        await staff.GotoAsync("/staff/support/callbacks");
        var row = staff.GetByRole(AriaRole.Row).Filter(new() { HasText = "化验报告怎么还没出来" });
        await Assertions.Expect(row).ToContainTextAsync("13912340987");
        await row.GetByRole(AriaRole.Button, new() { Name = "已回电" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await staff.Context.CloseAsync();
        await patient.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_talk_is_handed_on_with_a_note_closed_and_rated_and_the_stars_are_counted()
    {
        var page = await browser.PhoneAsync(browser.App);
        await People.SignInAsync(page, browser.App, "wechat", new { code = "demo-wang" });
        await page.GotoAsync("/?channel=suishenban#/support?hospital=demo-east");
        var patient = new PatientChat(page);
        await patient.Button("转人工").ClickAsync();
        var first = await AgentPage.OpenAsync(browser, browser.App, "agent");
        var second = await AgentPage.OpenAsync(browser, browser.App, "agent2");
        await first.ClaimAsync("王**");
        await Assertions.Expect(first.Page.GetByText("随申办")).ToBeVisibleAsync();
        await first.ReplyAsync("我请同事来看。");
        await patient.SeesAsync("我请同事来看。");

        await first.Page.GetByRole(AriaRole.Button, new() { Name = "转接", Exact = true }).ClickAsync();
        await first.Page.GetByLabel("吴老师").CheckAsync();
        await first.Page.GetByLabel("给同事的话").FillAsync("退费没到账，已查到订单");
        await first.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "转接", Exact = true }).ClickAsync();
        await Assertions.Expect(first.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await second.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^王\\*\\*") }).ClickAsync(); // A colleague may be in another talk.
        await Assertions.Expect(second.Page.GetByText("退费没到账，已查到订单")).ToBeVisibleAsync();
        Assert.Equal(0, await first.Page.GetByRole(AriaRole.Alert).CountAsync()); // Who hands a talk on is not told that it is gone.
        await second.ReplyAsync("已经处理好了。");
        await patient.SeesAsync("已经处理好了。");
        Assert.Equal(0, await page.GetByText("已查到订单").CountAsync());

        await second.Page.GetByRole(AriaRole.Button, new() { Name = "结束对话", Exact = true }).ClickAsync();
        await second.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "结束对话", Exact = true }).ClickAsync();
        await page.GetByText("不满意", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交评价" }).ClickAsync();
        await Assertions.Expect(page.GetByText("谢谢您的评价")).ToBeVisibleAsync();
        await second.Page.GotoAsync("/staff/support/statistics");
        await Assertions.Expect(second.Page.GetByText("2.0 / 5")).ToBeVisibleAsync();
        Assert.True(await second.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        foreach (var one in (IPage[])[page, first.Page, second.Page]) await one.Context.CloseAsync();
    }

    [Fact]
    public async Task A_patient_who_writes_too_fast_is_told_so_and_nothing_typed_is_lost()
    {
        var patient = await PatientChat.OpenAsync(browser, browser.App, "demo-wang", "demo-child");
        var isRefusing = true;
        await patient.Page.RouteAsync("**/messages", async route =>
        {
            if (!isRefusing) await route.ContinueAsync();
            else await route.FulfillAsync(new() { Status = 429, ContentType = "application/problem+json", Body = """{"code":"support.too_many","title":"发送太频繁，请稍后再试。","status":429}""" });
        });
        foreach (var text in (string[])["第一句话", "第二句话", "第三句话"]) await patient.SayAsync(text);
        await Assertions.Expect(patient.Page.GetByText("您发得太快了，稍等会自动发出")).ToHaveCountAsync(3);
        isRefusing = false;
        await Assertions.Expect(patient.Page.Locator(".sending")).ToHaveCountAsync(0);
        Assert.Equal(["第一句话", "第二句话", "第三句话"], (await patient.SaidAsync()).Where(text => text.EndsWith("句话", StringComparison.Ordinal)));

        // Twice not understood is a place in the queue; who leaves it is in nobody's way.
        await Assertions.Expect(patient.Status.Filter(new() { HasText = "正在排队" })).ToBeVisibleAsync();
        await patient.Button("不排队了").ClickAsync();
        await patient.Button("不排了").ClickAsync();
        await Assertions.Expect(patient.Page.GetByRole(AriaRole.Heading, new() { Name = "对话已结束，您满意吗？" })).ToBeVisibleAsync();
        await patient.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_table_with_mistakes_is_refused_line_by_line_and_the_mended_one_is_imported()
    {
        var editor = await browser.DesktopAsync();
        await editor.AddInitScriptAsync("localStorage.setItem('large-type', '1')");
        await People.SignInStaffAsync(editor, browser.App, "editor");
        await editor.GotoAsync("/staff/kb/import");
        await ChooseAsync(editor, "broken.xlsx", "PK\u0003\u0004 not a workbook");
        await Assertions.Expect(editor.GetByRole(AriaRole.Alert)).ToContainTextAsync("不是可以读取的 Excel 文件");
        await ChooseAsync(editor, "questions.csv", "意图,分类,阶段,问法,答案,服务,启用\r\n轮椅租借,服务,,哪里借轮椅,门诊大厅服务台。,,是\r\n,服务,,没有名称,回答,,是\r\n");
        await Assertions.Expect(editor.GetByText("第 3 行：缺少意图名称")).ToBeVisibleAsync();
        await Assertions.Expect(editor.GetByRole(AriaRole.Button, new() { Name = "导入到草稿" })).ToBeDisabledAsync();
        await ChooseAsync(editor, "questions.csv", "意图,分类,阶段,问法,答案,服务,启用\r\n轮椅租借,服务,,哪里借轮椅,门诊大厅服务台。,,是\r\n");
        await editor.GetByRole(AriaRole.Button, new() { Name = "导入到草稿" }).ClickAsync();
        await editor.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "导入", Exact = true }).ClickAsync();
        await Assertions.Expect(editor.GetByText("已导入草稿")).ToBeVisibleAsync();
        foreach (var path in (string[])["kb/intents", "kb/import", "kb/publish", "kb/unanswered"])
        {
            await editor.GotoAsync("/staff/" + path);
            await Assertions.Expect(editor.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            Assert.True(await editor.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path);
        }
        await editor.Context.CloseAsync();
    }

    private static Task ChooseAsync(IPage page, string name, string content) =>
        page.GetByLabel("选择要导入的文件").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(content) });

    private static async Task SetHoursAsync(HttpClient admin, bool open)
    {
        var days = open ? string.Join(',', Enumerable.Range(1, 7).Select(day => $$"""{"day":{{day}},"from":"00:00:00","to":"23:59:00"}""")) : "";
        using var body = new StringContent($$"""{"days":[{{days}}],"closedDates":[]}""", Encoding.UTF8, "application/json");
        using var answer = await admin.PutAsync("/api/staff/support/hours/demo-tcm", body, Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
