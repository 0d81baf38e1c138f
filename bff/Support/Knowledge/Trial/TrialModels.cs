using Bff.Support.Answering;
using Bff.Support.Knowledge.Edit;

namespace Bff.Support.Knowledge.Trial;

/// <summary>An utterance that is to be added to an intent.</summary>
internal sealed record CheckBody(string? Utterance, string? Intent);

/// <summary>An intent as the model ranks it.</summary>
/// <param name="Probability">In [0,1].</param>
internal sealed record RankedIntent(string Intent, double Probability);

/// <summary>What stands against adding an utterance: the same one elsewhere, and intents that the model takes it for.</summary>
internal sealed record CheckAnswer(IReadOnlyList<SameUtterance> Duplicates, IReadOnlyList<RankedIntent> Conflicts);

/// <summary>A question for the "try it" box.</summary>
/// <param name="Text">1 to 2000 characters.</param>
internal sealed record TryBody(string? Text);

/// <summary>A piece of the question and how it spoke for the best intent.</summary>
internal sealed record FeatureWeight(string Text, string Kind, double Weight);

/// <summary>What the bot would say, and why.</summary>
internal sealed record TryAnswer
{
    /// <summary>Of the knowledge that answered: a version, or draft.</summary>
    public required string Version { get; init; }

    /// <summary>answer, choices or unknown.</summary>
    public required string Band { get; init; }

    /// <summary>Whether the question stands in the knowledge word for word.</summary>
    public required bool Exact { get; init; }

    /// <summary>In [0,1].</summary>
    public required double Confidence { get; init; }

    /// <summary>Share in [0,1] of the question that the model knows.</summary>
    public required double Coverage { get; init; }

    /// <summary>The confidence from which on the bot answers.</summary>
    public required double AnswerAt { get; init; }

    /// <summary>The question as the engine compares it.</summary>
    public required string Normal { get; init; }

    /// <summary>What outranks the model, such as danger; null: nothing.</summary>
    public required string? Global { get; init; }

    public required IReadOnlyList<RankedIntent> Top { get; init; }

    public required IReadOnlyList<FeatureWeight> Features { get; init; }

    public required Reply Reply { get; init; }
}

/// <summary>An utterance that stands in several intents.</summary>
/// <param name="Winner">The intent that it was learned for.</param>
internal sealed record LabelConflict(string Text, string Winner, IReadOnlyList<string> Losers);

/// <summary>What a training brought.</summary>
/// <param name="Accuracy">On held-out utterances, in [0,1]; null with too few of them.</param>
internal sealed record TrainAnswer(
    double TrainSeconds, int Intents, int Utterances, double? Accuracy, IReadOnlyList<LabelConflict> Conflicts, string ModelSha256);

/// <summary>Questions to hold the draft against; the regression questions when left out.</summary>
internal sealed record EvaluateBody(IReadOnlyList<RegressionQuestion>? Rows);

/// <summary>
/// A question whose answer is not what it was, or not what it should be; an intent of null is "not answered".
/// </summary>
internal sealed record ChangedAnswer(string Question, string? Before, string? After, string? Expected, bool Wrong);

/// <summary>How the draft did.</summary>
/// <param name="Accuracy">Share in [0,1] of the questions that are answered as they should be.</param>
internal sealed record EvaluateAnswer(int Questions, double Accuracy, IReadOnlyList<ChangedAnswer> Changed);
