using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Import.Reading;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide.Maps;

/// <summary>From a file to a map that can be served, and what one map changes against another.</summary>
internal static class MapImports
{
    private const int ListedChanges = 100;
    private static readonly ImportOptions Bounds = ImportOptions.Default with { MaxBytes = 128 << 20 };

    /// <summary>Reads one map file or archive; a plan in plain metres is counted from <paramref name="origin"/>.</summary>
    public static ImportResult Read(string fileName, byte[] content, LonLat origin) =>
        MapImporter.Import([new SourceFile(fileName, content)], Bounds with { Origin = origin });

    /// <summary>A map as routing loads it.</summary>
    public static byte[] Prepare(Venue venue)
    {
        using var stream = new MemoryStream();
        PreparedFile.Save(stream, venue, Hierarchy.Build(venue));
        return stream.ToArray();
    }

    /// <summary>What a map holds.</summary>
    public static MapCounts Count(Venue venue, LintReport lint) => new()
    {
        Buildings = venue.Buildings.Count,
        Levels = venue.Levels.Count,
        Areas = venue.Areas.Count,
        Doors = venue.Doors.Count,
        Connectors = venue.Connectors.Count,
        Pois = venue.Pois.Count,
        Nodes = venue.Graph.NodeCount,
        Edges = venue.Graph.EdgeCount,
        Lint = lint.Counts.ToDictionary(c => c.Key, c => c.Value),
        OriginLon = venue.Frame.Origin.Lon,
        OriginLat = venue.Frame.Origin.Lat,
    };

    /// <summary>What a map changes against another: places by their ids in the source.</summary>
    public static MapChanges Compare(Venue? before, Venue after)
    {
        var (old, now) = (ById(before), ById(after));
        var both = now.Values.Where(p => old.ContainsKey(p.Id)).Select(p => (Before: old[p.Id], After: p)).ToList();
        return new(
            Places(now.Values.Where(p => !old.ContainsKey(p.Id)), after),
            Places(old.Values.Where(p => !now.ContainsKey(p.Id)), before),
            Places(both.Where(b => before is not null && Moved(before, b.Before, after, b.After)).Select(b => b.After), after),
            Places(both.Where(b => b.Before.Name != b.After.Name).Select(b => b.After), after));
    }

    private static ChangedPlaces Places(IEnumerable<Poi> pois, Venue? venue)
    {
        if (venue is null) return new(0, []);
        var list = pois.ToList();
        return new(
            list.Count, [.. list.Take(ListedChanges)
                .Select(p => new ChangedPlace(GuideMap.PublicId(p.Id), p.Name.Zh, venue.Levels[p.Level].Name))]);
    }

    private static Dictionary<string, Poi> ById(Venue? venue) =>
        (venue?.Pois ?? []).DistinctBy(p => p.Id).ToDictionary(p => p.Id, StringComparer.Ordinal);

    private static bool Moved(Venue before, Poi old, Venue after, Poi now) =>
        before.Levels[old.Level].Name != after.Levels[now.Level].Name
        || after.Frame.ToLocal(before.Frame.ToLonLat(old.At)).DistanceTo(now.At) > 1;
}
