namespace Bff.Platform.Pipes;

/// <summary>All workers of this node: started with the host, drained together when it stops.</summary>
public sealed class Workers : IHostedService, IDisposable
{
    private readonly IServiceProvider _services;
    private readonly Dictionary<string, WorkerRegistration> _registered;
    private Dictionary<string, Worker> _running = [];

    internal Workers(IServiceProvider services, IEnumerable<WorkerRegistration> registered)
    {
        _services = services;
        _registered = registered.ToDictionary(r => r.Name, StringComparer.Ordinal);
    }

    /// <summary>How every worker of this node fares.</summary>
    public IReadOnlyCollection<WorkerHealth> Health => [.. Volatile.Read(ref _running).Values.Select(worker => worker.Health)];

    /// <summary>
    /// Tells a worker of this node that there is something to do. Before the start it does nothing: the first run comes by itself.
    /// </summary>
    /// <exception cref="ArgumentException">No worker of that name was registered.</exception>
    public void Wake(string name)
    {
        if (Volatile.Read(ref _running).TryGetValue(name, out var worker)) worker.Wake();
        else if (!_registered.ContainsKey(name)) throw new ArgumentException("No such worker: " + name, nameof(name));
    }

    /// <summary>Wakes the workers of this node whose names begin so.</summary>
    internal void WakeAll(string prefix)
    {
        foreach (var (name, worker) in Volatile.Read(ref _running))
            if (name.StartsWith(prefix, StringComparison.Ordinal)) worker.Wake();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var time = _services.GetRequiredService<TimeProvider>();
        var logger = _services.GetRequiredService<ILogger<Worker>>();
        var running = _registered.ToDictionary(
            r => r.Key, r => new Worker(r.Value.Settings(_services), Made(r.Value), time, logger), StringComparer.Ordinal);
        Volatile.Write(ref _running, running);
        foreach (var worker in running.Values) worker.Start();
        return Task.CompletedTask;
    }

    /// <summary>
    /// The body, made at its first run: a service that cannot be made (a folder that may not be written, say) is a run that failed, not the
    /// end of the start.
    /// </summary>
    private Func<CancellationToken, Task<bool>> Made(WorkerRegistration registration)
    {
        var body = new Lazy<Func<CancellationToken, Task<bool>>>(
            () => registration.Body(_services), LazyThreadSafetyMode.PublicationOnly);
        return cancellationToken => body.Value(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_running.Values.Select(worker => worker.StopAsync(cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in _running.Values) worker.Dispose();
    }
}
