namespace Bff.Film.Links;

/// <summary>Why a link does not open.</summary>
internal enum LinkRefusal
{
    Unknown,
    SignatureWrong,
    Expired,
    Revoked,

    /// <summary>The hospital has taken the film back.</summary>
    Withdrawn,
    UsedUp,

    /// <summary>This address has tried too many keys that do not exist.</summary>
    TooManyTries,
}

/// <summary>Why no link is made.</summary>
internal enum NewLinkRefusal
{
    StudyUnknown,

    /// <summary>The accession number is that of several studies.</summary>
    AccessionAmbiguous,
}

/// <summary>A field of <see cref="NewLink"/> that is not usable.</summary>
internal enum NewLinkField
{
    HospitalCode,
    OneOfAccessionAndUid,
    AccessionNumber,
    StudyInstanceUid,
    Purpose,
    TtlSeconds,
    MaxViews,
}

/// <summary>A link as the door needs it.</summary>
internal sealed record LinkGrant
{
    public required Guid Id { get; init; }
    public required Guid StudyId { get; init; }
    public required Guid HospitalId { get; init; }
    public Guid? PatientId { get; init; }
    public required string Purpose { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When the hospital took the film back; the study is then none.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Openings left a moment ago; null: as many as one likes.</summary>
    public int? ViewsLeft { get; init; }

    /// <summary>The patient who made it; null: a hospital did.</summary>
    public Guid? MadeByPatient { get; init; }
}

/// <summary>An open link, or why it does not open; a link that is known is named with its refusal.</summary>
internal sealed record LinkOutcome(LinkGrant? Grant, LinkRefusal? Refusal);

/// <summary>A link to be made.</summary>
/// <param name="Purpose">What for, in words that staff read.</param>
/// <param name="MaxViews">How often the film may be opened; null: as often as one likes.</param>
internal sealed record LinkOrder(Guid StudyId, string Purpose, TimeSpan Lifetime, int? MaxViews);

/// <summary>A link that was made; its key is known to nobody else from now on.</summary>
internal sealed record IssuedLink(string Key, DateTimeOffset ExpiresAt)
{
    /// <summary>Whose film it opens.</summary>
    public Owner Owner { get; init; }
}

/// <summary>Body of <c>POST /api/film/links</c>.</summary>
/// <param name="HospitalCode">Code of the hospital that took the study.</param>
/// <param name="AccessionNumber">Accession number; this or the UID.</param>
/// <param name="StudyInstanceUid">Study Instance UID; this or the accession number.</param>
/// <param name="Purpose">What the link is for, 1 to 100 characters; staff see it.</param>
/// <param name="TtlSeconds">How long it opens, 1 to 604800 seconds.</param>
/// <param name="MaxViews">How often it opens, 1 to 100000; as often as one likes unless told.</param>
internal sealed record NewLink(
    string? HospitalCode, string? AccessionNumber, string? StudyInstanceUid, string? Purpose, int? TtlSeconds, int? MaxViews);

/// <summary>A new link. The key is shown once; only its hash is kept.</summary>
/// <param name="Url">Opens the film in a browser.</param>
/// <param name="Key">The last part of the URL.</param>
/// <param name="ExpiresAt">When it stops opening.</param>
internal sealed record LinkAnswer(string Url, string Key, DateTimeOffset ExpiresAt);
