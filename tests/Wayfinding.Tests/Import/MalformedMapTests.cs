using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Import.Reading;

namespace Wayfinding.Tests.Import;

/// <summary>Broken and hostile files: a clear report, no exception, nothing half-imported.</summary>
public sealed class MalformedMapTests
{
    private const string Room = """
        {"type":"Feature","id":"r1","properties":{"indoor":"room","level":"1","name":"诊室"},"geometry":{"type":"Polygon",
        "coordinates":[[[121.0,31.0],[121.0001,31.0],[121.0001,31.0001],[121.0,31.0001],[121.0,31.0]]]}}
        """;

    [Fact]
    public void Cut_json_is_refused_wherever_it_is_cut()
    {
        var whole = Collection(Room);
        Assert.NotNull(Import("map.geojson", whole).Venue);
        for (var length = 1; length < whole.Length; length += 13) Refused("map.geojson", whole[..length]);
    }

    [Fact]
    public void Coordinates_that_are_no_degrees_are_refused() =>
        Assert.Equal("crs.not_wgs84", Refused("map.geojson", Collection(Room.Replace("121.0001,31.0]", "13520000.5,3632749.1]"))));

    [Fact]
    public void A_declared_foreign_coordinate_system_is_refused() =>
        Assert.Equal("crs.not_wgs84", Refused("map.geojson",
            Collection(Room).Replace("\"features\"",
                """ "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features" """)));

    [Fact]
    public void A_level_that_is_no_number_leaves_out_that_room_alone()
    {
        var result = Import("map.geojson", Collection(Room, Room.Replace("\"level\":\"1\"", "\"level\":\"abc\"").Replace("r1", "r2")));
        Assert.Single(result.Venue!.Areas);
        Assert.Equal("r2", Assert.Single(result.Lint.Findings, f => f.Code == "level.unparsable").Source);
    }

    [Fact]
    public void An_area_that_crosses_itself_is_left_out_and_named()
    {
        var bow = Room.Replace("r1", "bow")
            .Replace("[121.0001,31.0],[121.0001,31.0001],[121.0,31.0001]", "[121.0001,31.0001],[121.0001,31.0],[121.0,31.0001]");
        var result = Import("map.geojson", Collection(Room, bow));
        Assert.Single(result.Venue!.Areas);
        Assert.Contains(result.Lint.Findings, f => f is { Code: "area.self_crossing", Source: "bow" });
    }

    [Fact]
    public void A_ring_of_a_million_points_is_bounded()
    {
        static string Corner(int i)
        {
            var radius = 0.001 * (1 + i % 2 * 0.5);
            var (x, y) = (121 + radius * Math.Cos(i * Math.Tau / 1e6), 31 + radius * Math.Sin(i * Math.Tau / 1e6));
            return FormattableString.Invariant($"[{x:0.0000000},{y:0.0000000}]");
        }
        var ring = string.Join(',', Enumerable.Range(0, 1_000_001).Select(Corner));
        var result = Import("map.geojson",
            Collection(Room, Room.Replace("r1", "huge")
                .Replace("[121.0,31.0],[121.0001,31.0],[121.0001,31.0001],[121.0,31.0001],[121.0,31.0]", ring)));
        Assert.Contains(result.Lint.Findings, f => f.Source == "huge");
        Assert.Single(result.Venue!.Areas);
    }

    [Fact]
    public void A_small_file_that_unpacks_into_a_huge_one_is_stopped()
    {
        var options = new ImportOptions { MaxBytes = 1 << 20 };
        var result = MapImporter.Import([new("map.zip", Zip(("unit.geojson", new string(' ', 50 << 20))))], options);
        Assert.Equal("zip.bomb", Assert.Single(result.Lint.Findings).Code);
    }

    [Theory]
    [InlineData("../unit.geojson")]
    [InlineData("/etc/unit.geojson")]
    [InlineData("a/../../unit.geojson")]
    [InlineData("..\\unit.geojson")]
    [InlineData("C:\\unit.geojson")]
    public void A_path_that_leaves_the_archive_is_refused(string name)
    {
        var result = MapImporter.Import([new("map.zip", Zip((name, "{}")))]);
        Assert.Equal((null, "zip.path_outside"), (result.Venue, Assert.Single(result.Lint.Findings).Code));
    }

    [Fact]
    public void An_archive_with_a_swarm_of_entries_is_refused() =>
        Assert.Equal("zip.too_many_entries",
            MapImporter.Import([new("map.zip", Zip([.. Enumerable.Range(0, 300).Select(i => ($"{i}.json", "{}"))]))])
                .Lint.Findings[0].Code);

    [Fact]
    public void An_entity_bomb_is_refused_unexpanded()
    {
        const string Bomb = """
            <?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><osm version="0.6">
            <node id="1" lat="31" lon="121"><tag k="name" v="&b;"/></node></osm>
            """;
        Assert.Equal("xml.dtd", Refused("map.osm", Bomb));
        Assert.Equal("xml.dtd", Refused("map.gml",
            Bomb.Replace("<osm version=\"0.6\">", "<IndoorFeatures>").Replace("</osm>", "</IndoorFeatures>")));
    }

    [Fact]
    public void Cut_xml_is_refused() =>
        Assert.Equal("xml.damaged", Refused("map.osm", """<?xml version="1.0"?><osm version="0.6"><node id="1" lat="31" lon="121">"""));

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("{\"type\":\"FeatureCollection\"}")]
    [InlineData("{\"features\":[]}")]
    [InlineData("[1,2,3]")]
    [InlineData("<html></html>")]
    public void What_is_no_map_is_refused(string text) => Refused("map.json", text);

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        var zip = Zip(("unit.geojson", Collection(Room)));
        for (var cut = 5; cut < zip.Length; cut += 29) Assert.Null(MapImporter.Import([new("m.zip", zip.AsMemory(0, cut))]).Venue);
    }

    [Fact]
    public void Any_bytes_give_a_report_and_no_exception() =>
        Prop.ForAll<byte[]>(bytes => MapImporter.Import([new("map.bin", bytes ?? [])]).Lint.HasErrors).QuickCheckThrowOnFailure();

    [Fact]
    public void A_sound_map_with_any_text_replaced_gives_a_report_and_no_exception() =>
        Prop.ForAll(Gen.Choose(0, Collection(Room).Length - 1).ToArbitrary(), Gen.Elements('"', '{', ']', '-', '9', 'e', ',').ToArbitrary(),
            (at, c) =>
        {
            var text = new StringBuilder(Collection(Room)) { [at] = c }.ToString();
            var result = Import("map.geojson", text);
            Assert.Equal(result.Venue is null, result.Lint.HasErrors);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Rows_without_sense_are_left_out_and_named()
    {
        var result = MapImporter.Import([
            new("nodes.csv", "0,0,0,0,1,1,1,corridor\n1,9,0,0,1,1,1,corridor\nx,abc,0,0,1,1,1,room\n3,0,0,0,abc,1,1,room\n"u8.ToArray()),
            new("edges.csv", "0,0,1,5,9,walk,3,-1\n1,0,77,5,9,walk,3,-1\n2,1,0,NaN,9,walk,3,-1\n3,1,0,5,9,walk,3,4\n"u8.ToArray())]);
        Assert.Equal((2, 2), (result.Venue!.Graph.NodeCount, result.Venue.Graph.EdgeCount));
        Assert.Equal(["crs.projected", "csv.bad_node", "csv.bad_time", "csv.dangling_edge", "csv.unknown_hours", "level.unparsable"],
            result.Lint.Counts.Keys);
    }

    private static string Collection(params string[] features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";

    private static ImportResult Import(string name, string text) => MapImporter.Import([new(name, Encoding.UTF8.GetBytes(text))]);

    private static string Refused(string name, string text)
    {
        var result = Import(name, text);
        Assert.Null(result.Venue);
        return Assert.Single(result.Lint.Findings, f => f.Severity == Severity.Error).Code;
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        return stream.ToArray();
    }
}
