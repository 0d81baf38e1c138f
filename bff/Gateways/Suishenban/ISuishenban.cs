namespace Bff.Gateways.Suishenban;

/// <summary>Shanghai's Suishenban (随申办) single sign-on in our words.</summary>
public interface ISuishenban
{
    /// <summary>Which registration at the platform the subjects belong to.</summary>
    string AppId { get; }

    /// <summary>The person behind a ticket of a channel (app, wechat, alipay); null when the ticket is unknown, used or stale.</summary>
    Task<string?> ValidateTicketAsync(string ticket, string channel, CancellationToken cancellationToken);
}

/// <summary>Local simulator: <c>demo-…</c> is its own subject.</summary>
public sealed class SandboxSuishenban : ISuishenban
{
    public string AppId => "sandbox";

    public Task<string?> ValidateTicketAsync(string ticket, string channel, CancellationToken cancellationToken) =>
        Task.FromResult(ticket.StartsWith("demo-", StringComparison.Ordinal) ? ticket : null);
}
