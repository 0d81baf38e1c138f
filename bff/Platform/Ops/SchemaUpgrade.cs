using Microsoft.Extensions.Logging.Console;

namespace Bff.Platform.Ops;

/// <summary>What <c>ops migrate</c> does: the schema of this release, before its hosts come.</summary>
public static class SchemaUpgrade
{
    /// <exception cref="OperatorException">A dump runs, which holds every table until its end.</exception>
    /// <exception cref="MigrationException">A statement failed, or a table was in use all the time.</exception>
    public static async Task<string> RunAsync(
        OperatorDatabase database, IReadOnlyList<Migration> known, CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        // Progress belongs on stderr: stdout carries the result alone.
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var logger = loggers.CreateLogger("Bff.Ops");
        var pending = await Migrator.PendingAsync(database.DataSource, known, logger, cancellationToken);
        if (pending.Count == 0) return "The schema is that of this release: nothing to do.";
        if (await DumpAsync(database, cancellationToken) is { } dump) throw new OperatorException(
            $"A backup runs ({dump}) and holds every table until its end. Nothing was changed: migrate when it is over.");
        var applied = await Migrator.MigrateAsync(database.DataSource, known, logger, cancellationToken, patience);
        return applied == 0 ? "Another host has migrated meanwhile: nothing to do."
            : $"Applied {applied} migration(s); the newest is {pending[^1]}.";
    }

    /// <summary>A dump of this database, ours or any other program's; null when none runs.</summary>
    private static async Task<string?> DumpAsync(OperatorDatabase database, CancellationToken cancellationToken) =>
        (await database.DataSource.ListAsync(
            """
            select application_name || ', process ' || pid from pg_stat_activity
            where datname = current_database() and application_name ilike '%pg_dump%' limit 1
            """, row => row.GetString(0), cancellationToken)).FirstOrDefault();
}
