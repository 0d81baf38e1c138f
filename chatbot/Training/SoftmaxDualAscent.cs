using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Chatbot.Training;

/// <summary>
/// Trains a linear softmax classifier with an L2 penalty by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang 2013), all intents
/// of
/// an example at once: its dual variables move towards (smoothed target - softmax) by the step that the loss's smoothness allows.
/// Targets are smoothed, so that few examples do not become certainties. Sequential with a fixed order and vectors of a fixed width: same
/// input,
/// same weights, on any processor.
/// </summary>
internal sealed class SoftmaxDualAscent
{
    /// <summary>Inverse of the penalty, as C of a support vector machine.</summary>
    private const float Cost = 12f;

    private const int Epochs = 8;

    /// <summary>Passes that settle a model again after some of its examples were forgotten: it is close to its best already.</summary>
    private const int SettlingEpochs = 2;
    /// <summary>From this epoch on, examples at rest are looked at only every third time.</summary>
    private const int RestFrom = 2;

    /// <summary>Largest change of a dual variable that counts as rest.</summary>
    private const float Rest = 0.004f;

    private const float BiasValue = 1f;
    private const int Seed = 20130715;

    private readonly FeatureMatrix _rows;
    private readonly int[] _intents;
    private readonly int _stride;
    private readonly int _features;
    private readonly float[] _duals;
    private readonly float[] _costs;
    private readonly float[] _weights;
    private readonly ExampleSolver _solver;

    private SoftmaxDualAscent(FeatureMatrix rows, int[] intents, float[] importance, int count, int stride, int features)
    {
        (_rows, _intents, _stride, _features) = (rows, intents, stride, features);
        _weights = new float[(features + 1) * stride];
        _duals = new float[rows.Count * stride];
        _solver = new(count, stride);
        _costs = Costs(intents, importance, count);
    }

    /// <summary>Learns from all rows.</summary>
    /// <param name="rows">The vectors.</param>
    /// <param name="intents">The intent of each row.</param>
    /// <param name="importance">How much each row counts; above 0.</param>
    /// <param name="count">Number of intents.</param>
    /// <param name="stride">Length of a row of weights, at least <paramref name="count"/> and a multiple of 16.</param>
    /// <param name="features">Number of columns.</param>
    public static SoftmaxDualAscent Train(FeatureMatrix rows, int[] intents, float[] importance, int count, int stride, int features)
    {
        var training = new SoftmaxDualAscent(rows, intents, importance, count, stride, features);
        training.Run([.. Enumerable.Range(0, rows.Count)], Epochs);
        return training;
    }

    /// <summary>One row of <c>stride</c> weights for each feature, then the bias row.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>
    /// Takes examples out of what was learnt, as if they had never been there: their share in the weights is known exactly, and the others
    /// then
    /// settle in a few passes instead of being learnt anew.
    /// </summary>
    /// <param name="isForgotten">For each row, whether it goes.</param>
    public void Forget(bool[] isForgotten)
    {
        for (var row = 0; row < isForgotten.Length; row++)
        {
            if (!isForgotten[row]) continue;
            var duals = _duals.AsSpan(row * _stride, _stride);
            for (var k = 0; k < duals.Length; k++) _solver.Steps[k] = -_costs[row] * duals[k];
            AddSteps(row);
            duals.Clear();
        }
        Run([.. Enumerable.Range(0, isForgotten.Length).Where(row => !isForgotten[row])], SettlingEpochs);
    }

    private void Run(int[] order, int epochs)
    {
        var random = new Random(Seed);
        var atRest = new bool[_rows.Count];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var row in order)
                if (epoch < RestFrom || !atRest[row] || epoch % 3 == 0)
                    atRest[row] = Visit(row) < Rest;
        }
    }

    private float Visit(int row)
    {
        var columns = _rows.Columns(row);
        Score(columns, _rows.Values(row));
        // Vectors have length 1, or 0 when no feature is known.
        var squaredNorm = (columns.Length > 0 ? 1 : 0) + BiasValue * BiasValue;
        var change = _solver.Solve(_duals.AsSpan(row * _stride, _stride), _intents[row], _costs[row], squaredNorm);
        AddSteps(row);
        return change;
    }

    /// <summary>Scores of all intents, two features at a time.</summary>
    private void Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        _weights.AsSpan(_features * _stride, _stride).CopyTo(_solver.Scores);
        var i = 0;
        for (; i + 1 < columns.Length; i += 2)
        {
            Span<float> first = WeightsOf(columns[i]), second = WeightsOf(columns[i + 1]);
            Vector256<float> firstValue = Vector256.Create(values[i]), secondValue = Vector256.Create(values[i + 1]);
            ref var scores = ref MemoryMarshal.GetReference(_solver.Scores);
            for (nuint k = 0; k < (nuint)first.Length; k += Lanes.Width)
                (Vector256.LoadUnsafe(ref scores, k) + (Lanes.At(first, k) * firstValue + Lanes.At(second, k) * secondValue))
                    .StoreUnsafe(ref scores, k);
        }
        if (i < columns.Length) Lanes.AddScaled(WeightsOf(columns[i]), values[i], _solver.Scores);
    }

    /// <summary>Adds the steps to the weights of an example's features.</summary>
    private void AddSteps(int row)
    {
        var columns = _rows.Columns(row);
        var values = _rows.Values(row);
        for (var i = 0; i < columns.Length; i++) Lanes.AddScaled(_solver.Steps, values[i], WeightsOf(columns[i]));
        Lanes.AddScaled(_solver.Steps, BiasValue, WeightsOf(_features));
    }

    private Span<float> WeightsOf(int feature) => _weights.AsSpan(feature * _stride, _stride);

    /// <summary>Examples of rare intents weigh more, those of common ones less: by the root of the imbalance.</summary>
    private static float[] Costs(int[] intents, float[] importance, int count)
    {
        var sizes = new int[count];
        foreach (var intent in intents) sizes[intent]++;
        return [.. intents.Select((intent, i) => importance[i] * Cost * MathF.Sqrt((float)intents.Length / count / sizes[intent]))];
    }
}
