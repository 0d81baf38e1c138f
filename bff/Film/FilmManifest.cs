using System.Globalization;
using System.Text.Json;
using Bff.Accounts.Contract;

namespace Bff.Film;

/// <summary>Builds what a viewer needs to know before the first picture, in three statements whatever the study's size.</summary>
internal sealed class FilmManifest(FilmStore store)
{
    /// <summary>Of the first picture, for a slow line.</summary>
    private const int FirstQuality = 60;

    public async Task<Manifest> BuildAsync(LinkGrant grant, string key, CancellationToken cancellationToken)
    {
        var scope = new FilmScope([grant.HospitalId], grant.StudyId, grant.Id.ToString());
        var study = await store.StudyAsync(grant.StudyId, cancellationToken) ?? throw new InvalidOperationException("A link outlived its study.");
        var allSeries = await store.SeriesAsync(scope, null, null, null, 10_000, 0, cancellationToken);
        var bySeries = (await store.InstancesAsync(scope, null, null, null, 100_000, 0, cancellationToken)).ToLookup(i => i.SeriesId);

        var images = new List<JsonElement>();
        var known = new Dictionary<string, int>();
        var series = allSeries.Where(e => bySeries[e.Id].Any()).Select(e => new ManifestSeries(
            e.SeriesInstanceUid, e.SeriesNumber, e.Modality, e.SeriesDescription, e.BodyPartExamined,
            [.. bySeries[e.Id].Select(i => new ManifestInstance(i.SopInstanceUid, i.InstanceNumber, Words(i.State), ImageIndex(i.ImageJson, images, known), i.Frames ?? 1))])).ToList();
        return new Manifest(
            new ManifestStudy(study.StudyInstanceUid, study.StudyDate, study.StudyTime, study.StudyDescription, study.AccessionNumber, study.Modalities,
                new ManifestPatient(Masking.PersonName(study.PatientName), Sex(study.PatientSex), Age(study))),
            new HospitalRef(study.HospitalCode, study.HospitalName), grant.ExpiresAt, grant.Purpose,
            study.ReportText is null ? null : new ManifestReport(study.ReportText, study.ReportPublishedAt ?? grant.ExpiresAt),
            First(series, study.StudyInstanceUid, key), images, series);
    }

    private static FirstImage? First(List<ManifestSeries> series, string studyUid, string key)
    {
        for (var s = 0; s < series.Count; s++)
        {
            var ready = series[s].Instances.Select((instance, index) => (instance, index)).Where(x => x.instance.State is "ready" or "processing").ToList();
            if (ready.Count == 0) continue;
            var (middle, at) = ready[ready.Count / 2];
            var frame = middle.Frames / 2 + 1;
            return new FirstImage(s, at, frame,
                $"/api/film/{key}/dicomweb/studies/{studyUid}/series/{series[s].SeriesInstanceUid}/instances/{middle.SopInstanceUid}/frames/{frame}/rendered?viewport={PictureQuery.FirstSide},{PictureQuery.FirstSide}&quality={FirstQuality}");
        }
        return null;
    }

    /// <summary>Slices of one series mostly share one description, which is sent once.</summary>
    private static int? ImageIndex(string? json, List<JsonElement> images, Dictionary<string, int> known)
    {
        if (json is null) return null;
        if (known.TryGetValue(json, out var index)) return index;
        images.Add(JsonDocument.Parse(json).RootElement);
        return known[json] = images.Count - 1;
    }

    private static string Words(string state) => state switch
    {
        InstanceState.Received => "processing",
        InstanceState.NotImage => "notImage",
        _ => state,
    };

    private static string? Sex(string? value) => value switch { "M" => "男", "F" => "女", _ => null };

    /// <summary>Age at the study: the attribute as the hospital wrote it (<c>065Y</c>), else from the birth date.</summary>
    /// <summary>AS, three digits and D, W, M or Y (PS3.5 6.2), in words; null when it is none.</summary>
    public static string? AgeText(string? value) =>
        value is [.., var unit and ('Y' or 'M' or 'W' or 'D')] && int.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number + unit switch { 'Y' => "岁", 'M' => "个月", 'W' => "周", _ => "天" } : null;

    private static string? Age(StudyRow study)
    {
        if (AgeText(study.PatientAge) is { } told) return told;
        if (study is not { PatientBirthDate: { } born, StudyDate: { } at } || at < born) return null;
        var years = at.Year - born.Year - (at < born.AddYears(at.Year - born.Year) ? 1 : 0);
        return years > 0 ? years + "岁" : at.DayNumber - born.DayNumber + "天";
    }
}
