using Wayfinding.Search;

namespace Bff.Guide;

/// <summary>Places as staff see them: the source's, with what was changed.</summary>
internal static class GuidePlaces
{
    private const int LongestName = 100;
    private const int LongestList = 20;

    public static IEnumerable<StaffPoi> Of(GuideMap map, int campus) =>
        from i in Enumerable.Range(0, map.Source.Pois.Count)
        where IsOn(map, campus, i)
        select Item(map, i);

    /// <summary>True when a place of the source stands on that campus.</summary>
    public static bool IsOn(GuideMap map, int campus, int index) => map.Source.Pois[index] is var poi && map.CampusOf(poi.Building, poi.At) == campus;

    public static StaffPoi Item(GuideMap map, int index)
    {
        var (venue, poi) = (map.Source, map.Source.Pois[index]);
        var edit = map.Edits.GetValueOrDefault(poi.Id, PoiEdit.None);
        var (name, at) = (PoiEdits.Named(poi, edit), venue.Frame.ToLonLat(poi.At));
        return new(
            GuideMap.PublicId(poi.Id), name.Zh, name.En, edit.Category ?? poi.Category, edit.Aliases, edit.Labels, edit.Enabled, map.LevelIds[poi.Level], venue.Levels[poi.Level].Name,
            poi.Building < 0 ? null : GuideMap.PublicId(venue.Buildings[poi.Building].Id), poi.Building < 0 ? null : venue.Buildings[poi.Building].Name.Zh,
            GuideAnswers.Digits(at.Lon), GuideAnswers.Digits(at.Lat), poi.Name.Zh, poi.Category);
    }

    /// <summary>What is wrong with a change, field by field.</summary>
    public static List<(string Field, string Message)> Faults(PoiPatch patch)
    {
        var faults = new List<(string, string)>();
        void Text(string field, string? text)
        {
            if (text is { Length: > LongestName } || text?.All(GuideEndpoints.IsReadable) == false) faults.Add((field, $"最长 {LongestName} 个字，不含控制字符。"));
        }

        void List(string field, IReadOnlyList<string>? list)
        {
            if (list is not null && (list.Count > LongestList || list.Any(t => string.IsNullOrWhiteSpace(t) || t.Length > 40 || !t.All(GuideEndpoints.IsReadable))))
                faults.Add((field, $"最多 {LongestList} 个，每个 1 到 40 个字。"));
        }

        Text("name", patch.Name);
        Text("nameEn", patch.NameEn);
        List("aliases", patch.Aliases);
        List("labels", patch.Labels);
        if (patch.Category is { Length: > 0 } category && PlaceCategory.Find(category) is null) faults.Add(("category", $"没有类别“{(category.Length > 40 ? category[..40] : category)}”。"));
        return faults;
    }
}
