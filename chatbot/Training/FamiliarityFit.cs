namespace Chatbot.Training;

/// <summary>
/// Fits how much the coverage counts beside the score in the familiarity. With few intents a high score says little about strangeness, with
/// many it says more than the coverage does: so each knowledge base has its own weight.
/// </summary>
internal static class FamiliarityFit
{
    /// <summary>
    /// Weights that are tried, the least first. None less: words that the knowledge base does not know must count for something.
    /// </summary>
    private static readonly double[] Tried = [0.25, 0.35, 0.5, 0.75, 1, 1.5, 2, 3];

    /// <summary>
    /// The weight at which most strangers are told from the known questions, of which 1 in 20 may be lost: half of them everyday
    /// sentences, half questions of this very domain that no intent is for. For the latter stands each known question without its own
    /// intent. Of equal weights the least.
    /// </summary>
    public static double CoverageWeight(HeldOutScores scores) => Tried.MaxBy(weight =>
    {
        var atLeast = CalibrationFit.Quantile(scores.Known.Select(q => q.Score + weight * q.Coverage));
        return Share(scores.Strangers, q => q.Score + weight * q.Coverage < atLeast)
            + Share(scores.Known, q => q.WrongScore + weight * q.Coverage < atLeast);
    });

    private static double Share(List<HeldOutScore> questions, Func<HeldOutScore, bool> isRejected) =>
        questions.Count == 0 ? 0 : (double)questions.Count(isRejected) / questions.Count;
}
