using System.Globalization;
using DicomRender.Datasets;
using DicomRender.Writing;

namespace Bff.Demo.Phantoms;

/// <summary>What every demonstration image says about patient, study, series and pixels.</summary>
internal static class PhantomHeader
{
    public static DicomDatasetBuilder Start(PhantomStudy study, string sopClassUid, string modality, string series, int instance,
        string sopInstanceUid)
    {
        var date = study.AcquiredAt.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var time = study.AcquiredAt.ToString("HHmmss", CultureInfo.InvariantCulture);
        return new DicomDatasetBuilder()
            .Add(DicomTags.SopClassUid, sopClassUid).Add(DicomTags.SopInstanceUid, sopInstanceUid)
            .Add(DicomTags.StudyDate, date).Add(DicomTags.SeriesDate, date).Add(DicomTags.AcquisitionDate, date)
            .Add(DicomTags.ContentDate, date)
            .Add(DicomTags.StudyTime, time).Add(DicomTags.SeriesTime, time).Add(DicomTags.AcquisitionTime, time)
            .Add(DicomTags.ContentTime, time)
            .Add(DicomTags.AccessionNumber, study.AccessionNumber).Add(DicomTags.Modality, modality)
            .Add(DicomTags.Manufacturer, "Phantom").Add(DicomTags.ManufacturerModelName, "Synthetic")
            .Add(DicomTags.InstitutionName, study.Institution)
            .AddEmpty(DicomTags.ReferringPhysicianName)
            .Add(DicomTags.PatientName, study.Patient.Name).Add(DicomTags.PatientId, study.Patient.Id)
            .Add(DicomTags.PatientBirthDate, study.Patient.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
            .Add(DicomTags.PatientSex, study.Patient.Sex.ToString())
            .Add(DicomTags.PatientAge, $"{Age(study):D3}Y")
            .Add(DicomTags.StudyInstanceUid, study.StudyInstanceUid).Add(DicomTags.SeriesInstanceUid, study.Uid($"series {series}"))
            .Add(DicomTags.FrameOfReferenceUid, study.Uid("frame of reference")).Add(DicomTags.StudyId, study.AccessionNumber)
            .Add(DicomTags.SeriesNumber, 1).Add(DicomTags.InstanceNumber, instance);
    }

    public static DicomDatasetBuilder AddGrey(this DicomDatasetBuilder builder, int rows, int columns, int stored, bool signed,
        string photometric = "MONOCHROME2") =>
        builder.Add(DicomTags.SamplesPerPixel, 1).Add(DicomTags.PhotometricInterpretation, photometric).Add(DicomTags.Rows, rows)
            .Add(DicomTags.Columns, columns)
            .Add(DicomTags.BitsAllocated, 16).Add(DicomTags.BitsStored, stored).Add(DicomTags.HighBit, stored - 1)
            .Add(DicomTags.PixelRepresentation, signed ? 1 : 0);

    private static int Age(PhantomStudy study)
    {
        var years = study.AcquiredAt.Year - study.Patient.BirthDate.Year;
        return Math.Clamp(study.Patient.BirthDate.AddYears(years) > DateOnly.FromDateTime(study.AcquiredAt) ? years - 1 : years, 0, 120);
    }
}
