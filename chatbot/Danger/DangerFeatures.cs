using Chatbot.Text;
using Chatbot.Words;

namespace Chatbot.Danger;

/// <summary>What is known of a part of a message: its features, each with the weight that it has in this part.</summary>
internal sealed class DangerFeatures : IFeatureSink
{
    /// <summary>Where the families of the text end and those of the lexicon begin.</summary>
    public const ulong FirstConcept = 0x40UL << 32;

    private const ulong Pair = 0x41UL << 32;
    private const ulong Ringing = 0x42UL << 32;

    private static readonly FeatureExtractor Extractor = new(readsPinyin: true, SynonymTable.Empty);
    private readonly Dictionary<ulong, float> _text = [], _concepts = [];

    /// <summary>Every feature once; text and lexicon have a length of 1 each.</summary>
    public IEnumerable<(ulong Key, float Value)> Values
    {
        get
        {
            var (text, concepts) = (Length(_text), Length(_concepts));
            foreach (var (key, value) in _text) yield return (key, value / text);
            foreach (var (key, value) in _concepts) yield return (key, value / concepts);
        }
    }

    /// <inheritdoc/>
    public void Add(FeatureKind kind, uint hash, int start, int length) => _text[FeatureKinds.Key(kind, hash)] = FeatureKinds.Weight(kind);

    /// <summary>Adds a run of clauses as it reads.</summary>
    public void AddText(List<Item> items, int start, int end)
    {
        Span<char> text = stackalloc char[TextNormalizer.MaxLength];
        var length = 0;
        for (var i = start; i < end; i++)
        {
            var (han, word, sound, before) = items[i];
            if (han == '\0' && word is null)
            {
                Add(FeatureKind.Sound, Hash.Of(2, (uint)sound), 0, 1);
                if (i > start && items[i - 1].Sound is > 0 and var previous)
                    Add(FeatureKind.Sound, Hash.Of(3, (uint)previous, (uint)sound), 0, 1);
                continue;
            }
            var needed = (word?.Length ?? 1) + 1;
            if (length + needed > text.Length) break;
            if (length > 0 && (before != Break.None || han == '\0' != (items[i - 1].Han == '\0'))) text[length++] = ' ';
            if (word is null) text[length++] = han;
            else word.CopyTo(text[length..]);
            length += word?.Length ?? 0;
        }
        var sink = this;
        Extractor.Read(text[..length], ref sink);
    }

    /// <summary>Adds what the lexicon and the rules say of one clause.</summary>
    /// <param name="clause">Which.</param>
    /// <param name="alarms">The rules it met, by their number.</param>
    public void AddConcepts(Clause clause, IEnumerable<(int Rule, bool Withdrawn)> alarms)
    {
        var found = clause.Concepts.Numbers();
        for (var i = 0; i < found.Count; i++)
        {
            _concepts[FirstConcept | (uint)found[i]] = 1;
            for (var j = i + 1; j < found.Count; j++) _concepts[Pair | (uint)(found[i] << 8 | found[j])] = 0.7f;
        }
        foreach (var (rule, withdrawn) in alarms) _concepts[Ringing | (uint)(rule << 1 | (withdrawn ? 1 : 0))] = 2;
    }

    private static float Length(Dictionary<ulong, float> values)
    {
        var sum = 1e-6f;
        foreach (var value in values.Values) sum += value * value;
        return MathF.Sqrt(sum);
    }
}
