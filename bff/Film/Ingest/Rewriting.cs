using System.Globalization;
using System.Security.Cryptography;
using Bff.Film.Identity;
using Bff.Gateways.FilmArchive;
using DicomRender;
using DicomRender.Datasets;
using DicomRender.Parsing;
using DicomRender.Writing;

namespace Bff.Film.Ingest;

/// <summary>
/// Files under another study or patient what lies in the archive: the file is written anew, so that whatever is made of it, its metadata
/// and the names on its pictures too, says the same as the study it is in.
/// </summary>
internal sealed class Rewriting(IFilmArchive archive, ReceivingFolder folder, ArrivalStore arrivals)
{
    /// <summary>The instance as it lies in the archive.</summary>
    /// <exception cref="FileLostException">The archive has lost it.</exception>
    /// <exception cref="DicomException">It cannot be read.</exception>
    public async Task<ReceivedInstance> ReadAsync(byte[] sha256, long byteSize, CancellationToken cancellationToken)
    {
        using var local = await archive.FileAsync(Convert.ToHexStringLower(sha256), byteSize, cancellationToken);
        using var file = DicomFile.Open(local.Path);
        return new ReceivedInstance(HeaderReader.Read(file), sha256, byteSize);
    }

    /// <summary>The instance under another study, and of another patient if one is given.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<ReceivedInstance> RewriteAsync(
        byte[] sha256, long byteSize, string studyUid, PatientIdentity? patient, CancellationToken cancellationToken)
    {
        using var local = await archive.FileAsync(Convert.ToHexStringLower(sha256), byteSize, cancellationToken);
        var path = folder.NewPath();
        try
        {
            using (var file = DicomFile.Open(local.Path))
            {
                await using var target = PrivateFiles.Create(path, 1 << 16);
                Correction.Write(target, file, ValuesOf(studyUid, patient), patient is null ? null : IsOfTheOther);
            }
            await using var written = File.OpenRead(path);
            var rewritten = await SHA256.HashDataAsync(written, cancellationToken);
            using var read = DicomFile.Open(path);
            var instance = new ReceivedInstance(HeaderReader.Read(read), rewritten, written.Length) { SentSha256 = sha256 };
            await arrivals.AnnounceAsync(rewritten, cancellationToken);
            await archive.PutAsync(ArchiveKeys.File(Convert.ToHexStringLower(rewritten)), path, cancellationToken);
            return instance;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Dictionary<DicomTag, string?> ValuesOf(string studyUid, PatientIdentity? patient)
    {
        var values = new Dictionary<DicomTag, string?> { [DicomTags.StudyInstanceUid] = studyUid };
        if (patient is null) return values;
        values[DicomTags.PatientName] = patient.Name;
        values[DicomTags.PatientId] = patient.PatientId;
        values[DicomTags.IssuerOfPatientId] = patient.Issuer;
        values[DicomTags.PatientBirthDate] = patient.BirthDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        values[DicomTags.PatientSex] = patient.Sex;
        return values;
    }

    /// <summary>
    /// Whatever else the file says of the patient it was registered for: other numbers and names, address, age, history. Size and weight are
    /// of the person in the scanner, and doses and uptake are reckoned by them.
    /// </summary>
    private static bool IsOfTheOther(DicomTag tag) =>
        tag.Group == 0x0010 && tag != DicomTags.PatientSize && tag != DicomTags.PatientWeight;
}
