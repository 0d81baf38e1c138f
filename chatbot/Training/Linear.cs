using Chatbot.Model;

namespace Chatbot.Training;

/// <summary>Vocabulary and weights: what is learnt, before it is calibrated.</summary>
internal sealed record Linear(Vocabulary Vocabulary, WeightTable Weights, int IntentCount);

/// <summary>Learns a <see cref="Linear"/> from examples, and can forget some of them again.</summary>
internal sealed class LinearTraining
{
    private readonly IReadOnlyList<Example> _examples;
    private readonly int _intents;
    private readonly int _stride;
    private readonly FeatureCounts _counts;
    private readonly Vocabulary _vocabulary;
    private readonly SoftmaxDualAscent _ascent;

    public LinearTraining(IReadOnlyList<Example> examples, int intents)
    {
        (_examples, _intents, _stride) = (examples, intents, WeightTable.StrideFor(intents));
        _counts = new FeatureCounts(examples);
        _vocabulary = _counts.ToVocabulary();
        _ascent = SoftmaxDualAscent.Train(new FeatureMatrix(examples, _vocabulary), [.. examples.Select(e => e.Intent)], intents, _stride, _vocabulary.Keys.Length);
    }

    /// <summary>What was learnt from all examples.</summary>
    public Linear ToLinear() => ToLinear(_vocabulary);

    /// <summary>What would have been learnt without some examples: neither their words nor their weights are known. Afterwards this training is without them.</summary>
    /// <param name="isForgotten">For each example, whether it goes.</param>
    public Linear Forget(bool[] isForgotten)
    {
        for (var i = 0; i < isForgotten.Length; i++)
            if (isForgotten[i]) _counts.Remove(_examples[i]);
        _ascent.Forget(isForgotten);
        return ToLinear(_counts.ToVocabulary());
    }

    private Linear ToLinear(Vocabulary vocabulary) =>
        new(vocabulary, WeightTable.Quantize(_ascent.Weights, [.. vocabulary.Keys.Select(_vocabulary.RowOf), _vocabulary.Keys.Length], _stride), _intents);
}
