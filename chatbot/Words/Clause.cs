namespace Chatbot.Words;

/// <summary>A part of a message that says one thing.</summary>
/// <param name="Start">Its first item.</param>
/// <param name="End">The item after its last.</param>
/// <param name="Hits">The words of the lexicon in it.</param>
/// <param name="Concepts">All that they stand for.</param>
internal sealed record Clause(int Start, int End, IReadOnlyList<Hit> Hits, ConceptSet Concepts)
{
    public int Length => End - Start;
}

/// <summary>Parts a message where people pause or turn (但是, 现在, 突然), but not where they only space their characters out.</summary>
internal static class Clauses
{
    /// <summary>People who write without any mark are read in pieces of this many items.</summary>
    private const int Longest = 60;

    public static List<Clause> Of(List<Item> items, List<Hit> hits, int turn)
    {
        var starts = new SortedSet<int> { 0 };
        for (var i = 1; i < items.Count; i++)
            if (items[i].Before != Break.None && Parts(items, i)) starts.Add(i);
        var turns = ConceptSet.Of(turn);
        foreach (var hit in hits)
        {
            if (hit.Concepts.Overlaps(turns)) starts.Add(hit.Start);
            // A word that a mark stands in is one word nevertheless (大出，血).
            for (var i = hit.Start + 1; i < hit.End; i++) starts.Remove(i);
        }
        var clauses = new List<Clause>();
        var next = 0;
        foreach (var (start, end) in Ranges([.. starts], items.Count))
        {
            var own = new List<Hit>();
            var concepts = default(ConceptSet);
            for (; next < hits.Count && hits[next].Start < end; next++)
            {
                own.Add(hits[next]);
                concepts = concepts.With(hits[next].Concepts);
            }
            clauses.Add(new Clause(start, end, own, concepts));
        }
        return clauses;
    }

    private static IEnumerable<(int Start, int End)> Ranges(List<int> starts, int count)
    {
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : count;
            for (var at = starts[i]; at < end; at += Longest) yield return (at, Math.Min(end, at + Longest));
        }
    }

    private static bool Parts(List<Item> items, int at)
    {
        // White space between words of letters is no pause; a single character between marks is a part of its neighbours.
        var latin = items[at].Han == '\0' && items[at - 1].Han == '\0';
        if (latin) return items[at].Before > Break.Soft;
        var alone = items[at].Han != '\0' && (at + 1 == items.Count || items[at + 1].Before != Break.None);
        var aloneBefore = items[at - 1].Han != '\0' && items[at - 1].Before != Break.None | at == 1;
        return items[at].Before > Break.Soft ? !(alone && aloneBefore) : !(alone || aloneBefore);
    }
}
