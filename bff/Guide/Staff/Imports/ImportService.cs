using System.Text.Json;
using Bff.Guide.Maps;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Bff.Guide.Staff.Imports;

/// <summary>Maps of staff: import, activate, roll back. Importing takes memory and time, so one runs at a time.</summary>
internal sealed class ImportService(ImportStore store, MapReader reader, GuideMaps maps) : IDisposable
{
    private readonly SemaphoreSlim _importing = new(1);

    /// <summary>Reads a file and keeps it as a draft beside the active map. A file that cannot be used leaves nothing behind.</summary>
    public async Task<ImportOutcome> ImportAsync(
        Reach reach, GuideSite site, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        await _importing.WaitAsync(cancellationToken);
        try
        {
            // A plan in plain metres lies where the site's map does, or where the campus was put.
            var origin = site.Map?.Source.Frame.Origin
                ?? (site.Campuses is [var first, ..] ? new LonLat(first.Lon, first.Lat) : ImportOptions.Default.Origin);
            var result = await Task.Run(() => MapImports.Read(fileName, content, origin), cancellationToken);
            List<LintItem> lint = [.. result.Lint.Findings.Select(LintItem.Of)];
            if (result.Venue is not { } venue) return new(null, lint);
            var (counts, changes) = (MapImports.Count(venue, result.Lint), MapImports.Compare(site.Map?.Source, venue));
            var map = await NewAsync(fileName, content, venue, counts, lint, changes, cancellationToken);
            if (await store.AddAsync(reach, site.Id, map, cancellationToken) is not var (id, version)) return new(null, lint);
            return new(new(id.ToString(), version, counts, lint, changes), lint);
        }
        finally
        {
            _importing.Release();
        }
    }

    /// <summary>Makes a kept map the one that is served, on every node; queries go on meanwhile. False when it is not the site's.</summary>
    public async Task<bool> ActivateAsync(Reach reach, Guid siteId, Guid mapId, CancellationToken cancellationToken)
    {
        if (await reader.OpenAsync(mapId, cancellationToken) is not var (venue, hierarchy)) return false;
        var campuses = Campuses(new GuideMap(mapId, 0, venue, hierarchy, PoiEdits.None, HolidayCalendar.None));
        if (!await store.ActivateAsync(reach, siteId, mapId, campuses, cancellationToken)) return false;
        await maps.RefreshAsync(siteId, cancellationToken);
        return true;
    }

    /// <summary>A map made by a generator, served at once.</summary>
    public async Task AddAsync(Reach reach, Guid siteId, string name, Venue venue, CancellationToken cancellationToken)
    {
        var (counts, changes) = (MapImports.Count(venue, new LintReport()), MapImports.Compare(null, venue));
        var map = await NewAsync(name, null, venue, counts, [], changes, cancellationToken);
        if (await store.AddAsync(reach, siteId, map, cancellationToken) is var (id, _))
            await ActivateAsync(reach, siteId, id, cancellationToken);
    }

    public void Dispose() => _importing.Dispose();

    private static async Task<NewMap> NewAsync(
        string fileName, byte[]? content, Venue venue, MapCounts counts, List<LintItem> lint, MapChanges changes,
        CancellationToken cancellationToken) =>
        new(
            fileName,
            content,
            await Task.Run(() => MapImports.Prepare(venue), cancellationToken),
            JsonSerializer.Serialize(counts, GuideStaffJson.Default.MapCounts),
            JsonSerializer.Serialize(lint, GuideStaffJson.Default.ListLintItem),
            JsonSerializer.Serialize(changes, GuideStaffJson.Default.MapChanges));

    private static List<MapCampus> Campuses(GuideMap map)
    {
        if (map.Venue.Campuses.Count == 0) return [Campus(map, 0, "1", Label.None)];
        return [.. map.Venue.Campuses.Select((c, i) => Campus(map, i, c.Id, c.Name))];
    }

    private static MapCampus Campus(GuideMap map, int index, string sourceId, Label name)
    {
        var centre = map.CentreOf(index);
        return new(sourceId, name.IsEmpty ? "院区" : name.Zh, name.En, centre.Lon, centre.Lat);
    }
}
