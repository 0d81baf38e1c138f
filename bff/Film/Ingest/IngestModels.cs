using Bff.Film.Identity;
using DicomRender.Placing;

namespace Bff.Film.Ingest;

/// <summary>The attributes of one instance that are kept in the database; texts as the file says them.</summary>
internal sealed record InstanceAttributes
{
    public required string StudyInstanceUid { get; init; }
    public required string SeriesInstanceUid { get; init; }
    public required string SopInstanceUid { get; init; }
    public required string SopClassUid { get; init; }
    public required string TransferSyntaxUid { get; init; }
    public required string Modality { get; init; }
    public int? InstanceNumber { get; init; }

    /// <summary>Where it stands in space and time.</summary>
    public SlicePlace Place { get; init; } = new();

    /// <summary>Along the slice's normal, mm.</summary>
    public double? Position { get; init; }
    public int? Rows { get; init; }
    public int? Columns { get; init; }
    public int? Frames { get; init; }
    public int? SeriesNumber { get; init; }
    public string? SeriesDescription { get; init; }
    public string? BodyPartExamined { get; init; }
    public DateOnly? SeriesDate { get; init; }
    public string? AccessionNumber { get; init; }

    /// <summary>Whom it says it is of.</summary>
    public required PatientIdentity Identity { get; init; }
    public string? PatientAge { get; init; }
    public DateOnly? StudyDate { get; init; }
    public string? StudyTime { get; init; }
    public string? StudyDescription { get; init; }
    public string? ReferringPhysicianName { get; init; }
    public string? StudyId { get; init; }

    /// <summary>What it withdraws; null: it is no rejection note.</summary>
    public RejectionNote? Note { get; init; }
}

/// <summary>A received file: its attributes and the address of its bytes.</summary>
internal sealed record ReceivedInstance(InstanceAttributes Attributes, byte[] Sha256, long ByteSize)
{
    /// <summary>Of the bytes that were sent, where those that are kept say another study or patient; else null.</summary>
    public byte[]? SentSha256 { get; init; }
}

/// <summary>An instance a worker has leased.</summary>
internal sealed record LeasedInstance(Guid Id, string Sha256, int Attempts);

/// <summary>How one instance of an upload ended.</summary>
/// <param name="SopClassUid">Null when the part was not DICOM.</param>
/// <param name="FailureReason">PS3.4 CC.2.3 / PS3.18 I.2.2 status; null: stored.</param>
internal sealed record StoredInstance(
    string? SopClassUid, string? SopInstanceUid, string? StudyInstanceUid, string? SeriesInstanceUid, int? FailureReason, string? Detail)
{
    /// <summary>PS3.4 table CC.2-1: the UID is held with other bytes.</summary>
    public const int DuplicateInstance = 0x0111;

    /// <summary>
    /// PS3.4 table CC.2-1: the instance belongs to another study than the request names, or is of another patient than its study.
    /// </summary>
    public const int DoesNotMatch = 0xA900;

    /// <summary>PS3.7 C.5.22: the sender may not do this, or what it sends was withdrawn.</summary>
    public const int NotAuthorized = 0x0124;

    /// <summary>PS3.7 C.5.18: there is no such instance.</summary>
    public const int NoSuchInstance = 0x0112;

    /// <summary>PS3.4 table CC.2-1, a warning: values were changed, because staff have filed it under another study.</summary>
    public const int Coerced = 0xB000;

    /// <summary>PS3.4 table CC.2-1, a warning: elements were left out, here instances that a note names and nobody holds.</summary>
    public const int PartlyApplied = 0xB006;

    /// <summary>PS3.4 table CC.2-1: no usable DICOM.</summary>
    public const int CannotUnderstand = 0xC000;

    /// <summary>A warning of PS3.4 table CC.2-1 for what is stored.</summary>
    public int? WarningReason { get; init; }

    /// <summary>What the audit is told besides that it was stored.</summary>
    public string? Event { get; init; }

    public bool IsStored => FailureReason is null;

    /// <summary>A part that is no usable DICOM.</summary>
    public static StoredInstance NotUnderstood(string detail) => new(null, null, null, null, CannotUnderstand, detail);
}
