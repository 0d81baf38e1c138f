using System.Runtime.InteropServices;
using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>In how many examples each feature occurs, and the vocabulary that follows: weighed by inverse document frequency.</summary>
internal sealed class FeatureCounts
{
    /// <summary>From this many examples on, a feature seen once is left out: it costs memory and time and decides nothing.</summary>
    private const int ManyExamples = 4000;

    /// <summary>From this many on, one seen twice as well: in a hundred thousand questions that is as good as chance.</summary>
    private const int VeryManyExamples = 50_000;

    private readonly Dictionary<ulong, int> _counts = new(1 << 16);
    private readonly int _examples;

    public FeatureCounts(IReadOnlyList<Example> examples)
    {
        _examples = examples.Count;
        foreach (var example in examples) Count(example);
    }

    /// <summary>The features worth knowing, in ascending order.</summary>
    public Vocabulary ToVocabulary()
    {
        var least = _examples >= VeryManyExamples ? 3 : _examples >= ManyExamples ? 2 : 1;
        var keys = _counts.Where(c => c.Value >= least).Select(c => c.Key).ToArray();
        Array.Sort(keys);
        var weights = new float[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            weights[i] = Rarity(_counts[keys[i]]) * FeatureKinds.Weight(FeatureKinds.KindOf(keys[i]));
        return new Vocabulary(keys, weights, Rarity(0));
    }

    private void Count(Example example)
    {
        for (var i = 0; i < example.Keys.Length; i++)
            if (i == 0 || example.Keys[i] != example.Keys[i - 1])
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, example.Keys[i], out _)++;
    }

    /// <summary>Smoothed inverse document frequency.</summary>
    private float Rarity(int containing) => (float)(Math.Log((1.0 + _examples) / (1 + containing)) + 1);
}
