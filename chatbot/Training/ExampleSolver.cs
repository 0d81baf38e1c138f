using System.Runtime.Intrinsics;

namespace Chatbot.Training;

/// <summary>
/// The inner problem of <see cref="SoftmaxDualAscent"/>: one example against all intents. Its buffers are used again for each example.
/// </summary>
/// <param name="count">Number of intents.</param>
/// <param name="stride">Length of the buffers, at least <paramref name="count"/>.</param>
internal sealed class ExampleSolver(int count, int stride)
{
    /// <summary>Share of a target given to all intents alike.</summary>
    private const float Smoothing = 0.2f;

    private const int InnerSteps = 3;

    /// <summary>Largest move of a score in one inner step: the curvature is known only nearby.</summary>
    private const float LongestMove = 1f;

    private readonly float[] _scores = new float[stride];
    private readonly float[] _steps = new float[stride];
    private readonly float[] _exponentials = new float[stride];
    private readonly float[] _targets = Targets(count, stride);

    /// <summary>The example's scores, to be filled before <see cref="Solve"/>, which changes them.</summary>
    public Span<float> Scores => _scores;

    /// <summary>What to add to the weights, for each intent.</summary>
    public Span<float> Steps => _steps;

    /// <summary>
    /// Moves one example's dual variables to (nearly) their best while all others stand still; <see cref="Steps"/> then holds by how much
    /// its
    /// weights change. A move changes the example's own scores by <c>cost * squaredNorm</c> of itself, so the inner steps need no weights;
    /// twice
    /// the diagonal bounds the softmax's curvature.
    /// </summary>
    /// <param name="duals">The example's dual variables.</param>
    /// <param name="own">Its intent.</param>
    /// <param name="cost">How much it counts.</param>
    /// <param name="squaredNorm">Squared length of its vector, the bias included.</param>
    /// <returns>The largest change of a dual variable.</returns>
    public float Solve(Span<float> duals, int own, float cost, float squaredNorm)
    {
        var pull = cost * squaredNorm;
        // Columns beyond the last intent have probability 0 and never move.
        _scores.AsSpan(count).Fill(float.NegativeInfinity);
        duals.CopyTo(_steps);
        _targets[own] += 1 - Smoothing;
        for (var inner = 0; inner < InnerSteps; inner++) Move(Lanes.Of(duals), pull);
        _targets[own] -= 1 - Smoothing;
        Center(duals[..count]);
        var change = 0f;
        for (var k = 0; k < duals.Length; k++)
        {
            var move = duals[k] - _steps[k];
            _steps[k] = cost * move;
            change = MathF.Max(change, MathF.Abs(move));
        }
        return change;
    }

    private void Move(Span<Vector256<float>> duals, float pull)
    {
        var scores = Lanes.Of(_scores);
        var shares = Lanes.Of(_exponentials);
        var targets = Lanes.Of(_targets);
        var largest = Vector256.Create(Lanes.Largest(_scores));
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < scores.Length; i++) sum += shares[i] = Vector256.Exp(scores[i] - largest);
        var scale = Vector256.Create(1 / Vector256.Sum(sum));
        var twice = Vector256.Create(2 * pull);
        var longest = Vector256.Create(LongestMove / pull);
        for (var i = 0; i < scores.Length; i++)
        {
            var share = shares[i] * scale;
            var step = (targets[i] - share - duals[i]) / (Vector256<float>.One + twice * share * (Vector256<float>.One - share));
            step = Vector256.Min(Vector256.Max(step, -longest), longest);
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

    private static float[] Targets(int count, int stride)
    {
        var targets = new float[stride];
        targets.AsSpan(0, count).Fill(Smoothing / count);
        return targets;
    }
}
