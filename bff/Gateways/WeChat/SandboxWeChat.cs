using Bff.Gateways.Calls;

namespace Bff.Gateways.WeChat;

/// <summary>Local simulator: <c>demo-…</c> is its own openid.</summary>
internal sealed class SandboxWeChat : IWeChat
{
    public IReadOnlyList<WeChatAccount> Accounts { get; } =
        [.. Enum.GetValues<WeChatChannel>().Select(channel => new WeChatAccount(channel, "sandbox", "", [], IsDefault: true))];

    public Task<GatewayAnswer<WeChatPerson>> ExchangeCodeAsync(
        WeChatAccount account, string code, CancellationToken cancellationToken) =>
        Task.FromResult(code.StartsWith("demo-", StringComparison.Ordinal)
            ? new GatewayAnswer<WeChatPerson>(GatewayVerdict.Ok, new WeChatPerson(code, null))
            : new GatewayAnswer<WeChatPerson>(GatewayVerdict.ThisUser));
}
