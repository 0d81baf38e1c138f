using System.Net;
using System.Text;
using Bff.Tests;
using EndToEnd.Film;
using Microsoft.Playwright;

namespace EndToEnd.Support;

/// <summary>From an editor's desk to a patient's phone: change, four eyes, publish, take back, and teach what was asked in vain.</summary>
public sealed class KnowledgeTests(Browser browser, KnowledgeHost host) : IClassFixture<KnowledgeHost>
{
    private const string Lost = "失物招领", Question = "捡到东西交给谁";
    private const string Old = "遗失物品请到门诊服务台", New = "失物请交到一号楼一楼服务台，那里也可以认领。";

    [Fact]
    public async Task An_answer_reaches_patients_after_another_editor_has_passed_it_and_goes_back_with_one_click()
    {
        var app = await host.TaughtAsync();
        var admin = await StaffAsync(app, "admin");
        var editor = await StaffAsync(app, "editor", large: true);
        var patient = await PatientChat.OpenAsync(browser, app);
        await admin.GotoAsync("/staff/kb/publish");
        await admin.Page.GetByText("发布前要审核", new() { Exact = true }).ClickAsync();
        await admin.SeesAsync("未送审");
        await Assertions.Expect(admin.Publish).ToBeDisabledAsync();

        await editor.GotoAsync("/staff/kb/intents/" + Uri.EscapeDataString(Lost));
        await editor.Page.GetByLabel("回答 1").FillAsync(New);
        await editor.Button("保存草稿").ClickAsync();
        await Assertions.Expect(editor.Button("已保存")).ToBeVisibleAsync();
        await editor.GotoAsync("/staff/kb/publish");
        await Assertions.Expect(editor.Row(Lost)).ToContainTextAsync("修改，回答有变");
        await editor.SeesAsync("现在还不能发布：发布前要审核");
        await Assertions.Expect(editor.Publish).ToBeDisabledAsync();
        await editor.Page.GetByLabel("这次改了什么").FillAsync("失物招领搬家");
        await editor.Button("送审").ClickAsync();
        await editor.SeesAsync("要由别人通过");
        await Assertions.Expect(editor.Button("通过")).ToHaveCountAsync(0);

        // Sent back with a reason, sent again, passed.
        await admin.Page.ReloadAsync();
        await admin.SeesAsync("失物招领搬家");
        await Assertions.Expect(admin.Button("退回")).ToBeDisabledAsync();
        await admin.Page.GetByLabel("审核意见").FillAsync("搬家日期定了吗");
        await admin.Button("退回").ClickAsync();
        await admin.SeesAsync("草稿被退回了");
        await editor.Page.ReloadAsync();
        await editor.SeesAsync("搬家日期定了吗");
        await Assertions.Expect(editor.Publish).ToBeDisabledAsync();
        await editor.Page.GetByLabel("这次改了什么").FillAsync("已经搬好了");
        await editor.Button("重新送审").ClickAsync();
        await editor.SeesAsync("要由别人通过");
        await admin.Page.ReloadAsync();
        await admin.SeesAsync("已经搬好了");
        await admin.Button("通过").ClickAsync();
        await admin.SeesAsync("可以发布");

        await patient.SayAsync(Question);
        await patient.SeesAsync(Old);
        await editor.Page.ReloadAsync();
        await editor.Publish.ClickAsync();
        await editor.Page.GetByLabel("这次改了什么").FillAsync("失物招领搬家");
        await editor.Button("发布").ClickAsync();
        await Assertions.Expect(editor.Row("第 2 版")).ToContainTextAsync("正在用");
        await editor.SeesAsync("没有改动，草稿和正在用的一样");
        await patient.SayAsync(Question);
        await patient.SeesAsync(New);

        await editor.Row("第 1 版").GetByRole(AriaRole.Button, new() { Name = "退回到这版" }).ClickAsync();
        await editor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "退回", Exact = true }).ClickAsync();
        await Assertions.Expect(editor.Row("第 3 版")).ToContainTextAsync("正在用");
        await patient.SayAsync(Question);
        await Assertions.Expect(patient.Bubbles.Filter(new() { HasText = Old })).ToHaveCountAsync(2);

        await admin.Page.ReloadAsync();
        await admin.Page.GetByText("发布前要审核", new() { Exact = true }).ClickAsync();
        await admin.Button("不再要求").ClickAsync();
        await admin.SeesAsync("发布前不用审核");
        await Assertions.Expect(admin.Publish).ToBeEnabledAsync();
        foreach (var page in (IPage[])[admin.Page, editor.Page, patient.Page])
        {
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task Questions_asked_in_vain_become_utterances_with_one_click_and_the_draft_answers_them()
    {
        const string Asked = "嘟嘟车能带进来吗";
        var app = await host.TaughtAsync();
        var patient = await PatientChat.OpenAsync(browser, app, "demo-li");
        foreach (var text in (string[])[Asked, Asked + "呀"])
        {
            await patient.SayAsync(text);
            await patient.SaidAsync();
        }
        var editor = await StaffAsync(app, "editor");
        await editor.GotoAsync("/staff/kb/unanswered");
        var belongs = editor.Page.GetByLabel($"“{Asked}呀”属于哪个问题");
        await belongs.FillAsync("无障碍服务");
        await belongs.BlurAsync();
        var group = editor.Page.Locator(".group").Filter(new() { HasText = Asked });
        await Assertions.Expect(group).ToContainTextAsync("2 次");
        await group.GetByRole(AriaRole.Button, new() { Name = "加进问法" }).ClickAsync();
        await Assertions.Expect(group).ToHaveCountAsync(0);

        await editor.GotoAsync("/staff/kb/try");
        await editor.Page.GetByLabel("像患者那样问一句").FillAsync(Asked);
        await editor.Button("问").ClickAsync();
        await editor.SeesAsync("和一个问法完全相同");
        await Assertions.Expect(editor.Page.Locator(".meter").First).ToContainTextAsync("无障碍服务");
        await editor.Page.Context.CloseAsync();
        await patient.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Whom_an_answer_did_not_help_while_nobody_is_there_may_leave_a_number()
    {
        var app = await host.TaughtAsync();
        using var admin = await app.SignInStaffAsync();
        using var never = new StringContent("""{"days":[],"closedDates":[]}""", Encoding.UTF8, "application/json");
        using (var set = await admin.PutAsync("/api/staff/support/hours/demo-child", never, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        var patient = await PatientChat.OpenAsync(browser, app, "demo-zhang", "demo-child");
        await patient.SayAsync("怎么挂号");
        await patient.Button("没帮助").ClickAsync();
        await patient.SeesAsync("抱歉，没有帮到您");
        await patient.Button("留下电话，请人工回电").ClickAsync();
        await Assertions.Expect(patient.Page.GetByLabel("您的电话")).ToBeVisibleAsync();
        await patient.Page.Context.CloseAsync();
    }

    private async Task<EditorPage> StaffAsync(BffApp app, string username, bool large = false)
    {
        var page = await browser.DesktopAsync(app);
        page.SetDefaultTimeout(120_000); // Training shares two cores with the browser.
        if (large) await page.AddInitScriptAsync("localStorage.setItem('large-type', '1')");
        await People.SignInStaffAsync(page, app, username);
        return new EditorPage(page);
    }
}

/// <summary>One host whose bot knows the sandbox's knowledge, for the tests that change it.</summary>
public sealed class KnowledgeHost(Browser browser) : IAsyncLifetime
{
    private BffApp? app;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }

    /// <summary>Started by the first test that asks, so that without Chromium tests are skipped instead of failed.</summary>
    public async Task<BffApp> TaughtAsync()
    {
        if (app is not null) return app;
        app = await browser.StartAppAsync("--Demo:Knowledge=true");
        await People.TaughtAsync(app);
        return app;
    }
}

/// <summary>The knowledge base as an editor sees it.</summary>
internal sealed class EditorPage(IPage page)
{
    private const int TrainingMs = 120_000;

    public IPage Page => page;

    public ILocator Publish => Button("发布草稿…");

    public Task GotoAsync(string path) => page.GotoAsync(path);

    public ILocator Button(string word) => page.GetByRole(AriaRole.Button, new() { Name = word, Exact = true });

    public ILocator Row(string about) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { NameRegex = new("^" + about) }) });

    public Task SeesAsync(string text) => Assertions.Expect(page.GetByText(text).First).ToBeVisibleAsync(new() { Timeout = TrainingMs });
}
