using Bff.Host;
using Bff.Platform.Ops;

#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Ops;

/// <summary>Installations for backup, restore and inspection, on real databases and folders.</summary>
public abstract class OpsTest : IDisposable
{
    private protected static readonly CipherContext Context = new("accounts.patient", "name_enc", "1", "31001");
    private protected readonly string Home = Directory.CreateTempSubdirectory("cloudclinic-ops-").FullName;
    private protected readonly byte[] Master = RandomNumberGenerator.GetBytes(32);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(Home, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string Backup => Path.Combine(Home, "backup");

    private protected sealed record Installation(string Connection, string FilmStore, string KeyFile);

    private protected Installation Settings(string connection, string name) =>
        new(connection + ";Pooling=false", Path.Combine(Home, name), Path.Combine(Home, "master.key"));

    private protected async Task<(Installation Installation, byte[] Sealed)> InstallationAsync(string name, string hospital = "东方医院")
    {
        var installation = Settings(await TestPostgres.CreateDatabaseAsync(), name);
        await File.WriteAllTextAsync(installation.KeyFile, Convert.ToBase64String(Master), Token);
        Directory.CreateDirectory(Path.Combine(installation.FilmStore, "a"));
        await File.WriteAllTextAsync(Path.Combine(installation.FilmStore, "a", "b.bin"), "pixels", Token);
        await using var database = NpgsqlDataSource.Create(installation.Connection);
        await using var insert = database.CreateCommand(
            "insert into accounts.hospital (id, code, name, created_at) values (gen_random_uuid(), 'east', $1, now())");
        insert.Parameters.Add(new() { Value = hospital });
        await insert.ExecuteNonQueryAsync(Token);
        var cipher = await FieldCipher.OpenAsync(database, new MasterKeyProvider(Master), CipherAlgorithm.Aes256Gcm, TimeProvider.System,
            NullLogger.Instance, Token);
        return (installation, cipher.Encrypt("李雷", Context));
    }

    private protected static Task<OperatorDatabase> OpenAsync(Installation installation) => OperatorDatabase.OpenAsync(
        ["--Database:ConnectionString=" + installation.Connection, "--Film:StorePath=" + installation.FilmStore,
            "--Keys:MasterKeyFile=" + installation.KeyFile], Libraries.Installation, Token);

    private protected async Task<string> BackUpAsync(Installation installation)
    {
        NeedsClientPrograms();
        await using var database = await OpenAsync(installation);
        return await BackupFolder.WriteAsync(database, Backup, TimeProvider.System, Token);
    }

    private protected async Task<string> RestoreAsync(Installation installation, bool force, bool keepAccess = false)
    {
        await using var database = await OpenAsync(installation);
        return await BackupFolder.RestoreAsync(database, Backup, force, TimeProvider.System, Token, keepAccess);
    }

    private protected static void NeedsClientPrograms() => Assert.SkipUnless(
        Directory.Exists("/usr/lib/postgresql")
            || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(folder + "/pg_dump")),
        "pg_dump is not installed (Debian: postgresql-client)");

    private protected static async Task<string> InspectAsync(Installation installation)
    {
        await using var database = await OpenAsync(installation);
        return (await Inspection.DescribeAsync(database, Libraries.Migrations, Token)).Text;
    }

    private protected static async Task<object?> ScalarAsync(Installation installation, string sql)
    {
        await using var database = NpgsqlDataSource.Create(installation.Connection);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
