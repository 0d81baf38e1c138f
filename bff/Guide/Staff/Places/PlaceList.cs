using Bff.Guide.Maps;
using Wayfinding.Search;

namespace Bff.Guide.Staff.Places;

/// <summary>Places as staff see them: the source's, with what was changed.</summary>
internal static class PlaceList
{
    private const int LongestName = 100;
    private const int LongestList = 20;
    private const int LongestItem = 40;

    /// <summary>The places of a campus.</summary>
    public static IEnumerable<StaffPoi> Of(GuideMap map, int campus) =>
        from i in Enumerable.Range(0, map.Source.Pois.Count)
        where IsOn(map, campus, i)
        select Item(map, i);

    /// <summary>Those that are asked for.</summary>
    /// <param name="floor">Index of a floor; null: any.</param>
    public static IEnumerable<StaffPoi> Of(GuideMap map, int campus, StaffPoiQuery query, int? floor) =>
        from place in Of(map, campus)
        where (floor is null || place.Level == map.LevelIds[floor.Value]) && (query.Category is null || place.Category == query.Category)
        where (query.Enabled is null || place.Enabled == query.Enabled) && IsCalled(place, query.Q)
        select place;

    /// <summary>True when a place of the source stands on that campus.</summary>
    public static bool IsOn(GuideMap map, int campus, int index) =>
        map.Source.Pois[index] is var poi && map.CampusOf(poi.Building, poi.At) == campus;

    /// <summary>One place, by its index in the source.</summary>
    public static StaffPoi Item(GuideMap map, int index)
    {
        var (venue, poi) = (map.Source, map.Source.Pois[index]);
        var edit = map.Edits.GetValueOrDefault(poi.Id, PoiEdit.None);
        var (name, at) = (PoiEdits.Named(poi, edit), venue.Frame.ToLonLat(poi.At));
        return new()
        {
            Id = GuideMap.PublicId(poi.Id),
            Name = name.Zh,
            NameEn = name.En,
            Category = edit.Category ?? poi.Category,
            Aliases = edit.Aliases,
            Labels = edit.Labels,
            Enabled = edit.Enabled,
            Level = map.LevelIds[poi.Level],
            LevelName = venue.Levels[poi.Level].Name,
            Building = MapWords.BuildingId(venue, poi.Building),
            BuildingName = poi.Building < 0 ? null : venue.Buildings[poi.Building].Name.Zh,
            Lon = MapWords.Digits(at.Lon),
            Lat = MapWords.Digits(at.Lat),
            SourceName = poi.Name.Zh,
            SourceCategory = poi.Category,
        };
    }

    /// <summary>What is wrong with a change, field by field.</summary>
    public static List<FieldFault> Faults(PoiPatch patch)
    {
        var faults = new List<FieldFault>();
        if (!IsText(patch.Name)) faults.Add(new("name", Words.TextRule(LongestName)));
        if (!IsText(patch.NameEn)) faults.Add(new("nameEn", Words.TextRule(LongestName)));
        if (!IsList(patch.Aliases)) faults.Add(new("aliases", Words.ListRule(LongestList, LongestItem)));
        if (!IsList(patch.Labels)) faults.Add(new("labels", Words.ListRule(LongestList, LongestItem)));
        if (patch.Category is { Length: > 0 } category && PlaceCategory.Find(category) is null)
            faults.Add(new("category", Words.CategoryFault(category.Length > LongestItem ? category[..LongestItem] : category)));
        return faults;
    }

    /// <summary>Blanks alone take a name away.</summary>
    private static bool IsText(string? text) =>
        text is null || (text.Length <= LongestName && (text.Trim(' ').Length == 0 || ShortText.IsLine(text, LongestName)));

    private static bool IsList(IReadOnlyList<string>? list) =>
        list is null || (list.Count <= LongestList
            && list.All(t => t is not null && t.Length <= LongestItem && ShortText.IsLine(t, LongestItem)));

    private static bool IsCalled(StaffPoi place, string? q) =>
        string.IsNullOrEmpty(q) || Has(place.Name, q) || Has(place.SourceName, q) || place.Id.Equals(q, StringComparison.OrdinalIgnoreCase)
        || place.Aliases.Any(a => Has(a, q));

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
