using System.Data;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// One numbered SQL file of a library's folder <c>Migrations</c>; the numbers run through all of them. The hash is over its text with LF
/// line ends.
/// </summary>
public sealed record Migration(int Number, string Name, string Sql)
{
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
}

/// <summary>The database and the code disagree about the schema; the message says where and what to do.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Brings the schema forward, never back: files <c>NNNN_name.sql</c> in order, each in its own transaction, one host at a time.
/// A database that is ahead of the code is accepted: a release that is rolled back finds the newer schema, which must stay readable by it.
/// </summary>
public static partial class Migrator
{
    /// <summary>Any number, as long as every host takes the same: "clinic" in ASCII.</summary>
    private const long LockKey = 0x636c696e6963;

    /// <summary>Returns how many migrations were applied.</summary>
    /// <exception cref="MigrationException">An applied file was changed, numbers have a gap, or a statement failed.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource dataSource, IReadOnlyList<Migration> migrations, ILogger logger,
        CancellationToken cancellationToken)
    {
        EnsureNumbered(migrations);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // A long index build is not a stuck query; and another host may migrate for a while before it is our turn.
        await ExecuteAsync(connection, "set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0",
            cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
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
            var applied = await ReadAppliedAsync(connection, cancellationToken);
            var pending = Compare(migrations, applied, logger);
            foreach (var migration in pending) await ApplyAsync(connection, migration, logger, cancellationToken);
            return pending.Count;
        }
        finally
        {
            // A broken connection has given up the lock already.
            if (connection.State == ConnectionState.Open) await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey}); reset all",
                CancellationToken.None);
        }
    }

    /// <summary>The migrations built into the libraries, in order.</summary>
    public static IReadOnlyList<Migration> Embedded(params Assembly[] libraries)
    {
        return [.. libraries.SelectMany(library => library.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Select(name => Read(library, name)))
                .OrderBy(migration => migration.Number)];

        static Migration Read(Assembly assembly, string resource)
        {
            var match = ResourceName().Match(resource);
            if (!match.Success) throw new MigrationException($"Migration {resource} is not named NNNN_name.sql.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return new Migration(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value,
                reader.ReadToEnd().ReplaceLineEndings("\n"));
        }
    }

    private static void EnsureNumbered(IReadOnlyList<Migration> migrations)
    {
        for (var i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Number == i + 1) continue;
            throw new MigrationException(i > 0 && migrations[i].Number == migrations[i - 1].Number
                ? $"Two migrations have the number {migrations[i].Number:0000}: {migrations[i - 1].Name} and {migrations[i].Name}."
                : $"Migration {i + 1:0000} is missing: the next is {migrations[i].Number:0000}_{migrations[i].Name}.");
        }
    }

    private static async Task<Dictionary<int,
        (string Name, string Sha256)>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select number, name, sha256 from platform.migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<int, (string, string)>();
        while (await reader.ReadAsync(cancellationToken)) applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        return applied;
    }

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
                        $"Migration {migration.Number:0000}_{migration.Name} was never applied, but {newest:0000} was: "
                        + "this database was made by other code.");
                pending.Add(migration);
            }
            else if (before.Sha256 != migration.Sha256)
            {
                throw new MigrationException(
                    $"Migration {migration.Number:0000}_{migration.Name} is not the one applied to this database "
                    + $"({before.Name}, SHA-256 {before.Sha256[..12]}…). "
                    + "Applied migrations are never edited: restore the file and put the change into a new one.");
            }
        }
        foreach (var (number, (name, _)) in applied.Where(row => row.Key > migrations.Count).OrderBy(row => row.Key)) LogAhead(logger,
            number, name);
        return pending;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, ILogger logger,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
            await using var record = new NpgsqlCommand("insert into platform.migration (number, name, sha256) values ($1, $2, $3)",
                connection)
            {
                Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Sha256 } },
            };
            await record.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogApplied(logger, migration.Number, migration.Name);
        }
        catch (PostgresException failure)
        {
            throw new MigrationException(
                $"Migration {migration.Number:0000}_{migration.Name} failed and was rolled back: "
                + $"{failure.MessageText} (position {failure.Position}).", failure);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [GeneratedRegex(@"\.(\d{4})_([a-z0-9_]+)\.sql$")]
    private static partial Regex ResourceName();

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Number:0000}_{Name}.")]
    private static partial void LogApplied(ILogger logger, int number, string name);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The database has migration {Number:0000}_{Name}, which this release does not know: a newer release was here.")]
    private static partial void LogAhead(ILogger logger, int number, string name);
}
