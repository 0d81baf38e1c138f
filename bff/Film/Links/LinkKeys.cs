using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Bff.Film.Links;

/// <summary>
/// Makes and checks keys: <c>base64url(random 16 | expiry 4 | HMAC-SHA256 of both, 16)</c>. A key carries its own signature and expiry, so
/// that a guessed, altered or stale one is refused before the database is asked. Only its hash is stored.
/// </summary>
internal sealed class LinkKeys(FieldCipher cipher, IOptions<FilmOptions> options, TimeProvider time)
{
    private const int RandomBytes = 16, SignedBytes = RandomBytes + 4, KeyBytes = SignedBytes + 16;

    private readonly Lazy<byte[]> _secret = new(() => options.Value.LinkSecret.Length >= 32
        ? SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.LinkSecret))
        : cipher.BlindIndex("film links are signed under this key", "film.link.signature"));

    /// <summary>What is stored of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    /// <summary>A new key that expires after <paramref name="lifetime"/>, to the second.</summary>
    public IssuedLink Issue(TimeSpan lifetime)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        var bytes = new byte[KeyBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, RandomBytes));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(RandomBytes), (uint)expiresAt.ToUnixTimeSeconds());
        Sign(bytes.AsSpan(0, SignedBytes)).CopyTo(bytes.AsSpan(SignedBytes));
        return new IssuedLink(Base64Url.EncodeToString(bytes), expiresAt);
    }

    /// <summary>Why a key cannot be ours or is stale; null: the database must be asked.</summary>
    public LinkRefusal? Check(string key)
    {
        var bytes = new byte[KeyBytes];
        if (key.Length != Base64Url.GetEncodedLength(KeyBytes)) return LinkRefusal.Unknown;
        // Not TryDecodeFromChars: that one tries the space alone, and throws at what is no base64url.
        if (Base64Url.DecodeFromChars(key, bytes, out _, out var length) != OperationStatus.Done || length != KeyBytes)
            return LinkRefusal.Unknown;
        var signature = Sign(bytes.AsSpan(0, SignedBytes));
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes.AsSpan(SignedBytes))) return LinkRefusal.SignatureWrong;
        var expiresAt = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(RandomBytes));
        return time.GetUtcNow().ToUnixTimeSeconds() >= expiresAt ? LinkRefusal.Expired : null;
    }

    /// <summary>Signs under the secret of the links, 16 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => HMACSHA256.HashData(_secret.Value, data)[..16];
}
