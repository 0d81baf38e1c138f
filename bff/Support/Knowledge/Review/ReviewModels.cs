namespace Bff.Support.Knowledge.Review;

/// <summary>Why a review was not decided or set.</summary>
internal enum ReviewRefusal
{
    /// <summary>Somebody has decided, or a newer draft was sent.</summary>
    Gone,

    /// <summary>The sender cannot decide.</summary>
    Own,

    /// <summary>The draft changed after it was sent.</summary>
    Outdated,

    /// <summary>Only an administrator says whether reviews are required.</summary>
    AdminOnly,
}

/// <summary>How a review ended, or why it did not.</summary>
/// <param name="IsOverride">The sender decided, as an administrator.</param>
internal sealed record DecideResult(bool IsOverride, ReviewRefusal? Refusal = null);

/// <summary>Sends the draft for review.</summary>
/// <param name="Note">What changed, 1 to 200 characters.</param>
internal sealed record ReviewBody(string? Note);

/// <summary>Decides a review.</summary>
/// <param name="Approved">False: sent back.</param>
/// <param name="Note">Up to 200 characters; who sends a draft back says why.</param>
internal sealed record DecisionBody(bool? Approved, string? Note);

/// <summary>Whether the part must be reviewed before it is published.</summary>
internal sealed record ReviewSetting(bool Required);

/// <summary>Where the review of a part stands.</summary>
/// <param name="Required">Whether the part must be reviewed before it is published.</param>
/// <param name="Current">The newest draft that was sent; null before the first.</param>
internal sealed record ReviewState(bool Required, ReviewView? Current);

/// <summary>A draft that was sent for review.</summary>
internal sealed record ReviewView
{
    public required string Id { get; init; }

    public required string Note { get; init; }

    public required string SentBy { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Null while nobody has decided.</summary>
    public required bool? Approved { get; init; }

    public required string? DecidedBy { get; init; }

    public required DateTimeOffset? DecidedAt { get; init; }

    public required string? DecisionNote { get; init; }

    /// <summary>Whether the draft is still what was sent; an approval counts only then.</summary>
    public required bool Unchanged { get; init; }

    /// <summary>Whether the asking editor sent it, and so cannot decide it.</summary>
    public required bool Own { get; init; }
}
