using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>An import that was sound, or the report that says why it was not.</summary>
internal sealed record ImportOutcome(MapDraft? Draft, IReadOnlyList<LintItem> Lint);

/// <summary>Maps of staff: import, activate, roll back. Importing takes memory and time, so one runs at a time.</summary>
internal sealed class GuideService(GuideStore store, GuideMaps maps) : IDisposable
{
    private readonly SemaphoreSlim importing = new(1);

    /// <summary>Reads a file and keeps it as a draft beside the active map. A file that cannot be used leaves nothing behind.</summary>
    public async Task<ImportOutcome> ImportAsync(GuideSite site, string fileName, byte[] content, string by, CancellationToken cancellationToken)
    {
        await importing.WaitAsync(cancellationToken);
        try
        {
            // A plan in plain metres lies where the site's map does, or where the campus was put.
            var origin = site.Map?.Source.Frame.Origin ?? (site.Campuses is [var first, ..] ? new LonLat(first.Lon, first.Lat) : ImportOptions.Default.Origin);
            var result = await Task.Run(() => GuideImports.Read(fileName, content, origin), cancellationToken);
            var lint = result.Lint.Findings.Select(f => new LintItem(f.Code, f.Severity.ToString().ToLowerInvariant(), f.Message, f.Source, f.Level, f.At?.Lon, f.At?.Lat)).ToList();
            if (result.Venue is not { } venue) return new(null, lint);
            var prepared = await Task.Run(() => GuideImports.Prepare(venue), cancellationToken);
            var (counts, changes) = (GuideImports.Count(venue, result.Lint), GuideImports.Compare(site.Map?.Source, venue));
            var (id, version) = await store.AddMapAsync(site.HospitalId, site.Id, new NewMap(
                fileName, content, prepared, JsonSerializer.Serialize(counts, GuideStaffJson.Default.MapCounts), JsonSerializer.Serialize(lint, GuideStaffJson.Default.ListLintItem),
                JsonSerializer.Serialize(changes, GuideStaffJson.Default.MapChanges)), by, cancellationToken);
            return new(new(id.ToString(), version, counts, lint, changes), lint);
        }
        finally
        {
            importing.Release();
        }
    }

    /// <summary>Makes a kept map the one that is served, on every node; queries go on meanwhile. False when it is not the site's.</summary>
    public async Task<bool> ActivateAsync(Guid siteId, Guid mapId, CancellationToken cancellationToken)
    {
        if (await maps.OpenAsync(mapId, cancellationToken) is not var (venue, hierarchy)) return false;
        if (!await store.ActivateAsync(siteId, mapId, Campuses(new GuideMap(mapId, 0, venue, hierarchy, new Dictionary<string, PoiEdit>(), HolidayCalendar.None)), cancellationToken)) return false;
        await maps.RefreshAsync(siteId, cancellationToken);
        return true;
    }

    /// <summary>A map made by a generator, served at once, for a site that stands or a new one.</summary>
    public async Task AddAsync(Guid hospitalId, Guid? standing, string fileName, Venue venue, string by, CancellationToken cancellationToken)
    {
        var (name, at) = (venue.Campuses is [var first, ..] ? first.Name : venue.Name, venue.Frame.Origin);
        var site = standing ?? (await store.AddSiteAsync(hospitalId, name.Zh, name.En, at.Lon, at.Lat, cancellationToken)).Site;
        var changes = JsonSerializer.Serialize(GuideImports.Compare(null, venue), GuideStaffJson.Default.MapChanges);
        var counts = JsonSerializer.Serialize(GuideImports.Count(venue, new LintReport()), GuideStaffJson.Default.MapCounts);
        var (map, _) = await store.AddMapAsync(hospitalId, site, new NewMap(fileName, null, await Task.Run(() => GuideImports.Prepare(venue), cancellationToken), counts, "[]", changes), by, cancellationToken);
        await ActivateAsync(site, map, cancellationToken);
    }

    public void Dispose() => importing.Dispose();

    private static List<MapCampus> Campuses(GuideMap map) => map.Venue.Campuses.Count == 0
        ? [new("1", "院区", null, map.CentreOf(0).Lon, map.CentreOf(0).Lat)]
        : [.. map.Venue.Campuses.Select((c, i) => new MapCampus(c.Id, c.Name.IsEmpty ? "院区" : c.Name.Zh, c.Name.En, map.CentreOf(i).Lon, map.CentreOf(i).Lat))];
}
