using Bff.Guide.Maps;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Search;

namespace Bff.Guide.Public;

/// <summary>Puts campuses into the words of the answers.</summary>
internal static class CampusAnswers
{
    private static readonly (Profile Profile, string Name)[] Names =
    [
        (Profile.Walk, "步行"), (Profile.StepFree, "无障碍"), (Profile.Stretcher, "担架"), (Profile.PreferLift, "多乘电梯"),
        (Profile.PreferStairs, "多走楼梯"), (Profile.Slow, "慢行"),
    ];

    private static readonly IReadOnlyList<ProfileItem> Profiles = [.. Names.Select(n => new ProfileItem(n.Profile.Name, n.Name))];

    /// <summary>The campuses with a map that the public may see, in the order a list without a position has.</summary>
    public static IEnumerable<ServedCampus> Served(IEnumerable<GuideSite> sites) =>
        from site in sites
        from map in site.Map is { } served ? new[] { served } : []
        from campus in site.Campuses
        where site.IsServed(campus)
        orderby site.Hospital.Code, campus.Name
        select new ServedCampus(site, campus, map);

    /// <summary>The served campuses, nearest first where a position is given.</summary>
    /// <param name="hospital">Code of the one hospital that is asked for; null or empty: all.</param>
    public static IReadOnlyList<CampusItem> List(IEnumerable<GuideSite> sites, LonLat? here, string? hospital)
    {
        var items = from one in Served(sites)
                    where string.IsNullOrEmpty(hospital) || one.Site.Hospital.Code == hospital
                    let distance = here is { } h ? Straight(h, one.Campus) : (double?)null
                    orderby distance ?? 0 // Stable: without a position as they are served.
                    select Item(one, distance);
        return [.. items];
    }

    /// <summary>One campus with all a page needs to start.</summary>
    public static CampusDetail Detail(ServedCampus found, bool english, DateTimeOffset now)
    {
        var ((site, campus, map), index) = (found, found.Index);
        return new()
        {
            Id = campus.Id.ToString(),
            Hospital = site.Hospital,
            Name = campus.Name,
            NameEn = campus.NameEn,
            Lon = campus.Lon,
            Lat = campus.Lat,
            MapVersion = map.Version,
            Buildings = [.. MapWords.Buildings(map, index)],
            Levels = [.. MapWords.Levels(map, index)],
            Categories = Categories(map, index, english),
            Closures = SiteClosures.Of(site, now),
            Profiles = Profiles,
        };
    }

    private static double Straight(LonLat here, CampusRow campus) =>
        Math.Round(new LocalFrame(here).ToLocal(new(campus.Lon, campus.Lat)).DistanceTo(default));

    private static CampusItem Item(ServedCampus one, double? distance)
    {
        var ((site, campus, map), index) = (one, one.Index);
        return new()
        {
            Id = campus.Id.ToString(),
            Site = site.Id.ToString(),
            Hospital = site.Hospital,
            Name = campus.Name,
            NameEn = campus.NameEn,
            Lon = campus.Lon,
            Lat = campus.Lat,
            DistanceM = distance,
            Buildings = map.Venue.Buildings.Count(b => b.Campus == index),
            Levels = Enumerable.Range(0, map.Venue.Levels.Count).Count(l => map.IsLevelOf(l, index)),
        };
    }

    // Known kinds in their order, then those that only this map has.
    private static List<CategoryItem> Categories(GuideMap map, int campus, bool english)
    {
        var counts = new Dictionary<string, int>();
        foreach (var poi in map.Places.Where(p => map.CampusOf(p.Building, p.At) == campus))
            counts[poi.Category] = counts.GetValueOrDefault(poi.Category) + 1;
        var kinds = PlaceCategory.All.Concat(counts.Keys.Where(k => PlaceCategory.Find(k) is null).Select(PlaceCategory.Of));
        return [.. from category in kinds
                   where category.IsPublic && counts.ContainsKey(category.Code)
                   select new CategoryItem(category.Code, MapWords.Text(category.Name, english), category.Group, counts[category.Code])];
    }
}
