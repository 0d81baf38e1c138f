using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>What an inspection found.</summary>
/// <param name="Text">For people.</param>
/// <param name="Problems">How many things are wrong.</param>
public sealed record InspectionReport(string Text, int Problems);

/// <summary>What <c>ops inspect</c> prints: the state of the installation, then what is wrong with it in words.</summary>
public static class Inspection
{
    private const long LowDisk = 5L << 30;

    public static async Task<InspectionReport> DescribeAsync(OperatorDatabase database, IReadOnlyList<Migration> known,
        CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var problems = new List<string>();
        var db = database.DataSource;
        text.AppendLine(CultureInfo.InvariantCulture, $"host          {BackupFolder.HostVersion}, .NET {Environment.Version}");
        var server = await ScalarAsync<string>(
            db,
            """
            select 'PostgreSQL ' || current_setting('server_version') || ', ' || current_database() || ', '
                || pg_size_pretty(pg_database_size(current_database()))
            """, cancellationToken);
        text.AppendLine(CultureInfo.InvariantCulture, $"database      {server}");
        await DescribeConnectionsAsync(db, text, problems, cancellationToken);
        if (await ScalarAsync<bool>(db, "select to_regclass('platform.migration') is null", cancellationToken))
        {
            problems.Add("The database holds no installation yet: start the host once.");
        }
        else
        {
            await DescribeMigrationsAsync(db, known, text, problems, cancellationToken);
            await DescribeKeysAsync(database, text, problems, cancellationToken);
            await AuditInspection.DescribeAsync(database, text, problems, cancellationToken);
            await DescribeOutboxesAsync(db, text, cancellationToken);
            await DescribeTablesAsync(db, text, cancellationToken);
        }
        DescribeFilms(database.FilmStore, text, problems);
        text.AppendLine();
        if (problems.Count == 0) return new(text.Append("No problems found.").ToString(), 0);
        text.AppendLine(CultureInfo.InvariantCulture, $"{problems.Count} problem(s):");
        return new(text.AppendJoin('\n', problems.Select(problem => "- " + problem)).ToString(), problems.Count);
    }

    /// <summary>Bytes for people: <c>1.5 GB</c>.</summary>
    internal static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    private static async Task DescribeConnectionsAsync(NpgsqlDataSource db, StringBuilder text, List<string> problems,
        CancellationToken cancellationToken)
    {
        var used = await ScalarAsync<long>(db, "select count(*) from pg_stat_activity where backend_type = 'client backend'",
            cancellationToken);
        var limit = await ScalarAsync<int>(db, "select current_setting('max_connections')::int", cancellationToken);
        text.AppendLine(CultureInfo.InvariantCulture, $"connections   {used} of {limit}");
        if (used > limit * 0.8) problems.Add(
            $"{used} of {limit} database connections are in use: raise max_connections or lower Database:MaxConnections.");
        var old = await ScalarAsync<long>(db,
            "select count(*) from pg_stat_activity where xact_start < now() - interval '5 minutes' and backend_type = 'client backend'",
                cancellationToken);
        if (old > 0) problems.Add(
            $"{old} transaction(s) have been open for more than 5 minutes: they hold back clean-up and may hold locks (pg_stat_activity).");
    }

    private static async Task DescribeMigrationsAsync(NpgsqlDataSource db, IReadOnlyList<Migration> known, StringBuilder text,
        List<string> problems, CancellationToken cancellationToken)
    {
        var applied = await ScalarAsync<int>(db, "select coalesce(max(number), 0) from platform.migration", cancellationToken);
        var newest = known.Count == 0 ? 0 : known[^1].Number;
        text.AppendLine(CultureInfo.InvariantCulture, $"schema        migration {applied:0000}; this release knows {newest:0000}");
        if (applied < newest) problems.Add(
            $"{known.Count(migration => migration.Number > applied)} migration(s) are pending: "
            + "they are applied at the next start of the host, or by `ops migrate`.");
        if (applied > newest)
            problems.Add(
                $"The database is ahead of this release ({applied:0000} > {newest:0000}): a newer release was here. "
                + "It is served, but go forward again soon.");
    }

    private static async Task DescribeKeysAsync(OperatorDatabase database, StringBuilder text, List<string> problems,
        CancellationToken cancellationToken)
    {
        var db = database.DataSource;
        if (await ScalarAsync<bool>(db, "select to_regclass('platform.data_key') is null", cancellationToken)) return;
        var current = await ScalarAsync<string>(
            db,
            """
            select coalesce(string_agg(
                purpose || ' ' || id || case algorithm when 1 then ' (AES/SHA-2)' else ' (SM4/SM3)' end, ', ' order by purpose), 'none')
            from platform.data_key where retired_at is null
            """, cancellationToken);
        var draining = await ScalarAsync<long>(db,
            "select count(*) from platform.data_key where retired_at is not null and drained_at is null", cancellationToken);
        text.AppendLine(CultureInfo.InvariantCulture, $"data keys     {current}; {draining} retired and still in use");
        var wrappedBy = await ScalarAsync<string[]>(db, "select coalesce(array_agg(distinct master_key_id), '{}') from platform.data_key",
            cancellationToken);
        if (wrappedBy.Length == 0) return;
        try
        {
            var given = MasterKeyProvider.Load(database.Keys, mayCreate: false, NullLogger.Instance);
            if (!wrappedBy.Contains(given.MasterKeyId))
                problems.Add(
                    $"The data keys were wrapped by master key {string.Join(", ", wrappedBy)}, but {given.MasterKeyId} is configured: "
                    + "personal data cannot be read.");
        }
        catch (KeyUnavailableException missing)
        {
            problems.Add(missing.Message);
        }
    }

    /// <summary>Every table named <c>outbox</c>, whichever slice owns it.</summary>
    private static async Task DescribeOutboxesAsync(NpgsqlDataSource db, StringBuilder text, CancellationToken cancellationToken)
    {
        var outboxes = await ScalarAsync<string[]>(
            db,
            """
            select coalesce(array_agg(c.oid::regclass::text), '{}') from pg_class c where c.relname = 'outbox' and c.relkind in ('r', 'p')
            """, cancellationToken);
        foreach (var outbox in outboxes)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"outbox        {outbox}: {await ScalarAsync<long>(db, $"select count(*) from {outbox}", cancellationToken)} rows");
    }

    private static async Task DescribeTablesAsync(NpgsqlDataSource db, StringBuilder text, CancellationToken cancellationToken)
    {
        await using var command = db.CreateCommand(
            """
            select c.oid::regclass::text, greatest(c.reltuples, 0)::bigint, pg_total_relation_size(c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
            order by 3 desc limit 12
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"table         {reader.GetString(0),-32} about {reader.GetInt64(1),10} rows {Size(reader.GetInt64(2)),10}");
    }

    private static void DescribeFilms(string store, StringBuilder text, List<string> problems)
    {
        var (files, bytes) = (0, 0L);
        if (Directory.Exists(store))
        {
            if (PrivateFiles.IsOpen(store)) problems.Add($"Other accounts may look into {store}: chmod 700.");
            foreach (var file in new DirectoryInfo(store).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                files++;
                bytes += file.Length;
            }
        }
        var existing = store;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        var disk = new DriveInfo(existing);
        text.AppendLine(CultureInfo.InvariantCulture, $"films         {files} files, {Size(bytes)} in {store}");
        text.AppendLine(CultureInfo.InvariantCulture, $"disk          {Size(disk.AvailableFreeSpace)} free of {Size(disk.TotalSize)}");
        if (disk.AvailableFreeSpace < LowDisk) problems.Add(
            $"Only {Size(disk.AvailableFreeSpace)} are free on the disk of {store}: uploads will soon be refused.");
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource db, string sql, CancellationToken cancellationToken)
    {
        await using var command = db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
