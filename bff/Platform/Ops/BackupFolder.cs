using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>What a backup says of itself (<c>backup.json</c>).</summary>
/// <param name="Migration">Number of the newest migration in the dump.</param>
/// <param name="MasterKeyIds">Names of the master keys needed to read the personal data in it.</param>
public sealed record BackupDescription(int Format, string Host, DateTimeOffset CreatedAt, int Migration, string[] MasterKeyIds, int Films, long FilmBytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupDescription))]
public sealed partial class BackupJson : JsonSerializerContext;

/// <summary>
/// A backup: <c>database.dump</c> (pg_dump's custom format, wrapped keys included), <c>film/</c>, <c>backup.json</c> and <c>SHA256SUMS</c> over all of them,
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
    public static async Task<string> WriteAsync(OperatorDatabase database, string folder, TimeProvider time, CancellationToken ct)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new OperatorException($"{folder} is not empty. A backup needs a new folder.");
        var partial = folder.TrimEnd('/') + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        var (migration, masterKeys) = await ReadStateAsync(database.DataSource, ct);

        // The database first: every film it knows is on disk already, and films are only ever added.
        await database.RunToolAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file=" + Path.Combine(partial, Dump)], ct);
        var sums = new StringBuilder();
        Append(sums, await HashAsync(Path.Combine(partial, Dump), ct), Dump);
        var (films, bytes) = await CopyFilmsAsync(database.FilmStore, partial, sums, ct);

        var description = new BackupDescription(Format, HostVersion, time.GetUtcNow(), migration, masterKeys, films, bytes);
        await File.WriteAllBytesAsync(Path.Combine(partial, Description), JsonSerializer.SerializeToUtf8Bytes(description, BackupJson.Default.BackupDescription), ct);
        Append(sums, await HashAsync(Path.Combine(partial, Description), ct), Description);
        await File.WriteAllTextAsync(Path.Combine(partial, Sums), sums.ToString(), ct);
        if (Directory.Exists(folder)) Directory.Delete(folder);
        Directory.Move(partial, folder);
        return $"""
            Backup written to {folder}: database at migration {migration}, {films} film files ({Inspection.Size(bytes)}).
            The data keys in it are wrapped. The master key ({(masterKeys.Length == 0 ? "none in use" : string.Join(", ", masterKeys))}) is NOT in it: keep it apart, without it names, phones and id numbers cannot be read.
            """;
    }

    /// <exception cref="OperatorException">The backup is damaged, or something is there already.</exception>
    public static async Task<string> RestoreAsync(OperatorDatabase database, string folder, bool force, TimeProvider time, CancellationToken ct)
    {
        var description = await VerifyAsync(folder, ct);
        await EnsureNobodyIsConnectedAsync(database, ct);
        var isEmpty = await IsEmptyAsync(database.DataSource, ct);
        var hasFilms = Directory.Exists(database.FilmStore) && Directory.EnumerateFileSystemEntries(database.FilmStore).Any();
        if (!force && !isEmpty) throw new OperatorException("The database is not empty. Restore into an empty one, or add --force to replace it.");
        if (!force && hasFilms) throw new OperatorException($"The film store {database.FilmStore} is not empty. Restore into an empty one, or add --force to replace it.");

        var aside = "";
        if (!isEmpty || hasFilms)
        {
            aside = $"{database.FilmStore.TrimEnd('/')}.replaced-{time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}";
            Directory.CreateDirectory(aside);
            if (!isEmpty) await database.RunToolAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file=" + Path.Combine(aside, Dump)], ct);
            if (!isEmpty) await DropSchemasAsync(database.DataSource, ct);
            if (hasFilms) Directory.Move(database.FilmStore, Path.Combine(aside, Film));
        }
        await database.RunToolAsync("pg_restore", ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname=" + database.Connection.Database, Path.Combine(folder, Dump)], ct);
        await CopyFolderAsync(Path.Combine(folder, Film), database.FilmStore, ct);
        return $"""
            Restored {folder} of {description.CreatedAt:yyyy-MM-dd HH:mm} UTC: database at migration {description.Migration}, {description.Films} film files.
            The host needs master key {(description.MasterKeyIds.Length == 0 ? "none" : string.Join(", ", description.MasterKeyIds))} (Keys:MasterKeyFile).
            """ + (aside.Length == 0 ? "" : $"\nWhat was there is in {aside}.");
    }

    internal static string HostVersion =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Every file as its sum says, none missing, none more.</summary>
    private static async Task<BackupDescription> VerifyAsync(string folder, CancellationToken ct)
    {
        var sumsFile = Path.Combine(folder, Sums);
        if (!File.Exists(sumsFile)) throw new OperatorException($"{folder} is not a backup: there is no {Sums}.");
        var expected = new Dictionary<string, string>();
        foreach (var line in await File.ReadAllLinesAsync(sumsFile, ct))
        {
            if (line.Length < 67) throw new OperatorException($"{Sums} is damaged.");
            expected[line[66..]] = line[..64];
        }
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, file);
            if (name == Sums) continue;
            if (!expected.Remove(name, out var sum)) throw new OperatorException($"The backup holds a file it does not list: {name}");
            if (await HashAsync(file, ct) != sum) throw new OperatorException($"The backup is damaged: {name} is not what was written.");
        }
        if (expected.Count > 0) throw new OperatorException($"The backup is damaged: {expected.Keys.First()} is missing.");
        var description = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(Path.Combine(folder, Description), ct), BackupJson.Default.BackupDescription)!;
        return description.Format == Format ? description : throw new OperatorException($"The backup has format {description.Format}; this release reads {Format}.");
    }

    private static async Task<(int Migration, string[] MasterKeys)> ReadStateAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var exists = dataSource.CreateCommand("select to_regclass('platform.migration') is not null and to_regclass('platform.data_key') is not null");
        if (await exists.ExecuteScalarAsync(ct) is not true) throw new OperatorException("The database holds no installation yet: start the host once.");
        await using var migration = dataSource.CreateCommand("select coalesce(max(number), 0) from platform.migration");
        await using var keys = dataSource.CreateCommand("select coalesce(array_agg(distinct master_key_id), '{}') from platform.data_key");
        return ((int)(await migration.ExecuteScalarAsync(ct))!, (string[])(await keys.ExecuteScalarAsync(ct))!);
    }

    private static async Task EnsureNobodyIsConnectedAsync(OperatorDatabase database, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and application_name <> 'bff ops'");
        var others = (long)(await command.ExecuteScalarAsync(ct))!;
        if (database.IsHostRunning || others > 0) throw new OperatorException($"The database is in use ({others} connections). Stop the host first.");
    }

    private const string OwnSchemas = "nspname not like 'pg\\_%' and nspname <> 'information_schema'";

    private static async Task<bool> IsEmptyAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where {OwnSchemas})");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task DropSchemasAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            do $$ declare name text; begin
              for name in select nspname from pg_namespace where {OwnSchemas} and nspname <> 'public' loop
                execute format('drop schema %I cascade', name);
              end loop;
            end $$
            """);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<(int Files, long Bytes)> CopyFilmsAsync(string store, string backup, StringBuilder sums, CancellationToken ct)
    {
        var (files, bytes) = (0, 0L);
        if (!Directory.Exists(store)) return (files, bytes);
        foreach (var source in Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories))
        {
            var name = Path.Combine(Film, Path.GetRelativePath(store, source));
            try
            {
                Append(sums, await CopyAsync(source, Path.Combine(backup, name), ct), name);
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

    private static async Task CopyFolderAsync(string source, string target, CancellationToken ct)
    {
        if (!Directory.Exists(source)) return;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            await CopyAsync(file, Path.Combine(target, Path.GetRelativePath(source, file)), ct);
    }

    /// <summary>Copies to disk, not just to its cache, and returns the SHA-256 of what was read.</summary>
    private static async Task<string> CopyAsync(string source, string target, CancellationToken ct)
    {
        await using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        for (int read; (read = await input.ReadAsync(buffer, ct)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await output.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        output.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> HashAsync(string file, CancellationToken ct)
    {
        await using var input = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(input, ct));
    }

    private static void Append(StringBuilder sums, string sum, string name) => sums.Append(sum).Append("  ").Append(name).Append('\n');
}
