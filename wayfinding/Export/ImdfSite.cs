using Wayfinding.Model;

namespace Wayfinding.Export;

/// <summary>
/// The outer shape: venue, one address per campus, buildings with footprints, levels. The standard demands a town and a country of every
/// address; a venue knows neither, and the hospitals of this service are in Shanghai.
/// </summary>
internal sealed class ImdfSite(Venue venue)
{
    private const double GroundMargin = 5;

    public IEnumerable<SourceFile> Files() => [Addresses(), VenueFile(), Buildings(), Footprints(), Levels()];

    public static string LevelId(int level) => FeatureFile.Id("level", $"{level}");

    private static string BuildingId(int building) => FeatureFile.Id("building", $"{building}");

    private static string AddressId(int campus) => FeatureFile.Id("address", $"{campus}");

    private SourceFile Addresses()
    {
        using var file = new FeatureFile("address", venue.Frame);
        foreach (var (campus, i) in venue.Campuses.Select((c, i) => (c, i)))
            file.Add(AddressId(i), null, f =>
                f.Text("address", $"{venue.Name.Zh} {campus.Name.Zh}".Trim()).Nulls("unit").Text("locality", "上海市")
                    .Text("province", "CN-SH").Text("country", "CN").Nulls("postal_code", "postal_code_ext", "postal_code_vanity"));
        return file.Close();
    }

    private SourceFile VenueFile()
    {
        using var file = new FeatureFile("venue", venue.Frame);
        var grounds = Enumerable.Range(0, venue.Buildings.Count).Select(Footprint).OfType<Polygon>().ToList();
        if (grounds.Count == 0) grounds.Add(Hull.Of(venue.Areas.SelectMany(a => a.Shape.Outer)));
        file.Add(FeatureFile.Id("venue", venue.Name.Zh), f => f.Polygon(grounds), f => f
            .Text("category", "healthcarefacility").Nulls("restriction").Labels("name", venue.Name)
                .Nulls("alt_name", "hours", "website", "phone")
            .Point("display_point", grounds[0].InnerPoint()).Text("address_id", AddressId(0)));
        return file.Close();
    }

    private SourceFile Buildings()
    {
        using var file = new FeatureFile("building", venue.Frame);
        foreach (var (building, i) in venue.Buildings.Select((b, i) => (b, i)))
            file.Add(BuildingId(i), null, f =>
            {
                f.Labels("name", building.Name).Nulls("alt_name").Text("category", "unspecified").Nulls("restriction")
                    .Text("address_id", AddressId(building.Campus)).Labels("campus", venue.Campuses[building.Campus].Name);
                if (Footprint(i) is { } shape) f.Point("display_point", shape.InnerPoint());
                else f.Nulls("display_point");
            });
        return file.Close();
    }

    private SourceFile Footprints()
    {
        using var file = new FeatureFile("footprint", venue.Frame);
        for (var i = 0; i < venue.Buildings.Count; i++)
            if (Footprint(i) is { } shape)
                file.Add(FeatureFile.Id("footprint", $"{i}"), f => f.Polygon(shape), f =>
                    f.Text("category", "ground").Nulls("name").Texts("building_ids", BuildingId(i)));
        return file.Close();
    }

    private Polygon? Footprint(int building)
    {
        if (venue.Buildings[building].Footprint is { } drawn) return drawn;
        var points = venue.Areas.Where(a => a.Building == building).SelectMany(a => a.Shape.Outer).ToList();
        return points.Count < 3 ? null : Hull.Of(points);
    }

    private SourceFile Levels()
    {
        using var file = new FeatureFile("level", venue.Frame);
        foreach (var (level, i) in venue.Levels.Select((l, i) => (l, i)))
            file.Add(LevelId(i), f => f.Polygon(Extent(i)), f => f
                .Text("category", "unspecified").Nulls("restriction").Number("ordinal", Ordinal(level)).Flag("outdoor", IsOutdoor(i))
                .Labels("name", new(level.Name)).Labels("short_name", new(level.Name)).Point("display_point", Extent(i).InnerPoint())
                    .Nulls("address_id")
                .Texts("building_ids", level.Building < 0 ? [] : [BuildingId(level.Building)]).Number("elevation", level.Elevation));
        return file.Close();
    }

    /// <summary>The open ground: a level of no building on which nothing but paths and paved ground lies.</summary>
    public bool IsOutdoor(int level) =>
        venue.Levels[level].Building < 0 && venue.Areas.All(a => a.Level != level || a.Kind == AreaKind.Outdoor);

    // IMDF counts floors from the one at street level, which is 0.
    private int Ordinal(Level level)
    {
        var floors = venue.Levels.Where(l => l.Building == level.Building).OrderBy(l => l.Ordinal).ToList();
        var ground = floors.FindIndex(l => Math.Abs(l.Elevation) == floors.Min(f => Math.Abs(f.Elevation)));
        return floors.IndexOf(level) - ground;
    }

    private Polygon Extent(int level)
    {
        var points = venue.Areas.Where(a => a.Level == level).SelectMany(a => a.Shape.Outer).ToList();
        if (points.Count >= 3) return Hull.Of(points);
        var nodes = Enumerable.Range(0, venue.Graph.NodeCount).Where(n => venue.Graph.NodeLevel[n] == level).Select(venue.Graph.At)
            .DefaultIfEmpty(new(0, 0)).ToList();
        var (x0, y0, x1, y1) = (nodes.Min(p => p.X) - GroundMargin, nodes.Min(p => p.Y) - GroundMargin, nodes.Max(p => p.X) + GroundMargin,
            nodes.Max(p => p.Y) + GroundMargin);
        return new([new(x0, y0), new(x1, y0), new(x1, y1), new(x0, y1)]);
    }
}
