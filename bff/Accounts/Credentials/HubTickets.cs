using Npgsql;

namespace Bff.Accounts.Credentials;

/// <summary>A ticket for a live connection.</summary>
/// <param name="Ticket">Opens one connection: `/hubs/…?ticket=`. Opaque, shown this once.</param>
/// <param name="ExpiresAt">When it opens nothing any more: after a minute.</param>
internal sealed record HubTicket(string Ticket, DateTimeOffset ExpiresAt);

/// <summary>
/// Tickets for live connections. A browser's socket carries no header, and an address may be written down on its way, so what stands there
/// is not the session's token but something that opens one connection and is worth nothing afterwards.
/// </summary>
internal sealed class HubTickets(NpgsqlDataSource db, Sessions sessions, TimeProvider time)
{
    /// <summary>How long a ticket waits for its use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>A ticket of the session.</summary>
    public async Task<HubTicket> IssueAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        var ticket = new HubTicket(Sessions.NewToken(), time.GetUtcNow() + Lifetime);
        await db.ExecuteAsync(
            "insert into accounts.hub_ticket (ticket_hash, session_id, expires_at) values ($1, $2, $3)",
            cancellationToken, Sessions.Hash(ticket.Ticket), sessionId, ticket.ExpiresAt);
        return ticket;
    }

    /// <summary>Spends a ticket: whose it was, or null when it is unknown, spent or too old, or when the session has ended.</summary>
    public async Task<Caller?> SpendAsync(string ticket, CancellationToken cancellationToken)
    {
        var spent = await db.WriteAsync(
            "delete from accounts.hub_ticket where ticket_hash = $1 returning session_id, expires_at",
            r => (Session: r.GetGuid(0), ExpiresAt: r.GetFieldValue<DateTimeOffset>(1)), cancellationToken, Sessions.Hash(ticket));
        return spent is [var one] && one.ExpiresAt > time.GetUtcNow() ? await sessions.FindAsync(one.Session, cancellationToken) : null;
    }

    /// <summary>Whose the ticket is; it is not spent.</summary>
    public async Task<Caller?> LookAsync(string ticket, CancellationToken cancellationToken)
    {
        var known = await db.ListAsync(
            "select session_id from accounts.hub_ticket where ticket_hash = $1 and expires_at > $2",
            r => r.GetGuid(0), cancellationToken, Sessions.Hash(ticket), time.GetUtcNow());
        return known is [var session] ? await sessions.FindAsync(session, cancellationToken) : null;
    }
}
