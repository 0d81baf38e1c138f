using System.IO.Compression;
using System.Text.Json;
using Bff.Demo.Hospital;
using Wayfinding.Export;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Export;

/// <summary>What is exported as IMDF is what the standard asks for, and comes back as the same hospital.</summary>
public sealed class ImdfExportTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 5, 8, 0, 0, TimeSpan.FromHours(8));
    private static readonly Lazy<Venue> Hospital = new(DemoHospital.Build);
    private static readonly Lazy<IReadOnlyList<SourceFile>> Files = new(() => ImdfExport.Files(Hospital.Value, Created));
    private static readonly Lazy<ImportResult> Back = new(() => MapImporter.Import([.. Files.Value]));

    [Fact]
    public void The_archive_holds_a_manifest_and_every_feature_type_it_needs()
    {
        Assert.Equal(["manifest.json", "address.geojson", "venue.geojson", "building.geojson", "footprint.geojson", "level.geojson",
            "unit.geojson", "opening.geojson",
            "relationship.geojson", "anchor.geojson", "occupant.geojson", "amenity.geojson", "path.geojson"],
                Files.Value.Select(f => f.Name));
        var manifest = JsonDocument.Parse(Files.Value[0].Content).RootElement;
        Assert.Equal(("1.0.0", "2026-01-05T00:00:00Z", "zh-Hans"),
            (manifest.GetProperty("version").GetString(), manifest.GetProperty("created").GetString(),
                manifest.GetProperty("language").GetString()));
        Assert.Equal(ImdfExport.Extension, manifest.GetProperty("extensions")[0].GetString());
    }

    [Fact]
    public void Every_feature_has_an_id_of_its_own_and_refers_only_to_features_that_exist()
    {
        var features = Files.Value.Skip(1)
            .SelectMany(f => JsonDocument.Parse(f.Content).RootElement.GetProperty("features").EnumerateArray()
                .Select(x => (Type: f.Name.Split('.')[0], Feature: x))).ToList();
        var ids = features.ToDictionary(f => f.Feature.GetProperty("id").GetString()!, f => f.Type);
        Assert.All(features, f => Assert.Equal(f.Type, f.Feature.GetProperty("feature_type").GetString()));
        Assert.All(ids.Keys, id => Assert.Equal('5', id[14]));
        foreach (var (_, feature) in features)
            foreach (var p in feature.GetProperty("properties").EnumerateObject()
                .Where(p => p.Name.EndsWith("_id", StringComparison.Ordinal) && p.Name != "correlation_id"
                    && p.Value.ValueKind == JsonValueKind.String))
                Assert.Equal(p.Name == "destination_level_id" ? "level" : p.Name[..^3], ids[p.Value.GetString()!]);
    }

    [Theory]
    [InlineData("venue", "category restriction name alt_name hours website phone display_point address_id")]
    [InlineData("building", "name alt_name category restriction display_point address_id")]
    [InlineData("footprint", "category name building_ids")]
    [InlineData("level", "category restriction ordinal outdoor name short_name display_point address_id building_ids")]
    [InlineData("unit", "category restriction accessibility name alt_name level_id display_point")]
    [InlineData("opening", "category accessibility access_control door name alt_name display_point level_id")]
    [InlineData("relationship", "category direction origin intermediary destination hours")]
    [InlineData("anchor", "address_id unit_id")]
    [InlineData("occupant", "category name anchor_id hours correlation_id phone website validity")]
    [InlineData("amenity", "category accessibility name alt_name hours phone website unit_ids address_id correlation_id")]
    [InlineData("address", "address unit locality province country postal_code postal_code_ext")]
    public void Every_property_of_the_standard_is_there(string type, string properties)
    {
        var file = Files.Value.Single(f => f.Name == $"{type}.geojson");
        Assert.All(JsonDocument.Parse(file.Content).RootElement.GetProperty("features").EnumerateArray(), f =>
            Assert.Empty(properties.Split(' ').Except(f.GetProperty("properties").EnumerateObject().Select(p => p.Name))));
    }

    [Fact]
    public void Floors_are_counted_from_the_street_and_named_as_signed()
    {
        var levels = JsonDocument.Parse(Files.Value.Single(f => f.Name == "level.geojson").Content).RootElement.GetProperty("features")
            .EnumerateArray()
            .Select(f => f.GetProperty("properties"))
                .Select(p => (p.GetProperty("short_name").GetProperty("zh-Hans").GetString(), p.GetProperty("ordinal").GetInt32()))
                    .Distinct();
        Assert.Equal([("B1", -1), .. Enumerable.Range(1, 12).Select(f => ((string?)$"{f}F", f - 1)), ("室外", 0)],
            levels.OrderBy(l => l.Item1 == "室外").ThenBy(l => l.Item2));
    }

    [Fact]
    public void What_comes_back_has_the_same_campuses_floors_areas_doors_connectors_and_places()
    {
        var (there, back) = (Hospital.Value, Back.Value.Venue!);
        Assert.False(Back.Value.Lint.HasErrors);
        Assert.Equal(there.Campuses.Select(c => c.Name), back.Campuses.Select(c => c.Name));
        Assert.Equal(there.Buildings.Select(b => (b.Name, b.Campus)), back.Buildings.Select(b => (b.Name, b.Campus)));
        Assert.Equal(there.Levels.Select(l => (l.Name, l.Building, l.Elevation)),
            back.Levels.Select(l => (l.Name, l.Building, l.Elevation)));
        Assert.Equal(there.Areas.Select(a => (a.Kind, a.Level, Math.Round(a.Shape.Area, 1))),
            back.Areas.Select(a => (a.Kind, a.Level, Math.Round(a.Shape.Area, 1))));
        Assert.Equal(there.Doors.Select(d => (d.Name, d.Level, d.IsEntrance, d.Width, Text(there, d.Hours))),
            back.Doors.Select(d => (d.Name, d.Level, d.IsEntrance, d.Width, Text(back, d.Hours))));
        Assert.Equal(there.Connectors.Select(c => (c.Kind, c.Name.Zh, c.Nodes.Length)).Order(),
            back.Connectors.Select(c => (c.Kind, c.Name.Zh, c.Nodes.Length)).Order());
        // Named halls come back as places too: IMDF has no other way to be asked for one.
        Assert.Equal(there.Pois.Select(p => (p.Name, p.Category, p.Level, Text(there, p.Hours))).ToHashSet(),
            back.Pois.Where(p => p.Area < 0 || back.Areas[p.Area].Kind is AreaKind.Room or AreaKind.Toilet)
                .Select(p => (p.Name, p.Category, p.Level, Text(back, p.Hours))).ToHashSet());
    }

    [Fact]
    public void What_comes_back_is_one_component() => Assert.DoesNotContain("graph.island", Back.Value.Lint.Counts.Keys);

    [Fact]
    public void Every_profile_takes_as_long_on_what_comes_back()
    {
        var (there, back) = (TestData.Prepare(Hospital.Value), TestData.Prepare(Back.Value.Venue!));
        var (here, random) = (new Router(there), new Random(5));
        var twins = back.Venue.Pois.ToLookup(p => (p.Name, p.Level));
        for (var i = 0; i < 300; i++)
        {
            var (a, b) = (there.Venue.Pois[random.Next(there.Venue.Pois.Count)], there.Venue.Pois[random.Next(there.Venue.Pois.Count)]);
            var profile = Profile.All[i % Profile.All.Count];
            DateTime? at = i % 2 == 0 ? null : new DateTime(2026, 1, 5, 6 + i % 14, 30, 0);
            var (first, second) = (here.FindRoute(a.Node, b.Node, profile, at),
                new Router(back).FindRoute(twins[(a.Name, a.Level)].First().Node, twins[(b.Name, b.Level)].First().Node, profile, at));
            Assert.Equal(first is null, second is null);
            if (first is not null) Assert.InRange(second!.CostSeconds, first.CostSeconds * 0.99 - 0.5, first.CostSeconds * 1.01 + 0.5);
        }
    }

    [Fact]
    public void The_zip_is_the_same_archive_and_two_exports_are_alike()
    {
        using var zip = new MemoryStream();
        ImdfExport.Zip(zip, Hospital.Value, Created);
        using var archive = new ZipArchive(new MemoryStream(zip.ToArray()));
        Assert.Equal(Files.Value.Select(f => f.Name), archive.Entries.Select(e => e.FullName));
        Assert.NotNull(MapImporter.Import([new("hospital.zip", zip.ToArray())]).Venue);
        Assert.Equal(Files.Value.Select(f => Convert.ToHexString(f.Content.Span)),
            ImdfExport.Files(Hospital.Value, Created).Select(f => Convert.ToHexString(f.Content.Span)));
    }

    [Theory]
    [InlineData("tud-apb-sit")]
    [InlineData("spbstu-imdf")]
    public void An_imported_building_goes_out_and_comes_back_with_its_areas(string set)
    {
        var venue = TestData.ImportFolder(TestData.Folder(set)).Venue!;
        var back = MapImporter.Import([.. ImdfExport.Files(venue, Created)]).Venue!;
        Assert.Equal(venue.Areas.Select(a => (a.Kind, a.Level)), back.Areas.Select(a => (a.Kind, a.Level)));
        Assert.InRange(back.Graph.NodeCount, venue.Graph.NodeCount * 0.95, venue.Graph.NodeCount * 1.05);
    }

    [Fact]
    public void A_plain_graph_is_refused() =>
        Assert.Throws<ArgumentException>(() => ImdfExport.Files(Routing.RandomGraph.Make(1, 5), Created));

    private static string? Text(Venue venue, int hours) => hours < 0 ? null : venue.Hours[hours].Text;
}
