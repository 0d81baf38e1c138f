using System.Buffers;
using Chatbot.Text;

namespace Chatbot.Model;

/// <summary>
/// A trained model: vocabulary, weights, calibration, stored questions. Immutable; any number of threads may ask it at once,
/// and asking allocates nothing.
/// </summary>
public sealed class IntentModel : IIntentClassifier
{
    /// <summary>Below this share of known weight a text is foreign, however high its score.</summary>
    private const double LeastCoverage = 0.10;

    /// <summary>Below this share the bot asks back instead of answering.</summary>
    private const double LeastCoverageToAnswer = 0.25;

    /// <summary>A guess is never certain: only a stored question is.</summary>
    private const double MostConfidence = 0.99;

    private readonly string[] _intents;
    private readonly FeatureExtractor _extractor;

    internal IntentModel(
        string[] intents, Vocabulary vocabulary, WeightTable weights, Calibration calibration, StoredQuestions stored, bool readsPinyin,
        SynonymTable synonyms)
    {
        if (intents.Length == 0 || weights.Stride != WeightTable.StrideFor(intents.Length)
            || weights.Scales.Length != vocabulary.Keys.Length
            || calibration.FamiliarFrom.Length != intents.Length)
            throw new ArgumentException("The parts of the model do not fit together.", nameof(intents));
        (_intents, Vocabulary, Weights, Calibration, Stored, ReadsPinyin, Synonyms) =
            (intents, vocabulary, weights, calibration, stored, readsPinyin, synonyms);
        _extractor = new FeatureExtractor(readsPinyin, synonyms);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Intents => _intents;

    /// <summary>Number of features the model knows.</summary>
    public int Features => Vocabulary.Keys.Length;

    internal Vocabulary Vocabulary { get; }

    internal WeightTable Weights { get; }

    internal Calibration Calibration { get; }

    internal StoredQuestions Stored { get; }

    internal bool ReadsPinyin { get; }

    internal SynonymTable Synonyms { get; }

    /// <inheritdoc/>
    public Prediction Classify(ReadOnlySpan<char> question)
    {
        Span<char> buffer = stackalloc char[TextNormalizer.MaxLength];
        var length = TextNormalizer.Normalize(question, buffer, out var start);
        if (length <= 0) return Prediction.Nothing;
        var text = buffer.Slice(start, length);
        if (Stored.IntentOf(Hash.Whole(text)) is >= 0 and var stored)
            return StoredAnswer(stored);
        return length == 1 ? Prediction.Nothing : Guess(text);
    }

    private Prediction StoredAnswer(int intent) =>
        new()
        {
            Band = Band.Answer,
            Confidence = 1,
            Familiarity = double.MaxValue,
            Exact = true,
            Count = 1,
            First = new(_intents[intent], 1),
        };

    private Prediction Guess(ReadOnlySpan<char> text)
    {
        var keys = ArrayPool<ulong>.Shared.Rent(FeatureExtractor.MaxFeatures);
        var rows = ArrayPool<int>.Shared.Rent(FeatureExtractor.MaxFeatures);
        var values = ArrayPool<float>.Shared.Rent(FeatureExtractor.MaxFeatures);
        var scores = ArrayPool<float>.Shared.Rent(Weights.Stride);
        try
        {
            var sink = new KeySink(keys);
            _extractor.Read(text, ref sink);
            var known = Vocabulary.Vectorize(keys.AsSpan(0, sink.Count), rows, values, out var coverage);
            if (known == 0) return Prediction.Nothing;
            Weights.Score(rows.AsSpan(0, known), values.AsSpan(0, known), scores);
            return Judge(scores.AsSpan(0, _intents.Length), coverage);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
            ArrayPool<int>.Shared.Return(rows);
            ArrayPool<float>.Shared.Return(values);
            ArrayPool<float>.Shared.Return(scores);
        }
    }

    private Prediction Judge(ReadOnlySpan<float> scores, float coverage)
    {
        var (first, second, third) = BestThree(scores);
        var total = 0.0;
        foreach (var score in scores) total += Math.Exp((score - scores[first]) / Calibration.Temperature);
        var familiarity = Calibration.Familiarity(scores[first], coverage);
        var confidence = Math.Min(Calibration.Confidence(1 / total, familiarity), MostConfidence) * Calibration.Doubt(first, familiarity);
        var band = coverage < LeastCoverage || familiarity < Calibration.FamiliarFrom[first] ? Band.Unknown
            : confidence < Calibration.AnswerAt || coverage < LeastCoverageToAnswer ? Band.DidYouMean
            : Band.Answer;
        // The others share 1 - confidence in the proportions of the softmax; none may be more probable than the best.
        var rest = total > 1 ? (1 - confidence) / (total - 1) : 0;
        return new Prediction
        {
            Band = band,
            Confidence = confidence,
            Familiarity = familiarity,
            Count = Math.Min(scores.Length, 3),
            First = new(_intents[first], confidence),
            Second = Other(scores, first, second, rest, confidence),
            Third = Other(scores, first, third, rest, confidence),
        };
    }

    private Candidate Other(ReadOnlySpan<float> scores, int first, int other, double rest, double confidence) =>
        other < 0 ? default : new Candidate(_intents[other],
            Math.Min(confidence, rest * Math.Exp((scores[other] - scores[first]) / Calibration.Temperature)));

    private static (int First, int Second, int Third) BestThree(ReadOnlySpan<float> scores)
    {
        int first = -1, second = -1, third = -1;
        for (var k = 0; k < scores.Length; k++)
        {
            if (first < 0 || scores[k] > scores[first]) (first, second, third) = (k, first, second);
            else if (second < 0 || scores[k] > scores[second]) (second, third) = (k, second);
            else if (third < 0 || scores[k] > scores[third]) third = k;
        }
        return (first, second, third);
    }
}
