using Bff.Gateways.Calls;

namespace Bff.Gateways.WeChat;

/// <summary>Local simulator: <c>demo-…</c> is its own openid.</summary>
internal sealed class SandboxWeChat : IWeChat
{
    public string AppId(WeChatChannel channel) => "sandbox";

    public Task<GatewayAnswer<string>> ExchangeCodeAsync(WeChatChannel channel, string code, CancellationToken cancellationToken) =>
        Task.FromResult(code.StartsWith("demo-", StringComparison.Ordinal)
            ? new GatewayAnswer<string>(GatewayVerdict.Ok, code)
            : new GatewayAnswer<string>(GatewayVerdict.ThisUser));
}
