using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>Vocabulary and weights: what is learnt, before it is calibrated.</summary>
internal sealed record Linear(Vocabulary Vocabulary, WeightTable Weights, int IntentCount);

/// <summary>Learns a <see cref="Linear"/> from examples, and can forget some of them again.</summary>
internal sealed class LinearTraining
{
    /// <summary>From this many examples on, they vary enough by themselves, and copies would cost seconds.</summary>
    private const int ManyExamples = 2500;

    /// <summary>Of a question beside its slipped copies: together they count a little more than the question alone did.</summary>
    private const float OwnImportance = 0.6f;

    private const float SlippedImportance = 0.5f;

    private readonly IReadOnlyList<Example> _examples;
    private readonly int _intents;
    private readonly int _stride;
    private readonly FeatureCounts _counts;
    private readonly Vocabulary _vocabulary;
    private readonly SoftmaxDualAscent _ascent;

    public LinearTraining(IReadOnlyList<Example> examples, int intents, FeatureExtractor extractor)
    {
        (_examples, _intents, _stride) = (examples, intents, WeightTable.StrideFor(intents));
        _counts = new FeatureCounts(examples);
        _vocabulary = _counts.ToVocabulary();
        var slipped = extractor.ReadsPinyin && examples.Count < ManyExamples ? Corpus.Slipped(examples, extractor) : [];
        Example[] rows = [.. examples, .. slipped];
        float[] importance = [.. Enumerable.Repeat(slipped.Length == 0 ? 1 : OwnImportance, examples.Count),
            .. Enumerable.Repeat(SlippedImportance, slipped.Length)];
        _ascent = SoftmaxDualAscent.Train(new FeatureMatrix(rows, _vocabulary), [.. rows.Select(e => e.Intent)], importance, intents,
            _stride, _vocabulary.Keys.Length);
    }

    /// <summary>What was learnt from all examples.</summary>
    public Linear ToLinear() => ToLinear(_vocabulary);

    /// <summary>
    /// What would have been learnt without some examples: neither their words nor their weights are known. Afterwards this training is
    /// without them.
    /// </summary>
    /// <param name="isForgotten">For each example, whether it goes.</param>
    public Linear Forget(bool[] isForgotten)
    {
        for (var i = 0; i < isForgotten.Length; i++)
            if (isForgotten[i]) _counts.Remove(_examples[i]);
        _ascent.Forget(isForgotten);
        return ToLinear(_counts.ToVocabulary());
    }

    private Linear ToLinear(Vocabulary vocabulary) =>
        new(vocabulary, WeightTable.Quantize(_ascent.Weights, [.. vocabulary.Keys.Select(_vocabulary.RowOf), _vocabulary.Keys.Length],
            _stride), _intents);
}
