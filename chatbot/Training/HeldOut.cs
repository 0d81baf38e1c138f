using Chatbot.Model;
using Chatbot.Text;

namespace Chatbot.Training;

/// <summary>Scores of a question by a model that had not seen it.</summary>
/// <param name="Intent">Index of the right intent; -1: of none.</param>
/// <param name="Scores">Raw score of each intent.</param>
/// <param name="Coverage">Share of the question's weight that the model knew.</param>
internal sealed record HeldOutScore(int Intent, float[] Scores, float Coverage)
{
    public int Best { get; } = Array.IndexOf(Scores, Scores.Max());

    /// <summary>The best score.</summary>
    public double Score => Scores[Best];

    /// <summary>The best score of an intent that is not the right one: what a question of this domain gets that no intent is for.</summary>
    public double WrongScore { get; } = Scores.Where((_, k) => k != Intent).DefaultIfEmpty(Scores.Min()).Max();

    /// <summary>Softmax share of the best intent.</summary>
    public double Share(double temperature) => 1 / Scores.Sum(s => Math.Exp((s - Scores[Best]) / temperature));
}

/// <summary>What models said of questions that they had not learnt from.</summary>
/// <param name="Known">Of questions with an intent.</param>
/// <param name="Strangers">Of everyday sentences; one may have been put to several models.</param>
internal sealed record HeldOutScores(List<HeldOutScore> Known, List<HeldOutScore> Strangers);

/// <summary>Holds examples out, so that thresholds are set on questions the model did not learn from.</summary>
internal static class HeldOut
{
    private const int Folds = 5;

    /// <summary>From this many examples on, one fold tells enough.</summary>
    private const int OneFoldFrom = 2500;

    /// <summary>So many questions of one fold are enough, however large the knowledge base.</summary>
    private const int MostAsked = 4000;

    /// <summary>Cross-validated scores; an intent's only example cannot be held out and is missing.</summary>
    /// <param name="corpus">What is learnt from.</param>
    /// <param name="strangers">Questions of no intent, put to the same models.</param>
    /// <param name="extractor">How features are read.</param>
    public static HeldOutScores CrossValidate(Corpus corpus, Example[] strangers, FeatureExtractor extractor)
    {
        var examples = corpus.Examples;
        var isLarge = examples.Length >= OneFoldFrom;
        var folds = Assign(corpus, isLarge ? Math.Max(Folds, examples.Length / MostAsked) : Folds);
        var result = new HeldOutScores([], []);
        for (var fold = 0; fold < (isLarge ? 1 : Folds); fold++)
        {
            var known = examples.Where((_, i) => folds[i] != fold).ToArray();
            var asked = examples.Where((_, i) => folds[i] == fold).ToArray();
            if (known.Length == 0 || asked.Length == 0) continue;
            var model = Linear.Train(known, corpus.Intents.Length, extractor);
            result.Known.AddRange(Score(model, asked));
            result.Strangers.AddRange(Score(model, strangers));
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
