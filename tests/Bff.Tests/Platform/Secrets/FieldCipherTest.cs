using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Secrets;

/// <summary>Values and their keys on a database of their own.</summary>
public abstract class FieldCipherTest : IAsyncLifetime
{
    private protected static readonly CipherContext Context =
        new("accounts.person", "name", "0195a1b2-0000-7000-8000-000000000001", "31001");
    private protected static readonly Guid Hospital = Guid.Parse("0195a1b2-0000-7000-8000-00000000000a");
    private protected NpgsqlDataSource Database = null!;

    public async ValueTask InitializeAsync() => Database = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync());

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Database.DisposeAsync();
    }

    private protected static void AssertRefused(FieldCipher cipher, byte[] ciphertext, CipherContext context) =>
        Assert.Throws<FieldCipherException>(() => cipher.Decrypt(ciphertext, context));

    private protected Task<FieldCipher> OpenAsync(CipherAlgorithm algorithm = CipherAlgorithm.Aes256Gcm, byte[]? master = null) =>
        FieldCipher.OpenAsync(
        Database, new MasterKeyProvider(master ?? RandomNumberGenerator.GetBytes(32)), algorithm, TimeProvider.System, NullLogger.Instance,
            TestContext.Current.CancellationToken);

    private protected static CipherContext RowContext(Guid id) => new("secret", "name", id, Hospital);

    private protected async Task WriteAsync(FieldCipher cipher, Guid id, string text)
    {
        await using var command = Database.CreateCommand(
            "insert into secret values ($1, $3, $2) on conflict (id) do update set name = excluded.name");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = cipher.Encrypt(text, RowContext(id)) });
        command.Parameters.Add(new() { Value = Hospital });
        await command.ExecuteNonQueryAsync();
    }

    private protected async Task<string> ReadAsync(FieldCipher cipher, Guid id)
    {
        await using var command = Database.CreateCommand("select name from secret where id = $1");
        command.Parameters.Add(new() { Value = id });
        return cipher.Decrypt((byte[])(await command.ExecuteScalarAsync())!, RowContext(id));
    }

    private protected async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
