using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>Vocabulary and weights: what is learnt, before it is calibrated.</summary>
/// <param name="Vocabulary">The features that were learnt.</param>
/// <param name="Weights">Of each feature for each intent.</param>
/// <param name="IntentCount">Number of intents.</param>
/// <param name="Learnt">ML.NET's own model; empty where it is not to be stored, and where nothing was learnt.</param>
internal sealed record Linear(Vocabulary Vocabulary, WeightTable Weights, int IntentCount, byte[] Learnt)
{
    /// <summary>From this many examples on, they vary enough by themselves, and copies would cost seconds.</summary>
    private const int ManyExamples = 2500;

    /// <summary>Of a slipped copy beside its question, which counts 1: it teaches a little of how people type, not what they ask.</summary>
    private const float SlippedImportance = 0.15f;

    /// <summary>Learns from examples, to be asked now.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="intents">How many intents there are, with or without an example among these.</param>
    /// <param name="extractor">How features are read.</param>
    public static Linear Train(IReadOnlyList<Example> examples, int intents, FeatureExtractor extractor)
    {
        var (vocabulary, model) = Learn(examples, intents, extractor);
        return new Linear(vocabulary, model?.Weights() ?? LearntWeights.Read(default, vocabulary.Keys.Length, intents), intents, []);
    }

    /// <summary>Learns from examples, to be stored: the weights are read out of what will be stored, as every later start reads them.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="intents">How many intents there are.</param>
    /// <param name="extractor">How features are read.</param>
    public static Linear TrainToStore(IReadOnlyList<Example> examples, int intents, FeatureExtractor extractor)
    {
        var (vocabulary, model) = Learn(examples, intents, extractor);
        var learnt = model?.Save() ?? [];
        return new Linear(vocabulary, LearntWeights.Read(learnt, vocabulary.Keys.Length, intents), intents, learnt);
    }

    private static (Vocabulary Vocabulary, MarginModel? Model) Learn(
        IReadOnlyList<Example> examples, int intents, FeatureExtractor extractor)
    {
        var vocabulary = new FeatureCounts(examples).ToVocabulary();
        // Of one intent, or of words none of which is worth knowing, there is nothing to learn.
        if (intents < 2 || vocabulary.Keys.Length == 0) return (vocabulary, null);
        var slipped = extractor.ReadsPinyin && examples.Count < ManyExamples ? Corpus.Slipped(examples, extractor) : [];
        Example[] rows = [.. examples, .. slipped];
        float[] importance = [.. Enumerable.Repeat(1f, examples.Count), .. Enumerable.Repeat(SlippedImportance, slipped.Length)];
        return (vocabulary, MarginTrainer.Train(
            new FeatureMatrix(rows, vocabulary), [.. rows.Select(e => e.Intent)], importance, intents, vocabulary.Keys.Length,
            hasCopies: slipped.Length > 0));
    }
}
