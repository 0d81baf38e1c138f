using System.Security.Cryptography;

namespace Bff.Platform.Data;

/// <summary>PostgreSQL refuses to run as root. When the host is root, its database runs as one of these accounts.</summary>
public static partial class UnprivilegedAccount
{
    private const string ReachablePlace = "/var/lib/cloudclinic";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>The owner of an existing folder, so that a folder never changes hands; else <c>postgres</c>, else <c>nobody</c>.</summary>
    public static async Task<(string? Account, bool IsOwner)> ChooseAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            var owner = await CommandLineTool.RunAsync("/bin/sh",
                ["-c", "stat -L -c %U \"$1\" 2>/dev/null || stat -L -f %Su \"$1\"", "owner", folder], Limit, cancellationToken);
            var name = owner.Output.Trim();
            if (owner.ExitCode == 0 && name is not ("root" or "UNKNOWN" or "")) return (name, true);
        }
        var accounts = await File.ReadAllLinesAsync("/etc/passwd", cancellationToken);
        string[] preferred = ["postgres", "_postgres", "nobody"];
        return preferred.FirstOrDefault(name => accounts.Any(line => line.StartsWith(name + ':', StringComparison.Ordinal))) is { } account
            ? (account, false)
            : throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root and there is neither a user postgres nor nobody. Start the host as an ordinary user.");
    }

    /// <summary>
    /// A folder below a private home (<c>/root</c>) cannot be entered by another account. Then it becomes a link to a new folder in a place
    /// that can;
    /// removing the link starts afresh.
    /// </summary>
    public static async Task<string> MakeReachableAsync(string folder, string account, ILogger logger, CancellationToken cancellationToken)
    {
        var parent = Path.GetDirectoryName(folder)!;
        if (new DirectoryInfo(folder).LinkTarget is { } target) return Path.GetFullPath(target, parent);
        Directory.CreateDirectory(parent);
        var entered = await CommandLineTool.RunAsync("/bin/sh", ["-c", "cd \"$1\"", "enter", parent], Limit, cancellationToken, account);
        if (entered.ExitCode == 0) return folder;
        if (Directory.Exists(folder))
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any())
                throw new EmbeddedPostgresException(
                $"PostgreSQL runs as user {account}, who cannot enter {parent}. "
                + $"Open the way (chmod o+x on each folder above it) or move {folder} (Database:DataDirectory).");
            Directory.Delete(folder);
        }
        var elsewhere = Directory.CreateDirectory(
            $"{ReachablePlace}/{Path.GetFileName(folder)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}").FullName;
        Directory.CreateSymbolicLink(folder, elsewhere);
        LogMoved(logger, account, parent, folder, elsewhere);
        return elsewhere;
    }

    /// <summary>What the account already owns is left alone: under a PostgreSQL that still runs, files come and go.</summary>
    public static async Task GiveAsync(string path, string account, CancellationToken cancellationToken)
    {
        var owner = await CommandLineTool.RunAsync("stat", ["-c", "%U", path], Limit, cancellationToken);
        if (owner.ExitCode == 0 && owner.Output.Trim() == account) return;
        var given = await CommandLineTool.RunAsync("chown", ["-R", account + ":", path], Limit, cancellationToken);
        if (given.ExitCode != 0) throw new EmbeddedPostgresException($"Cannot give {path} to user {account}: {given.LastWords}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "User {Account} cannot enter {Parent}, so {Folder} is a link to {Elsewhere}.")]
    private static partial void LogMoved(ILogger logger, string account, string parent, string folder, string elsewhere);
}
