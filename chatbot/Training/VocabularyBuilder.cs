using System.Runtime.InteropServices;
using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>Counts features over examples and weighs them by inverse document frequency.</summary>
internal static class VocabularyBuilder
{
    /// <summary>From this many examples on, a feature seen once is left out: it costs memory and time and decides nothing.</summary>
    private const int ManyExamples = 4000;

    public static Vocabulary Build(IReadOnlyList<Example> examples)
    {
        var counts = new Dictionary<ulong, int>(1 << 16);
        foreach (var example in examples)
            for (var i = 0; i < example.Keys.Length; i++)
                if (i == 0 || example.Keys[i] != example.Keys[i - 1])
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, example.Keys[i], out _)++;
        var least = examples.Count >= ManyExamples ? 2 : 1;
        var keys = counts.Where(c => c.Value >= least).Select(c => c.Key).ToArray();
        Array.Sort(keys);
        var weights = new float[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            weights[i] = Rarity(examples.Count, counts[keys[i]]) * FeatureKinds.Weight(FeatureKinds.KindOf(keys[i]));
        return new Vocabulary(keys, weights, Rarity(examples.Count, 0));
    }

    /// <summary>Smoothed inverse document frequency.</summary>
    private static float Rarity(int examples, int containing) => (float)(Math.Log((1.0 + examples) / (1 + containing)) + 1);
}
