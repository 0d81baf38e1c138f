using Bff.Gateways.Calls;

namespace Bff.Gateways.Suishenban;

/// <summary>
/// Shanghai's Suishenban (随申办) single sign-on in our words. Its interface is given to registered organisations only, so there is the
/// sandbox and, in production, nothing until a hospital's registration is built in.
/// </summary>
public interface ISuishenban
{
    /// <summary>Which registration at the platform the subjects belong to.</summary>
    string AppId { get; }

    /// <summary>
    /// The person behind a ticket of a channel (app, wechat, alipay).
    /// <see cref="GatewayVerdict.ThisUser"/> when the ticket is unknown, used or stale.
    /// </summary>
    Task<GatewayAnswer<string>> ValidateTicketAsync(string ticket, string channel, CancellationToken cancellationToken);
}
