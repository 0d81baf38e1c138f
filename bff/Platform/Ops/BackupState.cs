using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>What backup and restore ask of the database they work on.</summary>
internal static class BackupState
{
    public static async Task<(int Migration, string[] MasterKeys)> ReadStateAsync(NpgsqlDataSource dataSource,
        CancellationToken cancellationToken)
    {
        await using var exists = dataSource.CreateCommand(
            "select to_regclass('platform.migration') is not null and to_regclass('platform.data_key') is not null");
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true) throw new OperatorException(
            "The database holds no installation yet: start the host once.");
        await using var migration = dataSource.CreateCommand("select coalesce(max(number), 0) from platform.migration");
        await using var keys = dataSource.CreateCommand("select coalesce(array_agg(distinct master_key_id), '{}') from platform.data_key");
        return ((int)(await migration.ExecuteScalarAsync(cancellationToken))!,
            (string[])(await keys.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>A connection that was closed a moment ago is still listed: it is waited for, up to two seconds.</summary>
    /// <exception cref="OperatorException">A host runs, or somebody stays connected.</exception>
    public static async Task EnsureNobodyIsConnectedAsync(OperatorDatabase database, CancellationToken cancellationToken)
    {
        if (database.IsHostRunning) throw new OperatorException("A host runs on the database. Stop it first.");
        long others = 0;
        for (var look = 0; look < 10; look++)
        {
            if (look > 0) await Task.Delay(200, cancellationToken);
            others = (await database.DataSource.ListAsync(
                """
                select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                  and backend_type = 'client backend' and application_name not in ('bff ops', 'bff ops pg_restore')
                """, row => row.GetInt64(0), cancellationToken))[0];
            if (others == 0) return;
        }
        throw new OperatorException($"The database is in use ({others} connections). Stop the host first.");
    }

    private const string OwnSchemas = "nspname not like 'pg\\_%' and nspname <> 'information_schema'";

    public static async Task<bool> IsEmptyAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where {OwnSchemas})");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task DropSchemasAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            do $$ declare name text; begin
              for name in select nspname from pg_namespace where {OwnSchemas} and nspname <> 'public' loop
                execute format('drop schema %I cascade', name);
              end loop;
            end $$
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
