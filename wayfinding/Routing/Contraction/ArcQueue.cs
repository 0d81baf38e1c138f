using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Wayfinding.Routing.Contraction;

/// <summary>
/// A queue of arcs, each at most once, lowest first. Only arcs above the last one taken may be added, so one bit per arc and a single pass
/// over the bits are enough.
/// </summary>
internal sealed class ArcQueue : IDisposable
{
    private readonly ulong[] _bits;
    private readonly int _words;
    private int _word;

    public ArcQueue(int arcs)
    {
        _words = _word = (arcs + 63) >> 6;
        _bits = ArrayPool<ulong>.Shared.Rent(_words);
        Array.Clear(_bits, 0, _words);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int arc)
    {
        _bits[arc >> 6] |= 1UL << (arc & 63);
        _word = Math.Min(_word, arc >> 6);
    }

    /// <summary>The lowest arc when it is below a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTake(int below, out int arc)
    {
        arc = -1;
        if (_word << 6 >= below) return false;
        var end = Math.Min(_words, (below + 63) >> 6);
        var ahead = _bits.AsSpan(_word, end - _word).IndexOfAnyExcept(0UL);
        if (ahead < 0) return false;
        _word += ahead;
        var lowest = (_word << 6) + BitOperations.TrailingZeroCount(_bits[_word]);
        if (lowest >= below) return false;
        _bits[_word] &= _bits[_word] - 1;
        arc = lowest;
        return true;
    }

    public void Dispose() => ArrayPool<ulong>.Shared.Return(_bits);
}
