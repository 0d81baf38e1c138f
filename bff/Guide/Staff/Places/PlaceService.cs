using Bff.Guide.Maps;

namespace Bff.Guide.Staff.Places;

/// <summary>A place after its change.</summary>
internal sealed record ChangedPoi(StaffPoi Poi, Guid HospitalId);

/// <summary>A table of places that was read, and applied where it was to be.</summary>
/// <param name="Preview">What it changes.</param>
/// <param name="IsRefused">It was to be applied, but has errors.</param>
internal sealed record TableImport(CsvPreview Preview, GuideCampus Campus, bool IsRefused = false);

/// <summary>Other names, labels, on and off; one by one or as a table.</summary>
internal sealed class PlaceService(PlaceStore store, GuideMaps maps)
{
    /// <summary>Changes one place.</summary>
    public async Task<Answer<ChangedPoi>> PatchAsync(Reach reach, string id, string poi, PoiPatch patch,
        CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return GuideRefusal.CampusUnknown;
        if (site.Map is not { } map) return GuideRefusal.NoMap;
        if (!map.SourcePoiById.TryGetValue(poi, out var index)
            || !PlaceList.IsOn(map, site.IndexOf(campus), index)) return GuideRefusal.PoiUnknown;
        if (PlaceList.Faults(patch) is { Count: > 0 } faults) return faults;
        await store.EditAsync(reach, site.Id, [new(map.Source.Pois[index].Id, patch)], cancellationToken);
        await maps.RefreshAsync(site.Id, cancellationToken);
        var (now, _) = (await maps.FindAsync(campus.Id, cancellationToken))!.Value;
        return new ChangedPoi(PlaceList.Item(now.Map!, index), site.HospitalId);
    }

    /// <summary>Says what a table would change; applies it where it is to be applied and has no error.</summary>
    public async Task<Answer<TableImport>> ImportAsync(Reach reach, string id, byte[] file, bool apply, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return GuideRefusal.CampusUnknown;
        if (site.Map is not { } map) return GuideRefusal.NoMap;
        var (edits, preview) = PlaceTable.Compare(map, site.IndexOf(campus), file);
        var read = new TableImport(preview, new(site, campus));
        if (!apply) return read;
        if (preview.Errors.Count > 0) return read with { IsRefused = true };
        await store.EditAsync(reach, site.Id, edits, cancellationToken);
        await maps.RefreshAsync(site.Id, cancellationToken);
        return read with { Preview = preview with { Applied = true } };
    }
}
