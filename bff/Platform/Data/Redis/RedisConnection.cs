using System.Diagnostics;
using StackExchange.Redis;

namespace Bff.Platform.Data;

/// <summary>Redis does not answer in time.</summary>
public sealed class RedisAwayException(Exception? inner = null) : Exception("Redis does not answer.", inner);

/// <summary>
/// One multiplexed connection on which no call waits longer than 200 ms, whatever the library's own timeouts (seconds) are: a frozen Redis
/// must not hold up
/// requests. After a failure every call fails at once for a second, so that a sick Redis costs one request a wait, not all of them.
/// </summary>
public sealed partial class RedisConnection : IAsyncDisposable
{
    private static readonly long Pause = Stopwatch.Frequency;

    private readonly Lazy<Task<ConnectionMultiplexer>> _connecting;
    private readonly ILogger<RedisConnection> _logger;
    private readonly TimeSpan _limit;

    /// <summary>Zero = healthy; else the moment from which one call may try again.</summary>
    private long _closedUntil;

    /// <param name="limit">Longest wait of a call; 200 ms unless given.</param>
    public RedisConnection(string configuration, ILogger<RedisConnection> logger, TimeSpan? limit = null)
    {
        _logger = logger;
        _limit = limit ?? TimeSpan.FromMilliseconds(200);
        var options = ConfigurationOptions.Parse(configuration);
        // Start without Redis and keep trying: the service must not depend on it.
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2000;
        options.ConnectRetry = 1;
        options.KeepAlive = 5;
        // A call made while disconnected fails at once instead of waiting in the library's backlog.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        _connecting = new(() => ConnectionMultiplexer.ConnectAsync(options));
        _ = _connecting.Value;
    }

    /// <exception cref="RedisAwayException">No answer in time, or none expected at present.</exception>
    public async ValueTask<T> CallAsync<T>(Func<ConnectionMultiplexer, Task<T>> call, CancellationToken cancellationToken)
    {
        if (!MayTry()) throw new RedisAwayException();
        var answer = RunAsync(call);
        try
        {
            var result = await answer.WaitAsync(_limit, cancellationToken);
            if (Interlocked.Exchange(ref _closedUntil, 0) != 0) LogBack();
            return result;
        }
        catch (Exception failure) when (failure is TimeoutException or RedisException or ObjectDisposedException)
        {
            // Nobody awaits the abandoned answer any more; its late failure must not surface as unobserved.
            _ = answer.ContinueWith(late =>
                _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            if (Interlocked.Exchange(ref _closedUntil, Stopwatch.GetTimestamp() + Pause) == 0) LogAway(failure);
            throw new RedisAwayException(failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connecting.Value.IsCompletedSuccessfully) await (await _connecting.Value).CloseAsync(allowCommandsToComplete: false);
    }

    private async Task<T> RunAsync<T>(Func<ConnectionMultiplexer, Task<T>> call) => await call(await _connecting.Value);

    /// <summary>True while healthy; after a failure for one caller per pause.</summary>
    private bool MayTry()
    {
        var until = Interlocked.Read(ref _closedUntil);
        if (until == 0) return true;
        var now = Stopwatch.GetTimestamp();
        return now >= until && Interlocked.CompareExchange(ref _closedUntil, now + Pause, until) == until;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis does not answer; going on without it.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers again.")]
    private partial void LogBack();
}
