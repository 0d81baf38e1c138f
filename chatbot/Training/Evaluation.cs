namespace Chatbot.Training;

/// <summary>How well a classifier does on questions it has not seen.</summary>
/// <param name="Accuracy">Share of questions whose best intent is right, rejected or not.</param>
/// <param name="MacroF1">Mean over the intents of the test set of the harmonic mean of precision and recall.</param>
/// <param name="InScopeAccuracyAfterRejection">Share of questions that are both not taken for unknown and right.</param>
/// <param name="OosAuroc">Probability that a known question is more familiar than an unknown one; null without unknown questions.</param>
/// <param name="OosRecall">Share of unknown questions taken for unknown; null without unknown questions.</param>
/// <param name="OosPrecision">Share of those taken for unknown that are; null without unknown questions.</param>
public sealed record Evaluation(
    double Accuracy, double MacroF1, double InScopeAccuracyAfterRejection, double? OosAuroc, double? OosRecall, double? OosPrecision)
{
    /// <summary>Asks every question once.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="known">Questions with their right intents; at least one.</param>
    /// <param name="unknown">Questions that belong to no intent; may be empty.</param>
    public static Evaluation Of(IIntentClassifier classifier, IReadOnlyList<LabelledText> known, IReadOnlyList<LabelledText> unknown)
    {
        if (known.Count == 0) throw new ArgumentException("Nothing to evaluate.", nameof(known));
        var answers = known.Select(q => (Right: q.Intent, Prediction: classifier.Classify(q.Text))).ToArray();
        var strangers = unknown.Select(q => classifier.Classify(q.Text)).ToArray();
        var right = answers.Count(a => a.Prediction.First.Intent == a.Right);
        var kept = answers.Count(a => a.Prediction.First.Intent == a.Right && a.Prediction.Band != Band.Unknown);
        var rejected = strangers.Count(p => p.Band == Band.Unknown);
        var allRejected = rejected + answers.Count(a => a.Prediction.Band == Band.Unknown);
        var none = strangers.Length == 0;
        return new Evaluation(
            (double)right / answers.Length, F1(answers.Select(a => (a.Right, a.Prediction.First.Intent))), (double)kept / answers.Length,
            none ? null : Auroc(answers.Select(a => a.Prediction.Familiarity), strangers.Select(p => p.Familiarity)),
            none ? null : (double)rejected / strangers.Length,
            none ? null : allRejected == 0 ? 0 : (double)rejected / allRejected);
    }

    private static double F1(IEnumerable<(string Right, string Given)> answers)
    {
        var list = answers.ToArray();
        return list.Select(a => a.Right).Distinct().Average(intent =>
        {
            var hits = list.Count(a => a.Right == intent && a.Given == intent);
            return 2.0 * hits / (list.Count(a => a.Right == intent) + list.Count(a => a.Given == intent));
        });
    }

    /// <summary>Area under the ROC curve by ranks (Mann-Whitney), ties counting half.</summary>
    internal static double Auroc(IEnumerable<double> positives, IEnumerable<double> negatives)
    {
        var all = positives.Select(v => (Value: v, Positive: true)).Concat(negatives.Select(v => (Value: v, Positive: false)))
            .OrderBy(v => v.Value).ToArray();
        double ranks = 0;
        for (int i = 0, next; i < all.Length; i = next)
        {
            next = i + 1;
            while (next < all.Length && all[next].Value == all[i].Value) next++;
            ranks += all[i..next].Count(v => v.Positive) * ((i + 1 + next) / 2.0);
        }
        double p = all.Count(v => v.Positive), n = all.Length - p;
        return (ranks - p * (p + 1) / 2) / (p * n);
    }
}
