using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace Bff.Accounts.Credentials;

/// <summary>
/// Checks what hospital systems send: signatures with replay protection, app keys of PACS, and the networks each may call from. An app id
/// that is not there and a wrong signature are one answer after the same work; the nonce is spent only by a valid signature.
/// </summary>
internal sealed class SignedRequests(KnownApps apps, NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>How far a request's timestamp may be from our clock.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(300);

    private static readonly byte[] NobodysSecret = Encoding.UTF8.GetBytes(Sessions.NewToken());

    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>The caller of a signed request, or what is wrong with it.</summary>
    public async Task<CredentialResult> VerifyAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var headers = http.Request.Headers;
        string appId = headers["X-App-Id"].ToString(), nonce = headers["X-Nonce"].ToString(), timestamp = headers["X-Timestamp"].ToString();
        var contentHash = headers["X-Content-SHA256"].ToString();
        if (appId.Length is 0 or > 40 || nonce.Length is < 8 or > 128
            || !IsHash(contentHash)) return Refused(CredentialFault.SignatureWrong);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Skew.TotalSeconds)
            return Refused(CredentialFault.TimestampOutside);
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var signed = $"{http.Request.Method}\n{target}\n{timestamp}\n{nonce}\n{contentHash}";
        if (await SignerAsync(appId, headers["X-Signature"].ToString(), signed, cancellationToken) is not { } app)
            return Refused(CredentialFault.SignatureWrong);
        // Only who holds the secret learns that the app is there, and that it may not call from here.
        if (!app.Allows(http.Connection.RemoteIpAddress)) return Refused(CredentialFault.AddressNotAllowed);
        if (HasNoBody(http.Request) && contentHash != EmptyHash) return Refused(CredentialFault.SignatureWrong);
        http.Request.Body = new SignedBody(http.Request.Body, Convert.FromHexString(contentHash));
        var spent = await db.ExecuteAsync(
            "insert into accounts.integrator_nonce (integrator_id, nonce, seen_at) values ($1, $2, $3) on conflict do nothing",
            cancellationToken, app.Caller.Id, nonce, time.GetUtcNow());
        return spent == 1 ? new CredentialResult.Accepted(app.Caller) : Refused(CredentialFault.NonceReplayed);
    }

    /// <summary>The caller of a bearer app key (PACS), or what is wrong with it.</summary>
    public async Task<CredentialResult> VerifyAppKeyAsync(string key, IPAddress? address, CancellationToken cancellationToken)
    {
        if (key.Length is < 16 or > 200) return Refused(CredentialFault.AppKeyWrong);
        return await apps.ByKeyAsync(Sessions.Hash(key), cancellationToken) switch
        {
            null => Refused(CredentialFault.AppKeyWrong),
            var app when !app.Allows(address) => Refused(CredentialFault.AddressNotAllowed),
            var app => new CredentialResult.Accepted(app.Caller),
        };
    }

    /// <summary>
    /// The app that signed, or null. Whoever guesses pays for a read of the table, whether the app called a moment ago, long ago or is not
    /// there; and a secret that was renewed on another node counts at once.
    /// </summary>
    private async Task<KnownApp?> SignerAsync(string appId, string signature, string signed, CancellationToken cancellationToken)
    {
        if (apps.Recent(appId) is { } recent && IsSignature(signature, recent.Secret, signed)) return recent;
        var app = await apps.ReadAsync(appId, cancellationToken);
        return IsSignature(signature, app?.Secret ?? NobodysSecret, signed) ? app : null;
    }

    private static CredentialResult.Refused Refused(CredentialFault fault) => new(fault);

    private static bool HasNoBody(HttpRequest request) =>
        request.ContentLength is 0 or null && !request.Headers.ContainsKey("Transfer-Encoding");

    private static bool IsSignature(string base64, byte[] secret, string signed)
    {
        var given = new byte[64];
        return Convert.TryFromBase64String(base64, given, out var length)
            && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed)),
                given.AsSpan(0, length));
    }

    private static bool IsHash(string value) => value.Length == 64 && value.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
