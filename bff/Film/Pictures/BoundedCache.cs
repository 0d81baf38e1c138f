using Microsoft.Extensions.Caching.Memory;

namespace Bff.Film.Pictures;

/// <summary>
/// Values that are in use, up to a bound of bytes or entries. One that does not fit is not kept, and the least recently used go to make
/// room for the next.
/// </summary>
/// <param name="most">Sum of the sizes of what is kept.</param>
internal sealed class BoundedCache<TValue>(long most) : IDisposable
    where TValue : class
{
    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = most });

    /// <summary>Entries kept at this moment.</summary>
    public int Count => _entries.Count;

    /// <summary>The value, or null.</summary>
    public TValue? Find(object key) => _entries.TryGetValue(key, out TValue? found) ? found : null;

    /// <param name="size">In the unit of the bound.</param>
    /// <param name="lifetime">Null: while it is in use.</param>
    /// <param name="idle">How long it stays unasked for; null: while there is room.</param>
    public void Keep(object key, TValue value, long size, TimeSpan? lifetime = null, TimeSpan? idle = null) =>
        _entries.Set(
            key, value, new MemoryCacheEntryOptions { Size = size, AbsoluteExpirationRelativeToNow = lifetime, SlidingExpiration = idle });

    /// <summary>Lets go of those whose keys are meant.</summary>
    public void Forget(Func<string, bool> isMeant)
    {
        foreach (var key in _entries.Keys)
            if (key is string text && isMeant(text)) _entries.Remove(key);
    }

    public void Dispose() => _entries.Dispose();
}
