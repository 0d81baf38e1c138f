using System.Collections.Concurrent;

namespace Bff.Platform.Pipes;

/// <summary>
/// Works on rows claimed under one lease and keeps the lease while it does. Work whose lease is lost, or could not be renewed in time, is
/// cancelled before another node may begin it.
/// </summary>
/// <param name="lease">How long a claim holds without renewal.</param>
/// <param name="renew">Renews the lease of those rows; answers the ones it still holds.</param>
internal sealed class LeasedBatch(TimeSpan lease, Func<Guid[], CancellationToken, Task<List<Guid>>> renew, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _working = new();

    /// <summary>Runs the work for each row, one after another.</summary>
    public async Task RunAsync<T>(IReadOnlyList<T> rows, Func<T, Guid> id, Func<T, CancellationToken, Task> work,
        CancellationToken cancellationToken)
    {
        using var done = new CancellationTokenSource();
        foreach (var row in rows) _working[id(row)] = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(time.GetTimestamp(), done.Token);
        try
        {
            foreach (var row in rows)
            {
                await work(row, _working[id(row)].Token);
                if (_working.TryRemove(id(row), out var source)) source.Dispose();
            }
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
            foreach (var source in _working.Values) source.Dispose();
        }
    }

    private async Task RenewAsync(long renewed, CancellationToken done)
    {
        while (true)
        {
            try
            {
                await Task.Delay(lease / 3, time, done);
                var begun = time.GetTimestamp();
                var asked = _working.Keys.ToArray();
                // A database that does not answer must not keep this wait past the lease.
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(done);
                patience.CancelAfter(lease / 3);
                var held = await renew(asked, patience.Token);
                renewed = begun;
                foreach (var lost in asked.Except(held)) Cancel(lost);
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever kept the renewal: the next one may come in time, and if not, the work is cancelled.
            catch (Exception)
#pragma warning restore CA1031
            {
                if (time.GetElapsedTime(renewed) < lease * 0.6) continue;
                foreach (var lost in _working.Keys) Cancel(lost);
            }
        }
    }

    private void Cancel(Guid id)
    {
        try
        {
            if (_working.TryGetValue(id, out var source)) source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Its work ended in this moment.
        }
    }
}
