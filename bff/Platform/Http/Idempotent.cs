using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Bff.Platform.Http;

/// <summary>Marks a POST that creates something: it honours <c>Idempotency-Key</c> for 24 hours.</summary>
public sealed class Idempotent
{
    public static readonly Idempotent Create = new();
}

/// <summary>
/// The same key and body give the same answer, the same key with another body 409. The claim of the key, what is done and the answer that is
/// kept are one transaction: a node that is killed has done nothing and holds nothing, so a repeat does it, once. Kept is only what was done
/// (2xx): a refusal has done nothing, and may be none the next time. The kept answer is encrypted because it may hold a credential that is
/// shown once.
/// </summary>
#pragma warning disable CA1001 // The pipeline lives as long as the process, and nobody disposes of its middleware.
public sealed class IdempotencyMiddleware(RequestDelegate next, NpgsqlDataSource db, FieldCipher cipher, TimeProvider time)
#pragma warning restore CA1001
{
    private const int MaxBody = 1 << 20;

    private enum Claim
    {
        /// <summary>This request does the work.</summary>
        Won,

        /// <summary>Another one has done it, or is at it under an earlier release.</summary>
        Known,

        /// <summary>Another one is at it.</summary>
        Waiting,
    }

    /// <summary>How long a repeat waits for the first try; it holds a connection meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>What it is told to wait when that is not done by then.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>A claim of an earlier release, which stood by itself, is given up after this.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(1);

    // Each holds a connection while its handler asks for another one: together they must leave some.
    private readonly SemaphoreSlim _places = new(Math.Max(1, new NpgsqlConnectionStringBuilder(db.ConnectionString).MaxPoolSize / 4));

    public async Task InvokeAsync(HttpContext http)
    {
        var sent = http.Request.Headers["Idempotency-Key"];
        if (sent.Count == 0 || http.GetEndpoint()?.Metadata.GetMetadata<Idempotent>() is null)
        {
            await next(http);
            return;
        }
        // Two keys are as little a key as none, and a client or proxy may join them by a comma: whoever sent them would believe himself
        // safe under either.
        if (sent is not [{ Length: > 0 and <= 128 } key] || key.Contains(','))
        {
            await Problems.WriteAsync(http, 400, "idempotency.key_malformed", "Idempotency-Key 应只有一个，1 到 128 个字符，不含逗号。");
            return;
        }
        var caller = Caller.Of(http) is var c ? c.ActorKind + ":" + c.ActorId : "";
        var hash = await HashAsync(http);
        if (!await _places.WaitAsync(TimeSpan.FromSeconds(10), http.RequestAborted)) throw new TooBusyException();
        try
        {
            await using var shared = await SharedTransaction.BeginAsync(db, http.RequestAborted);
            shared.Join();
            await (await ClaimAsync(caller, key, hash, http.RequestAborted) switch
            {
                Claim.Won => RunAsync(http, shared, caller, key),
                Claim.Known => ReplayAsync(http, caller, key, hash),
                Claim.Waiting => InProgressAsync(http, Again),
            });
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for another try of the same key, which holds its row until it is done or has failed.</summary>
    private async Task<Claim> ClaimAsync(string caller, string key, byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            return await db.TransactAsync(InsertAsync, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return Claim.Waiting;
        }

        async Task<Claim> InsertAsync(NpgsqlConnection connection)
        {
            await connection.ExecuteAsync($"set local lock_timeout = {(int)Patience.TotalMilliseconds}", cancellationToken);
            var claimed = await connection.ExecuteAsync(
                """
                insert into platform.idempotency as i (caller, key, request_hash, created_at) values ($1, $2, $3, $4)
                on conflict (caller, key) do update set request_hash = $3, created_at = $4, status = null, body = null,
                    location_enc = null
                where i.created_at < $5 or (i.status is null and i.created_at < $6)
                """,
                cancellationToken, caller, key, hash, now, now - KeptAnswers.Lifetime, now - Abandoned);
            await connection.ExecuteAsync("set local lock_timeout to default", cancellationToken);
            return claimed == 1 ? Claim.Won : Claim.Known;
        }
    }

    private async Task RunAsync(HttpContext http, SharedTransaction shared, string caller, string key)
    {
        var wire = http.Response.Body;
        using var kept = new MemoryStream();
        http.Response.Body = kept;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = wire;
        }
        var body = kept.ToArray();
        if (http.Response.StatusCode is >= 200 and < 300)
        {
            await db.ExecuteAsync(
                """
                update platform.idempotency set status = $3, content_type = $4::text, location_enc = $5::bytea, body = $6
                where caller = $1 and key = $2
                """,
                CancellationToken.None, caller, key, http.Response.StatusCode, http.Response.ContentType,
                http.Response.Headers.Location is [{ Length: > 0 } location] ? cipher.Encrypt(location, Context("location_enc", caller, key)) : null,
                cipher.Encrypt(Encoding.UTF8.GetString(body), Context("body", caller, key)));
            await shared.CommitAsync();
        }
        // An empty write would send the answer as it stands, before a refusal without a body has been given its problem.
        if (body.Length > 0) await wire.WriteAsync(body, http.RequestAborted);
    }

    private static Task InProgressAsync(HttpContext http, TimeSpan retryAfter) =>
        Problems.WriteAsync(http, 409, "idempotency.in_progress", "同一请求正在处理。", retryAfter);

    private async Task ReplayAsync(HttpContext http, string caller, string key, byte[] hash)
    {
        var kept = await db.FirstAsync(
            "select request_hash, status, content_type, location_enc, body from platform.idempotency where caller = $1 and key = $2",
            r => new
            {
                Hash = r.GetFieldValue<byte[]>(0),
                Status = r.ValueOrNull<int>(1),
                Type = r.TextOrNull(2),
                Location = r.BytesOrNull(3),
                Body = r.BytesOrNull(4),
            },
            http.RequestAborted, caller, key);
        if (kept is null || (kept.Status is null && kept.Hash.AsSpan().SequenceEqual(hash)))
        {
            await InProgressAsync(http, kept is null ? Again : Abandoned);
            return;
        }
        if (!kept.Hash.AsSpan().SequenceEqual(hash))
        {
            await Problems.WriteAsync(http, 409, "idempotency.key_reused", "这个 Idempotency-Key 已用于另一个请求。");
            return;
        }
        http.Response.StatusCode = kept.Status!.Value;
        http.Response.ContentType = kept.Type;
        if (kept.Location is not null) http.Response.Headers.Location = cipher.Decrypt(kept.Location, Context("location_enc", caller, key));
        if (kept.Body is not null)
            await http.Response.WriteAsync(cipher.Decrypt(kept.Body, Context("body", caller, key)), http.RequestAborted);
    }

    /// <summary>Hashes method, path and body; leaves the body to be read again.</summary>
    private static async Task<byte[]> HashAsync(HttpContext http)
    {
        var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0;)
        {
            if (body.Length + read > MaxBody) throw new BadHttpRequestException("Body too large.", StatusCodes.Status413PayloadTooLarge);
            body.Write(chunk, 0, read);
        }
        body.Position = 0;
        http.Request.Body = body;
        http.Response.RegisterForDispose(body);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(http.Request.Method + " " + http.Request.Path + http.Request.QueryString + "\n"));
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        return hash.GetHashAndReset();
    }

    /// <summary>The row's key stands in the place of an id: an answer moved to another row does not decrypt.</summary>
    private static CipherContext Context(string column, string caller, string key) =>
        new("platform.idempotency", column, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caller + "\n" + key))), "");
}
