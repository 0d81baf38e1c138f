using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Bff.Film;

/// <summary>Why a link does not open.</summary>
internal enum LinkRefusal
{
    Unknown,
    SignatureWrong,
    Expired,
    Revoked,
    UsedUp,
}

/// <summary>An open link or the refusal.</summary>
internal sealed record LinkOutcome(LinkGrant? Grant, LinkRefusal? Refusal);

/// <summary>
/// Links to one study. A key is <c>base64url(random 16 | expiry 4 | HMAC-SHA256 of both, 16)</c>: it carries its own signature and expiry, so that a
/// guessed, altered or stale one is refused before the database is asked. Only its hash is stored.
/// </summary>
internal sealed class FilmLinks(FilmStore store, FieldCipher cipher, IOptions<FilmOptions> options, TimeProvider time)
{
    private const int RandomBytes = 16, SignedBytes = RandomBytes + 4, KeyBytes = SignedBytes + 16;

    /// <summary>A revoked link is refused by every node within this time, by this one at once.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lazy<byte[]> secret = new(() => options.Value.LinkSecret.Length >= 32
        ? SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.LinkSecret))
        : cipher.BlindIndex("film links are signed under this key", "film.link.signature"));

    private readonly ConcurrentDictionary<string, (LinkGrant? Grant, long At)> known = new();

    /// <summary>Creates a link; the key is returned once.</summary>
    public async Task<(string Key, DateTimeOffset ExpiresAt)> CreateAsync(
        Guid studyId, string purpose, string createdBy, TimeSpan lifetime, int? maxViews, CancellationToken cancellationToken)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        var bytes = new byte[KeyBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, RandomBytes));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(RandomBytes), (uint)expiresAt.ToUnixTimeSeconds());
        Sign(bytes.AsSpan(0, SignedBytes)).CopyTo(bytes.AsSpan(SignedBytes));
        var key = Base64Url.EncodeToString(bytes);
        await store.AddLinkAsync(studyId, Hash(key), purpose, createdBy, expiresAt, maxViews, cancellationToken);
        return (key, expiresAt);
    }

    /// <summary>Looks at a key: signature and expiry first, then the row.</summary>
    public async ValueTask<LinkOutcome> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var bytes = new byte[KeyBytes];
        if (key.Length != Base64Url.GetEncodedLength(KeyBytes) || !Base64Url.TryDecodeFromChars(key, bytes, out var length) || length != KeyBytes)
            return new LinkOutcome(null, LinkRefusal.Unknown);
        if (!CryptographicOperations.FixedTimeEquals(Sign(bytes.AsSpan(0, SignedBytes)), bytes.AsSpan(SignedBytes)))
            return new LinkOutcome(null, LinkRefusal.SignatureWrong);
        var now = time.GetUtcNow();
        if (now.ToUnixTimeSeconds() >= BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(RandomBytes))) return new LinkOutcome(null, LinkRefusal.Expired);
        var grant = await FindAsync(key, cancellationToken);
        return grant switch
        {
            null => new LinkOutcome(null, LinkRefusal.Unknown),
            { RevokedAt: not null } => new LinkOutcome(grant, LinkRefusal.Revoked),
            _ when now >= grant.ExpiresAt => new LinkOutcome(grant, LinkRefusal.Expired),
            _ => new LinkOutcome(grant, null),
        };
    }

    /// <summary>Counts one opening of the film; false when the last permitted one was used.</summary>
    public Task<bool> CountViewAsync(LinkGrant grant, CancellationToken cancellationToken) => store.CountViewAsync(grant.Id, cancellationToken);

    public async Task<bool> RevokeAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken)
    {
        var revoked = await store.RevokeLinkAsync(hospitalId, id, cancellationToken);
        known.Clear();
        return revoked;
    }

    /// <summary>Proof that this browser's opening was counted: reloading within half an hour is not another one.</summary>
    public string ViewProof(LinkGrant grant)
    {
        var until = (time.GetUtcNow() + TimeSpan.FromMinutes(30)).ToUnixTimeSeconds();
        return until + "." + Proof(grant.Id, until);
    }

    public bool ViewProven(LinkGrant grant, string? proof) =>
        proof?.Split('.') is [var text, var mac] && long.TryParse(text, out var until) && until > time.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mac), Encoding.ASCII.GetBytes(Proof(grant.Id, until)));

    private string Proof(Guid linkId, long until) => Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes($"view {linkId} {until}")));

    private byte[] Sign(ReadOnlySpan<byte> data) => HMACSHA256.HashData(secret.Value, data)[..16];

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    private async ValueTask<LinkGrant?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(key, out var cached) && time.GetElapsedTime(cached.At) < Freshness) return cached.Grant;
        var grant = await store.LinkAsync(Hash(key), cancellationToken);
        if (known.Count > 10_000) known.Clear();
        known[key] = (grant, time.GetTimestamp());
        return grant;
    }
}
