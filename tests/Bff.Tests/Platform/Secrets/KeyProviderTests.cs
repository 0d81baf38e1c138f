using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Tests.Platform.Secrets;

public sealed class KeyProviderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudclinic-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string KeyFile => Path.Combine(_folder, "new", "master.key");

    [Fact]
    public void The_sandbox_makes_a_private_key_once()
    {
        var first = Load(mayCreate: true);
        Assert.Equal(first.MasterKeyId, Load(mayCreate: false).MasterKeyId);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public void A_lost_key_is_named_and_never_replaced()
    {
        var refusal = Assert.Throws<KeyUnavailableException>(() => Load(mayCreate: false));
        Assert.Contains(KeyFile, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Theory]
    [InlineData("not base64!", "not base64")]
    [InlineData("AAAA", "has 3 bytes")]
    [InlineData("", "has 0 bytes")]
    public void A_malformed_key_is_refused_without_showing_it(string text, string reason)
    {
        var refusal = Assert.Throws<KeyUnavailableException>(() =>
            MasterKeyProvider.Load(new KeyOptions { MasterKey = text }, false, NullLogger.Instance));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_must_be_given_exactly_one_key()
    {
        Assert.Contains("No master key", new KeyOptions().Fault(isSandbox: false), StringComparison.Ordinal);
        Assert.Contains("both set", new KeyOptions { MasterKey = "a", MasterKeyFile = "b" }.Fault(isSandbox: false),
            StringComparison.Ordinal);
        Assert.Null(new KeyOptions { MasterKeyFile = "b" }.Fault(isSandbox: false));
        Assert.Null(new KeyOptions().Fault(isSandbox: true));
    }

    [Fact]
    public void A_wrapped_key_opens_only_unaltered_and_for_its_purpose()
    {
        var provider = new MasterKeyProvider(RandomNumberGenerator.GetBytes(32));
        var key = RandomNumberGenerator.GetBytes(32);
        var wrapped = provider.Wrap(key, "one");
        Assert.Equal(key, provider.Unwrap(wrapped, "one"));
        Assert.ThrowsAny<CryptographicException>(() => provider.Unwrap(wrapped, "two"));
        for (var i = 0; i < wrapped.Length; i++)
        {
            var altered = (byte[])wrapped.Clone();
            altered[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => provider.Unwrap(altered, "one"));
        }
        Assert.ThrowsAny<CryptographicException>(() => provider.Unwrap([], "one"));
    }

    private MasterKeyProvider Load(bool mayCreate) =>
        MasterKeyProvider.Load(new KeyOptions { MasterKeyFile = KeyFile }, mayCreate, NullLogger.Instance);
}
