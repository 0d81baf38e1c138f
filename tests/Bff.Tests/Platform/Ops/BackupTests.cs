using Bff.Host;
using Bff.Platform.Ops;

#pragma warning disable CA1416 // The embedded database refuses Windows.
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Ops;

/// <summary>Backup and restore.</summary>
public sealed class BackupTests : OpsTest
{
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
        Assert.Equal("pixels", await File.ReadAllTextAsync(Path.Combine(Home, "target", "a", "b.bin"), Token));
        await using var database = NpgsqlDataSource.Create(target.Connection);
        var cipher = await FieldCipher.OpenAsync(database, new MasterKeyProvider(Master), CipherAlgorithm.Aes256Gcm, TimeProvider.System,
            NullLogger.Instance, Token);
        Assert.Equal("李雷", cipher.Decrypt(sealedText, Context));
    }

    [Fact]
    public async Task TheMaster_key_is_in_no_file_of_a_backup()
    {
        var (source, _) = await InstallationAsync("source");
        await BackUpAsync(source);
        foreach (var file in Directory.EnumerateFiles(Backup, "*", SearchOption.AllDirectories))
        {
            var content = await File.ReadAllBytesAsync(file, Token);
            Assert.Equal(-1, content.AsSpan().IndexOf(Master));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(Master))));
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
        Assert.False(Directory.Exists(Path.Combine(Home, "target")));
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
        var aside = Directory.EnumerateDirectories(Home, "target.replaced-*").Single();
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
}
