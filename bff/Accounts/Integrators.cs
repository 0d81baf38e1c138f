using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Bff.Accounts;

/// <summary>
/// Hospital systems: signed requests with replay protection, app keys for PACS, and the networks each may call from. The cheap checks
/// (known app, network, time) come before the signature, and the nonce is spent only by a valid signature.
/// </summary>
internal sealed class Integrators(NpgsqlDataSource db, FieldCipher cipher, TimeProvider time)
{
    /// <summary>How far a request's timestamp may be from our clock.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(300);

    /// <summary>A disabled app or a changed network counts on every node within this time.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private static readonly CredentialRefusal Unknown = new(401, "integrator.signature_wrong", "签名不正确。");
    private static readonly CredentialRefusal Foreign = new(403, "integrator.address_not_allowed", "来源地址不在白名单内。");
    private readonly ConcurrentDictionary<string, (Known App, long At)> byAppId = new(), byKey = new();

    /// <summary>The caller of a signed request, or the refusal.</summary>
    public async Task<object> VerifySignatureAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var headers = http.Request.Headers;
        string appId = headers["X-App-Id"].ToString(), nonce = headers["X-Nonce"].ToString(), timestamp = headers["X-Timestamp"].ToString();
        var contentHash = headers["X-Content-SHA256"].ToString();
        if (appId.Length is 0 or > 40 || nonce.Length is < 8 or > 128 || !IsHash(contentHash)) return Unknown;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Skew.TotalSeconds)
            return new CredentialRefusal(401, "integrator.timestamp_outside", "时间戳超出允许范围。");
        if (await FindAsync(byAppId, appId, "i.app_id = $1", appId, cancellationToken) is not { } app) return Unknown;
        if (!app.Allows(http.Connection.RemoteIpAddress)) return Foreign;

        var text = $"{http.Request.Method}\n{http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}\n{timestamp}\n{nonce}\n{contentHash}";
        var expected = HMACSHA256.HashData(app.Secret, Encoding.UTF8.GetBytes(text));
        var given = new byte[64];
        if (!Convert.TryFromBase64String(headers["X-Signature"].ToString(), given, out var length)
            || !CryptographicOperations.FixedTimeEquals(expected, given.AsSpan(0, length)))
            return Unknown;

        http.Request.Body = new SignedBody(http.Request.Body, Convert.FromHexString(contentHash));
        if (http.Request.ContentLength is 0 or null && !http.Request.Headers.ContainsKey("Transfer-Encoding")
            && contentHash != EmptyHash) return Unknown;
        var spent = await db.ExecuteAsync(
            "insert into accounts.integrator_nonce (integrator_id, nonce, seen_at) values ($1, $2, $3) on conflict do nothing",
            cancellationToken, app.Caller.Id, nonce, time.GetUtcNow());
        return spent == 1 ? app.Caller : new CredentialRefusal(401, "integrator.nonce_replayed", "请求已被使用过。");
    }

    /// <summary>The caller of a bearer app key (PACS), or the refusal.</summary>
    public async Task<object> VerifyAppKeyAsync(string key, IPAddress? address, CancellationToken cancellationToken)
    {
        if (key.Length is < 16 or > 200) return Unknown with { Code = "integrator.key_wrong", Title = "应用密钥不正确。" };
        var hash = Sessions.Hash(key);
        return await FindAsync(byKey, Convert.ToHexString(hash), "i.app_key_hash = $1", hash, cancellationToken) switch
        {
            null => Unknown with { Code = "integrator.key_wrong", Title = "应用密钥不正确。" },
            var app when !app.Allows(address) => Foreign,
            var app => app.Caller,
        };
    }

    /// <summary>Creates an integrator; null when the app id is taken or a hospital is unknown.</summary>
    public Task<IntegratorCredentials?> CreateAsync(
        string appId, string name, string[] hospitalCodes, IPNetwork[] networks, string? fixedSecret, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = fixedSecret ?? Sessions.NewToken();
        var appKey = fixedSecret ?? Sessions.NewToken();
        return db.TransactAsync<IntegratorCredentials?>(async connection =>
        {
            var hospitals = await connection.ListAsync(
                "select id from accounts.hospital where code = any($1) order by array_position($1, code)", r =>
                    r.GetGuid(0), cancellationToken, (object)hospitalCodes);
            if (hospitals.Count == 0 || hospitals.Count != hospitalCodes.Distinct().Count()) return null;
            var added = await connection.ExecuteAsync(
                """
                insert into accounts.integrator (id, app_id, hospital_id, name, secret_enc, app_key_hash, networks, created_at)
                values ($1, $2, $3, $4, $5, $6, $7::text[]::cidr[], $8) on conflict (app_id) do nothing
                """,
                cancellationToken, id, appId, hospitals[0], name, cipher.Encrypt(secret, SecretContext(id, hospitals[0])),
                    Sessions.Hash(appKey),
                networks.Select(n => n.ToString()).ToArray(), now);
            if (added == 0) return null;
            await connection.ExecuteAsync(
                "insert into accounts.integrator_hospital (integrator_id, hospital_id) select $1, unnest($2::uuid[])", cancellationToken,
                    id, hospitals.ToArray());
            return new IntegratorCredentials(id.ToString(), appId, secret, appKey);
        }, cancellationToken);
    }

    /// <summary>The integrators of a hospital, or all for city-wide staff.</summary>
    public async Task<Page<IntegratorRow>> ListAsync(Guid? hospitalId, CancellationToken cancellationToken) => new(
        await db.ListAsync(
            """
            select i.id, i.app_id, i.name, i.networks::text[], i.disabled_at,
                   array(select h.name from accounts.integrator_hospital x join accounts.hospital h on h.id = x.hospital_id where x.integrator_id = i.id order by h.code)
            from accounts.integrator i where $1::uuid is null or i.hospital_id = $1 order by i.app_id limit 500
            """,
            r => new IntegratorRow(r.GetGuid(0).ToString(), r.GetString(1), r.GetString(2), r.GetFieldValue<string[]>(5),
                r.GetFieldValue<string[]>(3), r.ValueOrNull<DateTimeOffset>(4)),
            cancellationToken, hospitalId), null);

    /// <summary>Replaces the networks; false when there is no such integrator within reach.</summary>
    public async Task<bool> SetNetworksAsync(Guid? hospitalId, Guid id, IPNetwork[] networks, CancellationToken cancellationToken)
    {
        var changed = await db.ExecuteAsync(
            "update accounts.integrator set networks = $3::text[]::cidr[] where id = $1 and ($2::uuid is null or hospital_id = $2)",
            cancellationToken, id, hospitalId, networks.Select(n => n.ToString()).ToArray());
        Forget();
        return changed == 1;
    }

    /// <summary>Disables an integrator for good; false when there is none within reach.</summary>
    public async Task<bool> DisableAsync(Guid? hospitalId, Guid id, CancellationToken cancellationToken)
    {
        var changed = await db.ExecuteAsync(
            "update accounts.integrator set disabled_at = coalesce(disabled_at, $3) where id = $1 and ($2::uuid is null or hospital_id = $2)",
            cancellationToken, id, hospitalId, time.GetUtcNow());
        Forget();
        return changed == 1;
    }

    private void Forget()
    {
        byAppId.Clear();
        byKey.Clear();
    }

    private async Task<Known?> FindAsync(
        ConcurrentDictionary<string, (Known App, long At)> cache, string cacheKey, string condition, object value,
            CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(cacheKey, out var known) && time.GetElapsedTime(known.At) < Freshness) return known.App;
        var app = await db.FirstAsync(
            $"""
            select i.id, i.app_id, i.hospital_id, i.secret_enc, i.networks::text[],
                   array(select x.hospital_id from accounts.integrator_hospital x where x.integrator_id = i.id)
            from accounts.integrator i where {condition} and i.disabled_at is null
            """,
            row =>
            {
                Guid id = row.GetGuid(0), home = row.GetGuid(2);
                var secret = cipher.Decrypt(row.GetFieldValue<byte[]>(3), SecretContext(id, home));
                return new Known(
                    new Caller.Integrator(id, row.GetString(1), home, row.GetFieldValue<Guid[]>(5)), Encoding.UTF8.GetBytes(secret),
                    [.. row.GetFieldValue<string[]>(4).Select(IPNetwork.Parse)]);
            },
            cancellationToken, value);
        // Only what is there is kept: a new app counts at once, and guesses fill no memory.
        if (app is not null) cache[cacheKey] = (app, time.GetTimestamp());
        return app;
    }

    private static bool IsHash(string value) => value.Length == 64 && value.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    private static CipherContext SecretContext(Guid id, Guid hospital) =>
        new("accounts.integrator", "secret_enc", id.ToString(), hospital.ToString());

    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private sealed record Known(Caller.Integrator Caller, byte[] Secret, IPNetwork[] Networks)
    {
        public bool Allows(IPAddress? address)
        {
            if (address is null) return false;
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return Array.Exists(Networks, n => n.Contains(plain));
        }
    }
}
