using Bff.Film.Dicomweb;
using Bff.Film.Links;

namespace Bff.Film.Contract;

/// <summary>What other slices ask of the film archive: which studies there are, and a link that opens one.</summary>
public sealed class FilmCatalog
{
    private readonly StudyStore _studies;
    private readonly FilmLinks _links;

    internal FilmCatalog(StudyStore studies, FilmLinks links) => (_studies, _links) = (studies, links);

    /// <summary>Those of the studies that are in the archive and within reach, newest first; at most 100.</summary>
    public async Task<List<CatalogStudy>> StudiesAsync(Reach reach, string[] studyInstanceUids, CancellationToken cancellationToken)
    {
        var studies = await _studies.StudiesAsync(reach, new StudyFilter { StudyInstanceUids = studyInstanceUids }, cancellationToken);
        return studies.ConvertAll(s => new CatalogStudy(
            s.Id, s.HospitalCode, s.StudyInstanceUid, s.HospitalName, s.StudyDescription, Masking.PersonName(s.PatientName),
            s.Modalities, s.InstanceCount));
    }

    /// <summary>Makes a link to a study within reach; null when there is none.</summary>
    /// <param name="purpose">What for; staff see it.</param>
    public async Task<CatalogLink?> CreateLinkAsync(
        Reach reach, Guid studyId, string purpose, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await _links.CreateAsync(reach, new LinkOrder(studyId, purpose, lifetime, MaxViews: null), cancellationToken) is { } issued
            ? new CatalogLink("/f/" + issued.Key, issued.ExpiresAt)
            : null;
}

/// <summary>A study of the archive.</summary>
/// <param name="Id">Its id in every table.</param>
/// <param name="HospitalCode">Whose it is: the same study may come from several hospitals.</param>
/// <param name="HospitalName">Where it was taken.</param>
/// <param name="PatientName">Masked: 李**.</param>
/// <param name="Modalities">Of its series, such as CT.</param>
public sealed record CatalogStudy(
    Guid Id, string HospitalCode, string StudyInstanceUid, string HospitalName, string? Description, string PatientName,
    IReadOnlyList<string> Modalities, int InstanceCount);

/// <summary>A link that opens a study.</summary>
/// <param name="Path">Under the product's own address; holds the key, which is not kept.</param>
/// <param name="ExpiresAt">When it stops opening.</param>
public sealed record CatalogLink(string Path, DateTimeOffset ExpiresAt);
