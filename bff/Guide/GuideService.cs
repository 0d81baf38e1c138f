using System.Text.Json;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Bff.Guide;

/// <summary>An import that was sound, or the report that says why it was not.</summary>
internal sealed record ImportOutcome(MapDraft? Draft, IReadOnlyList<LintItem> Lint);

/// <summary>Maps of staff: import, activate, roll back. Importing takes memory and time, so one runs at a time.</summary>
internal sealed class GuideService(GuideStore store, GuideMaps maps) : IDisposable
{
    private const int ListedChanges = 100;
    private const long MostUnpacked = 128 << 20;
    private readonly SemaphoreSlim importing = new(1);

    /// <summary>Reads a file and keeps it as a draft beside the active map. A file that cannot be used leaves nothing behind.</summary>
    public async Task<ImportOutcome> ImportAsync(GuideSite site, string fileName, byte[] content, string by, CancellationToken cancellationToken)
    {
        await importing.WaitAsync(cancellationToken);
        try
        {
            var options = ImportOptions.Default with { MaxBytes = MostUnpacked, Origin = site.Campuses is [var first, ..] ? new LonLat(first.Lon, first.Lat) : ImportOptions.Default.Origin };
            var result = await Task.Run(() => MapImporter.Import([new SourceFile(fileName, content)], options), cancellationToken);
            var lint = result.Lint.Findings.Select(f => new LintItem(f.Code, f.Severity.ToString().ToLowerInvariant(), f.Message, f.Source, f.Level, f.At?.Lon, f.At?.Lat)).ToList();
            if (result.Venue is not { } venue) return new(null, lint);
            var prepared = await Task.Run(() => Prepare(venue), cancellationToken);
            var (counts, changes) = (Count(venue, result.Lint), Compare(site.Map?.Source, venue));
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
        if (await store.PreparedAsync(mapId, cancellationToken) is not { } prepared) return false;
        var (venue, hierarchy) = PreparedFile.Load(prepared);
        if (!await store.ActivateAsync(siteId, mapId, Campuses(new GuideMap(mapId, 0, venue, hierarchy, new Dictionary<string, PoiEdit>(), HolidayCalendar.None)), cancellationToken)) return false;
        await maps.RefreshAsync(siteId, cancellationToken);
        return true;
    }

    /// <summary>A site whose map was made by a generator, served at once.</summary>
    public async Task AddAsync(Guid hospitalId, string name, string fileName, Venue venue, string by, CancellationToken cancellationToken)
    {
        var (site, _) = await store.AddSiteAsync(hospitalId, venue.Campuses is [var first, ..] ? first.Name.Zh : name, venue.Campuses is [var f, ..] ? f.Name.En : null, venue.Frame.Origin.Lon, venue.Frame.Origin.Lat, cancellationToken);
        var changes = JsonSerializer.Serialize(Compare(null, venue), GuideStaffJson.Default.MapChanges);
        var counts = JsonSerializer.Serialize(Count(venue, new LintReport()), GuideStaffJson.Default.MapCounts);
        var (map, _) = await store.AddMapAsync(hospitalId, site, new NewMap(fileName, null, await Task.Run(() => Prepare(venue), cancellationToken), counts, "[]", changes), by, cancellationToken);
        await ActivateAsync(site, map, cancellationToken);
    }

    public void Dispose() => importing.Dispose();

    private static byte[] Prepare(Venue venue)
    {
        using var stream = new MemoryStream();
        PreparedFile.Save(stream, venue, Hierarchy.Build(venue));
        return stream.ToArray();
    }

    private static List<MapCampus> Campuses(GuideMap map) => map.Venue.Campuses.Count == 0
        ? [new("1", "院区", null, map.CentreOf(0).Lon, map.CentreOf(0).Lat)]
        : [.. map.Venue.Campuses.Select((c, i) => new MapCampus(c.Id, c.Name.IsEmpty ? "院区" : c.Name.Zh, c.Name.En, map.CentreOf(i).Lon, map.CentreOf(i).Lat))];

    private static MapCounts Count(Venue venue, LintReport lint) => new(
        venue.Buildings.Count, venue.Levels.Count, venue.Areas.Count, venue.Doors.Count, venue.Connectors.Count, venue.Pois.Count, venue.Graph.NodeCount, venue.Graph.EdgeCount,
        lint.Counts.ToDictionary(c => c.Key, c => c.Value));

    private static MapChanges Compare(Venue? before, Venue after)
    {
        var (old, now) = (ById(before), ById(after));
        ChangedPlaces Places(IEnumerable<Poi> pois, Venue? venue) =>
            pois.ToList() is var list && venue is not null
                ? new(list.Count, [.. list.Take(ListedChanges).Select(p => new ChangedPlace(GuideMap.PublicId(p.Id), p.Name.Zh, venue.Levels[p.Level].Name))]) : new(0, []);
        var both = now.Values.Where(p => old.ContainsKey(p.Id)).Select(p => (Before: old[p.Id], After: p)).ToList();
        return new(
            Places(now.Values.Where(p => !old.ContainsKey(p.Id)), after), Places(old.Values.Where(p => !now.ContainsKey(p.Id)), before),
            Places(both.Where(b => before is not null && Moved(before, b.Before, after, b.After)).Select(b => b.After), after),
            Places(both.Where(b => b.Before.Name != b.After.Name).Select(b => b.After), after));
    }

    private static Dictionary<string, Poi> ById(Venue? venue) => (venue?.Pois ?? []).DistinctBy(p => p.Id).ToDictionary(p => p.Id, StringComparer.Ordinal);

    private static bool Moved(Venue before, Poi old, Venue after, Poi now) =>
        before.Levels[old.Level].Name != after.Levels[now.Level].Name || after.Frame.ToLocal(before.Frame.ToLonLat(old.At)).DistanceTo(now.At) > 1;
}
