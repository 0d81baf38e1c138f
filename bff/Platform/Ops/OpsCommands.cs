using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>
/// <c>bff ops …</c>: backup, restore, inspection, migration, keys, parked rows. Settings are those of <c>serve</c>
/// (<c>--Database:ConnectionString=…</c>, environment,
/// appsettings).
/// </summary>
public static class OpsCommands
{
    /// <param name="installation">What the commands work on.</param>
    public static Command Create(Installation installation) => new("ops", "Back up, restore and inspect this installation.")
    {
        Backup(installation),
        Restore(installation),
        Inspect(installation),
        Migrate(installation),
        RotateKey(installation),
        Outbox(installation),
    };

    private static Command Backup(Installation installation)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "New folder for the backup." };
        var command = new Command("backup", "Copy database, wrapped keys and films. The master key is never part of it.") { folder };
        return Run(command, installation, (database, parsed, cancellationToken) =>
            BackupFolder.WriteAsync(database, parsed.GetValue(folder)!.FullName, TimeProvider.System, cancellationToken));
    }

    private static Command Restore(Installation installation)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "Folder written by backup." };
        var force = new Option<bool>("--force") { Description = "Replace what is there; it is set aside, not deleted." };
        var keep = new Option<bool>("--keep-access")
        {
            Description = "Nothing was revoked since the backup: links, grants and apps live on though the database of before is gone.",
        };
        var command = new Command("restore", "Verify a backup and restore it into an empty installation; every session ends.")
        {
            folder, force, keep,
        };
        return Run(command, installation, (database, parsed, cancellationToken) =>
            BackupFolder.RestoreAsync(database, parsed.GetValue(folder)!.FullName, parsed.GetValue(force), TimeProvider.System,
                cancellationToken, parsed.GetValue(keep)));
    }

    private static Command Inspect(Installation installation) => Run(
        new Command("inspect", "Print versions, schema, sizes, keys, free disk, and what is wrong in words; exit code 1 when something is."),
        installation,
        async (database, _, cancellationToken) =>
        {
            var report = await Inspection.DescribeAsync(database, installation.Migrations, cancellationToken);
            return (report.Text, report.Problems == 0);
        });

    private static Command Migrate(Installation installation) => Run(
        new Command("migrate", "Bring the schema to this release, beside running hosts. Refused while a backup runs."),
        installation,
        (database, _, cancellationToken) => SchemaUpgrade.RunAsync(database, installation.Migrations, cancellationToken));

    private static Command RotateKey(Installation installation) => Run(
        new Command("rotate-key", "Encrypt personal data under a new data key from now on; running hosts move the old values over."),
        installation,
        async (database, _, cancellationToken) =>
        {
            var master = MasterKeyProvider.Load(database.Keys, mayCreate: false, NullLogger.Instance);
            var cipher = await FieldCipher.OpenAsync(database.DataSource, master, database.Keys.Algorithm, TimeProvider.System,
                NullLogger.Instance, cancellationToken);
            await cipher.RotateAsync(cancellationToken);
            return $"Data key {cipher.CurrentKeyId} is current. "
                + "Hosts take it within 30 s and re-encrypt older values; `ops inspect` shows when none are left.";
        });

    private static Command Outbox(Installation installation)
    {
        var topic = new Option<string?>("--topic") { Description = "Rows of this topic only." };
        var before = new Option<Guid?>("--before") { Description = "The page after this row." };
        var release = new Option<Guid[]>("--release") { Description = "Have these rows tried again.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("outbox", "List what could not be sent and was given up, or have it tried again.") { topic, before, release };
        return Run(command, installation, (database, parsed, cancellationToken) => parsed.GetValue(release) is { Length: > 0 } ids
            ? OutboxReport.ReleaseAsync(database, ids, cancellationToken)
            : OutboxReport.DescribeAsync(database, parsed.GetValue(topic), parsed.GetValue(before), cancellationToken));
    }

    private static Command Run(Command command, Installation installation,
        Func<OperatorDatabase, ParseResult, CancellationToken, Task<string>> work) =>
        Run(command, installation, async (database, parsed, cancellationToken) => (await work(database, parsed, cancellationToken), true));

    /// <summary>The result goes to stdout, and says whether all is well; a failure is one line on stderr. Exit code 1 when it is not.</summary>
    private static Command Run(Command command, Installation installation,
        Func<OperatorDatabase, ParseResult, CancellationToken, Task<(string Text, bool IsWell)>> work)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var database = await OperatorDatabase.OpenAsync(parsed.UnmatchedTokens, installation, cancellationToken);
                var (text, isWell) = await work(database, parsed, cancellationToken);
                await Console.Out.WriteLineAsync(text);
                return isWell ? 0 : 1;
            }
            catch (Exception failure) when (failure is OperatorException or EmbeddedPostgresException or KeyUnavailableException
                or MigrationException or NpgsqlException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(failure.Message);
                return 1;
            }
        });
        return command;
    }
}
