using StackExchange.Redis;

namespace Bff.Platform.Data;

/// <summary>Section <c>Redis</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// StackExchange.Redis configuration, such as <c>host:6379,password=…</c>; empty: every node keeps to its own memory.
    /// </summary>
    public string Configuration { get; set; } = "";
}

/// <summary>
/// What the nodes share and may lose at any moment: Redis, keys in <see cref="RedisKeys"/>. Without one, and while it is away, nothing is
/// found and
/// nothing kept, and the caller goes on alone.
/// </summary>
/// <param name="redis">Null: none is configured.</param>
public sealed class SharedCache(RedisConnection? redis) : IAsyncDisposable
{
    /// <returns>Null when it is not there, has expired, or Redis does not answer in time.</returns>
    public async ValueTask<byte[]?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (redis is null) return null;
        try
        {
            return await redis.CallAsync(async connected => (byte[]?)await connected.GetDatabase().StringGetAsync(key), cancellationToken);
        }
        catch (RedisAwayException)
        {
            return null;
        }
    }

    /// <summary>Kept for the lifetime at most; not at all while Redis is away.</summary>
    public async ValueTask KeepAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (redis is null) return;
        try
        {
            await redis.CallAsync(connected => connected.GetDatabase().StringSetAsync(key, value, lifetime), cancellationToken);
        }
        catch (RedisAwayException)
        {
            // The next node that needs it makes its own.
        }
    }

    /// <summary>Removes entries, looking through the keys page by page; what Redis does not answer for stays for its lifetime.</summary>
    /// <param name="pattern">Of keys to look at, <c>bff:film:picture:*</c>.</param>
    public async ValueTask ForgetAsync(string pattern, Func<string, bool> isMeant, CancellationToken cancellationToken)
    {
        if (redis is null) return;
        try
        {
            var cursor = "0";
            do
            {
                var page = (RedisResult[])(await redis.CallAsync(
                    connected => connected.GetDatabase().ExecuteAsync("SCAN", cursor, "MATCH", pattern, "COUNT", "1000"), cancellationToken))!;
                cursor = (string)page[0]!;
                RedisKey[] meant = [.. ((string[])page[1]!).Where(isMeant).Select(key => (RedisKey)key)];
                if (meant.Length > 0) await redis.CallAsync(connected => connected.GetDatabase().KeyDeleteAsync(meant), cancellationToken);
            }
            while (cursor != "0");
        }
        catch (RedisAwayException)
        {
            // Nothing leads to what stays.
        }
    }

    /// <exception cref="RedisAwayException">Redis is configured and does not answer.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (redis is not null) await redis.CallAsync(connected => connected.GetDatabase().PingAsync(), cancellationToken);
    }

    public ValueTask DisposeAsync() => redis?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public static class SharedCacheServices
{
    public static IServiceCollection AddSharedCache(this IServiceCollection services, IConfiguration configuration)
    {
        var configured = (configuration.GetSection(RedisOptions.Section).Get<RedisOptions>() ?? new RedisOptions()).Configuration;
        // A configuration that cannot be parsed is an error of this moment, not of the first request.
        if (configured.Length > 0) ConfigurationOptions.Parse(configured);
        if (configured.Length > 0) services.AddSingleton(provider =>
            new RedisConnection(configured, provider.GetRequiredService<ILogger<RedisConnection>>()));
        return services.AddSingleton(provider => new SharedCache(provider.GetService<RedisConnection>()));
    }
}
