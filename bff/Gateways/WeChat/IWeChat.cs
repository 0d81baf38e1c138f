using Bff.Gateways.Calls;

namespace Bff.Gateways.WeChat;

/// <summary>Which of the hospital group's two WeChat apps; their openids are different people.</summary>
public enum WeChatChannel
{
    OfficialAccount,
    MiniProgram,
}

/// <summary>
/// The WeChat platform in our words. SKIT.FlurlHttpClient.Wechat.Api would be one implementation; the sandbox is another.
/// </summary>
public interface IWeChat
{
    /// <summary>The app whose openids a channel gives; empty when the channel is not configured.</summary>
    string AppId(WeChatChannel channel);

    /// <summary>The openid behind a sign-in code; <see cref="GatewayVerdict.ThisUser"/> when the code is unknown, used or stale.</summary>
    Task<GatewayAnswer<string>> ExchangeCodeAsync(WeChatChannel channel, string code, CancellationToken cancellationToken);
}
