using System.Data;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// A lock between nodes for what one does while the others wait: a session's advisory lock. It is asked for again and again instead of
/// waited for in the database: a statement that waits there holds a snapshot, and an index that is built concurrently waits for it in turn.
/// </summary>
public static class DatabaseLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the work while no other node runs one under this key.</summary>
    public static async Task AloneAsync(this NpgsqlDataSource db, long key, Func<Task> work, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await TakeAsync(connection, key, cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            await ReleaseAsync(connection, key);
        }
    }

    /// <summary>Takes the lock for the connection's session.</summary>
    internal static async Task TakeAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        while (!await IsTakenAsync(connection, key, cancellationToken)) await Task.Delay(Pause, cancellationToken);
    }

    /// <summary>Gives it up; a broken connection has given it up already.</summary>
    internal static async Task ReleaseAsync(NpgsqlConnection connection, long key)
    {
        if (connection.State != ConnectionState.Open) return;
        await connection.ListAsync("select pg_advisory_unlock($1)", r => r.GetBoolean(0), CancellationToken.None, key);
    }

    private static async Task<bool> IsTakenAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken) =>
        (await connection.ListAsync("select pg_try_advisory_lock($1)", r => r.GetBoolean(0), cancellationToken, key))[0];
}
