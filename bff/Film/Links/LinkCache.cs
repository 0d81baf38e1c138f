using System.Collections.Concurrent;

namespace Bff.Film.Links;

/// <summary>What the database said of a key a moment ago. Beyond the bound all are forgotten and asked for again.</summary>
internal sealed class LinkCache(TimeProvider time)
{
    /// <summary>Keys remembered.</summary>
    public const int Most = 10_000;

    /// <summary>A revoked link is refused by every node within this time, by the one that revokes it at once.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (LinkGrant? Grant, long At)> _known = new();

    /// <summary>Keys remembered at this moment.</summary>
    public int Count => _known.Count;

    /// <param name="grant">Null: there is no link with the key.</param>
    /// <returns>Whether the key was asked for within the last second.</returns>
    public bool TryFind(string key, out LinkGrant? grant)
    {
        var isKnown = _known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Freshness;
        grant = isKnown ? known.Grant : null;
        return isKnown;
    }

    public void Keep(string key, LinkGrant? grant)
    {
        if (_known.Count >= Most) _known.Clear();
        _known[key] = (grant, time.GetTimestamp());
    }

    public void Clear() => _known.Clear();
}
