using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>
/// What is to be done outside the database, written in the transaction of its cause: it is tried if and only if that commits, at least
/// once, bounded by attempts and time, and never dropped. One key is written once, for ever.
/// </summary>
public sealed class Outbox
{
    /// <summary>Topic of the hints that a row waits.</summary>
    internal const string HintTopic = "outbox";

    internal static readonly EncryptedColumn PayloadColumn = new("platform.outbox", "payload_enc", "id", "hospital_id");

    private const string Insert =
        """
        insert into platform.outbox (id, topic, business_key, hospital_id, payload, payload_enc, max_attempts, due_at, expires_at)
        values ($1, $2, $3, $4::uuid, $5::jsonb, $6::bytea, $7, greatest(clock_timestamp(), $8::timestamptz),
            least(clock_timestamp() + $9::interval, $10::timestamptz))
        on conflict (topic, business_key) do nothing
        """;

    private readonly NpgsqlDataSource _db;
    private readonly FieldCipher _cipher;

    internal Outbox(NpgsqlDataSource db, FieldCipher cipher) => (_db, _cipher) = (db, cipher);

    /// <summary>Writes the entry inside the transaction; a node is told with the commit.</summary>
    /// <returns>False: the key was there already, and nothing was written.</returns>
    public async Task<bool> AddAsync(HintedTransaction transaction, OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (!await InsertAsync(transaction.Connection, entry, cancellationToken)) return false;
        transaction.Tell(HintTopic, entry.Topic);
        return true;
    }

    /// <summary>Writes the entry on a connection inside the caller's transaction; a node is told by NOTIFY with the commit.</summary>
    /// <inheritdoc cref="AddAsync(HintedTransaction, OutboxEntry, CancellationToken)"/>
    public async Task<bool> AddAsync(NpgsqlConnection connection, OutboxEntry entry, CancellationToken cancellationToken)
    {
        if (!await InsertAsync(connection, entry, cancellationToken)) return false;
        await Notifications.TellAsync(connection, HintTopic, entry.Topic, cancellationToken);
        return true;
    }

    /// <summary>The newest parked rows, of one topic or all.</summary>
    /// <param name="before">The last id of the page before.</param>
    public Task<List<ParkedRow>> ParkedAsync(string? topic, int limit, Guid? before, CancellationToken cancellationToken) => _db.ListAsync(
        """
        select id, topic, business_key, hospital_id, attempts, reason, ended_at from platform.outbox
        where state = 'parked' and ($1::text is null or topic = $1) and ($3::uuid is null or id < $3) order by id desc limit $2
        """,
        r => new ParkedRow(
            r.GetGuid(0), r.GetString(1), r.GetString(2), r.ValueOrNull<Guid>(3), r.GetInt32(4), r.GetString(5),
                r.GetFieldValue<DateTimeOffset>(6)),
        cancellationToken, topic, limit, before);

    /// <summary>Has parked rows tried again from the first attempt on.</summary>
    /// <param name="validFor">How long from now.</param>
    /// <returns>How many of them were parked.</returns>
    public async Task<int> ReleaseAsync(Guid[] ids, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var released = await _db.WriteAsync(
            """
            with released as (
                update platform.outbox set state = 'waiting', attempts = 0, reason = null, ended_at = null, due_at = clock_timestamp(),
                    expires_at = clock_timestamp() + $2
                where id = any($1) and state = 'parked' returning topic)
            select topic, count(*)::int, platform.tell('outbox', topic) from released group by topic
            """,
            r => r.GetInt32(1), cancellationToken, ids, validFor);
        return released.Sum();
    }

    private async Task<bool> InsertAsync(NpgsqlConnection connection, OutboxEntry entry, CancellationToken cancellationToken)
    {
        // Its time is of no use but to order the table: what is due is decided by the database's clock.
        var id = Guid.CreateVersion7();
        var sealedPayload = entry.IsPersonal ? _cipher.Encrypt(entry.Payload, ContextOf(id, entry.HospitalId)) : null;
        return await connection.ExecuteAsync(
            Insert, cancellationToken, id, entry.Topic, entry.Key, entry.HospitalId, entry.IsPersonal ? null : entry.Payload,
            sealedPayload, entry.MaxAttempts,
            entry.NotBefore?.ToUniversalTime(), entry.ValidFor, entry.ExpiresAt?.ToUniversalTime()) == 1;
    }

    internal static CipherContext ContextOf(Guid id, Guid? hospitalId) =>
        new(PayloadColumn.Table, PayloadColumn.Column, id.ToString(), hospitalId?.ToString() ?? "");
}
