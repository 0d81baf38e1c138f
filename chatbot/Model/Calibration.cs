namespace Chatbot.Model;

/// <summary>How raw scores become probabilities and bands; fitted on questions that the scores had not seen.</summary>
/// <param name="CoverageWeight">Of the coverage in the familiarity; 0 or more.</param>
/// <param name="Temperature">Divides the scores before the softmax; above 0.</param>
/// <param name="Slope">Of the best softmax probability's logit in the confidence; 0 or more.</param>
/// <param name="FamiliaritySlope">Of the familiarity in the confidence; 0 or more.</param>
/// <param name="Intercept">Of the confidence.</param>
/// <param name="AnswerAt">Lowest confidence, in (0,1), at which the bot answers.</param>
/// <param name="Spread">Standard deviation of the familiarity of known questions; above 0.</param>
/// <param name="FamiliarFrom">For each intent, the familiarity below which a question counts as unknown.</param>
internal sealed record Calibration(
    float CoverageWeight, float Temperature, float Slope, float FamiliaritySlope, float Intercept, float AnswerAt, float Spread, float[] FamiliarFrom)
{
    /// <summary>
    /// Largest logit that is told apart: probabilities within 0.0003 of 0 and 1 are not measurable on held-out questions.
    /// </summary>
    private const double LogitLimit = 8;

    /// <summary>Like the training questions: a high best score and few unknown features.</summary>
    public double Familiarity(double bestScore, double coverage) => bestScore + CoverageWeight * coverage;

    /// <summary>Probability in (0,1) that the best intent is right, if the question is of the known kind.</summary>
    /// <param name="share">Softmax probability of the best intent.</param>
    /// <param name="familiarity">See <see cref="Familiarity"/>.</param>
    public double Confidence(double share, double familiarity) =>
        1 / (1 + Math.Exp(-(Slope * Logit(share) + FamiliaritySlope * familiarity + Intercept)));

    /// <summary>
    /// What is left of a confidence when the question is less familiar than its intent's threshold: held-out questions cannot tell how many
    /// strangers come, so half at the threshold, and less the stranger it is.
    /// </summary>
    public double Doubt(int intent, double familiarity) =>
        familiarity >= FamiliarFrom[intent] ? 1 : 0.5 * Math.Exp((familiarity - FamiliarFrom[intent]) / Spread);

    /// <summary>log(p / (1 - p)), limited.</summary>
    public static double Logit(double p) => Math.Clamp(Math.Log(p / Math.Max(1 - p, 1e-9)), -LogitLimit, LogitLimit);
}
