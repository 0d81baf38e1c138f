using System.Buffers.Binary;

namespace Bff.Platform;

/// <summary>The store of a single node: bounded, the least recently used goes first.</summary>
/// <param name="maxBytes">Of keys and values together.</param>
internal sealed partial class MemoryEphemeralStore(TimeProvider time, ILogger<MemoryEphemeralStore> logger, long maxBytes = 64 << 20) : IEphemeralStore
{
    /// <summary>What an entry costs beside its value: two nodes, a key object, a dictionary slot.</summary>
    private const int EntryCost = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Dictionary<string, List<Action<byte[]>>> _subscribers = [];
    private long _bytes;

    private sealed record Entry(string Key, byte[] Value, DateTimeOffset ExpiresAt)
    {
        public long Cost => EntryCost + (2 * Key.Length) + Value.Length;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(Find(key)?.Value);
    }

    public ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate) Put(new Entry(key, value, time.GetUtcNow() + lifetime));
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> IncrementAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var before = Find(key);
            var count = before is null ? 1 : BinaryPrimitives.ReadInt64LittleEndian(before.Value) + 1;
            var value = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(value, count);
            Put(new Entry(key, value, before?.ExpiresAt ?? time.GetUtcNow() + lifetime));
            return ValueTask.FromResult(count);
        }
    }

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate) Remove(key);
        return ValueTask.CompletedTask;
    }

    public ValueTask PublishAsync(string channel, byte[] message, CancellationToken cancellationToken)
    {
        Action<byte[]>[] handlers;
        lock (_gate) handlers = _subscribers.TryGetValue(channel, out var present) ? [.. present] : [];
        foreach (var handler in handlers) Deliver(channel, handler, message);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<byte[]> handler, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(channel, out var present)) _subscribers[channel] = present = [];
            present.Add(handler);
        }
        return ValueTask.FromResult<IAsyncDisposable>(new Subscription(this, channel, handler));
    }

    private Entry? Find(string key)
    {
        if (!_entries.TryGetValue(key, out var node)) return null;
        if (node.Value.ExpiresAt <= time.GetUtcNow())
        {
            Remove(key);
            return null;
        }
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value;
    }

    private void Put(Entry entry)
    {
        Remove(entry.Key);
        if (entry.Cost > maxBytes) return;
        _entries[entry.Key] = _byUse.AddFirst(entry);
        _bytes += entry.Cost;
        while (_bytes > maxBytes) Remove(_byUse.Last!.Value.Key);
    }

    private void Remove(string key)
    {
        if (!_entries.Remove(key, out var node)) return;
        _byUse.Remove(node);
        _bytes -= node.Value.Cost;
    }

#pragma warning disable CA1031 // A subscriber's bug is the subscriber's: publisher and other subscribers go on.
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

    private sealed class Subscription(MemoryEphemeralStore store, string channel, Action<byte[]> handler) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (store._gate)
            {
                if (!store._subscribers.TryGetValue(channel, out var present)) return ValueTask.CompletedTask;
                present.Remove(handler);
                if (present.Count == 0) store._subscribers.Remove(channel);
            }
            return ValueTask.CompletedTask;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of {Channel} failed.")]
    private partial void LogHandlerFailed(string channel, Exception failure);
}
