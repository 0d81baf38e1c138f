using System.Globalization;
using StackExchange.Redis;

namespace Bff.Platform;

/// <summary>The store of several nodes. Written for StackExchange.Redis 1.2 and 2.x alike.</summary>
internal sealed partial class RedisEphemeralStore(RedisConnection connection, ILogger<RedisEphemeralStore> logger) : IEphemeralStore
{
    /// <summary>One step: a counter without expiry would count for ever.</summary>
    private const string Increment =
        """
        local count = redis.call('incr', KEYS[1])
        if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
        return count
        """;

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        await connection.CallAsync(async redis => (byte[]?)await redis.GetDatabase().StringGetAsync(key), cancellationToken);

    public async ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await connection.CallAsync(redis => redis.GetDatabase().StringSetAsync(key, value, lifetime), cancellationToken);

    public async ValueTask<long> IncrementAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await connection.CallAsync(
            async redis => (long)await redis.GetDatabase().ScriptEvaluateAsync(Increment, [key], [((long)lifetime.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)]),
            cancellationToken);

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken) =>
        await connection.CallAsync(redis => redis.GetDatabase().KeyDeleteAsync(key), cancellationToken);

    public async ValueTask PublishAsync(string channel, byte[] message, CancellationToken cancellationToken) =>
        await connection.CallAsync(redis => redis.GetSubscriber().PublishAsync(Literal(channel), message), cancellationToken);

    public async ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<byte[]> handler, CancellationToken cancellationToken)
    {
        Action<RedisChannel, RedisValue> guarded = (_, message) => Deliver(channel, handler, (byte[]?)message ?? []);
        await connection.CallAsync(
            async redis =>
            {
                await redis.GetSubscriber().SubscribeAsync(Literal(channel), guarded);
                return true;
            },
            cancellationToken);
        return new Subscription(connection, channel, guarded);
    }

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

#pragma warning disable CA1031 // A subscriber's bug is the subscriber's: the other subscribers on this connection go on.
    private void Deliver(string channel, Action<byte[]> handler, byte[] message)
    {
        try
        {
            handler(message);
        }
        catch (Exception failure)
        {
            LogHandlerFailed(channel, failure);
        }
    }
#pragma warning restore CA1031

    private sealed class Subscription(RedisConnection connection, string channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await connection.CallAsync(
                    async redis =>
                    {
                        await redis.GetSubscriber().UnsubscribeAsync(Literal(channel), handler);
                        return true;
                    },
                    CancellationToken.None);
            }
            catch (EphemeralStoreException)
            {
                // Redis is away and has forgotten the subscription already.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of {Channel} failed.")]
    private partial void LogHandlerFailed(string channel, Exception failure);
}
