using Bff.Gateways.WeChat;
using Microsoft.Extensions.Configuration;

namespace Bff.Tests.Gateways;

/// <summary>What an operator may write about WeChat, and the words for what is wrong.</summary>
public sealed class WeChatOptionsTests
{
    public static TheoryData<string, string[], string> Wrong => new()
    {
        { "a secret is missing", ["AppId=wx"], "WeChat:AppId is set, but WeChat:AppSecret is not." },
        { "an app id is missing", ["MiniProgramSecret=s"], "WeChat:MiniProgramSecret is set, but WeChat:MiniProgramAppId is not." },
        { "no https", ["BaseAddress=ftp://x"], "WeChat:BaseAddress must be an https address." },
        { "no address", ["BaseAddress=http://["], "WeChat:BaseAddress must be an https address." },
        { "an app id of other letters", ["AppId=w x", "AppSecret=s"], "WeChat:AppId must be 1 to 64 letters, digits, hyphens or underscores." },
        {
            "an unknown kind", [.. One, "Accounts:0:Kind=Miniprogramme"], "WeChat:Accounts:0:Kind must be OfficialAccount or MiniProgram."
        },
        { "no kind", [.. One, "Accounts:0:Kind="], "WeChat:Accounts:0:Kind must be OfficialAccount or MiniProgram." },
        { "no app id", [.. One, "Accounts:0:AppId="], "WeChat:Accounts:0:AppId is missing." },
        { "no secret", [.. One, "Accounts:0:Secret="], "WeChat:Accounts:0:AppId is set, but WeChat:Accounts:0:Secret is not." },
        {
            "no hospital", [.. One.Where(s => !s.Contains("Hospitals", StringComparison.Ordinal))],
            "WeChat:Accounts:0:Hospitals must name at least one hospital by its code."
        },
        {
            "a hospital's name", [.. One, "Accounts:0:Hospitals:1=申城东方医院"],
            "WeChat:Accounts:0:Hospitals names \"申城东方医院\", which is no hospital code (2 to 32 lower-case letters, digits or hyphens)."
        },
        { "a long subject", [.. One, "Accounts:0:Subject=" + new string('x', 101)], "WeChat:Accounts:0:Subject must have at most 100 characters." },
        { "one app id twice", [.. One, "AppId=wx-a", "AppSecret=s"], "WeChat has two accounts with the app id wx-a." },
    };

    private static string[] One =>
        ["Accounts:0:Kind=OfficialAccount", "Accounts:0:AppId=wx-a", "Accounts:0:Secret=s", "Accounts:0:Hospitals:0=demo-east"];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said_in_words(string what, string[] settings, string words)
    {
        Assert.NotEmpty(what);
        var result = new WeChatOptionsCheck().Validate(null, Read(settings));
        Assert.Equal([words], result.Failures);
    }

    [Fact]
    public void The_single_settings_are_meant_where_a_page_names_no_account()
    {
        var options = Read(["AppId=wx", "AppSecret=s", "MiniProgramAppId=mp", "MiniProgramSecret=s", .. One]);
        Assert.True(new WeChatOptionsCheck().Validate(null, options).Succeeded);
        Assert.Equal([("wx", true), ("mp", true), ("wx-a", false)], options.Configured().Select(a => (a.Account.AppId, a.Account.IsDefault)));
        Assert.Equal("demo-east", Assert.Single(options.Configured()[2].Account.Hospitals));
    }

    [Fact]
    public void The_only_account_of_a_kind_is_meant_where_a_page_names_none_and_of_two_none_is()
    {
        Assert.True(Assert.Single(Read(One).Configured()).Account.IsDefault);
        string[] second = [.. One.Select(s => s.Replace(":0:", ":1:", StringComparison.Ordinal).Replace("wx-a", "wx-b", StringComparison.Ordinal))];
        Assert.All(Read([.. One, .. second.Select(s => s.Replace("Hospitals:1", "Hospitals:0", StringComparison.Ordinal))]).Configured(),
            a => Assert.False(a.Account.IsDefault));
    }

    [Fact]
    public void Nothing_at_all_is_no_fault()
    {
        Assert.True(new WeChatOptionsCheck().Validate(null, new WeChatOptions()).Succeeded);
        Assert.Empty(new WeChatOptions().Configured());
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_start()
    {
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            BffApp.StartAsync("--WeChat:AppId=wx-app"));
        Assert.Equal("WeChat:AppId is set, but WeChat:AppSecret is not.", refused.Message);
    }

    private static WeChatOptions Read(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(s => s.Split('=', 2)).GroupBy(s => s[0])
            .Select(g => new KeyValuePair<string, string?>("WeChat:" + g.Key, g.Last()[1])))
        .Build().GetSection("WeChat").Get<WeChatOptions>() ?? new WeChatOptions();
}
