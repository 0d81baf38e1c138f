using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Bff.Platform.Ops;

/// <summary>
/// A backup: <c>database.dump</c> (pg_dump's custom format, wrapped keys included), <c>film/</c>, <c>backup.json</c> and <c>SHA256SUMS</c>
/// over all of them,
/// which <c>sha256sum -c</c> reads too. It appears under its name only when it is complete.
/// </summary>
public static class BackupFolder
{
    private const int Format = 1;
    private const string Dump = "database.dump";
    private const string Film = "film";
    private const string Sums = "SHA256SUMS";
    private const string Description = "backup.json";

    /// <exception cref="OperatorException">The folder exists, or a tool failed.</exception>
    public static async Task<string> WriteAsync(OperatorDatabase database, string folder, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new OperatorException(
            $"{folder} is not empty. A backup needs a new folder.");
        var partial = folder.TrimEnd('/') + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        PrivateFiles.CreateFolder(partial);
        var (migration, masterKeys) = await BackupState.ReadStateAsync(database.DataSource, cancellationToken);

        // The database first: every film it knows is on disk already, and films are only ever added.
        await DumpAsync(database, partial, cancellationToken);
        var sums = new StringBuilder();
        HashedFiles.Append(sums, await HashedFiles.HashAsync(Path.Combine(partial, Dump), cancellationToken), Dump);
        var (films, bytes) = await CopyFilmsAsync(database.FilmStore, partial, sums, cancellationToken);

        var description = new BackupDescription(Format, HostVersion, time.GetUtcNow(), migration, masterKeys, films, bytes);
        await PrivateFiles.WriteAsync(Path.Combine(partial, Description),
            JsonSerializer.SerializeToUtf8Bytes(description, BackupJson.Default.BackupDescription), cancellationToken);
        HashedFiles.Append(sums, await HashedFiles.HashAsync(Path.Combine(partial, Description), cancellationToken), Description);
        await PrivateFiles.WriteAsync(Path.Combine(partial, Sums), Encoding.UTF8.GetBytes(sums.ToString()), cancellationToken);
        if (Directory.Exists(folder)) Directory.Delete(folder);
        Directory.Move(partial, folder);
        var keys = masterKeys.Length == 0 ? "none in use" : string.Join(", ", masterKeys);
        return $"Backup written to {folder}: database at migration {migration}, {films} film files ({Inspection.Size(bytes)}).\n"
            + $"The data keys in it are wrapped. The master key ({keys}) is NOT in it: keep it apart, "
            + "without it names, phones and id numbers cannot be read.";
    }

    /// <exception cref="OperatorException">The backup is damaged, or something is there already.</exception>
    /// <param name="keepAccess">Nothing was revoked since the backup, says the operator: counts where the database of before is gone.</param>
    public static async Task<string> RestoreAsync(OperatorDatabase database, string folder, bool force, TimeProvider time,
        CancellationToken cancellationToken, bool keepAccess = false)
    {
        var description = await VerifyAsync(folder, cancellationToken);
        await BackupState.EnsureNobodyIsConnectedAsync(database, cancellationToken);
        var isEmpty = await BackupState.IsEmptyAsync(database.DataSource, cancellationToken);
        var hasFilms = Directory.Exists(database.FilmStore) && Directory.EnumerateFileSystemEntries(database.FilmStore).Any();
        if (!force && !isEmpty) throw new OperatorException(
            "The database is not empty. Restore into an empty one, or add --force to replace it.");
        if (!force && hasFilms) throw new OperatorException(
            $"The film store {database.FilmStore} is not empty. Restore into an empty one, or add --force to replace it.");

        var revocations = new Revocations(database.Revocations);
        if (!isEmpty) await revocations.ReadAsync(database.DataSource, cancellationToken);
        var aside = isEmpty && !hasFilms ? null : await SetAsideAsync(database, isEmpty, hasFilms, time, cancellationToken);
        await database.RunToolAsync("pg_restore",
            ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname=" + database.Connection.Database,
                Path.Combine(folder, Dump)], cancellationToken);
        var revoked = await revocations.CarryAsync(database.DataSource, keepAccess, cancellationToken);
        await CopyFolderAsync(Path.Combine(folder, Film), database.FilmStore, cancellationToken);
        var keys = description.MasterKeyIds.Length == 0 ? "none" : string.Join(", ", description.MasterKeyIds);
        return $"Restored {folder} of {description.CreatedAt:yyyy-MM-dd HH:mm} UTC: "
            + $"database at migration {description.Migration}, {description.Films} film files.\n"
            + $"{revoked}\nThe host needs master key {keys} (Keys:MasterKeyFile)." + (aside is null ? "" : $"\nWhat was there is in {aside}.");
    }

    /// <summary>Moves what is there to a folder of its own; nothing is deleted.</summary>
    private static async Task<string> SetAsideAsync(
        OperatorDatabase database, bool isEmpty, bool hasFilms, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var aside = $"{database.FilmStore.TrimEnd('/')}.replaced-{now}";
        PrivateFiles.CreateFolder(aside);
        if (!isEmpty)
        {
            await DumpAsync(database, aside, cancellationToken);
            await BackupState.DropSchemasAsync(database.DataSource, cancellationToken);
        }
        if (hasFilms) Directory.Move(database.FilmStore, Path.Combine(aside, Film));
        return aside;
    }

    private static async Task DumpAsync(OperatorDatabase database, string folder, CancellationToken cancellationToken)
    {
        var dump = Path.Combine(folder, Dump);
        await PrivateFiles.Create(dump).DisposeAsync(); // pg_dump would make it for all to read; one that is there keeps its rights.
        await database.RunToolAsync(
            "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file=" + dump], cancellationToken);
    }

    internal static string HostVersion =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Every file as its sum says, none missing, none more.</summary>
    private static async Task<BackupDescription> VerifyAsync(string folder, CancellationToken cancellationToken)
    {
        var sumsFile = Path.Combine(folder, Sums);
        if (!File.Exists(sumsFile)) throw new OperatorException($"{folder} is not a backup: there is no {Sums}.");
        var expected = new Dictionary<string, string>();
        foreach (var line in await File.ReadAllLinesAsync(sumsFile, cancellationToken))
        {
            if (line.Length < 67) throw new OperatorException($"{Sums} is damaged.");
            expected[line[66..]] = line[..64];
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file);
            if (name == Sums) continue;
            if (!expected.Remove(name, out var sum)) throw new OperatorException($"The backup holds a file it does not list: {name}");
            if (await HashedFiles.HashAsync(file, cancellationToken) != sum) throw new OperatorException(
                $"The backup is damaged: {name} is not what was written.");
        }
        if (expected.Count > 0) throw new OperatorException($"The backup is damaged: {expected.Keys.First()} is missing.");
        var description = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(folder, Description), cancellationToken),
            BackupJson.Default.BackupDescription)!;
        return description.Format == Format ? description
            : throw new OperatorException($"The backup has format {description.Format}; this release reads {Format}.");
    }

    private static async Task<(int Files, long Bytes)> CopyFilmsAsync(string store, string backup, StringBuilder sums,
        CancellationToken cancellationToken)
    {
        var (files, bytes) = (0, 0L);
        if (!Directory.Exists(store)) return (files, bytes);
        foreach (var source in Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories))
        {
            var name = Path.Combine(Film, Path.GetRelativePath(store, source));
            try
            {
                HashedFiles.Append(sums, await HashedFiles.CopyAsync(source, Path.Combine(backup, name), cancellationToken), name);
            }
            catch (FileNotFoundException)
            {
                // An upload that ended or was given up while we read; the dump does not know it.
                continue;
            }
            files++;
            bytes += new FileInfo(Path.Combine(backup, name)).Length;
        }
        return (files, bytes);
    }

    private static async Task CopyFolderAsync(string source, string target, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(source)) return;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            await HashedFiles.CopyAsync(file, Path.Combine(target, Path.GetRelativePath(source, file)), cancellationToken);
    }
}
