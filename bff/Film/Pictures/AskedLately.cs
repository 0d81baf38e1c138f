namespace Bff.Film.Pictures;

/// <summary>
/// Which pictures were asked for lately: a table of hashes of a fixed size, in which a newer one takes an older one's place. Two pictures
/// with one hash are taken for one, which costs no more than keeping a picture in vain.
/// </summary>
internal sealed class AskedLately
{
    private const int Slots = 1 << 16; // A power of two.
    private readonly int[] _hashes = new int[Slots];

    /// <summary>Pictures remembered at this moment, at most 65,536.</summary>
    public int Count => _hashes.Count(hash => hash != 0);

    /// <summary>Remembers the picture; whether it was remembered already.</summary>
    public bool IsAskedAgain(string pictureKey)
    {
        var hash = pictureKey.GetHashCode(StringComparison.Ordinal);
        ref var slot = ref _hashes[hash & (Slots - 1)];
        if (slot == hash) return true;
        slot = hash;
        return false;
    }
}
