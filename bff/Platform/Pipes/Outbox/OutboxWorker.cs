using Npgsql;

namespace Bff.Platform.Pipes;

/// <summary>
/// Claims the due rows of one topic, hands them to its handler and writes down how each ended. All times are the database's.
/// </summary>
internal sealed partial class OutboxWorker(
    NpgsqlDataSource db, FieldCipher cipher, string topic, OutboxSettings settings, TimeProvider time, ILogger logger)
{
    private readonly record struct Claimed(OutboxMessage Message, byte[]? Sealed);

    /// <summary>One batch.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> RunAsync(Func<OutboxMessage, CancellationToken, Task<Delivery>> handle, CancellationToken cancellationToken)
    {
        var lease = Guid.NewGuid();
        var claimed = await ClaimAsync(lease, cancellationToken);
        if (claimed.Count < settings.Batch) await ParkAsync(cancellationToken);
        if (claimed.Count == 0) return false;
        var batch = new LeasedBatch(settings.Lease, (ids, token) => RenewAsync(lease, ids, token), time);
        await batch.RunAsync(claimed, c => c.Message.Id, (c, token) =>
            HandleAsync(c, lease, handle, token, cancellationToken), cancellationToken);
        return true;
    }

    /// <summary>Parks what is past its bounds, such as the last attempt of a killed node.</summary>
    private Task<int> ParkAsync(CancellationToken cancellationToken) => db.ExecuteAsync(
        """
        update platform.outbox set state = 'parked', lease = null, ended_at = clock_timestamp(),
            reason = case when expires_at <= clock_timestamp() then 'expired' else 'attempts' end
        where id in (
            select id from platform.outbox where topic = $1 and state in ('waiting', 'leased') and due_at <= clock_timestamp()
                and (expires_at <= clock_timestamp() or attempts >= max_attempts)
            limit 1000 for update skip locked)
        """,
        cancellationToken, topic);

    private Task<List<Claimed>> ClaimAsync(Guid lease, CancellationToken cancellationToken) => db.WriteAsync(
        """
        update platform.outbox o set state = 'leased', lease = $3, attempts = attempts + 1, due_at = clock_timestamp() + $4
        where o.id in (
            select id from platform.outbox where topic = $1 and state in ('waiting', 'leased') and due_at <= clock_timestamp()
                and expires_at > clock_timestamp() and attempts < max_attempts
            order by due_at limit $2 for update skip locked)
        returning id, business_key, payload::text, payload_enc, hospital_id, attempts, max_attempts
        """,
        r => new Claimed(
            new OutboxMessage(r.GetGuid(0), topic, r.GetString(1), r.TextOrNull(2) ?? "", r.ValueOrNull<Guid>(4),
                r.GetInt32(5), r.GetInt32(6)), r.BytesOrNull(3)),
        cancellationToken, topic, settings.Batch, lease, settings.Lease);

    private Task<List<Guid>> RenewAsync(Guid lease, Guid[] ids, CancellationToken cancellationToken) => db.WriteAsync(
        "update platform.outbox set due_at = clock_timestamp() + $3 where id = any($1) and lease = $2 returning id",
        r => r.GetGuid(0), cancellationToken, ids, lease, settings.Lease);

    private async Task HandleAsync(
        Claimed claimed, Guid lease, Func<OutboxMessage, CancellationToken, Task<Delivery>> handle, CancellationToken held,
            CancellationToken stopping)
    {
        Delivery? delivery;
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(held))
        {
            patience.CancelAfter(settings.Timeout);
            try
            {
                delivery = held.IsCancellationRequested ? null : await handle(Open(claimed), patience.Token);
            }
            catch (OperationCanceledException) when (held.IsCancellationRequested)
            {
                delivery = null;
            }
#pragma warning disable CA1031 // Whatever a handler throws, the row is tried again or parked.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogThrew(e, topic, claimed.Message.Id, claimed.Message.Attempt);
                delivery = new Delivery.Later(patience.IsCancellationRequested ? "timeout" : e.GetType().Name);
            }
        }
        // Not ended by its own doing: the host stops, or the lease is lost and the row is another's.
        if (delivery is null && !stopping.IsCancellationRequested) return;
        var kept = await WriteAsync(claimed.Message, lease, delivery);
        if (!kept) LogLost(topic, claimed.Message.Id);
    }

    private OutboxMessage Open(Claimed claimed) => claimed.Sealed is not { } bytes ? claimed.Message
        : claimed.Message with { Payload = cipher.Decrypt(bytes, Outbox.ContextOf(claimed.Message.Id, claimed.Message.HospitalId)) };

    private async Task<bool> WriteAsync(OutboxMessage message, Guid lease, Delivery? delivery)
    {
        var rows = delivery switch
        {
            null => await EndAsync("state = 'waiting', lease = null, attempts = attempts - 1, due_at = clock_timestamp()"),
            Delivery.Done =>
                await EndAsync(
                    "state = 'done', lease = null, payload = null, payload_enc = null, reason = null, ended_at = clock_timestamp()"),
            Delivery.Refused refused => await EndAsync("state = 'parked', lease = null, reason = $3, ended_at = clock_timestamp()",
                Word(refused.Reason)),
            Delivery.Later later => await EndAsync(
                """
                state = case when attempts >= max_attempts or clock_timestamp() + $4 >= expires_at then 'parked' else 'waiting' end,
                ended_at = case when attempts >= max_attempts or clock_timestamp() + $4 >= expires_at then clock_timestamp() end,
                lease = null, reason = $3, due_at = clock_timestamp() + $4
                """,
                Word(later.Reason), later.After ?? Pauses.Backoff(message.Attempt, settings.FirstPause, settings.LongestPause)),
            _ => throw new InvalidOperationException("No such delivery."),
        };
        return rows == 1;

        // Not cancelled: what was sent must be written down.
        Task<int> EndAsync(string set, params object[] parameters) =>
            db.ExecuteAsync($"update platform.outbox set {set} where id = $1 and lease = $2", CancellationToken.None,
                [message.Id, lease, .. parameters]);
    }

    /// <summary>A reason is a word; what is longer is cut.</summary>
    private static string Word(string reason) => reason.Length switch { 0 => "unknown", > 200 => reason[..200], _ => reason };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The handler of {Topic} threw for outbox row {Id}, attempt {Attempt}")]
    private partial void LogThrew(Exception e, string topic, Guid id, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox row {Id} of {Topic} ended after its lease was lost; it is tried again")]
    private partial void LogLost(string topic, Guid id);
}
