using System.Collections.Concurrent;

namespace Bff.Platform.Pipes;

/// <summary>
/// One maker per key at a time; who asks meanwhile shares its outcome, success or failure. Nothing is kept once it is done: put a cache
/// before it. A maker must not ask for its own key.
/// </summary>
public sealed class SingleFlight<TKey, TValue>(IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task<TValue>> _flights = new(comparer);

    /// <summary>Makers at work.</summary>
    public int Count => _flights.Count;

    /// <summary>The value of the maker at work for the key, or of <paramref name="make"/>, which starts on the caller's thread.</summary>
    /// <param name="make">Not cancelled by any caller: others may wait for it.</param>
    /// <param name="cancellationToken">Ends this caller's wait alone.</param>
    public async ValueTask<TValue> GetAsync(TKey key, Func<Task<TValue>> make, CancellationToken cancellationToken)
    {
        // The entry stands before the work starts, so a maker that finishes synchronously finds what it has to remove.
        var mine = new TaskCompletionSource<TValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _flights.GetOrAdd(key, mine.Task);
        if (flight != mine.Task) return await flight.WaitAsync(cancellationToken);
        var made = MakeAsync(key, mine, make);
        try
        {
            return await made.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!made.IsCompleted)
        {
            // Nobody awaits this task any more; a late failure is the others', through their own.
            _ = made.ContinueWith(late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
            throw;
        }
    }

    private async Task<TValue> MakeAsync(TKey key, TaskCompletionSource<TValue> mine, Func<Task<TValue>> make)
    {
        try
        {
            var value = await make();
            Remove();
            mine.SetResult(value);
            return value;
        }
        catch (Exception e)
        {
            Remove();
            mine.SetException(e);
            _ = mine.Task.Exception; // Observed: this caller gets it by the throw below, the others by their await.
            throw;
        }

        // Before the outcome is told: whoever tries again after a failure starts a new flight.
        void Remove() => _flights.TryRemove(KeyValuePair.Create(key, mine.Task));
    }
}
