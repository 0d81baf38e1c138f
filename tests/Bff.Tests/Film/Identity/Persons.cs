using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Tests.Film.Identity;

/// <summary>A person as a modality writes him; what is null is not in the file.</summary>
internal sealed record Person(string? PatientId, string? Name, string? BirthDate = null, string? Sex = null, string? Issuer = null, string? Accession = null)
{
    /// <summary>A picture of 8x8 pixels of one grey.</summary>
    public byte[] Picture(string study, string sop, byte grey, string? series = null, string? date = "20261101")
    {
        var builder = new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.7").Add(DicomTags.SopInstanceUid, sop).Add(DicomTags.StudyInstanceUid, study)
            .Add(DicomTags.SeriesInstanceUid, series ?? study + ".1").Add(DicomTags.Modality, "OT").Add(DicomTags.InstanceNumber, 1)
            .Add(DicomTags.SamplesPerPixel, 1).Add(DicomTags.PhotometricInterpretation, "MONOCHROME2").Add(DicomTags.Rows, 8).Add(DicomTags.Columns, 8)
            .Add(DicomTags.BitsAllocated, 8).Add(DicomTags.BitsStored, 8).Add(DicomTags.HighBit, 7).Add(DicomTags.PixelRepresentation, 0)
            .Add(DicomTags.WindowCenter, 128).Add(DicomTags.WindowWidth, 256)
            .AddBytes(DicomTags.PixelData, Vr.OB, [.. Enumerable.Repeat(grey, 64)]);
        foreach (var (tag, value) in new[]
        {
            (DicomTags.PatientId, PatientId), (DicomTags.PatientName, Name), (DicomTags.PatientBirthDate, BirthDate), (DicomTags.PatientSex, Sex),
            (DicomTags.IssuerOfPatientId, Issuer), (DicomTags.AccessionNumber, Accession), (DicomTags.StudyDate, date),
        })
            if (value is not null) builder.Add(tag, value);
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.Build());
        return file.ToArray();
    }
}
