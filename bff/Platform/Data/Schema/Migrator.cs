using System.Data;
using System.Diagnostics;
using System.Reflection;
using Bff.Platform.Pipes;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// Brings the schema forward, never back: files <c>NNNN_name.sql</c> in order, each in its own transaction, one host at a time.
/// A database that is ahead of the code is accepted: a release that is rolled back finds the newer schema, which must stay readable by it.
/// </summary>
public static partial class Migrator
{
    /// <summary>Any number, as long as every host takes the same: "clinic" in ASCII.</summary>
    private const long LockKey = 0x636c696e6963;

    /// <summary>
    /// How long a statement waits for a table. Everything that wants the table afterwards waits behind it: this is how long the service
    /// stands still at most.
    /// </summary>
    private const string LockTimeout = "1s";

    /// <summary>How long a table is asked for again and again before the migration is given up, unless told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Returns how many migrations were applied.</summary>
    /// <param name="patience">How long a table that others use is asked for; null: <see cref="Patience"/>.</param>
    /// <exception cref="MigrationException">An applied file was changed, a number is used twice, a statement failed, or a table was in use
    /// all the time.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource dataSource, IReadOnlyList<Migration> migrations, ILogger logger,
        CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        EnsureNumbered(migrations);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // A long index build is not a stuck query.
        await ExecuteAsync(connection,
            $"set statement_timeout = 0; set lock_timeout = '{LockTimeout}'; set idle_in_transaction_session_timeout = 0",
            cancellationToken);
        await DatabaseLock.TakeAsync(connection, LockKey, cancellationToken);
        try
        {
            await ExecuteAsync(
                connection,
                """
                create schema if not exists platform;
                create table if not exists platform.migration (
                  number integer primary key,
                  name text not null,
                  sha256 text not null,
                  applied_at timestamptz not null default now()
                )
                """,
                cancellationToken);
            var pending = Compare(migrations, await ReadAppliedAsync(connection, cancellationToken), logger);
            foreach (var migration in pending)
            {
                await PatientlyAsync(connection, migration, patience ?? Patience, logger, cancellationToken);
                LogApplied(logger, migration);
            }
            return pending.Count;
        }
        finally
        {
            await DatabaseLock.ReleaseAsync(connection, LockKey);
            if (connection.State == ConnectionState.Open) await ExecuteAsync(connection, "reset all", CancellationToken.None);
        }
    }

    /// <summary>The migrations built into the libraries, in order.</summary>
    public static IReadOnlyList<Migration> Embedded(params Assembly[] libraries) =>
        [.. libraries.SelectMany(Migration.Of).OrderBy(migration => migration.Number)];

    /// <summary>Those that the database does not have yet.</summary>
    /// <exception cref="MigrationException">The database was made by other code.</exception>
    internal static async Task<IReadOnlyList<Migration>> PendingAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<Migration> migrations, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var exists = await connection.ListAsync(
            "select to_regclass('platform.migration') is not null", r => r.GetBoolean(0), cancellationToken);
        return exists[0] ? Compare(migrations, await ReadAppliedAsync(connection, cancellationToken), logger) : migrations;
    }

    /// <summary>A number may be missing: whoever writes several at once has each reserve its own.</summary>
    private static void EnsureNumbered(IReadOnlyList<Migration> migrations)
    {
        for (var i = 1; i < migrations.Count; i++)
        {
            if (migrations[i].Number <= migrations[i - 1].Number) throw new MigrationException(
                $"Two migrations have the number {migrations[i].Number:0000}: {migrations[i - 1].Name} and {migrations[i].Name}.");
        }
    }

    private static async Task<Dictionary<int, (string Name, string Sha256)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.ListAsync("select number, name, sha256 from platform.migration",
            row => (Number: row.GetInt32(0), Name: row.GetString(1), Sha256: row.GetString(2)), cancellationToken))
            .ToDictionary(row => row.Number, row => (row.Name, row.Sha256));

    private static List<Migration> Compare(IReadOnlyList<Migration> migrations, Dictionary<int, (string Name, string Sha256)> applied,
        ILogger logger)
    {
        var newest = applied.Count == 0 ? 0 : applied.Keys.Max();
        var pending = new List<Migration>();
        foreach (var migration in migrations)
        {
            if (!applied.TryGetValue(migration.Number, out var before))
            {
                if (migration.Number < newest)
                    throw new MigrationException(
                        $"Migration {migration} was never applied, but {newest:0000} was: this database was made by other code.");
                pending.Add(migration);
            }
            else if (before.Sha256 != migration.Sha256)
            {
                throw new MigrationException(
                    $"Migration {migration} is not the one applied to this database ({before.Name}, SHA-256 {before.Sha256[..12]}…). "
                    + "Applied migrations are never edited: restore the file and put the change into a new one.");
            }
        }
        var known = migrations.Count == 0 ? 0 : migrations[^1].Number;
        foreach (var (number, (name, _)) in applied.Where(row => row.Key > known).OrderBy(row => row.Key)) LogAhead(logger, number, name);
        return pending;
    }

    /// <summary>Applies it; a table that others use is asked for again after a pause in which the service goes on.</summary>
    private static async Task PatientlyAsync(
        NpgsqlConnection connection, Migration migration, TimeSpan patience, ILogger logger, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (migration.IsConcurrent) await IndexBuilding.RunAsync(connection, migration, patience, cancellationToken);
                else await ApplyAsync(connection, migration, cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (Stopwatch.GetElapsedTime(started) >= patience) throw new MigrationException(
                    $"Migration {migration} could not have its tables within {patience.TotalSeconds:0} s, and nothing of it was done. "
                    + $"{await OldestAsync(connection, cancellationToken)} Start again when it is over.", e);
                if (tries == 1) LogWaiting(logger, migration);
            }
            catch (PostgresException failure)
            {
                throw new MigrationException(
                    $"Migration {migration} failed and was rolled back: {failure.MessageText} (position {failure.Position}).", failure);
            }
            await Task.Delay(Pauses.Backoff(tries, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10)), cancellationToken);
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await RecordAsync(connection, migration, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    internal static Task RecordAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("insert into platform.migration (number, name, sha256) values ($1, $2, $3)", cancellationToken,
            migration.Number, migration.Name, migration.Sha256);

    /// <summary>Who most likely has the table, in words.</summary>
    private static async Task<string> OldestAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var oldest = await connection.ListAsync(
            """
            select coalesce(nullif(application_name, ''), 'a program without a name') || ' (process ' || pid || ', since '
                || to_char(xact_start at time zone 'UTC', 'HH24:MI') || ' UTC)'
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null order by xact_start limit 1
            """, row => row.GetString(0), cancellationToken);
        return oldest is [var who] ? $"The oldest transaction is that of {who}." : "A long transaction held them.";
    }

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Migration}.")]
    private static partial void LogApplied(ILogger logger, Migration migration);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Migration {Migration} waits for a table that others use; it tries again, and the service goes on meanwhile.")]
    private static partial void LogWaiting(ILogger logger, Migration migration);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The database has migration {Number:0000}_{Name}, which this release does not know: a newer release was here.")]
    private static partial void LogAhead(ILogger logger, int number, string name);
}
