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

    public static async Task EnsureNobodyIsConnectedAsync(OperatorDatabase database, CancellationToken cancellationToken)
    {
        await using var command = database.DataSource.CreateCommand(
            """
            select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
              and backend_type = 'client backend' and application_name not in ('bff ops', 'bff ops pg_restore')
            """);
        var others = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (database.IsHostRunning || others > 0) throw new OperatorException(
            $"The database is in use ({others} connections). Stop the host first.");
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
