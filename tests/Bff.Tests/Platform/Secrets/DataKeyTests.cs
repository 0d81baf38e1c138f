using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Secrets;

/// <summary>The keys: wrapped by the master key, shared by hosts, rotated.</summary>
public sealed class DataKeyTests : FieldCipherTest
{
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
}
