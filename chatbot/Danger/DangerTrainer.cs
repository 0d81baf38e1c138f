using Chatbot.Words;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Chatbot.Danger;

/// <summary>
/// Trains the learnt detector from the built-in examples: ML.NET's dual ascent on the features of the text and of the lexicon. One thread,
/// fixed seed, rows in an order of our own: the same examples give the same weights.
/// </summary>
internal static class DangerTrainer
{
    private const int Seed = 120;
    private const float C = 4;
    private const int Epochs = 30;

    public static LearntDanger Train()
    {
        var rows = Rows(DangerData.Examples);
        var columns = Columns(rows);
        var vectors = rows.ConvertAll(r => Vector(r.Features, columns));
        var (emergency, emergencyBias) = Learn(vectors, rows.ConvertAll(r => r.Kind == DangerKind.Emergency), columns.Count);
        var (selfHarm, selfHarmBias) = Learn(vectors, rows.ConvertAll(r => r.Kind == DangerKind.SelfHarm), columns.Count);
        return new LearntDanger(columns.ToDictionary(c => c.Key, c => (emergency[c.Value], selfHarm[c.Value])), emergencyBias, selfHarmBias);
    }

    /// <summary>
    /// Every example alone, and again with another harmless one around it, as danger is told in the middle of other things. In fixed disorder.
    /// </summary>
    private static List<(DangerKind? Kind, List<(ulong Key, float Value)> Features)> Rows(
        IReadOnlyList<(DangerKind? Kind, string Text)> examples)
    {
        var random = new Random(Seed);
        var harmless = examples.Where(e => e.Kind is null).Select(e => e.Text).ToArray();
        var texts = new List<(DangerKind? Kind, string Text)>();
        foreach (var (kind, text) in examples)
        {
            var other = harmless[random.Next(harmless.Length)];
            texts.Add((kind, text));
            texts.Add((kind, random.Next(2) == 0 ? other + "，" + text : text + "，" + other));
        }
        var shuffled = texts.ToArray();
        random.Shuffle(shuffled);
        var rows = new List<(DangerKind?, List<(ulong, float)>)>();
        foreach (var (kind, text) in shuffled)
        {
            var items = Items.Read(text);
            if (items.Count > 0) rows.Add((kind, Read(items)));
            if (Items.Spoken(items) is { } spoken && spoken.TrueForAll(i => i.Word is null || char.IsAsciiDigit(i.Word[0])))
                rows.Add((kind, Read(spoken)));
        }
        return rows;
    }

    private static List<(ulong, float)> Read(List<Item> items)
    {
        var reading = new DangerReading(items);
        return [.. reading.Features(0, reading.Clauses.Count).Values];
    }

    /// <summary>What occurs twice, in the order of first occurrence.</summary>
    private static Dictionary<ulong, int> Columns(List<(DangerKind? Kind, List<(ulong Key, float Value)> Features)> rows)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var (key, _) in rows.SelectMany(r => r.Features)) counts[key] = counts.GetValueOrDefault(key) + 1;
        return counts.Where(c => c.Value > 2 || c.Key >= DangerFeatures.FirstConcept).Select((c, i) => (c.Key, i))
            .ToDictionary(c => c.Key, c => c.i);
    }

    private static VBuffer<float> Vector(List<(ulong Key, float Value)> features, Dictionary<ulong, int> columns)
    {
        var known = features.Where(f => columns.ContainsKey(f.Key)).Select(f => (Column: columns[f.Key], f.Value))
            .OrderBy(f => f.Column).ToArray();
        return new VBuffer<float>(columns.Count, known.Length, [.. known.Select(f => f.Value)], [.. known.Select(f => f.Column)]);
    }

    private static (float[] Weights, float Bias) Learn(List<VBuffer<float>> vectors, List<bool> labels, int columns)
    {
        var context = new MLContext(Seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columns);
        var data = context.Data.LoadFromEnumerable(vectors.Zip(labels, (v, l) => new Row { Features = v, Label = l }).ToArray(), schema);
        var model = context.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
        {
            NumberOfThreads = 1,
            MaximumNumberOfIterations = Epochs,
            ConvergenceCheckFrequency = -1,
            L2Regularization = 1 / (C * vectors.Count),
            L1Regularization = 0,
            Shuffle = false,
        }).Fit(data).Model.SubModel;
        return ([.. model.Weights], model.Bias);
    }

    private sealed class Row
    {
        public VBuffer<float> Features { get; set; }

        public bool Label { get; set; }
    }
}
