using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Bff.Gateways.WeChat;

/// <summary>Settings under <c>WeChat</c>; secrets come from the environment or a secret store.</summary>
internal sealed class WeChatOptions
{
    /// <summary>Where the platform answers; absolute.</summary>
    public string BaseAddress { get; set; } = "https://api.weixin.qq.com";

    /// <summary>App id of the official account that is meant where a page names none.</summary>
    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";

    /// <summary>App id of the mini-program that is meant where a page names none.</summary>
    public string MiniProgramAppId { get; set; } = "";
    public string MiniProgramSecret { get; set; } = "";

    /// <summary>Further accounts of either kind, each of one or more hospitals.</summary>
    public List<WeChatAccountOptions> Accounts { get; set; } = [];

    /// <summary>The accounts with an app id and their secrets, those of the single settings first.</summary>
    public List<(WeChatAccount Account, string Secret)> Configured()
    {
        List<(WeChatAccount Account, string Secret)> all = [];
        if (AppId.Length > 0) all.Add((new(WeChatChannel.OfficialAccount, AppId, "", [], IsDefault: true), AppSecret));
        if (MiniProgramAppId.Length > 0) all.Add((new(WeChatChannel.MiniProgram, MiniProgramAppId, "", [], IsDefault: true), MiniProgramSecret));
        var kinds = Accounts.ConvertAll(a => a.Channel());
        foreach (var (account, channel) in Accounts.Zip(kinds))
        {
            if (channel is not { } kind) continue;
            var isOnly = kinds.Count(k => k == kind) == 1 && !all.Exists(a => a.Account.Channel == kind);
            all.Add((new(kind, account.AppId, account.Subject, account.Hospitals, isOnly), account.Secret));
        }
        return all;
    }
}

/// <summary>One of several accounts.</summary>
internal sealed class WeChatAccountOptions
{
    /// <summary><c>OfficialAccount</c> or <c>MiniProgram</c>.</summary>
    public string Kind { get; set; } = "";
    public string AppId { get; set; } = "";
    public string Secret { get; set; } = "";

    /// <summary>Name of the subject whose open-platform account it is bound to; accounts of one subject share their people.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Codes of the hospitals it belongs to; at least one.</summary>
    public List<string> Hospitals { get; set; } = [];

    public WeChatChannel? Channel() => Kind switch
    {
        nameof(WeChatChannel.OfficialAccount) => WeChatChannel.OfficialAccount,
        nameof(WeChatChannel.MiniProgram) => WeChatChannel.MiniProgram,
        _ => null,
    };
}

/// <summary>Half an account is refused at the start, in words, rather than absent in silence.</summary>
internal sealed partial class WeChatOptionsCheck : IValidateOptions<WeChatOptions>
{
    public ValidateOptionsResult Validate(string? name, WeChatOptions options)
    {
        List<string> faults = [.. Faults(options)];
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(WeChatOptions options)
    {
        if (!Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            yield return "WeChat:BaseAddress must be an https address.";
        if (Pair("WeChat:AppId", options.AppId, "WeChat:AppSecret", options.AppSecret) is { } single) yield return single;
        if (Pair("WeChat:MiniProgramAppId", options.MiniProgramAppId, "WeChat:MiniProgramSecret", options.MiniProgramSecret)
            is { } mini) yield return mini;
        for (var i = 0; i < options.Accounts.Count; i++)
            foreach (var fault in Faults($"WeChat:Accounts:{i}", options.Accounts[i])) yield return fault;
        var twice = options.Configured().GroupBy(a => a.Account.AppId).Where(g => g.Key.Length > 0 && g.Count() > 1).Select(g => g.Key);
        foreach (var appId in twice) yield return $"WeChat has two accounts with the app id {appId}.";
    }

    private static IEnumerable<string> Faults(string place, WeChatAccountOptions account)
    {
        if (account.Channel() is null) yield return $"{place}:Kind must be OfficialAccount or MiniProgram.";
        if (account.AppId.Length == 0) yield return $"{place}:AppId is missing.";
        else if (Pair($"{place}:AppId", account.AppId, $"{place}:Secret", account.Secret) is { } fault) yield return fault;
        if (account.Subject.Length > 100) yield return $"{place}:Subject must have at most 100 characters.";
        if (account.Hospitals.Count == 0) yield return $"{place}:Hospitals must name at least one hospital by its code.";
        foreach (var code in account.Hospitals.Where(code => !HospitalCode().IsMatch(code)))
            yield return $"{place}:Hospitals names \"{code}\", which is no hospital code (2 to 32 lower-case letters, digits or hyphens).";
    }

    private static string? Pair(string appIdPlace, string appId, string secretPlace, string secret) => (appId, secret) switch
    {
        ("", "") => null,
        ("", _) => $"{secretPlace} is set, but {appIdPlace} is not.",
        (_, "") => $"{appIdPlace} is set, but {secretPlace} is not.",
        _ => AppId().IsMatch(appId) ? null : $"{appIdPlace} must be 1 to 64 letters, digits, hyphens or underscores.",
    };

    [GeneratedRegex(@"^[a-z0-9-]{2,32}\z")]
    private static partial Regex HospitalCode();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex AppId();
}
