using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Bff.Platform.Pipes;

/// <summary>
/// Counts the live lines that are open, signed in or not: an open socket costs its holder nothing and this host some 25 kB. Behind one
/// network may be a whole hospital, so its share is large; what all networks share is bounded, too.
/// </summary>
internal sealed class HubLines(IOptions<HubCallOptions> options)
{
    private readonly ConcurrentDictionary<string, int> _networks = new();
    private int _all;

    /// <summary>Lines open at this moment.</summary>
    public int Count => Volatile.Read(ref _all);

    /// <summary>Takes a place for as long as <paramref name="line"/> runs.</summary>
    /// <returns>False: there was none, and nothing ran.</returns>
    public async Task<bool> HoldAsync(string network, Func<Task> line)
    {
        try
        {
            var all = Interlocked.Increment(ref _all);
            var here = _networks.AddOrUpdate(network, 1, (_, open) => open + 1);
            if (all > options.Value.MostLines || here > options.Value.MostLinesOfNetwork) return false;
            await line();
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _all);
            // The last one takes the network with it, unless another came meanwhile.
            if (_networks.AddOrUpdate(network, 0, (_, open) => open - 1) == 0) _networks.TryRemove(KeyValuePair.Create(network, 0));
        }
    }
}
