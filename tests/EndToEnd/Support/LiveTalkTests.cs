using Bff.Tests;
using EndToEnd.Film;
using Microsoft.Playwright;

namespace EndToEnd.Support;

/// <summary>A patient, two agents and an editor at once, on a network and with a browser that fail in the middle.</summary>
public sealed class LiveTalkTests(Browser browser)
{
    private const int GraceSeconds = 4;

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_the_network_goes_for_20_seconds_and_the_agent_for_good()
    {
        await using var app = await browser.StartAppAsync($"--Support:AgentGraceSeconds={GraceSeconds}", "--Demo:Knowledge=true");
        await People.TaughtAsync(app);
        var patient = await PatientChat.OpenAsync(browser, app);
        var first = await AgentPage.OpenAsync(browser, app, "agent");
        var second = await AgentPage.OpenAsync(browser, app, "agent2");
        var editor = await browser.DesktopAsync(app);
        await People.SignInStaffAsync(editor, app, "editor");

        await patient.SayAsync("停车怎么收费");
        await Assertions.Expect(patient.Page.GetByRole(AriaRole.Button, new() { Name = "有帮助", Exact = true })).ToBeVisibleAsync();
        await patient.Button("转人工").ClickAsync();
        await Assertions.Expect(patient.Status.Filter(new() { HasText = "正在排队" })).ToBeVisibleAsync();
        await first.ClaimAsync();
        await first.ReplyAsync("您好，我是客服。");
        await patient.SeesAsync("您好，我是客服。");

        // The patient's network is cut: both sides go on writing, and the editor goes on publishing.
        await patient.Page.Context.SetOfflineAsync(true);
        var cut = Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        foreach (var text in (string[])["断网时说的一", "断网时说的二", "断网时说的三"]) await patient.SayAsync(text);
        await Assertions.Expect(patient.Page.GetByText("等网络恢复后自动发出")).ToHaveCountAsync(3);
        foreach (var text in (string[])["您没网时的回复甲", "您没网时的回复乙"]) await first.ReplyAsync(text);
        await PublishAsync(editor);
        await cut;
        Assert.Equal(0, await patient.Bubbles.Filter(new() { HasText = "回复甲" }).CountAsync());
        await patient.Page.Context.SetOfflineAsync(false);
        foreach (var text in (string[])["断网时说的一", "断网时说的二", "断网时说的三"]) await first.SeesAsync(text);
        foreach (var text in (string[])["您没网时的回复甲", "您没网时的回复乙"]) await patient.SeesAsync(text);

        // The agent's browser dies with the patient waiting: back to the queue, and the other agent goes on.
        await patient.SayAsync("还在吗");
        await first.SeesAsync("还在吗");
        await first.Page.Context.CloseAsync();
        await Assertions.Expect(patient.Status.Filter(new() { HasText = "正在排队" })).ToBeVisibleAsync();
        await patient.SayAsync("我还在等");
        await second.ClaimAsync();
        await second.SeesAsync("我还在等");
        await second.ReplyAsync("我接着为您服务。");
        await patient.SeesAsync("我接着为您服务。");

        var said = await patient.SaidAsync();
        Assert.Equal(said.Length, said.Distinct().Count());
        Assert.Equal(said, await second.Lines.AllInnerTextsAsync());
        Assert.Equal(["断网时说的一", "断网时说的二", "断网时说的三", "还在吗", "我还在等"], said.Where(text => text.StartsWith('断') || text.Contains("还在")));
    }

    [Fact]
    public async Task An_answer_lost_on_its_way_back_makes_no_second_message()
    {
        var patient = await PatientChat.OpenAsync(browser, browser.App);
        var lost = 0;
        await patient.Page.RouteAsync("**/messages", async route =>
        {
            if (lost++ > 0) await route.ContinueAsync();
            else
            {
                await route.FetchAsync(); // The host has it; the phone never hears so.
                await route.AbortAsync();
            }
        });
        await patient.SayAsync("化验报告在哪里看");
        await Assertions.Expect(patient.Page.Locator(".sending")).ToHaveCountAsync(0);
        await patient.SeesAsync("化验报告在哪里看");
        await patient.Page.ReloadAsync();
        await patient.SeesAsync("化验报告在哪里看");
        await patient.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_typed_survives_a_reload_sent_or_not()
    {
        var patient = await PatientChat.OpenAsync(browser, browser.App, "demo-li");
        await patient.Page.RouteAsync("**/messages", route => route.AbortAsync());
        await patient.SayAsync("电梯里发的一句");
        await Assertions.Expect(patient.Page.Locator(".sending")).ToHaveCountAsync(1);
        await patient.Page.GetByLabel("请说您的问题").FillAsync("还没写完的");
        await patient.Page.ReloadAsync();
        await patient.SeesAsync("电梯里发的一句");
        await Assertions.Expect(patient.Page.GetByLabel("请说您的问题")).ToHaveValueAsync("还没写完的");
        await patient.Page.UnrouteAllAsync();
        await Assertions.Expect(patient.Page.Locator(".sending")).ToHaveCountAsync(0);
        await patient.SeesAsync("电梯里发的一句");
        await patient.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Words_that_look_like_markup_stay_words_on_both_sides()
    {
        const string Markup = "<img src=x onerror=\"document.title='owned'\"><b>粗</b>";
        var patient = await PatientChat.OpenAsync(browser, browser.App, "demo-zhang", "demo-child");
        await patient.Button("转人工").ClickAsync();
        await patient.SayAsync(Markup);
        await patient.SeesAsync(Markup);
        var agent = await AgentPage.OpenAsync(browser, browser.App, "agent");
        await agent.ClaimAsync("欧***");
        await agent.SeesAsync(Markup);
        foreach (var page in (IPage[])[patient.Page, agent.Page])
        {
            Assert.Equal(0, await page.Locator("img[src=x], .said b, .line b").CountAsync());
            Assert.NotEqual("owned", await page.TitleAsync());
        }
        await agent.Page.Context.CloseAsync();
        await patient.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Without_the_live_line_the_chat_polls()
    {
        var page = await browser.PhoneAsync(browser.App);
        await page.AddInitScriptAsync("window.WebSocket = class { constructor() { throw new Error('not in this browser'); } }");
        await People.SignInAsync(page, browser.App, "wechat", new { code = "demo-li" });
        await page.GotoAsync("/#/support?hospital=demo-tcm");
        var patient = new PatientChat(page);
        await patient.SayAsync("怎么挂号");
        await Assertions.Expect(patient.Page.Locator(".bubble.bot")).ToHaveCountAsync(2);
        await patient.Button("转人工").ClickAsync();
        await Assertions.Expect(patient.Status.Filter(new() { HasText = "正在排队" })).ToBeVisibleAsync();
        var agent = await AgentPage.OpenAsync(browser, browser.App, "agent2");
        await agent.ClaimAsync("李**");
        await agent.ReplyAsync("看得到我说的吗");
        await patient.SeesAsync("看得到我说的吗");
        await agent.Page.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_chat_costs_at_most_150_KB_of_script_and_style()
    {
        var page = await browser.PhoneAsync(browser.App);
        await People.SignInAsync(page, browser.App, "wechat", new { code = "demo-li" });
        var asked = new Requests(page);
        await page.GotoAsync("/#/support?hospital=demo-east");
        await Assertions.Expect(new PatientChat(page).Bubbles.First).ToBeVisibleAsync();
        Assert.InRange(await asked.ScriptBytesAsync(), 1, 150_000);
        await page.Context.CloseAsync();
    }

    /// <summary>The editor adds a way to ask and publishes it, from the list to the dialog.</summary>
    private static async Task PublishAsync(IPage editor)
    {
        await editor.GotoAsync("/staff/kb/intents/" + Uri.EscapeDataString("停车"));
        await editor.GetByLabel("患者会怎么问").FillAsync("小车能停哪里呀");
        await editor.GetByRole(AriaRole.Button, new() { Name = "加进问法" }).ClickAsync();
        await editor.GetByRole(AriaRole.Button, new() { Name = "保存草稿" }).ClickAsync();
        await Assertions.Expect(editor.GetByRole(AriaRole.Button, new() { Name = "已保存" })).ToBeVisibleAsync();
        await editor.GotoAsync("/staff/kb/publish");
        editor.SetDefaultTimeout(120_000); // Training shares two cores with every other browser of this run.
        await editor.GetByRole(AriaRole.Button, new() { Name = "发布草稿…" }).ClickAsync();
        await editor.GetByLabel("这次改了什么").FillAsync("停车多一种问法");
        await editor.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await Assertions.Expect(editor.GetByText("第 2 版", new() { Exact = false }).First).ToBeVisibleAsync(new() { Timeout = 120_000 });
    }
}
