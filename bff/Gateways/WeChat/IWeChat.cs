using Bff.Gateways.Calls;

namespace Bff.Gateways.WeChat;

/// <summary>The two kinds of WeChat accounts that people sign in through.</summary>
public enum WeChatChannel
{
    OfficialAccount,
    MiniProgram,
}

/// <summary>One of our accounts at WeChat. The same openid of another account is another person.</summary>
/// <param name="Channel">Its kind.</param>
/// <param name="AppId">Its app id, which is no secret.</param>
/// <param name="Subject">
/// Whose open-platform account it is bound to; within one subject the same unionid is the same person. Empty: the deployment's only one.
/// </param>
/// <param name="Hospitals">Codes of the hospitals it belongs to; empty: all of them.</param>
/// <param name="IsDefault">Whether it is meant where a page names no account of this kind.</param>
public sealed record WeChatAccount(WeChatChannel Channel, string AppId, string Subject, IReadOnlyList<string> Hospitals, bool IsDefault);

/// <summary>Whom WeChat saw.</summary>
/// <param name="OpenId">The person in this one account.</param>
/// <param name="UnionId">The person in every account of its subject; null where WeChat gave none.</param>
public sealed record WeChatPerson(string OpenId, string? UnionId);

/// <summary>
/// The WeChat platform in our words. SKIT.FlurlHttpClient.Wechat.Api would be one implementation; the sandbox is another.
/// </summary>
public interface IWeChat
{
    /// <summary>Our accounts; no two have the same kind and app id.</summary>
    IReadOnlyList<WeChatAccount> Accounts { get; }

    /// <summary>The person behind a sign-in code; <see cref="GatewayVerdict.ThisUser"/> when the code is unknown, used or stale.</summary>
    /// <param name="account">One of <see cref="Accounts"/>.</param>
    Task<GatewayAnswer<WeChatPerson>> ExchangeCodeAsync(WeChatAccount account, string code, CancellationToken cancellationToken);
}
