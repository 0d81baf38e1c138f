using System.Threading.Channels;
using Npgsql;

namespace Bff.Platform.Access;

/// <summary>
/// Writes accesses; those that wait together are written together. Whatever goes wrong fails the accesses of its batch, so that nobody
/// waits for
/// ever, and the writer goes on.
/// </summary>
public sealed partial class AuditWriter(NpgsqlDataSource db, ILogger<AuditWriter> logger) : BackgroundService
{
    private const int MostWaiting = 10_000, Batch = 500;

    private readonly Channel<OpenAccess> _queue =
        Channel.CreateBounded<OpenAccess>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>Writes the access; completes when it is durable.</summary>
    /// <exception cref="AuditUnavailableException">It could not be written, or the host stops.</exception>
    internal async Task WriteAsync(OpenAccess access)
    {
        try
        {
            await _queue.Writer.WriteAsync(access);
        }
        catch (ChannelClosedException e)
        {
            access.Failed(e); // Somebody else may wait for the same access.
        }
        await access.Durable;
    }

    /// <summary>Adds what was repeated to rows that are written. A failure loses only how often, never that.</summary>
    internal async Task CountAsync(List<AuditRepeats> counts, CancellationToken cancellationToken)
    {
        try
        {
            await db.ExecuteAsync(
                """
                update platform.audit a set access_count = a.access_count + r.repeats, last_at = r.last_at
                from unnest($1::bigint[], $2::int[], $3::timestamptz[]) as r (id, repeats, last_at) where a.id = r.id
                """,
                cancellationToken, counts.Select(c => c.Id).ToArray(), counts.Select(c => c.Count).ToArray(),
                counts.Select(c => c.LastAt).ToArray());
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            LogWriteFailed(e, counts.Count);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not cancelled: what waits when the host stops is written before it ends.
        var batch = new List<OpenAccess>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < Batch && _queue.Reader.TryRead(out var access)) batch.Add(access);
            await InsertAsync(batch);
            batch.Clear();
        }
    }

    private async Task InsertAsync(List<OpenAccess> batch)
    {
        try
        {
            var ids = await db.WriteAsync(
                """
                insert into platform.audit (
                    at, last_at, actor_kind, actor_id, action, outcome, subject, hospital_id, patient_id, address, trace_id)
                select at, at, kind, actor, action, outcome, subject, hospital, patient, nullif(address, '')::inet, trace
                from unnest(
                        $1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[],
                        $10::text[])
                    with ordinality as r (at, kind, actor, action, outcome, subject, hospital, patient, address, trace, n)
                order by n
                returning id
                """,
                row => row.GetInt64(0), CancellationToken.None,
                batch.Select(o => o.At).ToArray(), batch.Select(o => o.Key.ActorKind).ToArray(), batch.Select(o => o.Key.ActorId).ToArray(),
                batch.Select(o => o.Key.Entry.Action).ToArray(), batch.Select(o => o.Key.Entry.Refused ? "refused" : "ok").ToArray(),
                batch.Select(o => o.Key.Entry.Subject).ToArray(), batch.Select(o => o.Key.Entry.HospitalId).ToArray(),
                batch.Select(o => o.Key.Entry.PatientId).ToArray(), batch.Select(o => o.Key.Address?.ToString() ?? "").ToArray(),
                batch.Select(o => o.TraceId).ToArray());
            for (var i = 0; i < batch.Count; i++) batch[i].Written(ids[i]);
        }
        // One access that cannot be written, whatever the reason, must end neither the host nor the writing of the others.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogWriteFailed(e, batch.Count);
            // Bad data: the database does not take one of them; the others must not suffer for it.
            var isOneOfThem = batch.Count > 1 && e is PostgresException { SqlState: ['2', '2' or '3', ..] };
            foreach (var access in batch)
                if (isOneOfThem) await InsertAsync([access]);
                else access.Failed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Audit could not write {Rows} rows")]
    private partial void LogWriteFailed(Exception e, int rows);
}
