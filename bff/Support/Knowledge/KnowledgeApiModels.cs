using System.Text.Json.Serialization;

namespace Bff.Support.Knowledge;

/// <summary>An intent in the editors' list.</summary>
internal sealed record IntentRow(
    string Name, string Category, string? Phase, bool Enabled, int Utterances, int Answers, string Answer, IReadOnlyList<string> Services, DateTimeOffset UpdatedAt, string? UpdatedBy);

/// <summary>An intent as it is sent in; every member may be missing.</summary>
internal sealed record IntentBody(
    string? Name, string? Category, string? Phase, IReadOnlyList<KnowledgeAnswer>? Answers, IReadOnlyList<string>? Utterances, IReadOnlyList<string>? Services, bool? Enabled);

internal sealed record SameUtterance(string Utterance, string Intent);

internal sealed record CheckBody(string? Utterance, string? Intent);

internal sealed record RankedIntent(string Intent, double Probability);

/// <summary>What stands against adding an utterance: the same one elsewhere, and intents that the model takes it for.</summary>
internal sealed record CheckAnswer(IReadOnlyList<SameUtterance> Duplicates, IReadOnlyList<RankedIntent> Conflicts);

internal sealed record TryBody(string? Text);

/// <summary>A piece of the question and how it spoke for the best intent.</summary>
internal sealed record FeatureWeight(string Text, string Kind, double Weight);

/// <param name="Band">answer, choices or unknown.</param>
internal sealed record TryAnswer(
    string Version, string Band, bool Exact, double Confidence, double Coverage, double AnswerAt, string Normal, string? Global, IReadOnlyList<RankedIntent> Top, IReadOnlyList<FeatureWeight> Features,
    Reply Reply);

internal sealed record LabelConflict(string Text, string Winner, IReadOnlyList<string> Losers);

/// <summary><paramref name="Accuracy"/> on held-out utterances, in [0,1]; null with too few of them.</summary>
internal sealed record TrainAnswer(double TrainSeconds, int Intents, int Utterances, double? Accuracy, IReadOnlyList<LabelConflict> Conflicts, string ModelSha256);

internal sealed record EvaluateBody(IReadOnlyList<RegressionQuestion>? Rows);

/// <summary>A question whose answer is not what it was, or not what it should be; an intent of null is "not answered".</summary>
internal sealed record ChangedAnswer(string Question, string? Before, string? After, string? Expected, bool Wrong);

internal sealed record EvaluateAnswer(int Questions, double Accuracy, IReadOnlyList<ChangedAnswer> Changed);

internal sealed record PublishBody(string? Note, bool? Confirm);

/// <summary><paramref name="Version"/> is null when nothing was published: some answers changed and nobody confirmed.</summary>
internal sealed record PublishAnswer(int? Version, bool NeedsConfirm, IReadOnlyList<ChangedAnswer> Changed);

internal sealed record ReviewBody(string? Note);

internal sealed record DecisionBody(bool? Approved, string? Note);

internal sealed record ReviewSetting(bool Required);

/// <summary>Whether the part must be reviewed before it is published, and the newest draft that was sent; null before the first.</summary>
internal sealed record ReviewState(bool Required, ReviewView? Current);

/// <param name="Approved">Null while nobody has decided.</param>
/// <param name="Unchanged">Whether the draft is still what was sent; an approval counts only then.</param>
/// <param name="Own">Whether the asking editor sent it, and so cannot decide it.</param>
internal sealed record ReviewView(
    string Id, string Note, string SentBy, DateTimeOffset SentAt, bool? Approved, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionNote, bool Unchanged, bool Own);

internal sealed record VersionRow(
    int Version, string Note, string? By, DateTimeOffset At, string Sha256, string? ModelSha256, float? TrainSeconds, IReadOnlyList<ChangedAnswer> Changed);

internal sealed record IntentChange(string Name, string Change, IReadOnlyList<string> AddedUtterances, IReadOnlyList<string> RemovedUtterances, bool AnswersChanged);

internal sealed record VersionDiff(int From, int To, IReadOnlyList<IntentChange> Intents, IReadOnlyList<string> Documents);

internal sealed record ImportError(int Line, string Message);

/// <summary>What a file would change, or has changed.</summary>
internal sealed record ImportAnswer(
    bool Applied, int Rows, IReadOnlyList<string> NewIntents, int NewUtterances, IReadOnlyList<string> ChangedAnswers, IReadOnlyList<SameUtterance> Duplicates, IReadOnlyList<ImportError> Errors);

/// <summary>Questions like one another that were not answered. The id is that of the newest.</summary>
internal sealed record UnansweredGroup(string Id, int Size, string Example, IReadOnlyList<string> Examples, string? SuggestedIntent, DateTimeOffset Since);

internal sealed record AcceptBody(string? Intent);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Page<IntentRow>))]
[JsonSerializable(typeof(IntentBody))]
[JsonSerializable(typeof(KnowledgeIntent))]
[JsonSerializable(typeof(CheckBody))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(TryBody))]
[JsonSerializable(typeof(TryAnswer))]
[JsonSerializable(typeof(TrainAnswer))]
[JsonSerializable(typeof(EvaluateBody))]
[JsonSerializable(typeof(EvaluateAnswer))]
[JsonSerializable(typeof(PublishBody))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(ReviewBody))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(ReviewSetting))]
[JsonSerializable(typeof(ReviewState))]
[JsonSerializable(typeof(Page<VersionRow>))]
[JsonSerializable(typeof(VersionDiff))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(Page<UnansweredGroup>))]
[JsonSerializable(typeof(AcceptBody))]
[JsonSerializable(typeof(IReadOnlyList<ChangedAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeLink>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
[JsonSerializable(typeof(IReadOnlyList<SlotWord>))]
[JsonSerializable(typeof(IReadOnlyList<Flow>))]
[JsonSerializable(typeof(IReadOnlyList<RegressionQuestion>))]
[JsonSerializable(typeof(Opening))]
internal sealed partial class KnowledgeApiJson : JsonSerializerContext;
