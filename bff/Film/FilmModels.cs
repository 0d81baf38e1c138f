using System.Text.Json;
using System.Text.Json.Serialization;
using DicomRender.Describing;
using DicomRender.Windowing;
using Bff.Accounts.Contract;
using DicomRender;

namespace Bff.Film;

/// <summary>What a caller may reach: these hospitals, and of them only one study when it is a link.</summary>
internal sealed record FilmScope(Guid[] HospitalIds, Guid? StudyId, string Key);

/// <summary>An instance's way from upload to screen.</summary>
internal static class InstanceState
{
    public const string Received = "received", Ready = "ready", Failed = "failed", NotImage = "not_image";
}

/// <summary>The attributes of one instance that are kept in the database; strings as the file says them.</summary>
internal sealed record InstanceAttributes(
    string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid, string TransferSyntaxUid, string Modality,
    int? InstanceNumber, double? Position, int? Rows, int? Columns, int? Frames,
    int? SeriesNumber, string? SeriesDescription, string? BodyPartExamined, DateOnly? SeriesDate,
    string? AccessionNumber, string? PatientName, string? PatientId, string? PatientSex, DateOnly? PatientBirthDate, string? PatientAge,
    DateOnly? StudyDate, string? StudyTime, string? StudyDescription, string? ReferringPhysicianName, string? StudyId);

/// <summary>An instance as the picture routes need it.</summary>
internal sealed record InstanceRow(
    Guid Id, Guid HospitalId, Guid StudyId, Guid? PatientId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid,
    string TransferSyntaxUid, string State, string? FailureCode, string Sha256, int Frames, ImageDescription? Image);

/// <summary>A study with what QIDO-RS and the manifest say of it. Personal fields are decrypted.</summary>
internal sealed record StudyRow(
    Guid Id, Guid HospitalId, Guid? PatientId, string StudyInstanceUid, string? AccessionNumber, string? PatientName, string? Mrn, string? PatientSex,
    DateOnly? PatientBirthDate, string? PatientAge, DateOnly? StudyDate, string? StudyTime, string? StudyDescription, string? ReferringPhysicianName,
    string? StudyId, string? ReportText, DateTimeOffset? ReportPublishedAt, string HospitalCode, string HospitalName,
    string[] Modalities, int SeriesCount, int InstanceCount, bool IsProcessing);

/// <summary>A series with what QIDO-RS says of it.</summary>
internal sealed record SeriesRow(
    Guid Id, string StudyInstanceUid, string SeriesInstanceUid, string Modality, int? SeriesNumber, string? SeriesDescription, string? BodyPartExamined,
    DateOnly? SeriesDate, int InstanceCount);

/// <summary>An instance with what QIDO-RS says of it.</summary>
internal sealed record InstanceListRow(
    Guid Id, Guid SeriesId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid, string TransferSyntaxUid, int? InstanceNumber,
    int? Rows, int? Columns, int? Frames, string State, string? ImageJson, string Sha256);

/// <summary>Body of <c>POST /api/film/links</c>.</summary>
internal sealed record NewLink(string? HospitalCode, string? AccessionNumber, string? StudyInstanceUid, string? Purpose, int? TtlSeconds, int? MaxViews);

/// <summary>A new link. The key is shown once; only its hash is kept.</summary>
internal sealed record LinkAnswer(string Url, string Key, DateTimeOffset ExpiresAt);

/// <summary>A link as staff see it.</summary>
internal sealed record LinkRow(
    string Id, HospitalRef Hospital, string Purpose, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, int Views, int? MaxViews,
    string? StudyDescription);

/// <summary>An ingest as staff see it.</summary>
internal sealed record IngestRow(
    string Id, HospitalRef Hospital, DateTimeOffset ReceivedAt, string State, string SopInstanceUid, string StudyInstanceUid, string? Reason, int Attempts);

/// <summary>A study in the patient's own list. <paramref name="State"/> is <c>processing</c> while an instance still waits to be prepared, else <c>ready</c>.</summary>
internal sealed record PatientStudy(
    string Id, HospitalRef Hospital, DateOnly? StudyDate, IReadOnlyList<string> Modalities, string? StudyDescription, int SeriesCount, int InstanceCount, bool HasReport, string State);

/// <summary>One day of a hospital.</summary>
internal sealed record FilmDay(DateOnly Day, int Instances, int Failed, long Bytes, int Links, int Views);

/// <summary>What <c>GET /api/film/{key}</c> answers: everything a viewer needs before the first picture.</summary>
internal sealed record Manifest(
    ManifestStudy Study, HospitalRef Hospital, DateTimeOffset ExpiresAt, string Purpose, ManifestReport? Report, FirstImage? FirstImage,
    IReadOnlyList<JsonElement> Images, IReadOnlyList<ManifestSeries> Series);

/// <summary>The study's header, the patient's name masked.</summary>
internal sealed record ManifestStudy(
    string StudyInstanceUid, DateOnly? StudyDate, string? StudyTime, string? StudyDescription, string? AccessionNumber, IReadOnlyList<string> Modalities, ManifestPatient Patient);

internal sealed record ManifestPatient(string Name, string? Sex, string? Age);

internal sealed record ManifestReport(string Text, DateTimeOffset PublishedAt);

/// <summary>The picture that is shown first; indices into series and instances, frame from 1.</summary>
internal sealed record FirstImage(int Series, int Instance, int Frame, string Url);

internal sealed record ManifestSeries(
    string SeriesInstanceUid, int? SeriesNumber, string Modality, string? SeriesDescription, string? BodyPartExamined, IReadOnlyList<ManifestInstance> Instances);

/// <summary><paramref name="Image"/> is an index into the manifest's images, equal descriptions being sent once.</summary>
internal sealed record ManifestInstance(string SopInstanceUid, int? InstanceNumber, string State, int? Image, int Frames);

/// <summary>What the page shows when a link does not open.</summary>
internal sealed record ManifestError(ManifestErrorBody Error);

internal sealed record ManifestErrorBody(string Code, string Title);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(NewLink))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(Page<LinkRow>))]
[JsonSerializable(typeof(Page<IngestRow>))]
[JsonSerializable(typeof(Page<PatientStudy>))]
[JsonSerializable(typeof(Page<FilmDay>))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ManifestError))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FilmJson : JsonSerializerContext;
