using System.Text.Json;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide;

/// <summary>From rows to a map in memory.</summary>
internal sealed partial class GuideMaps
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

    private async Task<GuideMap?> MapAsync(SiteState state, GuideMap? known, CancellationToken cancellationToken)
    {
        if (state.MapId is not { } id) return null;
        if (known is not null && known.Id == id)
            return SameEdits(known.Edits, state.Edits) ? known : new GuideMap(id, state.MapVersion, known.Source, known.Hierarchy, state.Edits, holidays);
        // One bad map must not take the other sites along; the one served before stays.
        return await OpenAsync(id, cancellationToken) is var (venue, hierarchy) ? new GuideMap(id, state.MapVersion, venue, hierarchy, state.Edits, holidays) : known;
    }

    // A release may prepare maps in another way than the one before; the file as it came says it all.
    private async Task<byte[]?> RemakeAsync(Guid mapId, CancellationToken cancellationToken)
    {
        if (await store.SourceAsync(mapId, cancellationToken) is not { } source) return null;
        var counts = JsonSerializer.Deserialize(source.Counts, GuideStaffJson.Default.MapCounts)!;
        if (GuideImports.Read(source.FileName, source.Content, new(counts.OriginLon, counts.OriginLat)).Venue is not { } venue) return null;
        var prepared = GuideImports.Prepare(venue);
        await store.SavePreparedAsync(mapId, prepared, cancellationToken);
        return prepared;
    }

    private static bool SameEdits(IReadOnlyDictionary<string, PoiEdit> a, IReadOnlyDictionary<string, PoiEdit> b) =>
        a.Count == b.Count && a.All(e => b.TryGetValue(e.Key, out var other) && e.Value.SameAs(other));

    private static void Align(Network network, IReadOnlyList<Closure> wanted)
    {
        var standing = network.Closures;
        foreach (var gone in standing.Where(s => !wanted.Any(w => w.Id == s.Id))) network.Reopen(gone.Id);
        foreach (var closure in wanted.Where(w => !standing.Contains(w))) network.Close(closure);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Map {Map} cannot be read; it is made anew from its source")]
    private partial void LogUnreadable(Exception e, Guid map);
}
