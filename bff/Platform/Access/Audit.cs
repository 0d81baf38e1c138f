using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Threading.Channels;
using Npgsql;

namespace Bff.Platform.Access;

/// <summary>One access or one refusal.</summary>
/// <param name="Action">What was done: <c>film.rendered</c>, <c>session.start</c> …</param>
/// <param name="Subject">On what: <c>study:…</c>, <c>link:…</c>. Ids only.</param>
/// <param name="Refused">Whether it was refused; the action then names the reason.</param>
/// <param name="HospitalId">Whose record it is.</param>
/// <param name="PatientId">Whose data it is, when known.</param>
public sealed record AuditEntry(string Action, string Subject, bool Refused = false, Guid? HospitalId = null, Guid? PatientId = null);

/// <summary>A row of the audit log as auditors read it.</summary>
public sealed record AuditRow
{
    /// <summary>Number of the row.</summary>
    public required string Id { get; init; }

    /// <summary>When the access was first made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: kind and id, `staff:…`.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, `film.open`; for a refusal its code.</summary>
    public required string Action { get; init; }

    /// <summary>On what: kind and id, `study:…`.</summary>
    public required string Subject { get; init; }

    /// <summary>`ok` or `refused`.</summary>
    public required string Outcome { get; init; }

    /// <summary>Name of the hospital whose record it is.</summary>
    public required string? Hospital { get; init; }

    /// <summary>Address of the caller.</summary>
    public required string? From { get; init; }

    /// <summary>How often within the minute.</summary>
    public required int Count { get; init; }

    /// <summary>When it was last repeated.</summary>
    public required DateTimeOffset LastAt { get; init; }
}

/// <summary>The audit table cannot be written; what asked for it is not answered.</summary>
public sealed class AuditUnavailableException(Exception inner) : Exception("The audit table cannot be written.", inner);

/// <summary>
/// Audit or nothing: the first access of an actor to a subject within a minute is durable before the answer leaves; its repeats in that minute
/// (the tiles of one film) only count, and the count is added when the minute ends. Rows that wait together are written together.
/// </summary>
public sealed partial class Audit(NpgsqlDataSource db, TimeProvider time, ILogger<Audit> logger) : BackgroundService
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Channel<Open> queue = Channel.CreateBounded<Open>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly ConcurrentDictionary<Key, Open> open = new();

    /// <summary>Records an access; completes when it is durable.</summary>
    /// <exception cref="AuditUnavailableException">The row could not be written.</exception>
    public ValueTask RecordAsync(HttpContext http, AuditEntry entry) =>
        RecordAsync(Caller.Of(http).ActorKind, Caller.Of(http).ActorId, http.Connection.RemoteIpAddress, entry);

    /// <inheritdoc cref="RecordAsync(HttpContext, AuditEntry)"/>
    public ValueTask RecordAsync(string actorKind, string actorId, IPAddress? address, AuditEntry entry)
    {
        var key = new Key(actorKind, actorId, address, entry);
        if (open.TryGetValue(key, out var known))
        {
            known.Repeat(time.GetUtcNow());
            return known.Durable.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(AwaitAsync(known));
        }
        return new ValueTask(WriteAsync(key));
    }

    private async Task WriteAsync(Key key)
    {
        var mine = new Open(key, time.GetUtcNow(), Activity.Current?.TraceId.ToString() ?? "");
        var row = open.GetOrAdd(key, mine);
        if (ReferenceEquals(row, mine)) await queue.Writer.WriteAsync(mine);
        else row.Repeat(time.GetUtcNow());
        await AwaitAsync(row);
    }

    private static async Task AwaitAsync(Open row)
    {
        try
        {
            await row.Durable;
        }
        catch (NpgsqlException e)
        {
            throw new AuditUnavailableException(e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sweep = SweepAsync(stoppingToken);
        var batch = new List<Open>();
        await foreach (var first in queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            batch.Add(first);
            while (batch.Count < 500 && queue.Reader.TryRead(out var more)) batch.Add(more);
            await InsertAsync(batch);
            batch.Clear();
        }
        await sweep;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        await CloseAsync(_ => true);
    }

    private async Task InsertAsync(List<Open> batch)
    {
        try
        {
            var ids = await db.WriteAsync(
                """
                insert into platform.audit (at, last_at, actor_kind, actor_id, action, outcome, subject, hospital_id, patient_id, address, trace_id)
                select at, at, kind, actor, action, outcome, subject, hospital, patient, nullif(address, '')::inet, trace
                from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::text[])
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
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogWriteFailed(e, batch.Count);
            foreach (var row in batch)
            {
                open.TryRemove(row.Key, out _);
                row.Failed(e as NpgsqlException ?? new NpgsqlException("timeout", e));
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var before = time.GetUtcNow() - Window;
                await CloseAsync(row => row.At < before);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; StopAsync writes the counts that are left.
        }
    }

    private async Task CloseAsync(Func<Open, bool> ended)
    {
        var counts = new List<(long Id, int Count, DateTimeOffset LastAt)>();
        foreach (var row in open.Values.Where(ended))
        {
            if (!row.Durable.IsCompletedSuccessfully || !open.TryRemove(row.Key, out _)) continue;
            if (row.Repeats > 0) counts.Add((row.Durable.Result, row.Repeats, row.LastAt));
        }
        if (counts.Count == 0) return;
        try
        {
            await db.ExecuteAsync(
                """
                update platform.audit a set access_count = a.access_count + r.repeats, last_at = r.last_at
                from unnest($1::bigint[], $2::int[], $3::timestamptz[]) as r (id, repeats, last_at) where a.id = r.id
                """,
                CancellationToken.None, counts.Select(c => c.Id).ToArray(), counts.Select(c => c.Count).ToArray(), counts.Select(c => c.LastAt).ToArray());
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogWriteFailed(e, counts.Count); // The accesses themselves are recorded; only how often they were repeated is lost.
        }
    }

    /// <summary>The newest rows a staff member may read: their hospital's, or all for city-wide staff.</summary>
    public async Task<Page<AuditRow>> ListAsync(Guid? hospitalId, int limit, long? before, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(
            """
            select a.id, a.at, a.actor_kind || ':' || a.actor_id as actor, a.action, a.subject, a.outcome, h.name as hospital,
                   host(a.address) as address, a.access_count, a.last_at
            from platform.audit a left join accounts.hospital h on h.id = a.hospital_id
            where ($1::uuid is null or a.hospital_id = $1) and a.id < $2 order by a.id desc limit $3
            """,
            r => new AuditRow
            {
                Id = r.GetInt64(r.GetOrdinal("id")).ToString(CultureInfo.InvariantCulture),
                At = r.GetFieldValue<DateTimeOffset>(r.GetOrdinal("at")),
                Actor = r.GetString(r.GetOrdinal("actor")),
                Action = r.GetString(r.GetOrdinal("action")),
                Subject = r.GetString(r.GetOrdinal("subject")),
                Outcome = r.GetString(r.GetOrdinal("outcome")),
                Hospital = r.TextOrNull(r.GetOrdinal("hospital")),
                From = r.TextOrNull(r.GetOrdinal("address")),
                Count = r.GetInt32(r.GetOrdinal("access_count")),
                LastAt = r.GetFieldValue<DateTimeOffset>(r.GetOrdinal("last_at")),
            },
            cancellationToken, hospitalId, before ?? long.MaxValue, limit + 1);
        return new Page<AuditRow>([.. rows.Take(limit)], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Audit could not write {Rows} rows")]
    private partial void LogWriteFailed(Exception e, int rows);

    private sealed record Key(string ActorKind, string ActorId, IPAddress? Address, AuditEntry Entry);

    private sealed class Open(Key key, DateTimeOffset at, string traceId)
    {
        private readonly TaskCompletionSource<long> durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int repeats;
        private long lastTicks = at.UtcTicks;

        public Key Key => key;
        public DateTimeOffset At => at;
        public string TraceId => traceId;
        public Task<long> Durable => durable.Task;
        public int Repeats => Volatile.Read(ref repeats);
        public DateTimeOffset LastAt => new(Volatile.Read(ref lastTicks), TimeSpan.Zero);

        public void Repeat(DateTimeOffset now)
        {
            Interlocked.Increment(ref repeats);
            Volatile.Write(ref lastTicks, now.UtcTicks);
        }

        public void Written(long id) => durable.TrySetResult(id);
        public void Failed(NpgsqlException e)
        {
            durable.TrySetException(e);
            _ = durable.Task.Exception; // Observed: every waiter gets it as an AuditUnavailableException.
        }
    }
}
