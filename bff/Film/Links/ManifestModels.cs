using System.Text.Json;
using Bff.Accounts.Contract;

namespace Bff.Film.Links;

/// <summary>What <c>GET /api/film/{key}</c> answers: everything a viewer needs before the first picture.</summary>
internal sealed record Manifest
{
    public required ManifestStudy Study { get; init; }
    public required HospitalRef Hospital { get; init; }

    /// <summary>When the link stops opening.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public required string Purpose { get; init; }
    public required ManifestReport? Report { get; init; }
    public required FirstImage? FirstImage { get; init; }

    /// <summary>Descriptions of images, each once; instances refer to them by index.</summary>
    public required IReadOnlyList<JsonElement> Images { get; init; }
    public required IReadOnlyList<ManifestSeries> Series { get; init; }
}

/// <summary>The study's header, the patient's name masked.</summary>
internal sealed record ManifestStudy(
    string StudyInstanceUid, DateOnly? StudyDate, string? StudyTime, string? StudyDescription, string? AccessionNumber,
    IReadOnlyList<string> Modalities, ManifestPatient Patient);

/// <summary>Whose study it is, in words that only recognise.</summary>
internal sealed record ManifestPatient(string Name, string? Sex, string? Age);

/// <summary>The report, once it is published.</summary>
internal sealed record ManifestReport(string Text, DateTimeOffset PublishedAt);

/// <summary>The picture that is shown first; indices into series and instances, frame from 1.</summary>
internal sealed record FirstImage(int Series, int Instance, int Frame, string Url);

/// <summary>A series in the order it is shown.</summary>
internal sealed record ManifestSeries(
    string SeriesInstanceUid, int? SeriesNumber, string Modality, string? SeriesDescription, string? BodyPartExamined,
    IReadOnlyList<ManifestInstance> Instances);

/// <summary>
/// <paramref name="Image"/> is an index into the manifest's images, equal descriptions being sent once. <paramref name="Document"/> is
/// <c>pdf</c> for what opens under the instance's <c>rendered</c>, <c>other</c> for what a reader can only be told of; else null.
/// </summary>
internal sealed record ManifestInstance(string SopInstanceUid, int? InstanceNumber, string State, int? Image, int Frames, string? Document);

/// <summary>What the page shows when a link does not open.</summary>
internal sealed record ManifestError(ManifestErrorBody Error);

/// <summary>Why a link does not open.</summary>
internal sealed record ManifestErrorBody(string Code, string Title);
