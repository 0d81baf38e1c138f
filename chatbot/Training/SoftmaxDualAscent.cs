using System.Numerics;
using System.Runtime.InteropServices;

namespace Chatbot.Training;

/// <summary>
/// Trains a linear softmax classifier with an L2 penalty by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang 2013), all intents of
/// an example at once: its dual variables move towards (smoothed target - softmax) by the step that the loss's smoothness allows.
/// Targets are smoothed, so that few examples do not become certainties. Sequential with a fixed order: same input, same weights.
/// </summary>
internal sealed class SoftmaxDualAscent
{
    /// <summary>Inverse of the penalty, as C of a support vector machine.</summary>
    private const float Cost = 12f;

    /// <summary>Share of a target given to all intents alike.</summary>
    private const float Smoothing = 0.2f;

    private const int Epochs = 8;
    private const int InnerSteps = 3;

    /// <summary>Largest move of a score in one inner step: the curvature is known only nearby.</summary>
    private const float LongestMove = 1f;

    /// <summary>From this epoch on, examples at rest are looked at only every third time.</summary>
    private const int RestFrom = 4;

    /// <summary>Largest change of a dual variable that counts as rest.</summary>
    private const float Rest = 0.004f;

    private const float BiasValue = 1f;
    private const int Seed = 20130715;

    private readonly FeatureMatrix _rows;
    private readonly int[] _intents;
    private readonly int _count;
    private readonly int _stride;
    private readonly int _features;
    private readonly float[] _duals;
    private readonly float[] _scores;
    private readonly float[] _steps;
    private readonly float[] _exponentials;
    private readonly float[] _targets;
    private readonly float[] _costs;
    private readonly float[] _weights;

    private SoftmaxDualAscent(FeatureMatrix rows, int[] intents, int count, int stride, int features)
    {
        (_rows, _intents, _count, _stride, _features) = (rows, intents, count, stride, features);
        _weights = new float[(features + 1) * stride];
        _duals = new float[rows.Count * stride];
        _scores = new float[stride];
        _steps = new float[stride];
        _exponentials = new float[stride];
        _targets = new float[stride];
        _targets.AsSpan(0, count).Fill(Smoothing / count);
        _costs = Costs(intents, count);
    }

    /// <summary>Learns from all rows.</summary>
    /// <param name="rows">The vectors.</param>
    /// <param name="intents">The intent of each row.</param>
    /// <param name="count">Number of intents.</param>
    /// <param name="stride">Row length of the result, at least <paramref name="count"/> and a multiple of 16.</param>
    /// <param name="features">Number of columns.</param>
    /// <returns>Weights, one row of <paramref name="stride"/> for each feature, then the bias row.</returns>
    public static float[] Train(FeatureMatrix rows, int[] intents, int count, int stride, int features)
    {
        var training = new SoftmaxDualAscent(rows, intents, count, stride, features);
        training.Run();
        return training._weights;
    }

    private void Run()
    {
        var random = new Random(Seed);
        var order = Enumerable.Range(0, _rows.Count).ToArray();
        var atRest = new bool[_rows.Count];
        for (var epoch = 0; epoch < Epochs; epoch++)
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
        var values = _rows.Values(row);
        _weights.AsSpan(_features * _stride, _stride).CopyTo(_scores);
        for (var i = 0; i < columns.Length; i++) AddScaled(_weights.AsSpan(columns[i] * _stride, _stride), values[i], _scores);
        // Vectors have length 1, or 0 when no feature is known.
        var squaredNorm = (columns.Length > 0 ? 1 : 0) + BiasValue * BiasValue;
        var change = Solve(row, _costs[row] * squaredNorm);
        for (var i = 0; i < columns.Length; i++) AddScaled(_steps, values[i], _weights.AsSpan(columns[i] * _stride, _stride));
        AddScaled(_steps, BiasValue, _weights.AsSpan(_features * _stride, _stride));
        return change;
    }

    /// <summary>
    /// Moves the example's dual variables to (nearly) their best while all others stand still. Its own moves change its scores by
    /// <paramref name="pull"/> each, so the inner steps need no weights; twice the diagonal bounds the softmax's curvature.
    /// </summary>
    private float Solve(int row, float pull)
    {
        // Columns beyond the last intent have probability 0 and never move.
        _scores.AsSpan(_count).Fill(float.NegativeInfinity);
        var duals = _duals.AsSpan(row * _stride, _stride);
        duals.CopyTo(_steps);
        var own = _intents[row];
        _targets[own] += 1 - Smoothing;
        for (var inner = 0; inner < InnerSteps; inner++) Move(Vectors(duals), pull);
        _targets[own] -= 1 - Smoothing;
        Center(duals[.._count]);
        var change = 0f;
        for (var k = 0; k < duals.Length; k++)
        {
            var move = duals[k] - _steps[k];
            _steps[k] = _costs[row] * move;
            change = MathF.Max(change, MathF.Abs(move));
        }
        return change;
    }

    private void Move(Span<Vector<float>> duals, float pull)
    {
        var scores = Vectors(_scores);
        var shares = Vectors(_exponentials);
        var targets = Vectors(_targets);
        var largest = new Vector<float>(Largest(_scores));
        var sum = Vector<float>.Zero;
        for (var i = 0; i < scores.Length; i++) sum += shares[i] = Vector.Exp(scores[i] - largest);
        var scale = new Vector<float>(1 / Vector.Sum(sum));
        var twice = new Vector<float>(2 * pull);
        var longest = new Vector<float>(LongestMove / pull);
        for (var i = 0; i < scores.Length; i++)
        {
            var share = shares[i] * scale;
            var step = (targets[i] - share - duals[i]) / (Vector<float>.One + twice * share * (Vector<float>.One - share));
            step = Vector.Min(Vector.Max(step, -longest), longest);
            duals[i] += step;
            scores[i] += step * pull;
        }
    }

    /// <summary>
    /// A softmax does not see a shift common to all intents, but familiarity, which compares scores across models, would: the sum stays 0.
    /// </summary>
    private static void Center(Span<float> duals)
    {
        var sum = 0f;
        foreach (var dual in duals) sum += dual;
        var mean = sum / duals.Length;
        foreach (ref var dual in duals) dual -= mean;
    }

    private static float Largest(ReadOnlySpan<float> scores)
    {
        var largest = float.NegativeInfinity;
        foreach (var s in scores) largest = MathF.Max(largest, s);
        return largest;
    }

    private static Span<Vector<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);

    /// <summary>Examples of rare intents weigh more, those of common ones less: by the root of the imbalance.</summary>
    private static float[] Costs(int[] intents, int count)
    {
        var sizes = new int[count];
        foreach (var intent in intents) sizes[intent]++;
        return [.. intents.Select(intent => Cost * MathF.Sqrt((float)intents.Length / count / sizes[intent]))];
    }

    private static void AddScaled(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        var source = MemoryMarshal.Cast<float, Vector<float>>(from);
        var target = MemoryMarshal.Cast<float, Vector<float>>(to);
        for (var i = 0; i < target.Length; i++) target[i] += source[i] * factor;
    }
}
