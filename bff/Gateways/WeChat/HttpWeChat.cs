using System.Text.Json.Serialization;
using Bff.Gateways.Calls;
using Microsoft.Extensions.Options;

namespace Bff.Gateways.WeChat;

/// <summary>The real platform: code exchange of official accounts (sns/oauth2) and of mini-programs (jscode2session).</summary>
internal sealed class HttpWeChat : IWeChat
{
    private const int LongestId = 128;
    private readonly PlatformClient _platform;
    private readonly Dictionary<WeChatAccount, string> _secrets;

    public HttpWeChat(PlatformClient platform, IOptions<WeChatOptions> options)
    {
        _platform = platform;
        _secrets = options.Value.Configured().ToDictionary(a => a.Account, a => a.Secret);
        Accounts = [.. _secrets.Keys];
    }

    public IReadOnlyList<WeChatAccount> Accounts { get; }

    public Task<GatewayAnswer<WeChatPerson>> ExchangeCodeAsync(WeChatAccount account, string code, CancellationToken cancellationToken)
    {
        const string grant = "authorization_code";
        var (appid, secret) = (account.AppId, _secrets[account]);
        var (operation, path, query) = account.Channel switch
        {
            WeChatChannel.OfficialAccount =>
                ("oauth2", "sns/oauth2/access_token", (object)new { appid, secret, code, grant_type = grant }),
            WeChatChannel.MiniProgram =>
                ("jscode2session", "sns/jscode2session", new { appid, secret, js_code = code, grant_type = grant }),
        };
        return _platform.GetAsync<CodeAnswer, WeChatPerson>(operation, path, query, Judge, cancellationToken);
    }

    /// <summary>Everything is HTTP 200; failure is a non-zero errcode, and its absence is success.</summary>
    private static (GatewayVerdict Verdict, WeChatPerson? Person, long Code) Judge(CodeAnswer answer)
    {
        var errcode = answer.Errcode ?? 0;
        var verdict = WeChatErrors.OfSignIn(errcode);
        if (verdict is not GatewayVerdict.Ok) return (verdict, null, errcode);
        // A snapshot page's visitor has an openid that nobody keeps: an account must not be bound to it.
        if (answer.IsSnapshotUser is not (null or 0)) return (GatewayVerdict.ThisUser, null, errcode);
        var union = string.IsNullOrEmpty(answer.UnionId) ? null : answer.UnionId;
        return answer.OpenId is { } openId && IsId(openId) && (union is null || IsId(union))
            ? (GatewayVerdict.Ok, new WeChatPerson(openId, union), errcode)
            : (GatewayVerdict.NotUnderstood, null, errcode);
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}

/// <summary>What both code exchanges answer, as far as it is used. The session key is not even read.</summary>
internal sealed class CodeAnswer
{
    [JsonConverter(typeof(LooseNumber))]
    public long? Errcode { get; init; }

    [JsonConverter(typeof(LooseText))]
    public string? OpenId { get; init; }

    [JsonConverter(typeof(LooseText))]
    public string? UnionId { get; init; }

    [JsonPropertyName("is_snapshotuser")]
    [JsonConverter(typeof(LooseNumber))]
    public long? IsSnapshotUser { get; init; }
}
