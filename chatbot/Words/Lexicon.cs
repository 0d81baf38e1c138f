using System.Collections.Frozen;
using Chatbot.Text;

namespace Chatbot.Words;

/// <summary>
/// The words that the rules know, found in a message in one pass: character by character, by sound (homophone slips and pinyin), and
/// English with typing slips. Of words inside one another the longest counts.
/// </summary>
internal sealed class Lexicon
{
    private const int ShortestFuzzy = 5;
    private static readonly string[] FixedExpressions = ["IDIOM", "GUARD", "NOTPERSON"];
    private readonly FrozenDictionary<string, int> _concepts;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly ILookup<(char, int), string> _spellings;
    private readonly Dictionary<string, string> _stems = new(StringComparer.Ordinal);
    private readonly ConceptSet _fixed;
    private readonly Trie _written = new(), _spoken = new();

    /// <param name="rows">Concept and words, as in <c>Data/lexicon.tsv</c>.</param>
    public Lexicon(IEnumerable<(string Concept, string[] Words)> rows)
    {
        var concepts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (concept, words) in rows)
        {
            if (!concepts.TryGetValue(concept, out var id)) concepts.Add(concept, id = concepts.Count);
            foreach (var word in words) Add(Items.Read(word.Replace('_', ' ')), ConceptSet.Of(id));
        }
        _concepts = concepts.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var name in FixedExpressions)
            if (concepts.TryGetValue(name, out var number)) _fixed = _fixed.With(ConceptSet.Of(number));
        _spellings = _vocabulary.Keys.Where(w => w.Length >= ShortestFuzzy - 1).ToLookup(w => (w[0], w.Length));
        foreach (var word in _vocabulary.Keys.Where(w => w.Length > 3).Order(StringComparer.Ordinal)) _stems.TryAdd(Stem(word), word);
    }

    /// <summary>The number of a concept, below 128.</summary>
    /// <exception cref="KeyNotFoundException">There is no such concept.</exception>
    public int Concept(string name) => _concepts[name];

    public int Count => _concepts.Count;

    /// <summary>All words in the items, in reading order.</summary>
    public List<Hit> Find(List<Item> items)
    {
        var hits = new List<Hit>();
        var keys = items.ConvertAll(i => i.Han != '\0' ? i.Han : i.Word is null ? 0 : Key(i.Word));
        for (var at = 0; at < keys.Count; at++)
            _written.Walk(keys, at, (end, concepts) => hits.Add(new Hit(at, end, concepts, true)));
        hits = Free(hits);
        var exact = Longest(hits);
        var taken = new bool[items.Count];
        foreach (var hit in exact.Where(h => h.End - h.Start > 1)) Array.Fill(taken, true, hit.Start, hit.End - hit.Start);
        var sounds = items.ConvertAll(i => i.Sound == 0 ? -1 : i.Sound);
        for (var at = 0; at < sounds.Count; at++)
            _spoken.Walk(sounds, at, (end, concepts) =>
            {
                if (SoundsLike(items, at, end, taken)) hits.Add(new Hit(at, end, concepts, items[at].Han == '\0' && end - at >= 2));
            });
        return Longest(hits);
    }

    /// <summary>The items that fixed expressions (累死, 知道) take up: a word that begins inside one and ends outside is none.</summary>
    private List<Hit> Free(List<Hit> hits)
    {
        var fixedOnes = hits.FindAll(h => h.Exact && h.Concepts.Overlaps(_fixed));
        return fixedOnes.Count == 0
            ? hits
            : hits.FindAll(h => h.Concepts.Overlaps(_fixed)
                || !fixedOnes.Exists(f => h.Start < f.End && f.Start < h.End && h.End - h.Start <= f.End - f.Start));
    }

    /// <summary>Of Chinese characters that sound so most must be the very ones; syllables have nothing but their sound.</summary>
    private bool SoundsLike(List<Item> items, int start, int end, bool[] taken)
    {
        var written = 0;
        for (var i = start; i < end; i++)
        {
            if (taken[i]) return false;
            if (items[i].Han != '\0') written++;
        }
        return written == 0 || (end - start >= 2 && SameCharacter(items, start, end));
    }

    /// <summary>Whether a word of the same sounds shares a character at its place.</summary>
    private bool SameCharacter(List<Item> items, int start, int end)
    {
        for (var i = start; i < end; i++)
            if (items[i].Han != '\0' && _sharing.Contains((Sounds(items, start, end), i - start, items[i].Han))) return true;
        return false;
    }

    private readonly HashSet<(ulong, int, char)> _sharing = [];

    private static ulong Sounds(List<Item> items, int start, int end)
    {
        var sum = 14695981039346656037UL;
        for (var i = start; i < end; i++) sum = (sum ^ (uint)items[i].Sound) * 1099511628211UL;
        return sum;
    }

    private void Add(List<Item> word, ConceptSet concepts)
    {
        var keys = word.ConvertAll(i => i.Han != '\0' ? i.Han : _vocabulary.TryGetValue(i.Word!, out var id) ? id : NewWord(i.Word!));
        _written.Add(keys, concepts);
        if (!word.TrueForAll(i => i.Sound != 0)) return;
        _spoken.Add(word.ConvertAll(i => i.Sound), concepts);
        for (var i = 0; i < word.Count; i++) _sharing.Add((Sounds(word, 0, word.Count), i, word[i].Han));
    }

    private int NewWord(string word) => _vocabulary[word] = char.MaxValue + 1 + _vocabulary.Count;

    private int Key(string word)
    {
        if (_vocabulary.TryGetValue(word, out var id)) return id;
        if (word.Length > 3 && _stems.TryGetValue(Stem(word), out var stem)) return _vocabulary[stem];
        return word.Length >= ShortestFuzzy && Slips.Guess(word, _spellings) is { } meant ? _vocabulary[meant] : 0;
    }

    private static string Stem(string word)
    {
        Span<char> copy = stackalloc char[word.Length];
        word.CopyTo(copy);
        return new string(EnglishWords.Stem(copy));
    }

    private static List<Hit> Longest(List<Hit> hits)
    {
        hits.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var kept = new List<Hit>(hits.Count);
        var furthest = 0;
        foreach (var hit in hits)
        {
            var same = kept.Count > 0 && kept[^1].Start == hit.Start && kept[^1].End == hit.End;
            if (hit.End <= furthest && !same) continue;
            if (same) kept[^1] = kept[^1] with { Concepts = kept[^1].Concepts.With(hit.Concepts), Exact = kept[^1].Exact || hit.Exact };
            else kept.Add(hit);
            furthest = Math.Max(furthest, hit.End);
        }
        return kept;
    }
}
