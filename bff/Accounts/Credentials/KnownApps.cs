using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Npgsql;

namespace Bff.Accounts.Credentials;

/// <summary>A hospital system as its requests are checked against.</summary>
/// <param name="Caller">Who it is.</param>
/// <param name="Secret">Signs its requests.</param>
/// <param name="Networks">Where it may call from.</param>
internal sealed record KnownApp(Caller.Integrator Caller, byte[] Secret, IPNetwork[] Networks)
{
    public bool Allows(IPAddress? address)
    {
        if (address is null) return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(Networks, n => n.Contains(plain));
    }
}

/// <summary>
/// The hospital systems that called in the last second. Only what is there is kept: a new app counts at once, and guesses fill no memory;
/// whoever makes very many apps fills it no further than <see cref="Most"/>.
/// </summary>
internal sealed class KnownApps(NpgsqlDataSource db, FieldCipher cipher, TimeProvider time, int most = KnownApps.Most)
{
    /// <summary>Entries kept at most under each kind of key.</summary>
    public const int Most = 1000;

    /// <summary>A disabled app or a changed network counts on every node within this time.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (KnownApp App, long At)> _byAppId = new(), _byKey = new();

    /// <summary>Entries that live now.</summary>
    public int Count => _byAppId.Count + _byKey.Count;

    /// <summary>The app of an id if it called in the last second; asks nobody.</summary>
    public KnownApp? Recent(string appId) => Fresh(_byAppId, appId);

    /// <summary>The app of an id unless it is disabled, read anew, or null.</summary>
    public Task<KnownApp?> ReadAsync(string appId, CancellationToken cancellationToken) =>
        ReadAsync(_byAppId, appId, "i.app_id = $1", appId, cancellationToken);

    /// <summary>The app of an id unless it is disabled, or null.</summary>
    public Task<KnownApp?> ByAppIdAsync(string appId, CancellationToken cancellationToken) =>
        FindAsync(_byAppId, appId, "i.app_id = $1", appId, cancellationToken);

    /// <summary>The app of an app key, or null.</summary>
    /// <param name="hash">SHA-256 of the key.</param>
    public Task<KnownApp?> ByKeyAsync(byte[] hash, CancellationToken cancellationToken) =>
        FindAsync(_byKey, Convert.ToHexString(hash), "i.app_key_hash = $1", hash, cancellationToken);

    /// <summary>Whether an active app has this key; before there is a host.</summary>
    public static async Task<bool> HasKeyAsync(NpgsqlDataSource db, byte[] hash, CancellationToken cancellationToken) => await db.ListAsync(
        "select 1 from accounts.integrator where app_key_hash = $1 and disabled_at is null", r => 1, cancellationToken, hash) is not [];

    /// <summary>Reads every app anew.</summary>
    public void Forget()
    {
        _byAppId.Clear();
        _byKey.Clear();
    }

    /// <summary>What an app's secret is sealed under.</summary>
    public static CipherContext SecretContext(Guid id, Guid hospital) => new("accounts.integrator", "secret_enc", id, hospital);

    private async Task<KnownApp?> FindAsync(
        ConcurrentDictionary<string, (KnownApp App, long At)> cache, string cacheKey, string condition, object value,
        CancellationToken cancellationToken) =>
        Fresh(cache, cacheKey) ?? await ReadAsync(cache, cacheKey, condition, value, cancellationToken);

    private KnownApp? Fresh(ConcurrentDictionary<string, (KnownApp App, long At)> cache, string cacheKey) =>
        cache.TryGetValue(cacheKey, out var known) && time.GetElapsedTime(known.At) < Freshness ? known.App : null;

    private async Task<KnownApp?> ReadAsync(
        ConcurrentDictionary<string, (KnownApp App, long At)> cache, string cacheKey, string condition, object value,
        CancellationToken cancellationToken)
    {
        var app = await db.FirstAsync(
            $"""
            select i.id, i.app_id, i.hospital_id, i.secret_enc, i.networks::text[],
                   array(select x.hospital_id from accounts.integrator_hospital x where x.integrator_id = i.id), i.rights
            from accounts.integrator i where {condition} and i.disabled_at is null
            """,
            Read, cancellationToken, value);
        if (app is null) return null;
        if (cache.Count >= most) cache.Clear();
        cache[cacheKey] = (app, time.GetTimestamp());
        return app;
    }

    private KnownApp Read(NpgsqlDataReader row)
    {
        Guid id = row.GetGuid(0), home = row.GetGuid(2);
        var secret = cipher.Decrypt(row.GetFieldValue<byte[]>(3), SecretContext(id, home));
        return new KnownApp(
            new Caller.Integrator(id, row.GetString(1), home, row.GetFieldValue<Guid[]>(5)) { Rights = row.GetFieldValue<string[]>(6) },
            Encoding.UTF8.GetBytes(secret),
            [.. row.GetFieldValue<string[]>(4).Select(IPNetwork.Parse)]);
    }
}
