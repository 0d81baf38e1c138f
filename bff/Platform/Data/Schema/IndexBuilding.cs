using Npgsql;

namespace Bff.Platform.Data;

/// <summary>Builds the indexes of a marked migration while the service reads and writes their tables.</summary>
internal static class IndexBuilding
{
    /// <summary>Every statement by itself; an index that an earlier try left unfinished is dropped first.</summary>
    /// <param name="patience">How long an index waits for transactions older than itself, a backup's say; it blocks nobody meanwhile.</param>
    public static async Task RunAsync(
        NpgsqlConnection connection, Migration migration, TimeSpan patience, CancellationToken cancellationToken)
    {
        var statements = migration.IndexStatements();
        await Migrator.ExecuteAsync(connection, $"set lock_timeout = {(int)patience.TotalMilliseconds}", cancellationToken);
        try
        {
            foreach (var (index, statement) in statements)
            {
                if (await IsUnfinishedAsync(connection, index, cancellationToken))
                    await Migrator.ExecuteAsync(connection, $"drop index concurrently if exists {index}", cancellationToken);
                await Migrator.ExecuteAsync(connection, statement, cancellationToken);
            }
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await Migrator.ExecuteAsync(connection, "set lock_timeout = '1s'", CancellationToken.None);
        }
        await Migrator.RecordAsync(connection, migration, cancellationToken);
    }

    private static async Task<bool> IsUnfinishedAsync(NpgsqlConnection connection, string index, CancellationToken cancellationToken) =>
        await connection.ListAsync(
            "select 1 from pg_index where indexrelid = to_regclass($1) and not indisvalid", _ => 1, cancellationToken, index) is not [];
}
