using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>Scores of a question by a model that had not seen it.</summary>
/// <param name="Intent">Index of the right intent.</param>
/// <param name="Scores">Raw score of each intent.</param>
/// <param name="Coverage">Share of the question's weight that the model knew.</param>
internal sealed record HeldOutScore(int Intent, float[] Scores, float Coverage)
{
    public int Best { get; } = Array.IndexOf(Scores, Scores.Max());

    public double Familiarity => Calibration.Familiarity(Scores[Best], Coverage);

    /// <summary>Softmax share of the best intent.</summary>
    public double Share(double temperature) => 1 / Scores.Sum(s => Math.Exp((s - Scores[Best]) / temperature));
}

/// <summary>Holds examples out, so that thresholds are set on questions the model did not learn from.</summary>
internal static class HeldOut
{
    private const int Folds = 5;

    /// <summary>From this many examples on, one fold tells enough, and the model forgets it instead of learning the others anew.</summary>
    private const int OneFoldFrom = 2500;

    /// <summary>So many questions of one fold are enough, however large the knowledge base.</summary>
    private const int MostAsked = 4000;

    /// <summary>
    /// Cross-validated scores; an intent's only example cannot be held out and is missing. A large <paramref name="training"/> has
    /// forgotten one fold afterwards.
    /// </summary>
    public static List<HeldOutScore> CrossValidate(Corpus corpus, LinearTraining training, FeatureExtractor extractor)
    {
        var examples = corpus.Examples;
        if (examples.Length >= OneFoldFrom)
        {
            var isAsked = Array.ConvertAll(Assign(corpus, Math.Max(Folds, examples.Length / MostAsked)), fold => fold == 0);
            return [.. Score(training.Forget(isAsked), [.. examples.Where((_, i) => isAsked[i])])];
        }
        var folds = Assign(corpus, Folds);
        var result = new List<HeldOutScore>();
        for (var fold = 0; fold < Folds; fold++)
        {
            var known = examples.Where((_, i) => folds[i] != fold).ToArray();
            var asked = examples.Where((_, i) => folds[i] == fold).ToArray();
            if (known.Length > 0 && asked.Length > 0)
                result.AddRange(Score(new LinearTraining(known, corpus.Intents.Length, extractor).ToLinear(), asked));
        }
        return result;
    }

    /// <summary>Scores of questions by a finished model.</summary>
    public static IEnumerable<HeldOutScore> Score(Linear model, Example[] asked)
    {
        var rows = new FeatureMatrix(asked, model.Vocabulary);
        for (var i = 0; i < asked.Length; i++)
        {
            var scores = new float[model.Weights.Stride];
            model.Weights.Score(rows.Columns(i), rows.Values(i), scores);
            yield return new HeldOutScore(asked[i].Intent, scores[..model.IntentCount], rows.Coverage[i]);
        }
    }

    /// <summary>Spreads each intent over the folds, neighbours in no particular order; an intent's only example stays known (-1).</summary>
    private static int[] Assign(Corpus corpus, int count)
    {
        var folds = new int[corpus.Examples.Length];
        var byIntent = corpus.Examples.Select((e, i) => (Example: e, Index: i)).GroupBy(e => e.Example.Intent);
        foreach (var group in byIntent)
        {
            var mixed = group.OrderBy(e => e.Example.Hash).ThenBy(e => e.Index).ToArray();
            for (var i = 0; i < mixed.Length; i++) folds[mixed[i].Index] = mixed.Length == 1 ? -1 : (i + group.Key) % count;
        }
        return folds;
    }
}
