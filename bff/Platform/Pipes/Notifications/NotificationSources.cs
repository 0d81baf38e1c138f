using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Bff.Platform.Pipes;

/// <summary>Section <c>Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Notifications";

    /// <summary>Every so many seconds every subscriber looks at everything, for hints are lost now and then.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; set; } = 45;

    /// <summary>A silent connection is asked for a sign of life after so many seconds.</summary>
    [Range(1, 300)]
    public int KeepAliveSeconds { get; set; } = 10;
}

/// <summary>This node's one connection that listens to PostgreSQL.</summary>
internal sealed class PostgresNotifications(NpgsqlDataSource db, Notifications notifications, IOptions<NotificationOptions> options)
    : IAsyncDisposable
{
    private const int Patience = 5; // Seconds: a connection cut without a word answers nothing.
    private NpgsqlConnection? _connection;

    public bool IsListening => Volatile.Read(ref _connection) is not null;

    /// <summary>
    /// Opens the connection if need be, then waits for the next notification or a sign of life. Throws when the connection broke.
    /// </summary>
    public async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection ??= await OpenAsync(cancellationToken);
            if (!await _connection.WaitAsync(TimeSpan.FromSeconds(options.Value.KeepAliveSeconds), cancellationToken))
                await AskAsync(_connection, cancellationToken);
            return true;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await db.OpenConnectionAsync(cancellationToken);
        try
        {
            connection.Notification += (_, told) => notifications.Hear(told.Channel, told.Payload);
            // Names are the code's own; quoted, for LISTEN takes no parameters.
            foreach (var channel in notifications.Channels) await connection.ExecuteAsync($"listen \"{channel}\"", cancellationToken);
            notifications.HearEverything();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task AskAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>
/// This node's subscription to Redis, when one is configured. The library subscribes again by itself after a lost connection.
/// </summary>
internal sealed class RedisNotifications(Notifications notifications, RedisConnection? redis)
{
    public bool IsSubscribed { get; private set; }

    public async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        if (redis is null || IsSubscribed) return;
        await redis.CallAsync(SubscribeAsync, cancellationToken);
        IsSubscribed = true;
        notifications.HearEverything();
    }

    private async Task<bool> SubscribeAsync(ConnectionMultiplexer connected)
    {
        if (!connected.IsConnected) throw new RedisAwayException();
        var subscriber = connected.GetSubscriber();
        // What an earlier try left behind would hear everything a second time.
        await subscriber.UnsubscribeAsync(RedisKeys.Hints, flags: CommandFlags.FireAndForget);
        connected.ConnectionRestored -= Restored;
        connected.ConnectionRestored += Restored;
        await subscriber.SubscribeAsync(RedisKeys.Hints, (_, told) => notifications.Hear(Notifications.Channel, told.ToString()));
        return true;
    }

    private void Restored(object? sender, ConnectionFailedEventArgs restored)
    {
        if (restored.ConnectionType == ConnectionType.Subscription) notifications.HearEverything();
    }
}

/// <summary>The workers that keep a node listening.</summary>
internal static class NotificationWorkers
{
    public static void AddNotificationWorkers(this IServiceCollection services)
    {
        services.TryAddSingleton<PostgresNotifications>();
        services.TryAddSingleton(provider =>
            new RedisNotifications(provider.GetRequiredService<Notifications>(), provider.GetService<RedisConnection>()));
        services.AddWorker<PostgresNotifications>(
            new WorkerSettings { Name = "notifications.listen", Every = TimeSpan.Zero, Grace = TimeSpan.Zero }, (source, token) =>
                source.ListenAsync(token));
        services.AddWorker<RedisNotifications>("notifications.redis", TimeSpan.FromSeconds(10), (source, token) =>
            source.SubscribeAsync(token));
        var isStart = true;
        services.AddWorker<Notifications>("notifications.poll", Poll, (notifications, _) =>
        {
            // Whoever begins to listen looks at everything; doing so twice would slow down the start.
            if (!isStart) notifications.HearEverything();
            isStart = false;
            return Task.FromResult(false);
        });
    }

    private static WorkerSettings Poll(IServiceProvider provider) => new()
    {
        Name = "notifications.poll",
        Every = TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<NotificationOptions>>().Value.PollSeconds),
    };
}
