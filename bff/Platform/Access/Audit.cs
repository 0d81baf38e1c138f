using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Bff.Platform.Access;

/// <summary>
/// Audit or nothing: the first access of an actor to a subject within a minute is durable before the answer leaves; its repeats in that
/// minute (the tiles of one film) only count, and a row with the count is added when the minute ends. No row is ever changed.
/// </summary>
public sealed class Audit(AuditWriter writer, TimeProvider time, int mostOpen = Audit.MostOpen)
{
    /// <summary>Accesses whose repeats are counted at a time. Beyond that many within a minute, each repeat is a row of its own.</summary>
    public const int MostOpen = 50_000;

    /// <summary>Longest text of a subject; what is longer, because a caller sent it so, is cut. It is kept in memory for a minute and in the table for ever.</summary>
    public const int LongestSubject = 200;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<AuditKey, OpenAccess> _open = new();
    private int _count;

    /// <summary>Accesses that are kept in memory now.</summary>
    public int OpenCount => Volatile.Read(ref _count);

    /// <summary>Records an access; completes when it is durable.</summary>
    /// <exception cref="AuditUnavailableException">The row could not be written.</exception>
    public ValueTask RecordAsync(HttpContext http, AuditEntry entry) =>
        RecordAsync(Caller.Of(http).ActorKind, Caller.Of(http).ActorId, http.Connection.RemoteIpAddress, entry);

    /// <inheritdoc cref="RecordAsync(HttpContext, AuditEntry)"/>
    public ValueTask RecordAsync(string actorKind, string actorId, IPAddress? address, AuditEntry entry)
    {
        if (entry.Subject is { Length: > LongestSubject } text)
            entry = entry with { Subject = text[..(char.IsHighSurrogate(text[LongestSubject - 1]) ? LongestSubject - 1 : LongestSubject)] };
        var key = new AuditKey(actorKind, actorId, address, entry);
        if (_open.TryGetValue(key, out var known))
        {
            known.Repeat(time.GetUtcNow());
            return known.Durable.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(known.Durable);
        }
        return new ValueTask(WriteAsync(key));
    }

    /// <summary>Writes the counts of accesses whose minute has ended.</summary>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Window;
        return CloseAsync(access => access.At < before, cancellationToken);
    }

    /// <summary>Writes the counts of all accesses: the host stops.</summary>
    internal Task CloseAllAsync(CancellationToken cancellationToken) => CloseAsync(_ => true, cancellationToken);

    private async Task WriteAsync(AuditKey key)
    {
        var mine = new OpenAccess(key, time.GetUtcNow(), Activity.Current?.TraceId.ToString() ?? "");
        var access = Keep(mine);
        if (!ReferenceEquals(access, mine))
        {
            access.Repeat(time.GetUtcNow());
            await access.Durable;
            return;
        }
        try
        {
            await writer.WriteAsync(mine);
        }
        catch
        {
            Drop(mine);
            throw;
        }
    }

    /// <summary>The access that counts for this key from now on: the new one, or one that somebody else opened in this moment.</summary>
    private OpenAccess Keep(OpenAccess mine)
    {
        if (Volatile.Read(ref _count) >= mostOpen) return mine;
        var access = _open.GetOrAdd(mine.Key, mine);
        if (ReferenceEquals(access, mine)) Interlocked.Increment(ref _count);
        return access;
    }

    private void Drop(OpenAccess access)
    {
        if (_open.TryRemove(new KeyValuePair<AuditKey, OpenAccess>(access.Key, access))) Interlocked.Decrement(ref _count);
    }

    private async Task CloseAsync(Func<OpenAccess, bool> ended, CancellationToken cancellationToken)
    {
        var counts = new List<OpenAccess>();
        foreach (var (_, access) in _open)
        {
            if (!ended(access) || !access.Durable.IsCompletedSuccessfully) continue;
            Drop(access);
            if (access.Repeats > 0) counts.Add(access.ToRepeats());
        }
        if (counts.Count > 0) await writer.CountAsync(counts, cancellationToken);
    }
}
