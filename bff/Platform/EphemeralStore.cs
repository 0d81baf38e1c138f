using StackExchange.Redis;

namespace Bff.Platform;

/// <summary>
/// What may be lost at any moment, shared by all nodes: Redis, or the memory of a single node. A caller must be right without it:
/// <see cref="EphemeralStoreException"/> means "go on as if nothing were stored".
/// </summary>
internal interface IEphemeralStore
{
    /// <returns>Null when there is none or it has expired.</returns>
    /// <exception cref="EphemeralStoreException">Redis is away.</exception>
    ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <exception cref="EphemeralStoreException">Redis is away.</exception>
    ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Adds one and returns the count. The lifetime begins with the first and is not extended.</summary>
    /// <exception cref="EphemeralStoreException">Redis is away: a limit must then be taken as reached or kept elsewhere.</exception>
    ValueTask<long> IncrementAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <exception cref="EphemeralStoreException">Redis is away.</exception>
    ValueTask RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Hands the message to every present subscriber on every node, at most once; nobody keeps it.</summary>
    /// <exception cref="EphemeralStoreException">Redis is away.</exception>
    ValueTask PublishAsync(string channel, byte[] message, CancellationToken cancellationToken);

    /// <summary>Lasts until disposed, over interruptions too; what is published meanwhile is missed.</summary>
    /// <param name="handler">Called in order, one message at a time; must be quick.</param>
    /// <exception cref="EphemeralStoreException">Redis is away; subscribe again later.</exception>
    ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<byte[]> handler, CancellationToken cancellationToken);
}

/// <summary>The shared store does not answer in time.</summary>
internal sealed class EphemeralStoreException(Exception? inner = null) : Exception("The ephemeral store does not answer.", inner);

/// <summary>Section <c>Redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>StackExchange.Redis configuration, such as <c>host:6379,password=…</c>; empty = in memory, for a single node.</summary>
    public string Configuration { get; set; } = "";
}

internal static class EphemeralStoreServices
{
    /// <summary>Chooses the store by configuration.</summary>
    public static IServiceCollection AddEphemeralStore(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(RedisOptions.Section).Get<RedisOptions>() ?? new RedisOptions();
        if (options.Configuration.Length == 0)
            return services.AddSingleton<IEphemeralStore>(provider => new MemoryEphemeralStore(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MemoryEphemeralStore>>()));
        // A configuration that cannot be parsed is an error of this moment, not of the first request.
        ConfigurationOptions.Parse(options.Configuration);
        services.AddSingleton(provider => new RedisConnection(options.Configuration, provider.GetRequiredService<ILogger<RedisConnection>>()));
        return services.AddSingleton<IEphemeralStore, RedisEphemeralStore>();
    }
}
