using Chatbot.Model;

namespace Chatbot.Training;

/// <summary>Fits a <see cref="Calibration"/> on held-out scores.</summary>
internal static class CalibrationFit
{
    /// <summary>Share of known questions that must not be taken for unknown ones.</summary>
    private const double CoverageQuantile = 0.05;

    /// <summary>Weight of the overall threshold in an intent's own, in questions.</summary>
    private const double PriorQuestions = 40;

    /// <summary>Share of right answers wanted above the answer threshold.</summary>
    private const double WantedPrecision = 0.9;

    /// <summary>Share of the temperature within which it is found.</summary>
    private const double Precision = 0.001;

    private const double LowestAnswerAt = 0.4;
    private const double HighestAnswerAt = 0.8;

    /// <summary>Fewer held-out questions than this tell nothing.</summary>
    private const int LeastQuestions = 10;

    /// <summary>Used when there is next to nothing to fit on: ask back rather than answer.</summary>
    private static readonly Calibration Cautious = new(1, 0.5f, 1, 0, 0, 0.6f, 1, []);

    public static Calibration Fit(HeldOutScores scores, int intents)
    {
        var questions = scores.Known;
        if (questions.Count < LeastQuestions)
            return Cautious with { FamiliarFrom = [.. Enumerable.Repeat(float.NegativeInfinity, intents)] };
        var temperature = Temperature(questions);
        var shares = questions.Select(q => Calibration.Logit(q.Share(temperature))).ToArray();
        var weight = FamiliarityFit.CoverageWeight(scores);
        var familiarities = questions.Select(q => q.Score + weight * q.Coverage).ToArray();
        var right = questions.Select(q => q.Best == q.Intent).ToArray();
        var (slope, familiaritySlope, intercept) = LogisticFit.Fit(shares, familiarities, right);
        var fitted = new Calibration((float)weight, (float)temperature, (float)slope, (float)familiaritySlope, (float)intercept, 0, Spread(familiarities),
            FamiliarFrom([.. questions.Select(q => q.Best)], familiarities, intents));
        var confidences = questions.Select(q => fitted.Confidence(q.Share(temperature), fitted.Familiarity(q.Score, q.Coverage))).ToArray();
        return fitted with { AnswerAt = (float)AnswerAt(confidences, right) };
    }

    /// <summary>The temperature at which the right intents get the most probability (golden-section search over its logarithm).</summary>
    private static double Temperature(IReadOnlyList<HeldOutScore> questions)
    {
        const double Golden = 0.6180339887498949;
        double low = Math.Log(0.05), high = Math.Log(5);
        double left = high - Golden * (high - low), right = low + Golden * (high - low);
        double leftLoss = Loss(questions, Math.Exp(left)), rightLoss = Loss(questions, Math.Exp(right));
        while (high - low > Precision)
            if (leftLoss < rightLoss)
            {
                (high, right, rightLoss) = (right, left, leftLoss);
                leftLoss = Loss(questions, Math.Exp(left = high - Golden * (high - low)));
            }
            else
            {
                (low, left, leftLoss) = (left, right, rightLoss);
                rightLoss = Loss(questions, Math.Exp(right = low + Golden * (high - low)));
            }
        return Math.Exp((low + high) / 2);
    }

    private static double Loss(IReadOnlyList<HeldOutScore> questions, double temperature) =>
        questions.Sum(q => -Math.Log(q.Share(temperature)) - (q.Scores[q.Intent] - q.Scores[q.Best]) / temperature);

    /// <summary>Quantiles of familiarity, drawn towards the overall one where an intent has few questions.</summary>
    private static float[] FamiliarFrom(int[] best, double[] familiarities, int intents)
    {
        var overall = Quantile(familiarities);
        var result = Enumerable.Repeat((float)overall, intents).ToArray();
        foreach (var group in best.Zip(familiarities).GroupBy(q => q.First, q => q.Second))
        {
            var own = group.Count();
            result[group.Key] = (float)((own * Quantile(group) + PriorQuestions * overall) / (
                own + PriorQuestions));
        }
        return result;
    }

    /// <summary>The value that the permitted share of known questions stays below.</summary>
    public static double Quantile(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(CoverageQuantile * sorted.Length)];
    }

    private static float Spread(double[] values)
    {
        var mean = values.Average();
        return (float)Math.Max(0.01, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    /// <summary>The lowest confidence above which enough answers are right.</summary>
    private static double AnswerAt(double[] confidences, bool[] right)
    {
        var order = Enumerable.Range(0, right.Length).OrderByDescending(i => confidences[i]).ThenBy(i => i).ToArray();
        var (hits, best) = (0, HighestAnswerAt);
        for (var i = 0; i < order.Length; i++)
        {
            if (right[order[i]]) hits++;
            if (hits >= WantedPrecision * (i + 1)) best = confidences[order[i]];
        }
        return Math.Clamp(best, LowestAnswerAt, HighestAnswerAt);
    }
}
