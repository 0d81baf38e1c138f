using Npgsql;

namespace Bff.Platform.Http;

/// <summary>
/// Counters of guessing, one row per factor, in PostgreSQL: they survive a restart and a cache flush, hold on every node and fail closed.
/// </summary>
public sealed class Throttle(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Counts one try; null while it is within the limit, else how long to wait.</summary>
    public async Task<TimeSpan?> TryAsync(string bucket, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var counted = await db.WriteAsync(
            """
            insert into platform.throttle as t (bucket, hits, expires_at) values ($1, 1, $3)
            on conflict (bucket) do update set
                hits = case when t.expires_at <= $2 then 1 else t.hits + 1 end,
                expires_at = case when t.expires_at <= $2 then $3 else t.expires_at end
            returning hits, expires_at
            """,
            r => (Hits: r.GetInt32(0), ExpiresAt: r.GetFieldValue<DateTimeOffset>(1)), cancellationToken, bucket, now, now + window);
        return counted[0].Hits <= limit ? null : counted[0].ExpiresAt - now;
    }

    /// <summary>Takes a try back that turned out not to be one: the limit is of failures.</summary>
    public Task GiveBackAsync(string bucket, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update platform.throttle set hits = hits - 1 where bucket = $1 and hits > 0", cancellationToken, bucket);

    /// <summary>Deletes counters whose window has ended.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        db.ExecuteAsync("delete from platform.throttle where expires_at < $1", cancellationToken, time.GetUtcNow());

    /// <summary>Forgets a factor after success.</summary>
    public Task ClearAsync(string bucket, CancellationToken cancellationToken) =>
        db.ExecuteAsync("delete from platform.throttle where bucket = $1", cancellationToken, bucket);
}
