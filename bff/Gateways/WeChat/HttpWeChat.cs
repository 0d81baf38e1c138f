using System.Text.Json.Serialization;
using Bff.Gateways.Calls;
using Microsoft.Extensions.Options;

namespace Bff.Gateways.WeChat;

/// <summary>The real platform: code exchange of the official account (sns/oauth2) and of the mini-program (jscode2session).</summary>
internal sealed class HttpWeChat(PlatformClient platform, IOptions<WeChatOptions> options) : IWeChat
{
    private const int LongestOpenId = 128;

    public string AppId(WeChatChannel channel) => options.Value.Of(channel)?.AppId ?? "";

    public Task<GatewayAnswer<string>> ExchangeCodeAsync(WeChatChannel channel, string code, CancellationToken cancellationToken)
    {
        if (options.Value.Of(channel) is not var (appid, secret))
            return Task.FromResult(new GatewayAnswer<string>(GatewayVerdict.NotConfigured));
        const string grant = "authorization_code";
        var (operation, path, query) = channel switch
        {
            WeChatChannel.OfficialAccount =>
                ("oauth2", "sns/oauth2/access_token", (object)new { appid, secret, code, grant_type = grant }),
            WeChatChannel.MiniProgram =>
                ("jscode2session", "sns/jscode2session", new { appid, secret, js_code = code, grant_type = grant }),
        };
        return platform.GetAsync<CodeAnswer, string>(operation, path, query, Judge, cancellationToken);
    }

    /// <summary>Everything is HTTP 200; failure is a non-zero errcode, and its absence is success.</summary>
    private static (GatewayVerdict Verdict, string? OpenId, long Code) Judge(CodeAnswer answer)
    {
        var errcode = answer.Errcode ?? 0;
        var verdict = WeChatErrors.OfSignIn(errcode);
        if (verdict is not GatewayVerdict.Ok) return (verdict, null, errcode);
        // A snapshot page's visitor has an openid that nobody keeps: an account must not be bound to it.
        if (answer.IsSnapshotUser == 1) return (GatewayVerdict.ThisUser, null, errcode);
        return answer.OpenId is { Length: > 0 and <= LongestOpenId } openId
            && openId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? (GatewayVerdict.Ok, openId, errcode)
            : (GatewayVerdict.NotUnderstood, null, errcode);
    }
}

/// <summary>What both code exchanges answer, as far as it is used. The session key is not even read.</summary>
internal sealed class CodeAnswer
{
    [JsonConverter(typeof(LooseNumber))]
    public long? Errcode { get; init; }

    [JsonConverter(typeof(LooseText))]
    public string? OpenId { get; init; }

    [JsonPropertyName("is_snapshotuser")]
    [JsonConverter(typeof(LooseNumber))]
    public long? IsSnapshotUser { get; init; }
}
