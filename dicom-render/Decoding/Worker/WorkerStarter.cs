using System.Collections.Concurrent;
using System.Diagnostics;

namespace DicomRender.Decoding.Worker;

/// <summary>
/// Starts worker processes from one thread that lives as long as the pool: a worker's parent-death signal comes when the thread
/// that started it ends, and pool threads end at any time.
/// </summary>
internal sealed class WorkerStarter : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo StartInfo, TaskCompletionSource<Process> Started)> _orders = [];
    private readonly Lazy<Thread> _thread;

    public WorkerStarter() => _thread = new(() =>
    {
        var starter = new Thread(Run) { IsBackground = true, Name = "codec worker starter" };
        starter.Start();
        return starter;
    });

    public Task<Process> StartAsync(ProcessStartInfo startInfo)
    {
        _ = _thread.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add((startInfo, started));
        return started.Task;
    }

    public void Dispose() => _orders.CompleteAdding();

    private void Run()
    {
        foreach (var (startInfo, started) in _orders.GetConsumingEnumerable())
        {
            try
            {
                WorkerConfinement.ForbidNewPrivileges();
                started.SetResult(Process.Start(startInfo) ?? throw new InvalidOperationException("No process was started."));
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(e);
            }
        }
    }
}
