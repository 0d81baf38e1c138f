using System.Collections.Concurrent;
using Bff.Platform.Pipes;

namespace Bff.Platform.Ops;

/// <summary>One line of readiness, registered by the library that needs the dependency.</summary>
/// <param name="Name">As it stands in the report.</param>
/// <param name="IsRequired">Whether the host is down without it; else it is degraded.</param>
/// <param name="Check">Throws when the dependency does not work; cancelled, and no longer waited for, after two seconds.</param>
public sealed record ReadinessCheck(string Name, bool IsRequired, Func<CancellationToken, Task> Check);

/// <summary>
/// Asks every dependency. Why one does not work is said in the log when it begins, again every minute while it lasts, and when it works
/// again; the report itself, which strangers can read, says only that.
/// </summary>
internal sealed partial class Readiness(IEnumerable<ReadinessCheck> checks, TimeProvider time, ILogger<Readiness> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), SayAgain = TimeSpan.FromMinutes(1);
    private readonly ReadinessCheck[] _checks = [.. checks];

    /// <summary>When it was last said of a check that it fails; no entry while it works.</summary>
    private readonly ConcurrentDictionary<string, long> _failing = new();

    /// <summary>One question a dependency at a time, so that one that hangs takes one thread, however often it is asked for.</summary>
    private readonly SingleFlight<string, bool> _asking = new();

    /// <summary>Every dependency by name, <c>ok</c> or what is wrong in a word, and whether the host can work.</summary>
    public async Task<(Dictionary<string, string> States, bool IsReady)> AskAsync(CancellationToken cancellationToken)
    {
        var states = await Task.WhenAll(_checks.Select(check => AskAsync(check, cancellationToken)));
        var named = _checks.Zip(states).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        return (named, _checks.All(check => !check.IsRequired || named[check.Name] == "ok"));
    }

    private async Task<string> AskAsync(ReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await _asking.GetAsync(check.Name, () => Task.Run(() => WorksAsync(check), CancellationToken.None), patience.Token);
            if (_failing.TryRemove(check.Name, out _)) LogWorks(check.Name);
            return "ok";
        }
        catch (OperationCanceledException e)
        {
            // Who asked has gone: nothing is known of the dependency.
            if (!cancellationToken.IsCancellationRequested) Say(check.Name, "timeout", e);
            return "timeout";
        }
#pragma warning disable CA1031 // Whatever a dependency throws, the report is the answer; the cause is in the log.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Say(check.Name, "down", e);
            return "down";
        }
    }

    /// <summary>On a thread of its own: a file system that hangs hangs whoever asks it.</summary>
    private static async Task<bool> WorksAsync(ReadinessCheck check)
    {
        using var patience = new CancellationTokenSource(Patience);
        await check.Check(patience.Token);
        return true;
    }

    private void Say(string name, string state, Exception cause)
    {
        var now = time.GetTimestamp();
        var isSaid = !_failing.TryAdd(name, now);
        if (isSaid && _failing.TryGetValue(name, out var last)
            && (time.GetElapsedTime(last, now) < SayAgain || !_failing.TryUpdate(name, now, last))) return;
        LogFails(cause, name, state);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Readiness: {Name} is {State}")]
    private partial void LogFails(Exception e, string name, string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Readiness: {Name} works again")]
    private partial void LogWorks(string name);
}
