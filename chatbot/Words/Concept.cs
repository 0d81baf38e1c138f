using System.Numerics;

namespace Chatbot.Words;

/// <summary>A set of concepts: which the lexicon has found in a clause.</summary>
internal record struct ConceptSet(ulong Low, ulong High)
{
    public static ConceptSet Of(int concept) => concept < 64 ? new(1UL << concept, 0) : new(0, 1UL << concept - 64);

    public readonly bool Overlaps(ConceptSet other) => (Low & other.Low | High & other.High) != 0;

    public readonly List<int> Numbers()
    {
        var numbers = new List<int>();
        for (var rest = Low; rest != 0; rest &= rest - 1) numbers.Add(BitOperations.TrailingZeroCount(rest));
        for (var rest = High; rest != 0; rest &= rest - 1) numbers.Add(64 + BitOperations.TrailingZeroCount(rest));
        return numbers;
    }

    public readonly ConceptSet With(ConceptSet other) => new(Low | other.Low, High | other.High);
}

/// <summary>A word of the lexicon in a message.</summary>
/// <param name="Start">Its first item.</param>
/// <param name="End">The item after its last.</param>
/// <param name="Concepts">What it is for the rules.</param>
/// <param name="Exact">False: it sounds so, or is spelt nearly so.</param>
internal readonly record struct Hit(int Start, int End, ConceptSet Concepts, bool Exact);
