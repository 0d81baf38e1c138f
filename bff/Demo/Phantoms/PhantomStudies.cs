using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Bff.Demo.Phantoms;

/// <summary>Whose demonstration study it is.</summary>
/// <param name="Name">PN value, for instance <c>Zhang^Wei=张^伟</c>.</param>
/// <param name="Id">Patient ID.</param>
/// <param name="BirthDate">Date of birth.</param>
/// <param name="Sex">M, F or O.</param>
internal sealed record PhantomPatient(string Name, string Id, DateOnly BirthDate, char Sex);

/// <summary>One demonstration study. Equal studies get equal UIDs and equal bytes, so that loading them twice changes nothing.</summary>
/// <param name="Patient">The patient.</param>
/// <param name="AccessionNumber">The order.</param>
/// <param name="AcquiredAt">Local time of the examination.</param>
/// <param name="Institution">Hospital, Chinese or not.</param>
internal sealed record PhantomStudy(PhantomPatient Patient, string AccessionNumber, DateTime AcquiredAt, string Institution)
{
    /// <summary>Study Instance UID.</summary>
    public string StudyInstanceUid => Uid("study");

    /// <summary>A UID under 2.25 (PS3.5 B.2) derived from the study and a name within it.</summary>
    internal string Uid(string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"phantom|{Patient.Id}|{AccessionNumber}|{name}"));
        return $"2.25.{new BigInteger(hash.AsSpan(0, 16), isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture)}";
    }
}

/// <summary>One file to be.</summary>
/// <param name="SopInstanceUid">Its SOP Instance UID.</param>
/// <param name="Write">Generates and writes the Part 10 file; slow enough to want to be called once.</param>
internal sealed record PhantomInstance(string SopInstanceUid, Action<Stream> Write);

/// <summary>Synthetic studies that look real at first glance: no patient was ever in front of a machine for them.</summary>
internal static class PhantomStudies
{
    /// <summary>
    /// Contrast-enhanced chest CT: 512x512, 16 bit signed, 2.5 mm slices from the apices to the liver, mediastinal and lung window.
    /// </summary>
    /// <param name="study">Whose study.</param>
    /// <param name="slices">Slices over the same 300 mm, 2 or more.</param>
    public static IEnumerable<PhantomInstance> ChestCt(PhantomStudy study, int slices = 120) => ChestCtSeries.Instances(study, slices);

    /// <summary>T1-weighted MR of the head: 24 axial slices of 256x256, 12 bit.</summary>
    public static IEnumerable<PhantomInstance> HeadMr(PhantomStudy study) => HeadMrSeries.Instances(study);

    /// <summary>Digital chest radiograph, PA: 3000x3000, 14 bit, MONOCHROME1.</summary>
    public static IEnumerable<PhantomInstance> ChestDx(PhantomStudy study) => ChestDxImage.Instances(study);

    /// <summary>Echocardiogram with colour Doppler: 40 frames of 640x480 RGB at 25 per second, calibrated.</summary>
    public static IEnumerable<PhantomInstance> HeartUs(PhantomStudy study) => HeartUsClip.Instances(study);
}
