using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Bff.Platform.Pipes;

/// <summary>Settings under <c>Hubs</c>; they hold on each node.</summary>
public sealed class HubCallOptions
{
    /// <summary>Calls a second of one connection, lasting; five times as many at once after a pause. A person has twice that.</summary>
    [Range(1, 100_000)]
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>Connections of one person who is signed in.</summary>
    [Range(1, 10_000)]
    public int MostConnections { get; set; } = 20;

    /// <summary>Open lines of one network, which may be that of a hospital full of patients.</summary>
    [Range(1, 1_000_000)]
    public int MostLinesOfNetwork { get; set; } = 2_000;

    /// <summary>Open lines of this host; each takes some 25 kB.</summary>
    [Range(1, 1_000_000)]
    public int MostLines { get; set; } = 20_000;
}

/// <summary>
/// Limits what a connection and a person may ask of any hub. One call too many is refused with <c>request.too_many</c>; a connection that
/// does not heed that is cut. Whoever is not signed in has the limit of the connection alone: behind one address may be a whole hospital.
/// </summary>
internal sealed class HubCalls(IOptions<HubCallOptions> options) : IHubFilter, IDisposable
{
    /// <summary>Refusals after which a connection is cut.</summary>
    public const int MostRefusals = 500;

    private const string TooMany = "request.too_many";
    private static readonly object Refusals = new();
    private readonly PartitionedRateLimiter<string> _connections = Limiter(options.Value.CallsPerSecond);
    private readonly PartitionedRateLimiter<string> _people = Limiter(2 * options.Value.CallsPerSecond);
    private readonly Dictionary<string, int> _open = [];

    /// <summary>People with an open connection.</summary>
    public int Count
    {
        get
        {
            lock (_open) return _open.Count;
        }
    }

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var isAdmitted = _connections.AttemptAcquire(context.Context.ConnectionId).IsAcquired
            && (PersonOf(context.Context) is not { } person || _people.AttemptAcquire(person).IsAcquired);
        if (isAdmitted) return next(context);
        var refusals = context.Context.Items.TryGetValue(Refusals, out var before) ? (int)before! + 1 : 1;
        context.Context.Items[Refusals] = refusals;
        if (refusals > MostRefusals) context.Context.Abort();
        throw new HubException(TooMany);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var person = PersonOf(context.Context);
        if (person is not null && !TryOpen(person)) throw new HubException(TooMany);
        try
        {
            await next(context);
        }
        catch
        {
            if (person is not null) Close(person); // Whoever did not get in is not told to have gone.
            throw;
        }
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        if (PersonOf(context.Context) is { } person) Close(person);
        await next(context, exception);
    }

    public void Dispose()
    {
        _connections.Dispose();
        _people.Dispose();
    }

    private static string? PersonOf(HubCallerContext connection) =>
        connection.GetHttpContext() is { } http && Caller.Of(http) is not Caller.Anonymous and var caller
            ? caller.ActorKind + ":" + caller.ActorId : null;

    private bool TryOpen(string person)
    {
        lock (_open)
        {
            var open = _open.GetValueOrDefault(person);
            if (open >= options.Value.MostConnections) return false;
            _open[person] = open + 1;
            return true;
        }
    }

    private void Close(string person)
    {
        lock (_open)
        {
            if (_open.GetValueOrDefault(person) is > 1 and var open) _open[person] = open - 1;
            else _open.Remove(person);
        }
    }

    /// <summary>Limiters that stand full are dropped by the library itself, so it holds only those who have just called.</summary>
    private static PartitionedRateLimiter<string> Limiter(int perSecond) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 5 * perSecond,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        }));
}
