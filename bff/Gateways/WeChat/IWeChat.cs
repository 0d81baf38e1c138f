namespace Bff.Gateways.WeChat;

/// <summary>Which of the hospital group's two WeChat apps; their openids are different people.</summary>
public enum WeChatChannel
{
    OfficialAccount,
    MiniProgram,
}

/// <summary>The WeChat platform in our words. SKIT.FlurlHttpClient.Wechat.Api would be one implementation; the sandbox is another.</summary>
public interface IWeChat
{
    /// <summary>The app whose openids a channel gives.</summary>
    string AppId(WeChatChannel channel);

    /// <summary>The openid behind a sign-in code; null when the code is unknown, used or stale.</summary>
    /// <exception cref="HttpRequestException">The platform does not answer.</exception>
    Task<string?> ExchangeCodeAsync(WeChatChannel channel, string code, CancellationToken cancellationToken);
}

/// <summary>Local simulator: <c>demo-…</c> is its own openid.</summary>
public sealed class SandboxWeChat : IWeChat
{
    public string AppId(WeChatChannel channel) => "sandbox";

    public Task<string?> ExchangeCodeAsync(WeChatChannel channel, string code, CancellationToken cancellationToken) =>
        Task.FromResult(code.StartsWith("demo-", StringComparison.Ordinal) ? code : null);
}
