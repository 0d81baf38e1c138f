using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// What tells a database of production from the sandbox's. A node that is started without its environment is a sandbox: it would put people
/// and passwords that everyone knows among real patients, beside nodes that run.
/// </summary>
public static class ProductionMark
{
    /// <summary>Since when this database has been production's; null while it is not, or holds no schema yet.</summary>
    public static async Task<DateTimeOffset?> ReadAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        // A database of an earlier release, or an empty one, is looked at before it is migrated.
        var exists = await db.ListAsync("select to_regclass('platform.production') is not null", r => r.GetBoolean(0), cancellationToken);
        if (!exists[0]) return null;
        var since = await db.ListAsync(
            "select since from platform.production", r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken);
        return since is [var one] ? one : null;
    }

    /// <summary>Makes the database production's, for good.</summary>
    public static Task SetAsync(NpgsqlDataSource db, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync("insert into platform.production (since) values ($1) on conflict do nothing", cancellationToken, now);
}
