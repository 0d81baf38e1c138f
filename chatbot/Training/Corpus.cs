using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>
/// Examples in canonical order with their features read once. The order depends on the content alone, so that the same knowledge base
/// gives the same model however its rows were sorted.
/// </summary>
internal sealed class Corpus
{
    /// <summary>A slip in a shorter question leaves nothing to recognise it by.</summary>
    private const int ShortestSlipped = 3;

    /// <summary>A character that no question holds and that has no known sound.</summary>
    private const char Foreign = '龘';

    private Corpus(string[] intents, Example[] examples) => (Intents, Examples) = (intents, examples);

    /// <summary>Distinct intents in ordinal order.</summary>
    public string[] Intents { get; }

    public Example[] Examples { get; }

    /// <summary>Reads the examples of a training set.</summary>
    public static Corpus Read(IEnumerable<LabelledText> texts, FeatureExtractor extractor, out List<LabelledText> unreadable)
    {
        unreadable = [];
        var kept = new List<(LabelledText Source, string Normal)>();
        foreach (var text in texts)
        {
            var normal = TextNormalizer.Normalize(text.Text);
            if (normal.Length == 0) unreadable.Add(text);
            else kept.Add((text, normal));
        }
        var intents = kept.Select(k => k.Source.Intent).Distinct().Order(StringComparer.Ordinal).ToArray();
        return new Corpus(intents, ReadExamples(kept, intents, extractor));
    }

    /// <summary>Reads held-out examples; those of other intents are left out.</summary>
    public static Example[] ReadHeldOut(IEnumerable<LabelledText> texts, string[] intents, FeatureExtractor extractor) =>
        ReadExamples([.. texts.Where(t => Array.BinarySearch(intents, t.Intent, StringComparer.Ordinal) >= 0)
            .Select(t => (t, TextNormalizer.Normalize(t.Text))).Where(t => t.Item2.Length > 0)], intents, extractor);

    /// <summary>Reads sentences of no intent.</summary>
    public static Example[] ReadStrangers(IEnumerable<string> texts, FeatureExtractor extractor) =>
        ReadExamples([.. texts.Select(t => (new LabelledText("", t), TextNormalizer.Normalize(t)))], [], extractor);

    private static Example[] ReadExamples(List<(LabelledText Source, string Normal)> kept, string[] intents, FeatureExtractor extractor)
    {
        kept.Sort((a, b) =>
            string.CompareOrdinal(a.Source.Intent, b.Source.Intent) is var i and not 0 ? i : string.CompareOrdinal(a.Normal, b.Normal));
        var buffer = new ulong[FeatureExtractor.MaxFeatures];
        var examples = new Example[kept.Count];
        for (var i = 0; i < examples.Length; i++)
        {
            var sink = new KeySink(buffer);
            extractor.Read(kept[i].Normal, ref sink);
            var intent = Array.BinarySearch(intents, kept[i].Source.Intent, StringComparer.Ordinal);
            examples[i] = new Example(intent, kept[i].Normal, Hash.Whole(kept[i].Normal), Sorted(buffer.AsSpan(0, sink.Count)));
        }
        return examples;
    }

    /// <summary>
    /// The same questions as hurried typists leave them: each once with a Chinese character that only sounds like the right one, once with
    /// a wrong one. Of a
    /// slipped copy only those features stay that the question has too: what a slip adds is chance.
    /// </summary>
    public static Example[] Slipped(IReadOnlyList<Example> examples, FeatureExtractor extractor)
    {
        var buffer = new ulong[FeatureExtractor.MaxFeatures];
        var copies = new List<Example>();
        foreach (var example in examples)
        {
            var length = (ulong)example.Normal.Length;
            if (length < ShortestSlipped) continue;
            int alike = (int)(example.Hash % length), wrong = (int)((example.Hash >> 32) % length);
            if (CharacterFolding.IsHan(example.Normal[alike])) copies.Add(Slip(example, alike, keepsSound: true, extractor, buffer));
            if (CharacterFolding.IsHan(example.Normal[wrong])) copies.Add(Slip(example, wrong, keepsSound: false, extractor, buffer));
        }
        return [.. copies];
    }

    private static Example Slip(Example example, int at, bool keepsSound, FeatureExtractor extractor, ulong[] buffer)
    {
        var text = example.Normal.ToCharArray();
        text[at] = Foreign;
        var sink = new KeySink(buffer);
        extractor.Read(text, ref sink);
        var slipped = Sorted(buffer.AsSpan(0, sink.Count));
        var keys = new List<ulong>();
        var i = 0;
        foreach (var key in example.Keys)
        {
            while (i < slipped.Length && slipped[i] < key) i++;
            var stays = i < slipped.Length && slipped[i] == key;
            if (stays) i++;
            if (stays || (keepsSound && FeatureKinds.KindOf(key) == FeatureKind.Sound)) keys.Add(key);
        }
        return example with { Keys = [.. keys] };
    }

    private static ulong[] Sorted(ReadOnlySpan<ulong> keys)
    {
        var sorted = keys.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}

/// <summary>A question ready to learn from.</summary>
/// <param name="Intent">Index of its intent.</param>
/// <param name="Normal">Normalised text.</param>
/// <param name="Hash">Hash of it.</param>
/// <param name="Keys">Its features, ascending, as often as they occur.</param>
internal sealed record Example(int Intent, string Normal, ulong Hash, ulong[] Keys);
