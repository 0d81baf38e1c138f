using System.Text.Json;

namespace Bff.Film.Dicomweb.Qido;

/// <summary>What a search says of each thing it finds (PS3.18 tables 10.6.3-3 to -5), inside an object that is open.</summary>
internal static class QidoAttributes
{
    /// <param name="root">Address of the studies, with a slash at its end.</param>
    public static void Write(Utf8JsonWriter json, StudyRow s, string root)
    {
        DicomwebJson.Text(json, "00080005", "CS", "ISO_IR 192");
        DicomwebJson.Date(json, "00080020", s.StudyDate);
        DicomwebJson.Text(json, "00080030", "TM", s.StudyTime);
        DicomwebJson.Text(json, "00080050", "SH", s.AccessionNumber);
        DicomwebJson.Text(json, "00080056", "CS", "ONLINE");
        DicomwebJson.Texts(json, "00080061", "CS", s.Modalities);
        DicomwebJson.PersonName(json, "00080090", s.ReferringPhysicianName);
        DicomwebJson.Text(json, "00081030", "LO", s.StudyDescription);
        DicomwebJson.Text(json, "00081190", "UR", root + s.StudyInstanceUid);
        DicomwebJson.PersonName(json, "00100010", s.PatientName);
        DicomwebJson.Text(json, "00100020", "LO", s.Mrn);
        DicomwebJson.Date(json, "00100030", s.PatientBirthDate);
        DicomwebJson.Text(json, "00100040", "CS", s.PatientSex);
        DicomwebJson.Text(json, "0020000D", "UI", s.StudyInstanceUid);
        DicomwebJson.Text(json, "00200010", "SH", s.StudyId);
        DicomwebJson.Number(json, "00201206", "IS", s.SeriesCount);
        DicomwebJson.Number(json, "00201208", "IS", s.InstanceCount);
    }

    /// <inheritdoc cref="Write(Utf8JsonWriter, StudyRow, string)"/>
    public static void Write(Utf8JsonWriter json, SeriesRow e, string root)
    {
        DicomwebJson.Date(json, "00080021", e.SeriesDate);
        DicomwebJson.Text(json, "00080060", "CS", e.Modality);
        DicomwebJson.Text(json, "0008103E", "LO", e.SeriesDescription);
        DicomwebJson.Text(json, "00081190", "UR", $"{root}{e.StudyInstanceUid}/series/{e.SeriesInstanceUid}");
        DicomwebJson.Text(json, "00180015", "CS", e.BodyPartExamined);
        DicomwebJson.Text(json, "0020000D", "UI", e.StudyInstanceUid);
        DicomwebJson.Text(json, "0020000E", "UI", e.SeriesInstanceUid);
        DicomwebJson.Number(json, "00200011", "IS", e.SeriesNumber);
        DicomwebJson.Number(json, "00201209", "IS", e.InstanceCount);
    }

    /// <inheritdoc cref="Write(Utf8JsonWriter, StudyRow, string)"/>
    public static void Write(Utf8JsonWriter json, InstanceListRow i, string root)
    {
        DicomwebJson.Text(json, "00080016", "UI", i.SopClassUid);
        DicomwebJson.Text(json, "00080018", "UI", i.SopInstanceUid);
        DicomwebJson.Text(json, "00080056", "CS", "ONLINE");
        DicomwebJson.Text(json, "00081190", "UR", $"{root}{i.StudyInstanceUid}/series/{i.SeriesInstanceUid}/instances/{i.SopInstanceUid}");
        DicomwebJson.Text(json, "00083002", "UI", i.TransferSyntaxUid);
        DicomwebJson.Text(json, "0020000D", "UI", i.StudyInstanceUid);
        DicomwebJson.Text(json, "0020000E", "UI", i.SeriesInstanceUid);
        DicomwebJson.Number(json, "00200013", "IS", i.InstanceNumber);
        DicomwebJson.Number(json, "00280008", "IS", i.Frames);
        DicomwebJson.Number(json, "00280010", "US", i.Rows);
        DicomwebJson.Number(json, "00280011", "US", i.Columns);
    }
}
