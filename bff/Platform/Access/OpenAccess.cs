using System.Net;

namespace Bff.Platform.Access;

/// <summary>What makes two accesses the same one within a minute.</summary>
internal sealed record AuditKey(string ActorKind, string ActorId, IPAddress? Address, AuditEntry Entry);

/// <summary>An access within its minute: written once, then counted.</summary>
internal sealed class OpenAccess(AuditKey key, DateTimeOffset at, string traceId)
{
    private readonly TaskCompletionSource<long> _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _repeats;
    private long _lastTicks = at.UtcTicks;

    public AuditKey Key => key;
    public DateTimeOffset At => at;
    public string TraceId => traceId;

    /// <summary>The written access whose repeats this one counts; null: an access itself.</summary>
    public long? RepeatsOf { get; private init; }

    /// <summary>How many accesses its row stands for.</summary>
    public int Count { get; private init; } = 1;

    /// <summary>The row's number once it is written; fails with <see cref="AuditUnavailableException"/>.</summary>
    public Task<long> Durable => _durable.Task;
    public int Repeats => Volatile.Read(ref _repeats);
    public DateTimeOffset LastAt => new(Volatile.Read(ref _lastTicks), TimeSpan.Zero);

    public void Repeat(DateTimeOffset now)
    {
        Interlocked.Increment(ref _repeats);
        Volatile.Write(ref _lastTicks, now.UtcTicks);
    }

    /// <summary>The row that counts its repeats: rows are only ever added.</summary>
    public OpenAccess ToRepeats() => new(key, at, traceId) { RepeatsOf = Durable.Result, Count = Repeats, _lastTicks = LastAt.UtcTicks };

    public void Written(long id) => _durable.TrySetResult(id);

    public void Failed(Exception e)
    {
        _durable.TrySetException(new AuditUnavailableException(e));
        _ = _durable.Task.Exception; // Observed: who waits gets it, and nobody has to.
    }
}
