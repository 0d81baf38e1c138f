using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Film.Dicomweb;
using Bff.Film.Pictures;

namespace Bff.Film.Links;

/// <summary>Builds what a viewer needs to know before the first picture, in three statements whatever the study's size.</summary>
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
        var images = new ImageList();
        var series = SeriesOf(allSeries, instances.ToLookup(i => i.SeriesId), images);
        return new Manifest
        {
            Study = HeaderOf(study),
            Hospital = new HospitalRef(study.HospitalCode, study.HospitalName),
            ExpiresAt = grant.ExpiresAt,
            Purpose = grant.Purpose,
            Report = study.ReportText is null ? null : new ManifestReport(study.ReportText, study.ReportPublishedAt ?? grant.ExpiresAt),
            FirstImage = First(series, study.StudyInstanceUid, key),
            Images = images.Descriptions,
            Series = series,
        };
    }

    private static ManifestStudy HeaderOf(StudyRow study) => new(
        study.StudyInstanceUid, study.StudyDate, study.StudyTime, study.StudyDescription, study.AccessionNumber, study.Modalities,
        new ManifestPatient(Masking.PersonName(study.PatientName), Sex(study.PatientSex), Age(study)));

    /// <summary>Series that have instances.</summary>
    private static List<ManifestSeries> SeriesOf(List<SeriesRow> allSeries, ILookup<Guid, InstanceListRow> instances, ImageList images) =>
        [.. allSeries.Where(e => instances[e.Id].Any()).Select(e => new ManifestSeries(
            e.SeriesInstanceUid, e.SeriesNumber, e.Modality, e.SeriesDescription, e.BodyPartExamined,
            [.. instances[e.Id].Select(i =>
                new ManifestInstance(i.SopInstanceUid, i.InstanceNumber, StateOf(i), images.IndexOf(i.ImageJson), i.Frames ?? 1))]))];

    /// <summary>The middle of the first series that can be shown.</summary>
    private static FirstImage? First(List<ManifestSeries> series, string studyUid, string key)
    {
        for (var s = 0; s < series.Count; s++)
        {
            var ready = series[s].Instances.Index().Where(i => i.Item.State is "ready" or "processing").ToList();
            if (ready.Count == 0) continue;
            var (at, middle) = ready[ready.Count / 2];
            var frame = middle.Frames / 2 + 1;
            var instance = $"studies/{studyUid}/series/{series[s].SeriesInstanceUid}/instances/{middle.SopInstanceUid}";
            var query = $"viewport={PictureQuery.FirstSide},{PictureQuery.FirstSide}&quality={FirstQuality}";
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

    /// <summary>Slices of one series mostly share one description, which is sent once.</summary>
    private sealed class ImageList
    {
        private readonly Dictionary<string, int> _known = [];

        public List<JsonElement> Descriptions { get; } = [];

        public int? IndexOf(string? json)
        {
            if (json is null) return null;
            if (_known.TryGetValue(json, out var index)) return index;
            using var document = JsonDocument.Parse(json);
            Descriptions.Add(document.RootElement.Clone());
            return _known[json] = Descriptions.Count - 1;
        }
    }
}
