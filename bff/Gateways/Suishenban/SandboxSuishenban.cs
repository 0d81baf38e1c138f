using Bff.Gateways.Calls;

namespace Bff.Gateways.Suishenban;

/// <summary>Local simulator: <c>demo-…</c> is its own subject.</summary>
internal sealed class SandboxSuishenban : ISuishenban
{
    public string AppId => "sandbox";

    public Task<GatewayAnswer<string>> ValidateTicketAsync(string ticket, string channel, CancellationToken cancellationToken) =>
        Task.FromResult(ticket.StartsWith("demo-", StringComparison.Ordinal)
            ? new GatewayAnswer<string>(GatewayVerdict.Ok, ticket)
            : new GatewayAnswer<string>(GatewayVerdict.ThisUser));
}
