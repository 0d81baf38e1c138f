using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Chatbot.Training;

/// <summary>
/// Learns one weight for each feature and intent with ML.NET's stochastic dual coordinate ascent under a smoothed hinge loss. One thread
/// and an order of our own make the same rows give the same weights.
/// </summary>
internal static class MarginTrainer
{
    /// <summary>Inverse of the penalty, as C of a support vector machine.</summary>
    private const float Cost = 0.6f;

    /// <summary>Up to this many rows, each has to count for more, or the penalty decides alone.</summary>
    private const int FewRows = 200;

    private const float CostOfFew = 1f;

    /// <summary>Among slipped copies a row is borne out by its own: what fits all of them exactly has learnt the slips.</summary>
    private const float CostAmongCopies = 0.2f;
    private const int Epochs = 10;

    /// <summary>From this many rows times intents on, fewer passes come as near to the best.</summary>
    private const long LargeFrom = 1_500_000;

    private const int EpochsOfLarge = 5;
    private const int Seed = 20130715;

    /// <summary>Learns from all rows.</summary>
    /// <param name="rows">The vectors.</param>
    /// <param name="intents">The intent of each row.</param>
    /// <param name="importance">How much each row counts; above 0.</param>
    /// <param name="count">Number of intents, at least 2.</param>
    /// <param name="features">Number of columns, at least 1.</param>
    /// <param name="hasCopies">Whether some rows are slipped copies of others.</param>
    public static MarginModel Train(FeatureMatrix rows, int[] intents, float[] importance, int count, int features, bool hasCopies)
    {
        var context = new MLContext(Seed);
        var weights = Weights(intents, importance, count);
        var examples = new MarginRow[rows.Count];
        for (var i = 0; i < examples.Length; i++)
            examples[i] = new MarginRow { Features = rows.Vector(i, features), Label = (uint)intents[i], Weight = weights[i] };
        // ML.NET's own shuffling mixes a pool of neighbours only, and the corpus is ordered by intent.
        new Random(Seed).Shuffle(examples);
        var data = context.Data.LoadFromEnumerable(examples, MarginRow.Schema(features, count));
        var trainer = context.MulticlassClassification.Trainers.SdcaNonCalibrated(Options(examples.Length, count, hasCopies));
        return new MarginModel(context, data.Schema, trainer.Fit(data));
    }

    private static SdcaNonCalibratedMulticlassTrainer.Options Options(int rows, int intents, bool hasCopies) => new()
    {
        LabelColumnName = nameof(MarginRow.Label),
        FeatureColumnName = nameof(MarginRow.Features),
        ExampleWeightColumnName = nameof(MarginRow.Weight),
        Loss = new SmoothedHingeLoss(1f),
        L1Regularization = 0,
        L2Regularization = 1 / ((hasCopies ? CostAmongCopies : rows <= FewRows ? CostOfFew : Cost) * rows),
        BiasLearningRate = 0,
        NumberOfThreads = 1,
        MaximumNumberOfIterations = (long)rows * intents >= LargeFrom ? EpochsOfLarge : Epochs,
        ConvergenceCheckFrequency = -1,
        Shuffle = true,
    };

    /// <summary>Examples of rare intents weigh more, those of common ones less: by the root of the imbalance.</summary>
    private static float[] Weights(int[] intents, float[] importance, int count)
    {
        var sizes = new int[count];
        foreach (var intent in intents) sizes[intent]++;
        return [.. intents.Select((intent, i) => importance[i] * MathF.Sqrt((float)intents.Length / count / sizes[intent]))];
    }
}

/// <summary>A row as ML.NET reads it.</summary>
internal sealed class MarginRow
{
    /// <summary>The vector of a question.</summary>
    public VBuffer<float> Features { get; set; }

    /// <summary>Index of the intent, from 0.</summary>
    public uint Label { get; set; }

    /// <summary>How much the row counts; above 0.</summary>
    public float Weight { get; set; }

    /// <summary>The columns and their types, which depend on the knowledge base.</summary>
    public static SchemaDefinition Schema(int features, int intents)
    {
        var schema = SchemaDefinition.Create(typeof(MarginRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        schema[nameof(Label)].ColumnType = new KeyDataViewType(typeof(uint), intents);
        return schema;
    }
}
