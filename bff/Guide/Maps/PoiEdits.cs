using Wayfinding.Model;

namespace Bff.Guide.Maps;

/// <summary>What staff changed on one place; null = as imported.</summary>
internal sealed record PoiEdit(
    string? Name, string? NameEn, string? Category, IReadOnlyList<string> Aliases, IReadOnlyList<string> Labels, bool Enabled)
{
    public static PoiEdit None { get; } = new(null, null, null, [], [], true);

    public bool SameAs(PoiEdit other) => this with { Aliases = [], Labels = [] } == other with { Aliases = [], Labels = [] }
        && Aliases.SequenceEqual(other.Aliases) && Labels.SequenceEqual(other.Labels);
}

/// <summary>Puts what staff changed over an imported map, so that search, pictures and spoken steps all use the new names.</summary>
internal static class PoiEdits
{
    /// <summary>Everything as imported.</summary>
    public static IReadOnlyDictionary<string, PoiEdit> None { get; } = new Dictionary<string, PoiEdit>();

    /// <summary>True when the same places were changed in the same way.</summary>
    public static bool Same(IReadOnlyDictionary<string, PoiEdit> a, IReadOnlyDictionary<string, PoiEdit> b) =>
        a.Count == b.Count && a.All(e => b.TryGetValue(e.Key, out var other) && e.Value.SameAs(other));

    /// <summary>The venue with its changes, places that were switched off left out.</summary>
    public static Venue Apply(Venue source, IReadOnlyDictionary<string, PoiEdit> edits)
    {
        if (edits.Count == 0) return source;
        var areas = source.Areas.ToArray();
        var pois = new List<Poi>(source.Pois.Count);
        foreach (var poi in source.Pois)
        {
            if (!edits.TryGetValue(poi.Id, out var edit))
            {
                pois.Add(poi);
                continue;
            }
            var name = Named(poi, edit);
            // A room that bore the place's old name takes the new one as well.
            if (poi.Area >= 0 && areas[poi.Area].Name == poi.Name) areas[poi.Area] = areas[poi.Area] with { Name = name };
            if (edit.Enabled) pois.Add(poi with { Name = name, Category = edit.Category ?? poi.Category });
        }
        return new Venue
        {
            Name = source.Name,
            Frame = source.Frame,
            Campuses = source.Campuses,
            Buildings = source.Buildings,
            Levels = source.Levels,
            Areas = areas,
            Doors = source.Doors,
            Connectors = source.Connectors,
            Pois = pois,
            Hours = source.Hours,
            Graph = source.Graph,
        };
    }

    /// <summary>The name after the edit; a new Chinese name does not keep the old English one.</summary>
    public static Label Named(Poi poi, PoiEdit edit) => edit.Name is null && edit.NameEn is null
        ? poi.Name : new(edit.Name ?? poi.Name.Zh, edit.NameEn ?? (edit.Name is null ? poi.Name.En : null));
}
