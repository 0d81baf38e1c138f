using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Secrets;

/// <summary>After a rotation every value moves to the new key.</summary>
public sealed class ReencryptionTests : FieldCipherTest
{
    [Fact]
    public async Task Rotation_under_load_loses_nothing_and_ends_with_one_key()
    {
        var cipher = await OpenAsync();
        await ExecuteAsync("create table secret (id uuid primary key, hospital_id uuid, name bytea)");
        var ids = Enumerable.Range(0, 600).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids) await WriteAsync(cipher, id, "v0");
        await ExecuteAsync("insert into secret values (gen_random_uuid(), null, null)");
        var worker = new Reencryption(Database, cipher, [new EncryptedColumn("secret", "name", "id", "hospital_id")],
            NullLogger<Reencryption>.Instance);

        using var stop = new CancellationTokenSource();
        var latest = ids.ToDictionary(id => id, _ => "v0");
        var writers = Enumerable.Range(0, 3).Select(w => Task.Run(async () =>
        {
            for (var i = w; !stop.IsCancellationRequested; i += 3)
            {
                var id = ids[i % ids.Length];
                await WriteAsync(cipher, id, $"v{i}");
                lock (latest) latest[id] = $"v{i}";
                Assert.Equal($"v{i}", await ReadAsync(cipher, id));
            }
        })).ToArray();
        for (var round = 0; round < 3; round++)
        {
            await cipher.RotateAsync(TestContext.Current.CancellationToken);
            await worker.RunOnceAsync(TestContext.Current.CancellationToken);
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        while ((await worker.RunOnceAsync(TestContext.Current.CancellationToken)).Rewritten > 0) { }

        foreach (var id in ids) Assert.Equal(latest[id], await ReadAsync(cipher, id));
        await using var keys = Database.CreateCommand("select count(distinct substring(name from 3 for 4)) from secret");
        Assert.Equal(1L, await keys.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unreadable_value_is_left_alone_and_does_not_stop_the_others()
    {
        var cipher = await OpenAsync();
        await ExecuteAsync("create table secret (id uuid primary key, hospital_id uuid, name bytea)");
        var (good, bad) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await WriteAsync(cipher, good, "好");
        await WriteAsync(cipher, bad, "坏");
        await ExecuteAsync($"update secret set name = set_byte(name, 20, get_byte(name, 20) # 1) where id = '{bad}'");
        await cipher.RotateAsync(TestContext.Current.CancellationToken);
        var worker = new Reencryption(Database, cipher, [new EncryptedColumn("secret", "name", "id", "hospital_id")],
            NullLogger<Reencryption>.Instance);
        Assert.Equal(new ReencryptionPass(1, 1, 0), await worker.RunOnceAsync(TestContext.Current.CancellationToken));
        Assert.Equal("好", await ReadAsync(cipher, good));
    }

    [Fact]
    public async Task A_row_without_a_hospital_is_re_encrypted_too()
    {
        var cipher = await OpenAsync();
        await ExecuteAsync("create table secret (id bigint primary key, hospital_id uuid, name bytea)");
        var context = new CipherContext("secret", "name", "7", "");
        await using (var insert = Database.CreateCommand("insert into secret values (7, null, $1)"))
        {
            insert.Parameters.Add(new() { Value = cipher.Encrypt("李雷", context) });
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        await cipher.RotateAsync(TestContext.Current.CancellationToken);
        foreach (var column in (string[])["hospital_id", ""])
        {
            var worker = new Reencryption(Database, cipher, [new EncryptedColumn("secret", "name", "id", column)],
                NullLogger<Reencryption>.Instance);
            Assert.Equal(new ReencryptionPass(1, 0, 0), await worker.RunOnceAsync(TestContext.Current.CancellationToken));
            await cipher.RotateAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_column_that_is_no_SQL_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => new EncryptedColumn("a; drop table b", "c", "id", "").Validated());
}
