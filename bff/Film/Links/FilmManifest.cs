using Bff.Accounts.Contract;
using Bff.Film.Dicomweb;
using Bff.Film.Pictures;

namespace Bff.Film.Links;

/// <summary>Builds what a viewer needs to know before the first picture, in four statements whatever the study's size.</summary>
internal sealed class FilmManifest(StudyStore store)
{
    /// <summary>Of the first picture, for a slow line.</summary>
    private const int FirstQuality = 60;

    private const int MostSeries = 10_000, MostInstances = 100_000;

    /// <param name="reach">Of the link's holder.</param>
    /// <param name="key">Of the link, for the addresses of pictures.</param>
    /// <returns>Null: the film was withdrawn a moment ago.</returns>
    public async Task<Manifest?> BuildAsync(Reach reach, LinkGrant grant, string key, CancellationToken cancellationToken)
    {
        if (await store.StudyAsync(reach, grant.StudyId, cancellationToken) is not { } study) return null;
        var allSeries = await store.SeriesAsync(reach, new SeriesFilter(null, null, null, MostSeries, 0), cancellationToken);
        var instances = await store.InstancesAsync(reach, new InstanceFilter(null, null, null, MostInstances), cancellationToken);
        var images = new ManifestImages();
        var series = SeriesOf(allSeries, instances.ToLookup(i => i.SeriesId), images);
        return new Manifest
        {
            Study = HeaderOf(study),
            Hospital = new HospitalRef(study.HospitalCode, study.HospitalName),
            ExpiresAt = grant.ExpiresAt,
            Purpose = grant.Purpose,
            Report = study.ReportText is null ? null : new ManifestReport(study.ReportText, study.ReportPublishedAt ?? grant.ExpiresAt),
            FirstImage = First(series, images, study.StudyInstanceUid, key),
            Images = images.Descriptions,
            Series = series,
        };
    }

    private static ManifestStudy HeaderOf(StudyRow study) => new(
        study.StudyInstanceUid, study.StudyDate, study.StudyTime, study.StudyDescription, study.AccessionNumber, study.Modalities,
        new ManifestPatient(Masking.PersonName(study.PatientName), Sex(study.PatientSex), Age(study)));

    /// <summary>Series that have instances, by their numbers, whichever came first.</summary>
    private static List<ManifestSeries> SeriesOf(List<SeriesRow> allSeries, ILookup<Guid, InstanceListRow> instances, ManifestImages images) =>
        [.. allSeries.Where(e => instances[e.Id].Any()).OrderBy(e => e.SeriesNumber ?? int.MaxValue)
            .ThenBy(e => e.SeriesInstanceUid, StringComparer.Ordinal).Select(e => new ManifestSeries(
                e.SeriesInstanceUid, e.SeriesNumber, e.Modality, e.SeriesDescription, e.BodyPartExamined,
                InstancesOf([.. instances[e.Id]], images)))];

    private static List<ManifestInstance> InstancesOf(List<InstanceListRow> rows, ManifestImages images) =>
        [.. rows.Zip(images.IndicesOf(rows), (i, image) =>
            new ManifestInstance(i.SopInstanceUid, i.InstanceNumber, StateOf(i), image, i.Frames ?? 1, DocumentOf(i)))];

    /// <summary>What the holder of a link can open that is no picture.</summary>
    private static string? DocumentOf(InstanceListRow instance) => instance switch
    {
        { State: not InstanceState.NotImage } => null,
        { SopClassUid: Documents.PdfClass } => "pdf",
        _ => Documents.IsForReaders(instance.SopClassUid) ? "other" : null,
    };

    /// <summary>The middle of the first series that can be shown.</summary>
    private static FirstImage? First(List<ManifestSeries> series, ManifestImages images, string studyUid, string key)
    {
        for (var s = 0; s < series.Count; s++)
        {
            var ready = series[s].Instances.Index().Where(i => i.Item.State is "ready" or "processing").ToList();
            if (ready.Count == 0) continue;
            var (at, middle) = ready[ready.Count / 2];
            var frame = images.MiddleOf(middle);
            var instance = $"studies/{studyUid}/series/{series[s].SeriesInstanceUid}/instances/{middle.SopInstanceUid}";
            var query = $"viewport={PictureQuery.FirstSide},{PictureQuery.FirstSide}&quality={FirstQuality}{images.QueryOf(middle)}";
            return new FirstImage(s, at, frame, $"/api/film/{key}/dicomweb/{instance}/frames/{frame}/rendered?{query}");
        }
        return null;
    }

    private static string StateOf(InstanceListRow instance) => instance.State switch
    {
        InstanceState.Received => "processing",
        InstanceState.NotImage => "notImage",
        var state => state,
    };

    private static string? Sex(string? value) => value switch { "M" => "男", "F" => "女", _ => null };

    /// <summary>Age at the study: the attribute as the hospital wrote it (<c>065Y</c>), else from the birth date.</summary>
    private static string? Age(StudyRow study) => AgeText.Of(study.PatientAge) ?? AgeText.Between(study.PatientBirthDate, study.StudyDate);
}
