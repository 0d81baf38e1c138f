namespace Chatbot.Text;

/// <summary>
/// A small incremental hash (multiply, rotate, final avalanche as in MurmurHash3). Never changes: stored models depend on it.
/// </summary>
internal struct Hash(uint seed)
{
    private uint _state = seed * 0x9e3779b1;

    public readonly uint Value
    {
        get
        {
            var h = _state;
            h ^= h >> 16;
            h *= 0x85ebca6b;
            h ^= h >> 13;
            h *= 0xc2b2ae35;
            return h ^ h >> 16;
        }
    }

    public void Add(uint item) => _state = uint.RotateLeft(_state ^ item * 0xcc9e2d51, 13) * 5 + 0xe6546b64;

    public static uint Of(uint seed, uint item)
    {
        var hash = new Hash(seed);
        hash.Add(item);
        return hash.Value;
    }

    public static uint Of(uint seed, uint first, uint second)
    {
        var hash = new Hash(seed);
        hash.Add(first);
        hash.Add(second);
        return hash.Value;
    }

    public static uint Of(uint seed, ReadOnlySpan<char> text)
    {
        var hash = new Hash(seed);
        foreach (var c in text) hash.Add(c);
        return hash.Value;
    }

    /// <summary>64 bits, for recognising a whole sentence.</summary>
    public static ulong Whole(ReadOnlySpan<char> text) => (ulong)Of(11, text) << 32 | Of(13, text);
}
