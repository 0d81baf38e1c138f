using Bff.Accounts.Contract;
using Bff.Film.Identity;

namespace Bff.Film.Corrections;

/// <summary>Instances of another patient than the study they name, as staff see them.</summary>
internal sealed record ClashRow
{
    public required string Id { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>That wait; none of them is shown to anybody.</summary>
    public required int Instances { get; init; }

    /// <summary>Of patientId, issuer, name, birthDate, sex; unproven: nothing that names a person stands in both.</summary>
    public required IReadOnlyList<string> Differs { get; init; }

    /// <summary>Whom they say they are of.</summary>
    public required PatientIdentity Sent { get; init; }

    /// <summary>Whose the study is; null: it is not there any more.</summary>
    public required PatientIdentity? Study { get; init; }
}

/// <summary>What staff decide.</summary>
/// <param name="Decision">
/// `apart` (another patient: filed as a study of its own), `merge` (the same person: into the study), `replace` (the study was wrong: it is
/// withdrawn and these take its place), `reject` (not taken).
/// </param>
/// <param name="Reason">2 to 200 characters; it stays in the records.</param>
internal sealed record Settlement(string? Decision, string? Reason);

/// <summary>What became of a decision.</summary>
internal enum SettleOutcome
{
    Settled,

    /// <summary>There is no such clash within reach.</summary>
    Unknown,

    /// <summary>Somebody has decided already.</summary>
    SettledBefore,

    /// <summary>Some are other files of instances that the study holds: they can only take their place or be rejected.</summary>
    HoldsSame,
}

/// <summary>A file that is due to be filed.</summary>
/// <param name="TargetUid">The study; null: the one it names.</param>
/// <param name="Patient">Null: whom it names.</param>
internal sealed record DueFile(
    Guid Id, Guid HospitalId, byte[] Sha256, long ByteSize, string? TargetUid, PatientIdentity? Patient, int Attempts);

/// <summary>What is moved, and where to.</summary>
/// <param name="SeriesInstanceUid">Null: all series of the study.</param>
/// <param name="SopInstanceUids">Of that series, at most 1000; null: all instances.</param>
/// <param name="Target">Where to.</param>
/// <param name="Reason">2 to 200 characters; it stays in the records.</param>
internal sealed record Move(string? SeriesInstanceUid, IReadOnlyList<string>? SopInstanceUids, MoveTarget? Target, string? Reason);

/// <summary>A study of the same hospital by its UID, or a patient: then a study of its own is made.</summary>
/// <param name="StudyInstanceUid">Of a study that is there.</param>
/// <param name="Patient">Whom the images are of; not with a study.</param>
internal sealed record MoveTarget(string? StudyInstanceUid, PatientIdentity? Patient);

/// <summary>Why something cannot be moved.</summary>
internal enum MoveRefusal
{
    /// <summary>Nothing like it is within reach.</summary>
    Nothing,

    /// <summary>There is no such study at this hospital.</summary>
    TargetUnknown,

    /// <summary>It is there already.</summary>
    SamePlace,
}

/// <summary>What is withdrawn of a study.</summary>
/// <param name="SeriesInstanceUid">Null: all series.</param>
/// <param name="SopInstanceUids">Of that series, at most 1000; null: all instances.</param>
/// <param name="Reason">2 to 200 characters; it stays in the records.</param>
internal sealed record Rejection(string? SeriesInstanceUid, IReadOnlyList<string>? SopInstanceUids, string? Reason);

/// <summary>Why something was brought back.</summary>
/// <param name="Reason">2 to 200 characters; it stays in the records.</param>
internal sealed record Restoration(string? Reason);

/// <summary>A withdrawn instance as staff see it.</summary>
internal sealed record WithdrawnRow
{
    public required string Id { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string SeriesInstanceUid { get; init; }
    public required string SopInstanceUid { get; init; }

    /// <summary>quality, safety, worklist, expired, deleted, rejected, moved or replaced.</summary>
    public required string Cause { get; init; }
    public required string? Reason { get; init; }

    /// <summary>Kind and id of who did it.</summary>
    public required string WithdrawnBy { get; init; }
    public required DateTimeOffset WithdrawnAt { get; init; }

    /// <summary>Whether it can be brought back.</summary>
    public required bool CanRestore { get; init; }
    public required DateTimeOffset? RestoredAt { get; init; }
}

/// <summary>A study as staff look for it before they correct it.</summary>
internal sealed record OfficeStudy
{
    public required string Id { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string? AccessionNumber { get; init; }
    public required DateOnly? StudyDate { get; init; }
    public required string? StudyDescription { get; init; }
    public required PatientIdentity Patient { get; init; }
    public required IReadOnlyList<OfficeSeries> Series { get; init; }
}

/// <summary>A series of <see cref="OfficeStudy"/>; of its instances at most 1000.</summary>
internal sealed record OfficeSeries(
    string SeriesInstanceUid, int? SeriesNumber, string Modality, string? SeriesDescription, IReadOnlyList<OfficeInstance> Instances);

/// <summary>An instance of <see cref="OfficeSeries"/>.</summary>
internal sealed record OfficeInstance(string SopInstanceUid, int? InstanceNumber);
