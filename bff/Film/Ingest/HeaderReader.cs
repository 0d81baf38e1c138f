using System.Globalization;
using System.Text.RegularExpressions;
using Bff.Film.Identity;
using DicomRender;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Placing;

namespace Bff.Film.Ingest;

/// <summary>Takes from a DICOM header what the database keeps.</summary>
internal static partial class HeaderReader
{
    /// <summary>Reads the attributes of a file.</summary>
    /// <exception cref="DicomException">
    /// Not DICOM, or without the UIDs that identify an instance (missing_attribute, invalid_attribute).
    /// </exception>
    public static InstanceAttributes Read(DicomFile file)
    {
        var d = file.Dataset;
        return new InstanceAttributes
        {
            StudyInstanceUid = Uid(d, DicomTags.StudyInstanceUid, "StudyInstanceUID"),
            SeriesInstanceUid = Uid(d, DicomTags.SeriesInstanceUid, "SeriesInstanceUID"),
            SopInstanceUid = Uid(d, DicomTags.SopInstanceUid, "SOPInstanceUID"),
            SopClassUid = Uid(d, DicomTags.SopClassUid, "SOPClassUID"),
            TransferSyntaxUid = file.TransferSyntaxUid,
            Modality = Text(d, DicomTags.Modality, 16) ?? "OT",
            InstanceNumber = d.GetInt(DicomTags.InstanceNumber),
            Place = SlicePlaceReader.Of(d),
            Position = Position(d),
            Rows = d.GetInt(DicomTags.Rows),
            Columns = d.GetInt(DicomTags.Columns),
            Frames = d.GetInt(DicomTags.NumberOfFrames),
            SeriesNumber = d.GetInt(DicomTags.SeriesNumber),
            SeriesDescription = Text(d, DicomTags.SeriesDescription, 256),
            BodyPartExamined = Text(d, DicomTags.BodyPartExamined, 64),
            SeriesDate = Date(d, DicomTags.SeriesDate),
            AccessionNumber = Text(d, DicomTags.AccessionNumber, 64),
            Identity = IdentityOf(d),
            Note = RejectionNote.Read(d),
            PatientAge = Text(d, DicomTags.PatientAge, 16),
            StudyDate = Date(d, DicomTags.StudyDate),
            StudyTime = Text(d, DicomTags.StudyTime, 32),
            StudyDescription = Text(d, DicomTags.StudyDescription, 256),
            ReferringPhysicianName = Text(d, DicomTags.ReferringPhysicianName, 256),
            StudyId = Text(d, DicomTags.StudyId, 64),
        };
    }

    private static PatientIdentity IdentityOf(DicomDataset d) => new()
    {
        PatientId = Text(d, DicomTags.PatientId, 128),
        Issuer = Text(d, DicomTags.IssuerOfPatientId, 64),
        Name = Text(d, DicomTags.PatientName, 256) is { } name && name.Any(char.IsLetterOrDigit) ? name : null,
        Sex = Text(d, DicomTags.PatientSex, 16),
        BirthDate = Date(d, DicomTags.PatientBirthDate),
    };

    private static string Uid(DicomDataset d, DicomTag tag, string name)
    {
        var value = d.GetString(tag)?.TrimEnd('\0', ' ') ?? throw new DicomException("missing_attribute", $"{name} is missing.");
        return UidPattern().IsMatch(value) ? value : throw new DicomException("invalid_attribute", $"{name} is not a UID.");
    }

    /// <summary>A value as text; NUL has no place in PostgreSQL and no meaning in DICOM, and a header must not fill a row.</summary>
    private static string? Text(DicomDataset d, DicomTag tag, int max)
    {
        var value = d.GetString(tag)?.Replace("\0", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(value) ? null : value.Length > max ? value[..max] : value;
    }

    private static DateOnly? Date(DicomDataset d, DicomTag tag) =>
        DateOnly.TryParseExact(
            (Text(d, tag, 16) ?? "").Replace(".", "", StringComparison.Ordinal),
            "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : null;

    /// <summary>Distance of the slice along its normal, mm (PS3.3 C.7.6.2.1.1).</summary>
    private static double? Position(DicomDataset d)
    {
        var p = d.GetDoubles(DicomTags.ImagePositionPatient);
        var o = d.GetDoubles(DicomTags.ImageOrientationPatient);
        if (p.Count != 3 || o.Count != 6) return null;
        double x = o[1] * o[5] - o[2] * o[4], y = o[2] * o[3] - o[0] * o[5], z = o[0] * o[4] - o[1] * o[3];
        var position = x * p[0] + y * p[1] + z * p[2];
        return double.IsFinite(position) ? position : null;
    }

    [GeneratedRegex(@"^[0-9.]{1,64}\z")]
    private static partial Regex UidPattern();
}
