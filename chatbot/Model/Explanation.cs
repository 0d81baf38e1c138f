using Chatbot.Text;

namespace Chatbot.Model;

/// <summary>Why a question was understood as it was: for the editors' "try it" box.</summary>
/// <param name="Prediction">The outcome.</param>
/// <param name="Normal">The question as it was compared.</param>
/// <param name="Coverage">Share in [0,1] of the question that the model knows.</param>
/// <param name="AnswerAt">Confidence from which the bot answers.</param>
/// <param name="Ranking">The best intents, probabilities in [0,1] summing to at most 1.</param>
/// <param name="Evidence">What spoke for the best intent, strongest first; negative when it spoke against.</param>
public sealed record Explanation(
    Prediction Prediction, string Normal, double Coverage, double AnswerAt, IReadOnlyList<Candidate> Ranking,
        IReadOnlyList<Evidence> Evidence);

/// <summary>A piece of the question and its weight in the decision.</summary>
/// <param name="Text">The characters as normalised.</param>
/// <param name="Kind">How they were read: 字, 音, 词 or 义 (a synonym).</param>
/// <param name="Weight">Score for the best intent above the mean of all intents.</param>
public sealed record Evidence(string Text, string Kind, double Weight);

/// <summary>Explains single questions; may allocate, unlike answering.</summary>
public static class Explainer
{
    /// <summary>Explains how a model understands a question.</summary>
    /// <param name="model">The model.</param>
    /// <param name="question">As typed.</param>
    /// <param name="ranked">How many intents to list.</param>
    /// <param name="pieces">How many pieces of evidence to list.</param>
    public static Explanation Explain(IntentModel model, string question, int ranked = 5, int pieces = 8)
    {
        var prediction = model.Classify(question);
        var normal = TextNormalizer.Normalize(question);
        var sink = new ListSink([]);
        new FeatureExtractor(model.ReadsPinyin, model.Synonyms).Read(normal, ref sink);
        var keys = sink.Seen.Select(s => s.Key).ToArray();
        var (rows, values, scores) = (new int[keys.Length], new float[keys.Length], new float[model.Weights.Stride]);
        var known = model.Vocabulary.Vectorize(keys, rows, values, out var coverage);
        model.Weights.Score(rows.AsSpan(0, known), values.AsSpan(0, known), scores);
        var ranking = Rank(model, scores[..model.Intents.Count]);
        var best = ranking.Count > 0 ? ranking[0].Index : 0;
        var evidence = Weigh(model, sink.Seen, rows.AsSpan(0, known), values, best, normal)
            .OrderByDescending(e => Math.Abs(e.Weight)).ThenBy(e => e.Text, StringComparer.Ordinal).Take(pieces).ToArray();
        return new Explanation(
            prediction, normal, coverage, model.Calibration.AnswerAt, [.. ranking.Take(ranked).Select(r => r.Candidate)], evidence);
    }

    private static List<(int Index, Candidate Candidate)> Rank(IntentModel model, float[] scores)
    {
        var largest = scores.Max();
        var shares = scores.Select(s => Math.Exp((s - largest) / model.Calibration.Temperature)).ToArray();
        var total = shares.Sum();
        return [.. shares.Select((s, i) => (i, new Candidate(model.Intents[i], s / total))).OrderByDescending(r => r.Item2.Probability)
            .ThenBy(r => r.i)];
    }

    private static List<Evidence> Weigh(
        IntentModel model, List<(ulong Key, int Start, int Length)> seen, ReadOnlySpan<int> rows, float[] values, int best, string normal)
    {
        var places = new Dictionary<ulong, (int Start, int Length)>();
        foreach (var (key, start, length) in seen) places.TryAdd(key, (start, length));
        var result = new List<Evidence>();
        for (var i = 0; i < rows.Length; i++)
        {
            var key = model.Vocabulary.Keys[rows[i]];
            var weights = model.Weights.Rows.AsSpan(rows[i] * model.Weights.Stride, model.Intents.Count);
            var mean = 0.0;
            foreach (var w in weights) mean += w;
            var weight = values[i] * model.Weights.Scales[rows[i]] * (weights[best] - mean / weights.Length);
            var (start, length) = places[key];
            var end = Math.Min(start + length, normal.Length);
            result.Add(new Evidence(normal[Math.Min(start, end)..end], NameOf(FeatureKinds.KindOf(key)), weight));
        }
        // Two kinds of feature may cover the same characters; show them to editors as one.
        return [.. result.GroupBy(e => (e.Text, e.Kind)).Select(g => new Evidence(g.Key.Text, g.Key.Kind, g.Sum(e => e.Weight)))];
    }

    private static string NameOf(FeatureKind kind) => kind switch
    {
        FeatureKind.Han or FeatureKind.HanThree or FeatureKind.HanFour or FeatureKind.HanFunction or FeatureKind.HanFunctionLong => "字",
        FeatureKind.Sound => "音",
        FeatureKind.WordPiece or FeatureKind.Word => "词",
        FeatureKind.Synonym => "义",
    };

    private readonly struct ListSink(List<(ulong Key, int Start, int Length)> seen) : IFeatureSink
    {
        public List<(ulong Key, int Start, int Length)> Seen { get; } = seen;

        public void Add(FeatureKind kind, uint hash, int start, int length) => Seen.Add((FeatureKinds.Key(kind, hash), start, length));
    }
}
