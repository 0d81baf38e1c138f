using System.Diagnostics;

namespace Bff.Platform.Pipes;

/// <summary>
/// The one background loop: runs a body until the host stops. A body that throws is logged and tried again after a pause that grows from
/// one second, with jitter; it never ends the host.
/// </summary>
internal sealed partial class Worker(WorkerSettings settings, Func<CancellationToken, Task<bool>> body, TimeProvider time,
    ILogger<Worker> logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoned = new();
    private TaskCompletionSource _wake = NewSignal();
    private Task _loops = Task.CompletedTask;
    private long _lastSuccess;
    private int _failures;

    public WorkerHealth Health => new(
        settings.Name, Interlocked.Read(ref _lastSuccess) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null, Volatile.Read(ref _failures));

    // On the pool: a body may compute before its first await.
    public void Start() => _loops = Task.WhenAll(Enumerable.Range(0, settings.Parallel).Select(_ => Task.Run(LoopAsync)));

    /// <summary>Ends the current pause, or makes the run in progress be followed by another one.</summary>
    public void Wake() => Interlocked.Exchange(ref _wake, NewSignal()).TrySetResult();

    /// <summary>Lets runs in progress end within their grace, then cancels them. No new run begins.</summary>
    /// <param name="hurry">The host's own patience: cancels the runs at once.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _stopping.CancelAsync();
        try
        {
            await _loops.WaitAsync(settings.Grace, time, hurry);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await _abandoned.CancelAsync();
            // A body that does not heed its token is left behind: its leases run out, as after a crash.
            await Task.WhenAny(_loops, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
        }
    }

    public void Dispose()
    {
        if (!_loops.IsCompleted) return; // Left behind: it still looks at its tokens.
        _stopping.Dispose();
        _abandoned.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task LoopAsync()
    {
        for (var failed = 0; !_stopping.IsCancellationRequested;)
        {
            // Taken before the run: who wakes during it is heard after it.
            var wake = Volatile.Read(ref _wake).Task;
            if (await RunAsync() is not { } more)
            {
                failed++;
                await PauseAsync(Pauses.Backoff(failed, TimeSpan.FromSeconds(1), settings.LongestPause), null);
                continue;
            }
            failed = 0;
            if (!more) await PauseAsync(settings.Every, wake);
        }
    }

    /// <returns>Whether there is more to do at once; null after a failure.</returns>
    private async Task<bool?> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var more = await body(_abandoned.Token);
            Interlocked.Exchange(ref _lastSuccess, time.GetUtcNow().UtcTicks);
            Volatile.Write(ref _failures, 0);
            PipeMetrics.Ran(settings.Name, "ok", Stopwatch.GetElapsedTime(started));
            return more;
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // Whatever a body throws, the other loops and the host go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _failures);
            PipeMetrics.Ran(settings.Name, "failed", Stopwatch.GetElapsedTime(started));
            LogFailed(e, settings.Name);
            return null;
        }
    }

    /// <param name="wake">Ends the pause early; null: nothing but the host's stop does, so that signals do not hurry what fails.</param>
    private async Task PauseAsync(TimeSpan pause, Task? wake)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var delay = Task.Delay(pause, time, ended.Token);
        await Task.WhenAny(delay, wake ?? delay);
        await ended.CancelAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Worker {Worker} failed; it tries again after a pause")]
    private partial void LogFailed(Exception e, string worker);
}

/// <summary>Pauses that double, with jitter, so that what failed together does not come back together.</summary>
internal static class Pauses
{
    /// <param name="failed">Failures in a row, 1 or more.</param>
    /// <returns>Between three quarters of the doubled pause and all of it.</returns>
    public static TimeSpan Backoff(int failed, TimeSpan first, TimeSpan longest)
    {
        var doubled = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(failed - 1, 30)));
        return TimeSpan.FromSeconds(doubled * (0.75 + 0.25 * Random.Shared.NextDouble()));
    }
}
