using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Checks;
using Wayfinding.Export;
using Wayfinding.Import;
using Wayfinding.Import.Reading;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Tests.Import;

/// <summary>Sound maps of every format, broken at random: a report, never an exception, and what is imported can be routed on.</summary>
public sealed class MutatedMapTests
{
    private const string GeoJson = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","id":"r1","properties":{"indoor":"room","level":"0-1","name":"诊室","opening_hours":"Mo-Fr 08:00-17:00"},
        "geometry":{"type":"Polygon","coordinates":[[[121.0,31.0],[121.0001,31.0],[121.0001,31.0001],[121.0,31.0001],[121.0,31.0]]]}},
        {"type":"Feature","id":"c1","properties":{"indoor":"corridor","level":"0;1","repeat_on":"2-3"},"geometry":{"type":"Polygon",
        "coordinates":[[[121.0001,31.0],[121.0002,31.0],[121.0002,31.0001],[121.0001,31.0001],[121.0001,31.0]]]}},
        {"type":"Feature","id":"s1","properties":{"indoor":"room","stairs":"yes","level":"0-1"},"geometry":{"type":"Polygon",
        "coordinates":[[[121.0002,31.0],[121.0003,31.0],[121.0003,31.0001],[121.0002,31.0001],[121.0002,31.0]]]}},
        {"type":"Feature","id":"d1","properties":{"door":"yes","level":"0;1","width":"0.9 m"},"geometry":{"type":"Point",
        "coordinates":[121.0001,31.00005]}},
        {"type":"Feature","id":"d2","properties":{"door":"yes","level":"0-1"},"geometry":{"type":"Point",
        "coordinates":[121.0002,31.00005]}}]}
        """;

    private const string Osm = """
        <?xml version="1.0"?><osm version="0.6"><node id="1" lat="31" lon="121"/><node id="2" lat="31" lon="121.0001"/>
        <node id="3" lat="31.0001" lon="121.0001"/><node id="4" lat="31.0001" lon="121"/>
        <node id="5" lat="31.00005" lon="121.0001"><tag k="door" v="yes"/><tag k="level" v="0"/></node>
        <node id="6" lat="31.00005" lon="121.0002"><tag k="highway" v="elevator"/><tag k="level" v="-1-2"/></node>
        <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="5"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="indoor" v="room"/>
        <tag k="level" v="0"/><tag k="name" v="A"/></way>
        <way id="2"><nd ref="5"/><nd ref="6"/><tag k="highway" v="footway"/><tag k="level" v="0"/></way>
        <way id="3"><nd ref="6"/><nd ref="3"/><tag k="highway" v="steps"/><tag k="level" v="0;1"/><tag k="incline" v="up"/>
        <tag k="conveying" v="forward"/></way></osm>
        """;

    private const string Gml = """
        <IndoorFeatures xmlns="http://www.opengis.net/indoorgml/1.0/core" xmlns:gml="http://www.opengis.net/gml/3.2"
        xmlns:xlink="http://www.w3.org/1999/xlink">
        <CellSpace gml:id="C1"><gml:name>Hall</gml:name><gml:LinearRing><gml:pos>0 0 0</gml:pos><gml:pos>9 0 0</gml:pos>
        <gml:pos>9 9 0</gml:pos><gml:pos>0 9 0</gml:pos></gml:LinearRing><duality xlink:href="#R1"/></CellSpace>
        <State gml:id="R1"><duality xlink:href="#C1"/><gml:pos>4 4 0</gml:pos></State><State gml:id="R2"><gml:name>Up</gml:name>
        <gml:pos>4 4 3</gml:pos></State>
        <Transition gml:id="T1"><connects xlink:href="#R1"/><connects xlink:href="#R2"/></Transition></IndoorFeatures>
        """;

    private const string Nodes = "id,x,y,z,level,building,campus,kind,name\n0,0,0,0,1,1,1,corridor,\n"
        + "1,9,0,0,1,1,1,room,A\n2,9,0,4,2,1,1,lift_shaft,\n3,0,5,0,1,-1,1,outdoor,\n";
    private const string Edges = "id,from,to,seconds,metres,kind,flags,hours\n0,0,1,5.5,9,door,3,-1\n"
        + "1,1,2,20,4,lift_ride,1,-1\n2,2,1,20,4,lift_ride,1,-1\n3,0,3,4,5,entrance,3,0\n";

    private static readonly string[] Nasty =
        ["", "-", "abc", "1e999", "-1e308", "NaN", "null", "99999999999999999999", "0-200", "-200-200", "1;;2", "\\ud800", "\ud800", "\0",
            "[", "{}", "\"", "<a>", "&x;", "-0", "0.0000001", "181", "2147483648"];

    [Fact]
    public void The_maps_are_sound_to_begin_with()
    {
        foreach (var map in Maps()) Assert.NotNull(MapImporter.Import(map).Venue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_map_broken_anywhere_gives_a_report_and_what_is_imported_holds_together(int which)
    {
        var map = Maps()[which];
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var files = map.ToArray();
            for (var hits = random.Next(1, 5); hits > 0; hits--)
            {
                var i = random.Next(files.Length);
                files[i] = files[i] with { Content = Break(files[i].Content.ToArray(), random) };
            }
            var result = MapImporter.Import(files);
            Assert.Equal(result.Venue is null, result.Lint.HasErrors);
            if (result.Venue is { } venue) HoldsTogether(venue, random);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory]
    [InlineData("map.osm", "<osm version=\"0.6\"></osm>")]
    [InlineData("map.gml", "<IndoorFeatures></IndoorFeatures>")]
    public void A_file_that_asks_for_another_file_is_refused(string name, string body)
    {
        var text = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + body;
        Assert.Equal("xml.dtd", Assert.Single(MapImporter.Import([new(name, Encoding.UTF8.GetBytes(text))]).Lint.Findings).Code);
    }

    [Theory]
    [InlineData("-1-3", null, "-1 0 1 2 3")]
    [InlineData("0;1", null, "0 1")]
    [InlineData("0.5", null, "0.5")]
    [InlineData("-3--1", null, "-3 -2 -1")]
    [InlineData("−1", null, "-1")]
    [InlineData("1", "2-3;5", "1 2 3 5")]
    [InlineData("0-1", "4", "0 1 4")]
    [InlineData(" 1 ; 2 ", null, "1 2")]
    public void Level_tags_of_every_kind_are_read(string level, string? repeat, string expected)
    {
        var room = GeoJson.Replace("\"level\":\"0-1\",\"name\"",
            $"\"level\":\"{level}\"{(repeat is null ? "" : $",\"repeat_on\":\"{repeat}\"")},\"name\"");
        var venue = MapImporter.Import([new("map.geojson", Encoding.UTF8.GetBytes(room))]).Venue!;
        Assert.Equal(expected.Split(' '), venue.Areas.Where(a => a.Name.Zh == "诊室").Select(a => venue.Levels[a.Level].Name));
    }

    [Fact]
    public void Text_that_is_no_unicode_leaves_out_that_feature_alone()
    {
        var result = MapImporter.Import(
            [new("map.geojson", Encoding.UTF8.GetBytes(GeoJson.Replace("\"name\":\"诊室\"", "\"name\":\"\\ud800\"")))]);
        Assert.Contains("json.bad_feature", result.Lint.Counts.Keys);
        Assert.DoesNotContain(result.Venue!.Areas, a => a.Id.StartsWith("r1", StringComparison.Ordinal));
        Assert.Contains(result.Venue.Areas, a => a.Kind == AreaKind.Corridor);
    }

    [Fact]
    public void Areas_on_more_floors_than_any_building_has_are_refused_before_they_fill_the_memory()
    {
        var room = JsonDocument.Parse(GeoJson).RootElement.GetProperty("features")[0].GetRawText();
        var many = string.Join(',', Enumerable.Range(0, 1500).Select(i => room.Replace("\"r1\"", $"\"r{i}\"").Replace("0-1", "-99-99")));
        var map = $$"""{"type":"FeatureCollection","features":[{{many}}]}""";
        var findings = MapImporter.Import([new("m.geojson", Encoding.UTF8.GetBytes(map))]).Lint.Findings;
        Assert.Equal("file.too_many_features", Assert.Single(findings, f => f.Severity == Severity.Error).Code);
    }

    [Fact]
    public void A_line_that_never_ends_is_no_table() =>
        Assert.Equal("csv.damaged", MapImporter.Import(
            [new("nodes.csv", Encoding.UTF8.GetBytes(new string('1', 100_000))), new("edges.csv", Encoding.UTF8.GetBytes(Edges))])
                .Lint.Findings[0].Code);

    private static SourceFile[][] Maps()
    {
        static SourceFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
        var imdf = ImdfExport.Files(MapImporter.Import([File("map.geojson", GeoJson)]).Venue!, DateTimeOffset.UnixEpoch);
        return [[File("map.geojson", GeoJson)], [File("map.osm", Osm)], [File("map.gml", Gml)],
            [File("nodes.csv", Nodes), File("edges.csv", Edges), File("graph.json", "{\"hours\":[[480,1020]]}")], [.. imdf]];
    }

    private static byte[] Break(byte[] content, Random random)
    {
        if (content.Length < 4) return content;
        var (at, length) = (random.Next(content.Length), random.Next(1, 40));
        var end = Math.Min(content.Length, at + length);
        return random.Next(5) switch
        {
            0 => content[..at],
            1 => [.. content[..at], .. content[end..]],
            2 => [.. content[..end], .. content[at..]],
            3 => [.. content[..at], (byte)random.Next(256), .. content[(at + 1)..]],
            _ => Token(content, at, Encoding.UTF8.GetBytes(Nasty[random.Next(Nasty.Length)])),
        };
    }

    // A whole word or number is replaced.
    private static byte[] Token(byte[] content, int at, byte[] by)
    {
        static bool InWord(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'-' or (byte)'_';
        var (start, end) = (at, at);
        while (start > 0 && InWord(content[start - 1])) start--;
        while (end < content.Length && InWord(content[end])) end++;
        return [.. content[..start], .. by, .. content[end..]];
    }

    private static void HoldsTogether(Venue venue, Random random)
    {
        var graph = venue.Graph;
        for (var n = 0; n < graph.NodeCount; n++)
        {
            Assert.True(float.IsFinite(graph.X[n]) && float.IsFinite(graph.Y[n]));
            Assert.InRange(graph.NodeLevel[n], 0, venue.Levels.Count - 1);
            Assert.InRange(graph.NodeArea[n], -1, venue.Areas.Count - 1);
            Assert.InRange(graph.NodeBuilding[n], -1, venue.Buildings.Count - 1);
        }
        Assert.All(graph.Hours, h => Assert.InRange(h, -1, venue.Hours.Count - 1));
        Assert.All(venue.Pois, p => Assert.InRange(p.Node, -1, graph.NodeCount - 1));
        if (graph.NodeCount == 0) return;
        var network = TestData.Prepare(venue);
        var narrator = new Wayfinding.Steps.Narrator(network);
        var answer = new Router(network)
            .Find(random.Next(graph.NodeCount), random.Next(graph.NodeCount), Profile.All[random.Next(6)],
                new DateTime(2026, 1, 5, 7, 50, 0));
        if (answer.Route is { } route) Assert.NotEmpty(narrator.Describe(route).Steps);
        else Assert.NotEmpty(narrator.Describe(answer.Blocked!, Profile.Walk));
    }
}
