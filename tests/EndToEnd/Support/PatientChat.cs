using Bff.Tests;
using EndToEnd.Film;
using Microsoft.Playwright;

namespace EndToEnd.Support;

/// <summary>The customer service chat as its patient sees it.</summary>
internal sealed class PatientChat(IPage page)
{
    public IPage Page => page;

    /// <summary>Opens the chat of a hospital by its deep link, on a phone, signed in as a demo patient.</summary>
    public static async Task<PatientChat> OpenAsync(Browser browser, BffApp app, string patient = "demo-wang", string hospital = "demo-east")
    {
        var page = await browser.PhoneAsync(app);
        await People.SignInAsync(page, app, "wechat", new { code = patient });
        await page.GotoAsync($"/#/support?hospital={hospital}");
        var chat = new PatientChat(page);
        await Assertions.Expect(chat.Bubbles.First).ToBeVisibleAsync();
        return chat;
    }

    /// <summary>What was said, by everybody, in the order of the screen.</summary>
    public ILocator Bubbles => page.Locator(".chat-log .said");

    public ILocator Status => page.GetByRole(AriaRole.Status);

    public ILocator Button(string word) => page.GetByRole(AriaRole.Button, new() { Name = word, Exact = true });

    public async Task SayAsync(string text)
    {
        await page.GetByLabel("请说您的问题").FillAsync(text);
        await Button("发送").ClickAsync();
    }

    public Task SeesAsync(string text) => Assertions.Expect(Bubbles.Filter(new() { HasText = text })).ToHaveCountAsync(1);

    /// <summary>All that was said, once nothing is on its way any more.</summary>
    public async Task<string[]> SaidAsync()
    {
        await Assertions.Expect(page.Locator(".sending")).ToHaveCountAsync(0);
        return [.. await Bubbles.AllInnerTextsAsync()];
    }
}

/// <summary>The desk as an agent sees it.</summary>
internal sealed class AgentPage(IPage page)
{
    public IPage Page => page;

    public static async Task<AgentPage> OpenAsync(Browser browser, BffApp app, string username)
    {
        var page = await browser.DesktopAsync(app);
        await People.SignInStaffAsync(page, app, username);
        await page.GotoAsync("/staff/support/desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "在线", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "在线", Exact = true, Pressed = true })).ToBeVisibleAsync();
        return new AgentPage(page);
    }

    public ILocator Lines => page.Locator(".transcript .line p");

    public ILocator Claim => page.GetByRole(AriaRole.Button, new() { NameRegex = new("接入下一位") });

    /// <summary>Takes the next patient, or the one of this masked name.</summary>
    public async Task ClaimAsync(string? patient = null)
    {
        await (patient is null ? Claim : page.GetByRole(AriaRole.Button, new() { Name = $"接入 {patient}", Exact = true })).ClickAsync();
        await Assertions.Expect(page.Locator(".transcript")).ToBeVisibleAsync();
    }

    public async Task ReplyAsync(string text)
    {
        await page.GetByLabel("回复患者").FillAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
    }

    public Task SeesAsync(string text) => Assertions.Expect(Lines.Filter(new() { HasText = text })).ToHaveCountAsync(1);
}

/// <summary>Signing in without the form, so that a test begins where its story does.</summary>
internal static class People
{
    public static async Task SignInAsync(IPage page, BffApp app, string how, object who)
    {
        var answer = await page.APIRequest.PostAsync($"{app.Address}api/session/{how}", new() { DataObject = who, Headers = [new("Origin", app.Address.GetLeftPart(UriPartial.Authority))] });
        Assert.Equal(200, answer.Status);
    }

    /// <summary>Waits until the bot has learnt the sandbox's knowledge: until then it opens without choices.</summary>
    public static async Task TaughtAsync(BffApp app)
    {
        using var client = await app.SignInPatientAsync();
        for (var choices = 0; choices == 0; await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            using var body = new StringContent("""{"hospitalCode":"demo-east"}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync("/api/support/conversations", body, TestContext.Current.CancellationToken);
            choices = (await answer.JsonAsync()).GetProperty("opening").GetProperty("choices").GetArrayLength();
        }
    }

    public static Task SignInStaffAsync(IPage page, BffApp app, string username) =>
        SignInAsync(page, app, "staff", new { username, password = Bff.Demo.DemoData.Staff.First(s => s.Username == username).Password });
}
