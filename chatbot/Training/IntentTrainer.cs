using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>Trains a model from a knowledge base: deterministic, in process, in seconds.</summary>
public static class IntentTrainer
{
    /// <summary>Learns, holds examples out to calibrate, and learns again from all of them.</summary>
    /// <param name="examples">At least one readable question; in any order.</param>
    /// <param name="heldOut">Questions to calibrate on instead of cross-validation; may be null.</param>
    /// <param name="synonyms">Words of one meaning; may be null.</param>
    /// <exception cref="ArgumentException">No example holds readable text, or an intent has no name.</exception>
    public static TrainingResult Train(IReadOnlyCollection<LabelledText> examples, IReadOnlyCollection<LabelledText>? heldOut = null,
        SynonymTable? synonyms = null)
    {
        if (examples.Any(e => e.Intent.Length == 0)) throw new ArgumentException("Every example needs an intent.", nameof(examples));
        var readsPinyin = IsMostlyChinese(examples);
        synonyms ??= SynonymTable.Empty;
        var extractor = new FeatureExtractor(readsPinyin, synonyms);
        var corpus = Corpus.Read(examples, extractor, out var unreadable);
        if (corpus.Examples.Length == 0) throw new ArgumentException("No example holds readable text.", nameof(examples));
        var linear = Linear.TrainToStore(corpus.Examples, corpus.Intents.Length, extractor);
        var strangers = Corpus.ReadStrangers(Everyday.Sentences(readsPinyin), extractor);
        var asked = heldOut is { Count: > 0 }
            ? new HeldOutScores([.. HeldOut.Score(linear, Corpus.ReadHeldOut(heldOut, corpus.Intents, extractor))],
                [.. HeldOut.Score(linear, strangers)])
            : HeldOut.CrossValidate(corpus, strangers, extractor);
        var stored = Store(corpus, out var conflicts);
        var calibration = CalibrationFit.Fit(asked, corpus.Intents.Length);
        var model = new IntentModel(corpus.Intents, linear.Vocabulary, linear.Weights, calibration, stored, readsPinyin, synonyms);
        var accuracy = asked.Known.Count == 0 ? double.NaN
            : asked.Known.Count(q => q.Best == q.Intent) / (double)asked.Known.Count;
        return new TrainingResult(model, linear.Learnt, conflicts, unreadable, accuracy);
    }

    private static bool IsMostlyChinese(IReadOnlyCollection<LabelledText> examples) =>
        examples.Count(e => e.Text.AsSpan().ContainsAnyInRange('\u3400', '\u9fff')) * 2 > examples.Count;

    private static StoredQuestions Store(Corpus corpus, out List<Conflict> conflicts)
    {
        conflicts = [];
        var winners = new SortedDictionary<ulong, int>();
        foreach (var same in corpus.Examples.GroupBy(e => e.Hash))
        {
            var ranked = same.GroupBy(e => e.Intent).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).ToArray();
            winners.Add(same.Key, ranked[0]);
            if (ranked.Length > 1)
                conflicts.Add(new Conflict(same.First().Normal, corpus.Intents[ranked[0]],
                    [.. ranked[1..].Order().Select(i => corpus.Intents[i])]));
        }
        conflicts.Sort((a, b) => string.CompareOrdinal(a.Text, b.Text));
        return new StoredQuestions([.. winners.Keys], [.. winners.Values]);
    }
}
