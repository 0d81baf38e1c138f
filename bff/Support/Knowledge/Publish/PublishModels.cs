using Bff.Support.Knowledge.Trial;

namespace Bff.Support.Knowledge.Publish;

/// <summary>Why nothing was published.</summary>
internal enum PublishRefusal
{
    /// <summary>Someone else published meanwhile.</summary>
    Overtaken,

    /// <summary>A review is required, and this draft has not been approved.</summary>
    Unreviewed,

    /// <summary>There is no version of that number to go back to.</summary>
    VersionUnknown,
}

/// <summary>What came of publishing, or why nothing was published.</summary>
internal sealed record PublishResult(PublishAnswer? Answer, PublishRefusal? Refusal = null);

/// <summary>Publishes the draft.</summary>
/// <param name="Note">What changed, 1 to 200 characters.</param>
/// <param name="Confirm">True: publish although regression questions are answered differently.</param>
internal sealed record PublishBody(string? Note, bool? Confirm);

/// <summary>What came of publishing.</summary>
/// <param name="Version">Null when nothing was published: some answers changed and nobody confirmed.</param>
internal sealed record PublishAnswer(int? Version, bool NeedsConfirm, IReadOnlyList<ChangedAnswer> Changed);

/// <summary>A published version.</summary>
internal sealed record VersionRow
{
    public required int Version { get; init; }

    public required string Note { get; init; }

    /// <summary>Who published it; null: the sandbox.</summary>
    public required string? By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of its content.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of its newest model.</summary>
    public required string? ModelSha256 { get; init; }

    public required float? TrainSeconds { get; init; }

    /// <summary>Regression questions whose answer it changed.</summary>
    public required IReadOnlyList<ChangedAnswer> Changed { get; init; }
}

/// <summary>What changed of an intent.</summary>
/// <param name="Change">added, changed or removed.</param>
internal sealed record IntentChange(
    string Name, string Change, IReadOnlyList<string> AddedUtterances, IReadOnlyList<string> RemovedUtterances, bool AnswersChanged);

/// <summary>What changed from one version to another.</summary>
/// <param name="Documents">Documents that changed.</param>
internal sealed record VersionDiff(int From, int To, IReadOnlyList<IntentChange> Intents, IReadOnlyList<string> Documents);
