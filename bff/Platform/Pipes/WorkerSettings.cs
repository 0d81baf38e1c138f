namespace Bff.Platform.Pipes;

/// <summary>How a <see cref="Worker"/> runs its body.</summary>
public sealed record WorkerSettings
{
    /// <summary>Stable and unique, <c>slice.job</c>; names the worker in logs, metrics and readiness.</summary>
    public required string Name { get; init; }

    /// <summary>Pause after a run that left nothing to do. A wake signal ends it early.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>Loops that run the body beside each other on this node.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>How long a run may still work after the host was told to stop; then its token is cancelled. Zero: at once.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause after failures. The first one takes about a second; each further one doubles it.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>How a worker fares.</summary>
/// <param name="Name">Of its <see cref="WorkerSettings"/>.</param>
/// <param name="LastSuccess">End of the last run that did not throw; null before the first one.</param>
/// <param name="Failures">Runs that threw since then.</param>
public sealed record WorkerHealth(string Name, DateTimeOffset? LastSuccess, int Failures)
{
    /// <summary>One failure is a hiccup; the third in a row is a state an operator should know of.</summary>
    public bool IsFailing => Failures >= 3;
}

/// <summary>What a slice registers: how to make the settings and the body from the services.</summary>
internal sealed record WorkerRegistration(string Name, Func<IServiceProvider, WorkerSettings> Settings, Func<IServiceProvider,
    Func<CancellationToken, Task<bool>>> Body);
