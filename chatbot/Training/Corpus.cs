using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>
/// Examples in canonical order with their features read once. The order depends on the content alone, so that the same knowledge base
/// gives the same model however its rows were sorted.
/// </summary>
internal sealed class Corpus
{
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
            examples[i] = new Example(intent, kept[i].Normal, Hash.Whole(kept[i].Normal), buffer.AsSpan(0, sink.Count).ToArray());
            Array.Sort(examples[i].Keys);
        }
        return examples;
    }
}

/// <summary>A question ready to learn from.</summary>
/// <param name="Intent">Index of its intent.</param>
/// <param name="Normal">Normalised text.</param>
/// <param name="Hash">Hash of it.</param>
/// <param name="Keys">Its features, ascending, as often as they occur.</param>
internal sealed record Example(int Intent, string Normal, ulong Hash, ulong[] Keys);
