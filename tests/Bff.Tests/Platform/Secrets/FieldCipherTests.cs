using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bff.Tests.Platform.Secrets;

/// <summary>Single values: read back unaltered and in their place, or refused.</summary>
public sealed class FieldCipherTests : FieldCipherTest
{
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
}
