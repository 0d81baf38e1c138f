using System.Text.Json;
using Wayfinding.Model;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide.Maps;

/// <summary>From rows to a map in memory.</summary>
internal sealed partial class MapReader(SiteStore store, ILogger<MapReader> logger)
{
    /// <summary>A kept map, ready to be routed on; null when there is none of that id, or none that can be read.</summary>
    public async Task<(Venue Venue, Hierarchy Hierarchy)?> OpenAsync(Guid mapId, CancellationToken cancellationToken)
    {
        if (await store.PreparedAsync(mapId, cancellationToken) is not { } prepared) return null;
        try
        {
            return PreparedFile.Load(prepared);
        }
        catch (InvalidDataException e)
        {
            LogUnreadable(e, mapId);
            return await RemakeAsync(mapId, cancellationToken) is { } remade ? PreparedFile.Load(remade) : null;
        }
    }

    /// <summary>The map that a site is to serve.</summary>
    /// <param name="state">What the site's rows say.</param>
    /// <param name="known">The map served until now, which is kept where nothing of it changed.</param>
    /// <param name="holidays">Public holidays, for opening hours.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<GuideMap?> MapAsync(SiteState state, GuideMap? known, HolidayCalendar holidays, CancellationToken cancellationToken)
    {
        if (state.MapId is not { } id) return null;
        if (known is not null && known.Id == id)
            return PoiEdits.Same(known.Edits, state.Edits)
                ? known : new GuideMap(id, state.MapVersion, known.Source, known.Hierarchy, state.Edits, holidays);
        // A map that cannot be read must not stop the other sites; the one served before stays.
        return await OpenAsync(id, cancellationToken) is var (venue, hierarchy)
            ? new GuideMap(id, state.MapVersion, venue, hierarchy, state.Edits, holidays) : known;
    }

    // The prepared form may change with a release; the imported file still holds everything.
    private async Task<byte[]?> RemakeAsync(Guid mapId, CancellationToken cancellationToken)
    {
        if (await store.SourceAsync(mapId, cancellationToken) is not { } source) return null;
        var counts = JsonSerializer.Deserialize(source.Counts, GuideStaffJson.Default.MapCounts)!;
        var origin = new LonLat(counts.OriginLon, counts.OriginLat);
        if (MapImports.Read(source.FileName, source.Content, origin).Venue is not { } venue) return null;
        var prepared = MapImports.Prepare(venue);
        await store.SavePreparedAsync(mapId, prepared, cancellationToken);
        return prepared;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Map {Map} cannot be read; it is made anew from its source")]
    private partial void LogUnreadable(Exception e, Guid map);
}
