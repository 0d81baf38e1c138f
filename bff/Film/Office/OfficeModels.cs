using Bff.Accounts.Contract;

namespace Bff.Film.Office;

/// <summary>A link as staff see it.</summary>
internal sealed record LinkRow
{
    public required string Id { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required string Purpose { get; init; }

    /// <summary>Who made it: <c>integrator:…</c>, <c>patient:…</c>.</summary>
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When the hospital took the film back.</summary>
    public required DateTimeOffset? WithdrawnAt { get; init; }
    public required int Views { get; init; }
    public required int? MaxViews { get; init; }
    public required string? StudyDescription { get; init; }
}

/// <summary>An ingest as staff see it.</summary>
internal sealed record IngestRow
{
    public required string Id { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>received, ready, failed or not_image.</summary>
    public required string State { get; init; }
    public required string SopInstanceUid { get; init; }
    public required string StudyInstanceUid { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Reason { get; init; }
    public required int Attempts { get; init; }
}

/// <summary>One day of a hospital.</summary>
/// <param name="Day">In Shanghai.</param>
/// <param name="Instances">That came in.</param>
/// <param name="Failed">Of them, those that cannot be shown.</param>
/// <param name="Bytes">Of the files that came in.</param>
/// <param name="Links">Made.</param>
/// <param name="Views">Of the links made on this day, so far.</param>
internal sealed record FilmDay(DateOnly Day, int Instances, int Failed, long Bytes, int Links, int Views);
