using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform;

public sealed class FieldCipherTests : IAsyncLifetime
{
    private static readonly CipherContext Context = new("accounts.person", "name", "0195a1b2-0000-7000-8000-000000000001", "31001");
    private static readonly Guid Hospital = Guid.Parse("0195a1b2-0000-7000-8000-00000000000a");
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync() => _database = NpgsqlDataSource.Create(await TestPostgres.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(CipherAlgorithm.Aes256Gcm)]
    [InlineData(CipherAlgorithm.Sm4Gcm)]
    internal async Task What_was_encrypted_is_read_back(CipherAlgorithm algorithm)
    {
        var cipher = await OpenAsync(algorithm);
        foreach (var text in (string[])["", "李", "欧阳娜娜 13800138000", new string('字', 5000), "a\0b", "👨‍👩‍👧"])
            Assert.Equal(text, cipher.Decrypt(cipher.Encrypt(text, Context), Context));
    }

    [Fact]
    public async Task Any_text_is_read_back()
    {
        var cipher = await OpenAsync();
        Prop.ForAll<NonNull<string>>(text =>
            WellFormed(text.Get) is var plain && cipher.Decrypt(cipher.Encrypt(plain, Context), Context) == plain)
                .QuickCheckThrowOnFailure();

        static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public async Task A_lone_surrogate_is_refused_not_replaced() =>
        Assert.ThrowsAny<ArgumentException>(() => _ = OpenAsync().GetAwaiter().GetResult().Encrypt("\ud800", Context));

    [Fact]
    public async Task The_ciphertext_has_the_documented_layout()
    {
        var cipher = await OpenAsync();
        var sealedText = cipher.Encrypt("李雷", Context);
        Assert.Equal(1 + 1 + 4 + 12 + 6 + 16, sealedText.Length);
        Assert.Equal([1, 1], sealedText[..2]);
        Assert.Equal(cipher.CurrentKeyId, FieldCipher.KeyIdOf(sealedText));
    }

    [Fact]
    public async Task The_same_text_twice_gives_different_ciphertexts()
    {
        var cipher = await OpenAsync();
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(cipher.Encrypt("13800138000", Context))).Distinct()
            .Count());
    }

    [Theory]
    [InlineData(CipherAlgorithm.Aes256Gcm)]
    [InlineData(CipherAlgorithm.Sm4Gcm)]
    internal async Task Every_flipped_bit_and_every_cut_fails_closed(CipherAlgorithm algorithm)
    {
        var cipher = await OpenAsync(algorithm);
        await cipher.RotateAsync(TestContext.Current.CancellationToken);
        var sealedText = cipher.Encrypt("310101199001011234", Context);
        for (var bit = 0; bit < sealedText.Length * 8; bit++)
        {
            var forged = (byte[])sealedText.Clone();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(cipher, forged, Context);
        }
        for (var length = 0; length < sealedText.Length; length++) AssertRefused(cipher, sealedText[..length], Context);
        AssertRefused(cipher, [.. sealedText, 0], Context);
    }

    [Fact]
    public async Task A_value_moved_to_another_place_does_not_open()
    {
        var cipher = await OpenAsync();
        var sealedText = cipher.Encrypt("李雷", Context);
        AssertRefused(cipher, sealedText, Context with { Table = "accounts.staff" });
        AssertRefused(cipher, sealedText, Context with { Column = "phone" });
        AssertRefused(cipher, sealedText, Context with { RowId = "0195a1b2-0000-7000-8000-000000000002" });
        AssertRefused(cipher, sealedText, Context with { Hospital = "31002" });
        Assert.Throws<ArgumentException>(() => cipher.Encrypt("x", Context with { Hospital = "a|b" }));
    }

    [Fact]
    public async Task Every_refusal_reads_the_same()
    {
        var cipher = await OpenAsync();
        var sealedText = cipher.Encrypt("李雷", Context);
        var messages = new[] { sealedText[..3], [.. sealedText[..^1], (byte)(sealedText[^1] ^ 1)], [1, 1, 9, 9, 9, 9, .. sealedText[6..]] }
            .Select(forged => Assert.Throws<FieldCipherException>(() => cipher.Decrypt(forged, Context)).Message);
        Assert.Single(messages.Distinct());
    }

    [Fact]
    public async Task A_new_host_with_the_same_master_key_reads_old_values()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var sealedText = (await OpenAsync(master: master)).Encrypt("李雷", Context);
        Assert.Equal("李雷", (await OpenAsync(master: master)).Decrypt(sealedText, Context));
    }

    [Fact]
    public async Task Hosts_starting_together_share_one_key()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var ciphers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(master: master)));
        Assert.Single(ciphers.Select(cipher => cipher.CurrentKeyId).Distinct());
        Assert.Equal("李", ciphers[5].Decrypt(ciphers[0].Encrypt("李", Context), Context));
    }

    [Fact]
    public async Task Another_master_key_is_refused_with_both_names()
    {
        await OpenAsync();
        var refusal = await Assert.ThrowsAsync<KeyUnavailableException>(() => OpenAsync());
        Assert.Contains("wrapped by master key", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_wrapped_key_is_refused_by_number()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var cipher = await OpenAsync(master: master);
        await ExecuteAsync(
            "update platform.data_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where purpose = 'field'");
        var refusal = await Assert.ThrowsAsync<KeyUnavailableException>(() => OpenAsync(master: master));
        Assert.Contains($"Data key {cipher.CurrentKeyId} does not open", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapped_key_relabelled_for_another_algorithm_is_refused()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        await OpenAsync(master: master);
        await ExecuteAsync("update platform.data_key set algorithm = 2");
        await Assert.ThrowsAsync<KeyUnavailableException>(() => OpenAsync(master: master));
    }

    [Fact]
    public async Task A_value_whose_key_is_gone_fails_closed()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var cipher = await OpenAsync(master: master);
        var sealedText = cipher.Encrypt("李雷", Context);
        await cipher.RotateAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync("delete from platform.data_key where retired_at is not null");
        AssertRefused(await OpenAsync(master: master), sealedText, Context);
    }

    [Fact]
    public async Task A_key_made_by_another_node_is_found_on_first_use()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var (here, there) = (await OpenAsync(master: master), await OpenAsync(master: master));
        await there.RotateAsync(TestContext.Current.CancellationToken);
        var sealedText = there.Encrypt("李雷", Context);
        Parallel.For(0, 16, _ => Assert.Equal("李雷", here.Decrypt(sealedText, Context)));
    }

    [Fact]
    public async Task Rotation_may_change_the_algorithm()
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var before = await OpenAsync(CipherAlgorithm.Aes256Gcm, master);
        var old = before.Encrypt("李雷", Context);
        var after = await OpenAsync(CipherAlgorithm.Sm4Gcm, master);
        await after.RotateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, after.Encrypt("李雷", Context)[1]);
        Assert.Equal("李雷", after.Decrypt(old, Context));
    }

    [Theory]
    [InlineData(CipherAlgorithm.Aes256Gcm)]
    [InlineData(CipherAlgorithm.Sm4Gcm)]
    internal async Task A_blind_index_is_stable_per_column_and_survives_rotation(CipherAlgorithm algorithm)
    {
        var master = RandomNumberGenerator.GetBytes(32);
        var cipher = await OpenAsync(algorithm, master);
        var index = cipher.BlindIndex("13800138000", "accounts.person.phone");
        Assert.Equal(32, index.Length);
        await cipher.RotateAsync(TestContext.Current.CancellationToken);
        Assert.Equal(index, (await OpenAsync(algorithm, master)).BlindIndex("13800138000", "accounts.person.phone"));
        Assert.NotEqual(index, cipher.BlindIndex("13800138001", "accounts.person.phone"));
        Assert.NotEqual(index, cipher.BlindIndex("13800138000", "accounts.card.phone"));
    }

    [Fact]
    public async Task Rotation_under_load_loses_nothing_and_ends_with_one_key()
    {
        var cipher = await OpenAsync();
        await ExecuteAsync("create table secret (id uuid primary key, hospital_id uuid, name bytea)");
        var ids = Enumerable.Range(0, 600).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var id in ids) await WriteAsync(cipher, id, "v0");
        await ExecuteAsync("insert into secret values (gen_random_uuid(), null, null)");
        var worker = new Reencryption(_database, cipher, [new EncryptedColumn("secret", "name", "id", "hospital_id")],
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
        await using var keys = _database.CreateCommand("select count(distinct substring(name from 3 for 4)) from secret");
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
        var worker = new Reencryption(_database, cipher, [new EncryptedColumn("secret", "name", "id", "hospital_id")],
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
        await using (var insert = _database.CreateCommand("insert into secret values (7, null, $1)"))
        {
            insert.Parameters.Add(new() { Value = cipher.Encrypt("李雷", context) });
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        await cipher.RotateAsync(TestContext.Current.CancellationToken);
        foreach (var column in (string[])["hospital_id", ""])
        {
            var worker = new Reencryption(_database, cipher, [new EncryptedColumn("secret", "name", "id", column)],
                NullLogger<Reencryption>.Instance);
            Assert.Equal(new ReencryptionPass(1, 0, 0), await worker.RunOnceAsync(TestContext.Current.CancellationToken));
            await cipher.RotateAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_column_that_is_no_SQL_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => new EncryptedColumn("a; drop table b", "c", "id", "").Validated());

    private static void AssertRefused(FieldCipher cipher, byte[] ciphertext, CipherContext context) =>
        Assert.Throws<FieldCipherException>(() => cipher.Decrypt(ciphertext, context));

    private Task<FieldCipher> OpenAsync(CipherAlgorithm algorithm = CipherAlgorithm.Aes256Gcm, byte[]? master = null) =>
        FieldCipher.OpenAsync(
        _database, new MasterKeyProvider(master ?? RandomNumberGenerator.GetBytes(32)), algorithm, TimeProvider.System, NullLogger.Instance,
            TestContext.Current.CancellationToken);

    private static CipherContext RowContext(Guid id) => new("secret", "name", id, Hospital);

    private async Task WriteAsync(FieldCipher cipher, Guid id, string text)
    {
        await using var command = _database.CreateCommand(
            "insert into secret values ($1, $3, $2) on conflict (id) do update set name = excluded.name");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = cipher.Encrypt(text, RowContext(id)) });
        command.Parameters.Add(new() { Value = Hospital });
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> ReadAsync(FieldCipher cipher, Guid id)
    {
        await using var command = _database.CreateCommand("select name from secret where id = $1");
        command.Parameters.Add(new() { Value = id });
        return cipher.Decrypt((byte[])(await command.ExecuteScalarAsync())!, RowContext(id));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
