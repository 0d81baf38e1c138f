using Bff.Host;
using Bff.Platform.Ops;

#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform;

/// <summary>Backup, restore and inspection on real databases and folders.</summary>
public sealed class OpsCommandsTests : IDisposable
{
    private static readonly CipherContext Context = new("accounts.patient", "name_enc", "1", "31001");
    private readonly string _home = Directory.CreateTempSubdirectory("cloudclinic-ops-").FullName;
    private readonly byte[] _master = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string Backup => Path.Combine(_home, "backup");

    [Fact]
    public async Task A_backup_restores_database_keys_and_films_into_an_empty_installation()
    {
        var (source, sealedText) = await InstallationAsync("source");
        var said = await BackUpAsync(source);
        Assert.Contains("master key", said, StringComparison.Ordinal);
        Assert.Contains("NOT in it", said, StringComparison.Ordinal);

        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        await RestoreAsync(target, force: false);
        Assert.Equal("东方医院", await ScalarAsync(target, "select name from accounts.hospital"));
        Assert.Equal("pixels", await File.ReadAllTextAsync(Path.Combine(_home, "target", "a", "b.bin"), Token));
        await using var database = NpgsqlDataSource.Create(target.Connection);
        var cipher = await FieldCipher.OpenAsync(database, new MasterKeyProvider(_master), CipherAlgorithm.Aes256Gcm, TimeProvider.System,
            NullLogger.Instance, Token);
        Assert.Equal("李雷", cipher.Decrypt(sealedText, Context));
    }

    [Fact]
    public async Task The_master_key_is_in_no_file_of_a_backup()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        foreach (var file in Directory.EnumerateFiles(Backup, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, Token);
            Assert.Equal(-1, content.AsSpan().IndexOf(_master));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(_master))));
        }
    }

    [Theory]
    [InlineData("changed", "film/a/b.bin is not what was written")]
    [InlineData("missing", "film/a/b.bin is missing")]
    [InlineData("added", "does not list: film/more.bin")]
    [InlineData("dump", "database.dump is not what was written")]
    public async Task A_damaged_backup_is_refused_before_anything_is_touched(string damage, string reason)
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        switch (damage)
        {
            case "changed": await File.WriteAllTextAsync(Path.Combine(Backup, "film/a/b.bin"), "pixelz", Token); break;
            case "missing": File.Delete(Path.Combine(Backup, "film/a/b.bin")); break;
            case "added": await File.WriteAllTextAsync(Path.Combine(Backup, "film/more.bin"), "x", Token); break;
            default: await File.AppendAllTextAsync(Path.Combine(Backup, "database.dump"), "x", Token); break;
        }
        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        var refusal = await Assert.ThrowsAsync<OperatorException>(() => RestoreAsync(target, force: true));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(true, await ScalarAsync(target, "select to_regclass('platform.migration') is null"));
        Assert.False(Directory.Exists(Path.Combine(_home, "target")));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_by_force_and_then_set_aside()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        var (target, _) = await InstallationAsync("target", hospital: "旧医院");
        Assert.Contains("not empty", (await Assert.ThrowsAsync<OperatorException>(() => RestoreAsync(target, force: false))).Message,
            StringComparison.Ordinal);
        Assert.Equal("旧医院", await ScalarAsync(target, "select name from accounts.hospital"));

        await RestoreAsync(target, force: true);
        Assert.Equal("东方医院", await ScalarAsync(target, "select name from accounts.hospital"));
        var aside = Directory.EnumerateDirectories(_home, "target.replaced-*").Single();
        Assert.True(File.Exists(Path.Combine(aside, "database.dump")));
        Assert.True(File.Exists(Path.Combine(aside, "film", "a", "b.bin")));
    }

    [Fact]
    public async Task A_database_in_use_is_not_restored_over()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        var target = Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "target");
        await using var host = new NpgsqlConnection(target.Connection);
        await host.OpenAsync(Token);
        var refusal = await Assert.ThrowsAsync<OperatorException>(() => RestoreAsync(target, force: true));
        Assert.Contains("Stop the host first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_never_overwrites_a_folder()
    {
        var (source, _) = await InstallationAsync("source");
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "precious"), "x", Token);
        Assert.Contains("not empty", (await Assert.ThrowsAsync<OperatorException>(() => BackUpAsync(source))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_of_a_sound_installation_finds_its_parts()
    {
        var (source, _) = await InstallationAsync("source");
        var report = await InspectAsync(source);
        Assert.Contains($"migration {Libraries.Migrations.Count:0000}", report, StringComparison.Ordinal);
        Assert.Contains("accounts.hospital", report, StringComparison.Ordinal);
        Assert.Contains("films         1 files, 6 B", report, StringComparison.Ordinal);
        Assert.DoesNotContain("master key", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_names_a_missing_and_a_wrong_master_key()
    {
        var (source, _) = await InstallationAsync("source");
        Assert.Contains("is missing", await InspectAsync(source with { KeyFile = Path.Combine(_home, "gone") }), StringComparison.Ordinal);
        var wrong = Path.Combine(_home, "wrong.key");
        await File.WriteAllTextAsync(wrong, Convert.ToBase64String(new byte[32]), Token);
        Assert.Contains("personal data cannot be read", await InspectAsync(source with { KeyFile = wrong }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_of_an_empty_database_says_so()
    {
        var report = await InspectAsync(Settings(await TestPostgres.CreateEmptyDatabaseAsync(), "none"));
        Assert.Contains("no installation yet", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_embedded_database_is_joined_not_started_twice()
    {
        File.SetUnixFileMode(_home, (UnixFileMode)0b111_101_101);
        var data = Path.Combine(_home, "postgres");
        await using var host = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = data, Durable = false },
            NullLogger.Instance, Token);
        await using var joined = await OperatorDatabase.OpenAsync(["--Database:DataDirectory=" + data], Libraries.Installation, Token);
        Assert.True(joined.IsHostRunning);
        await using var command = joined.DataSource.CreateCommand("select 1");
        Assert.Equal(1, await command.ExecuteScalarAsync(Token));
    }

    private sealed record Installation(string Connection, string FilmStore, string KeyFile);

    private Installation Settings(string connection, string name) =>
        new(connection + ";Pooling=false", Path.Combine(_home, name), Path.Combine(_home, "master.key"));

    private async Task<(Installation Installation, byte[] Sealed)> InstallationAsync(string name, string hospital = "东方医院")
    {
        var installation = Settings(await TestPostgres.CreateDatabaseAsync(), name);
        await File.WriteAllTextAsync(installation.KeyFile, Convert.ToBase64String(_master), Token);
        Directory.CreateDirectory(Path.Combine(installation.FilmStore, "a"));
        await File.WriteAllTextAsync(Path.Combine(installation.FilmStore, "a", "b.bin"), "pixels", Token);
        await using var database = NpgsqlDataSource.Create(installation.Connection);
        await using var insert = database.CreateCommand(
            "insert into accounts.hospital (id, code, name, created_at) values (gen_random_uuid(), 'east', $1, now())");
        insert.Parameters.Add(new() { Value = hospital });
        await insert.ExecuteNonQueryAsync(Token);
        var cipher = await FieldCipher.OpenAsync(database, new MasterKeyProvider(_master), CipherAlgorithm.Aes256Gcm, TimeProvider.System,
            NullLogger.Instance, Token);
        return (installation, cipher.Encrypt("李雷", Context));
    }

    private static Task<OperatorDatabase> OpenAsync(Installation installation) => OperatorDatabase.OpenAsync(
        ["--Database:ConnectionString=" + installation.Connection, "--Film:StorePath=" + installation.FilmStore,
            "--Keys:MasterKeyFile=" + installation.KeyFile], Libraries.Installation, Token);

    private async Task<string> BackUpAsync(Installation installation)
    {
        NeedsClientPrograms();
        await using var database = await OpenAsync(installation);
        return await BackupFolder.WriteAsync(database, Backup, TimeProvider.System, Token);
    }

    private async Task<string> RestoreAsync(Installation installation, bool force)
    {
        await using var database = await OpenAsync(installation);
        return await BackupFolder.RestoreAsync(database, Backup, force, TimeProvider.System, Token);
    }

    private static void NeedsClientPrograms() => Assert.SkipUnless(
        Directory.Exists("/usr/lib/postgresql")
            || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(folder + "/pg_dump")),
        "pg_dump is not installed (Debian: postgresql-client)");

    private static async Task<string> InspectAsync(Installation installation)
    {
        await using var database = await OpenAsync(installation);
        return await Inspection.DescribeAsync(database, Libraries.Migrations, Token);
    }

    private static async Task<object?> ScalarAsync(Installation installation, string sql)
    {
        await using var database = NpgsqlDataSource.Create(installation.Connection);
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
