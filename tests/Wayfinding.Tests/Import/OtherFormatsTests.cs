using System.IO.Compression;
using System.Text;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Import;

/// <summary>IMDF, IndoorGML and plain graphs as other programs write them.</summary>
public sealed class OtherFormatsTests
{
    private const string Level = """{"type":"Feature","id":"@","properties":{"ordinal":#,"short_name":{"en":"@"},"building_ids":["b"]},"geometry":{"type":"Polygon","coordinates":[[[121,31],[121.001,31],[121.001,31.001],[121,31]]]}}""";

    [Fact]
    public void A_door_between_two_levels_of_one_height_joins_them()
    {
        var venue = Imdf(
            [Level.Replace("@", "C").Replace("#", "1"), Level.Replace("@", "C-outdoor").Replace("#", "1")],
            [Unit("hall", "C", "walkway", 0, 0), Unit("terrace", "C-outdoor", "walkway", 1, 0)], [Opening("d", "C", 1, 0.3, 0.6)]).Venue!;
        Assert.NotNull(TaggedMap.Way(venue, "hall", "terrace"));
    }

    [Fact]
    public void Every_part_of_a_space_in_several_parts_is_kept()
    {
        var two = Unit("ward", "C", "room", 0, 0).Replace("\"Polygon\"", "\"MultiPolygon\"").Replace("[[[", "[[[[")
            .Replace("]]]", "]]],[[[121.0005,31],[121.0006,31],[121.0006,31.00005],[121.0005,31]]]]");
        var venue = Imdf([Level.Replace("@", "C").Replace("#", "1")], [two], []).Venue!;
        Assert.Equal(["ward", "ward#2"], venue.Areas.Select(a => a.Id));
    }

    [Fact]
    public void Ids_used_twice_and_references_to_nothing_are_reported()
    {
        var lint = Imdf([Level.Replace("@", "C").Replace("#", "1"), Level.Replace("@", "C").Replace("#", "2")],
            [Unit("a", "C", "room", 0, 0), Unit("a", "C", "room", 1, 0), Unit("b", "nowhere", "room", 2, 0)],
                [Opening("d", "nowhere", 1, 0.3, 0.6)]).Lint;
        Assert.Superset(new HashSet<string> { "level.duplicate_id", "unit.duplicate_id", "unit.unknown_level", "opening.unusable" },
            lint.Counts.Keys.ToHashSet());
    }

    [Theory]
    [InlineData("building", "{\"type\":\"Feature\",\"id\":\"b\",\"properties\":{\"name\":\"\\ud800\"}}")]
    [InlineData("level", "{\"type\":\"Feature\",\"id\":\"X\",\"properties\":{\"ordinal\":2,\"outdoor\":\"\\ud800\"}}")]
    [InlineData("unit", "{\"type\":\"Feature\",\"id\":\"X\",\"properties\":{\"level_id\":\"C\",\"hours\":\"\\ud800\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[121,31],[121.0001,31],[121.0001,31.0001],[121,31]]]}}")]
    public void A_feature_whose_text_is_no_unicode_leaves_nothing_behind(string file, string broken)
    {
        static string Collection(params string[] features) =>
            $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";
        const string Footprint = """{"type":"Feature","id":"f","properties":{"category":"ground","building_ids":["b"]},"geometry":{"type":"Polygon","coordinates":[[[121,31],[121.001,31],[121.001,31.001],[121,31]]]}}""";
        const string Occupant = """{"type":"Feature","id":"o","properties":{"anchor_id":"a","name":{"en":"Shop"}}}""";
        const string Anchor =
            """{"type":"Feature","id":"a","properties":{"unit_id":"X"},"geometry":{"type":"Point","coordinates":[121.00005,31.00002]}}""";
        string[] With(string name, params string[] sound) => file == name ? [.. sound, broken] : sound;
        var (venue, lint) = MapImporter.Import([
            File("building.geojson", Collection(With("building"))), File("footprint.geojson", Collection(Footprint)),
                File("level.geojson", Collection(With("level", Level.Replace("@", "C").Replace("#", "1")))),
            File("unit.geojson", Collection(With("unit", Unit("hall", "C", "walkway", 0, 0), Unit("late", "X", "room", 2, 0)))),
                File("anchor.geojson", Collection(Anchor)), File("occupant.geojson", Collection(Occupant))]);
        Assert.Equal("hall", Assert.Single(venue!.Areas).Id);
        Assert.Contains("json.bad_feature", lint.Counts.Keys);
    }

    [Fact]
    public void Files_beside_a_map_that_are_not_used_are_named()
    {
        var room = new TaggedMap().Box("r", "indoor=room level=0 name=R", 0, 0, 9, 9).Text;
        var lint = MapImporter.Import([File("1.geojson", room), File("2.geojson", room)]).Lint;
        Assert.Equal("2.geojson", Assert.Single(lint.Findings, f => f.Code == "file.unused").Source);
    }

    [Fact]
    public void Degrees_of_CGCS2000_are_taken_and_named_and_other_systems_refused()
    {
        static ImportResult In(string crs) =>
            MapImporter.Import([File("map.geojson", new TaggedMap().Box("r", "indoor=room level=0", 0, 0, 9, 9).Text
            .Replace("\"FeatureCollection\"", $$$"""
            "FeatureCollection","crs":{"type":"name","properties":{"name":"{{{crs}}}"}}
            """, StringComparison.Ordinal))]);
        var (venue, lint) = In("urn:ogc:def:crs:EPSG::4490");
        Assert.NotNull(venue);
        Assert.Contains("crs.cgcs2000", lint.Counts.Keys);
        Assert.Contains("crs.not_wgs84", In("EPSG:3857").Lint.Counts.Keys);
    }

    [Fact]
    public void All_parts_of_a_collection_of_geometries_are_read()
    {
        const string Box = """{"type":"Polygon","coordinates":[[[121,31],[121.0001,31],[121.0001,31.0001],[121,31]]]}""";
        var venue = MapImporter.Import([File("map.geojson", $$$"""
            {"type":"FeatureCollection","features":[{"type":"Feature","id":"r","properties":{"indoor":"room","level":"0"},
            "geometry":{"type":"GeometryCollection","geometries":[{{{Box}}},{"type":"GeometryCollection","geometries":[{{{Box.Replace("121.0001", "120.9999")}}}]}]}}]}
            """)]).Venue!;
        Assert.Equal(2, venue.Areas.Count);
    }

    [Fact]
    public void A_zip_made_on_a_Mac_is_read_without_its_shadows()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in new[] { ("__MACOSX/._map.geojson", "\0\u0005\u0016\a"),
                ("map.geojson", new TaggedMap().Box("r", "indoor=room level=0", 0, 0, 9, 9).Text) })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        Assert.NotNull(MapImporter.Import([new("map.zip", stream.ToArray())]).Venue);
    }

    [Fact]
    public void IndoorGml_in_metres_near_its_origin_is_not_taken_for_degrees()
    {
        var venue = Gml(Cell("C1", "S1", 0, 0, 8, ""), State("S1", "C1", "4 4 0"), Cell("C2", "S2", 8, 0, 8, ""),
            State("S2", "C2", "12 4 0"), Between("S1", "S2")).Venue!;
        Assert.Equal(64, venue.Areas[0].Shape.Area, 1);
        Assert.Equal(8, TaggedMap.Way(venue, "S1", "S2")!.DistanceM, 1);
    }

    [Fact]
    public void A_table_with_Chinese_headings_a_line_that_names_its_separator_or_line_ends_of_old_machines_is_read()
    {
        foreach (var (nodes, edges) in new[]
        {
            ("编号,经度,纬度,楼层,名称\n1,121.1,31.1,1,大门\n2,121.1001,31.1,1,大厅\n", "起点,终点,时间\n1,2,9\n2,1,9\n"),
            ("sep=;\r\nid;x;y;level;name\r\n1;0;0;1;大门\r\n2;9,5;0;1;大厅\r\n", "sep=;\nfrom;to;seconds\n1;2;9\n2;1;9\n"),
            ("id,x,y,level,name\r1,0,0,1,\"大,门\"\r2,9.5,0,1,大厅\r", "from\tto\tseconds\r1\t2\t9\r2\t1\t9\r"),
        })
        {
            var (venue, lint) = MapImporter.Import([File("nodes.csv", nodes), File("edges.csv", edges)]);
            Assert.Equal((2, 2), (venue!.Graph.NodeCount, venue.Graph.EdgeCount));
            Assert.DoesNotContain(lint.Counts.Keys, code => code.StartsWith("csv.bad", StringComparison.Ordinal));
            Assert.InRange(venue.Graph.At(0).DistanceTo(venue.Graph.At(1)), 9.4, 9.6);
        }
    }

    [Fact]
    public void IndoorGml_in_feet_is_turned_into_metres_and_says_so()
    {
        var (venue, lint) = Gml("<gml:boundedBy><gml:Envelope srsDimension=\"3\" uomLabels=\"ft ft ft\"/></gml:boundedBy>",
            Cell("C1", "S1", 0, 0, 10, ""), State("S1", "C1", "5 5 0"), Cell("C2", "S2", 10, 0, 10, ""), State("S2", "C2", "15 5 0"),
                Between("S1", "S2"));
        Assert.Equal(9.29, venue!.Areas[0].Shape.Area, 2);
        Assert.Equal(3.05, TaggedMap.Way(venue, "S1", "S2")!.DistanceM, 1);
        Assert.Contains("units.feet", lint.Counts.Keys);
    }

    [Fact]
    public void A_coordinate_system_said_once_around_the_file_holds_for_all_of_it()
    {
        var (venue, _) = Gml("<gml:boundedBy><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::4326\"/></gml:boundedBy><State gml:id=\"S1\"><gml:Point><gml:pos>31.2 121.5</gml:pos></gml:Point></State>"
            + "<State gml:id=\"S2\"><gml:Point><gml:pos>31.2001 121.5</gml:pos></gml:Point></State>", Between("S1", "S2"));
        Assert.Equal(new LonLat(121.5, 31.2), venue!.Frame.Origin);
    }

    [Fact]
    public void IndoorGml_in_degrees_of_EPSG_4326_gives_latitude_first()
    {
        var (venue, lint) = Gml("<State gml:id=\"S1\"><gml:Point srsName=\"EPSG:4326\"><gml:pos>31.2 121.5</gml:pos></gml:Point></State><State gml:id=\"S2\"><gml:Point srsName=\"EPSG:4326\"><gml:pos>31.2001 121.5</gml:pos></gml:Point></State>", Between("S1", "S2"));
        Assert.Equal(new LonLat(121.5, 31.2), venue!.Frame.Origin);
        Assert.Equal(11.1f, venue.Graph.Metres[0], 0.1f);
        Assert.Contains("crs.latitude_first", lint.Counts.Keys);
    }

    [Fact]
    public void Cells_called_lifts_are_one_lift_and_storeys_are_called_what_they_are_called()
    {
        var (venue, lint) = Gml(
            Cell("L1", "A", 0, 0, 2, "storey=\"B1\":indoor=\"elevator\""), Cell("L2", "B", 0, 4, 2, "storey=\"1\":indoor=\"elevator\""),
                Cell("R1", "C", 2, 0, 6, "storey=\"B1\""), Cell("R2", "D", 2, 4, 6, "storey=\"1\""),
            State("A", "L1", "1 1 0"), State("B", "L2", "1 1 4"), State("C", "R1", "5 3 0"), State("D", "R2", "5 3 4"), Between("A", "B"),
                Between("A", "C"), Between("B", "D"));
        Assert.Equal(["B1", "1F"], venue!.Levels.Select(l => l.Name));
        Assert.Equal(ConnectorKind.Lift, Assert.Single(venue.Connectors).Kind);
        Assert.NotNull(TaggedMap.Way(venue, "C", "D", Profile.StepFree));
        Assert.DoesNotContain("indoorgml.vertical_transition", lint.Counts.Keys);
    }

    [Fact]
    public void A_floor_drawn_as_triangles_is_one_floor()
    {
        const string Faces = "<gml:LinearRing><gml:posList>0 0 0 8 0 0 8 8 0 0 0 0</gml:posList></gml:LinearRing><gml:LinearRing><gml:posList>0 0 0 8 8 0 0 8 0 0 0 0</gml:posList></gml:LinearRing>";
        var venue = Gml($"<CellSpace gml:id=\"C\">{Faces}<duality xlink:href=\"#S\"/></CellSpace>", State("S", "C", "4 4 0"),
            State("T", "C", "6 4 0"), Between("S", "T")).Venue!;
        Assert.Equal(64, Assert.Single(venue.Areas).Shape.Area, 1);
    }

    [Fact]
    public void A_cell_of_an_extension_counts_as_a_cell() =>
        Assert.Single(Gml("<cellSpaceMember>" + Cell("C", "S", 0, 0, 8, "").Replace("CellSpace", "my:Ward") + "</cellSpaceMember>",
            State("S", "C", "4 4 0"), State("T", "C", "6 4 0"), Between("S", "T")).Venue!.Areas);

    [Theory]
    [InlineData("id;x;y;floor;type;name\r\n1;0,5;0;1;room;A\r\n2;10,5;0;1;room;\"B;\r\nB\"\r\n",
        "edge_id;source;target;distance\r\n1;1;2;12,5\r\n")]
    [InlineData("node_id\tx\ty\tlevel\tkind\tlabel\n1\t0\t0\t1\troom\tA\n2\t10\t0\t1\troom\tB\n",
        "start_node\tend_node\tlength\n1\t2\t12.5\n")]
    [InlineData("id,lng,lat,level,kind,name\n1,121.5,31.2,1,room,A\n2,121.5001,31.2,1,room,=1+1\n", "from,to,metres\n1,2,12.5\n")]
    public void Tables_of_other_programs_are_understood(string nodes, string edges)
    {
        var venue = MapImporter.Import([File("nodes.csv", nodes), File("edges.csv", edges)]).Venue!;
        Assert.Equal((2, 2), (venue.Pois.Count, venue.Graph.EdgeCount));
        Assert.Equal(12.5f, venue.Graph.Metres[0]);
        Assert.InRange(venue.Graph.At(0).DistanceTo(venue.Graph.At(1)), 9, 11);
    }

    [Theory]
    [InlineData("id,x,level\n1,0,1\n", "csv.missing_column")]
    [InlineData("id,x,y,level,name\n1,0,0,1,\"A\n", "csv.damaged")]
    public void A_table_that_lacks_what_it_needs_is_refused(string nodes, string code) =>
        Assert.Equal(code, Assert.Single(MapImporter.Import([File("nodes.csv", nodes), File("edges.csv", "from,to\n")]).Lint.Findings, f =>
            f.Severity == Severity.Error).Code);

    [Theory]
    [InlineData("corridor", "", "csv.vertical_edge", false)]
    [InlineData("stairs", "", null, false)]
    [InlineData("elevator", "", null, true)]
    [InlineData("corridor", "elevator", null, true)]
    [InlineData("elevator", "stairs", null, false)]
    public void Between_floors_nothing_is_a_lift_that_nobody_calls_one(string node, string edge, string? finding, bool stepFree)
    {
        var (venue, lint) = MapImporter.Import([File("nodes.csv", $"id,x,y,level,kind\n1,0,0,1,{node}\n2,0,0,2,{node}\n"),
            File("edges.csv", $"id,from,to,kind\n1,1,2,{edge}\n")]);
        Assert.Equal(stepFree, new Router(TestData.Prepare(venue!)).FindRoute(0, 1, Profile.StepFree) is not null);
        Assert.Equal(finding is not null, lint.Counts.ContainsKey("csv.vertical_edge"));
    }

    [Theory]
    [InlineData("id,from,to,kind\n1,1,2,paternoster\n")]
    [InlineData("id,from,to,kind,seconds\n1,1,2,paternoster,5\n")]
    public void An_edge_of_a_kind_nobody_knows_is_walked_but_not_by_wheelchair(string edges)
    {
        var (venue, lint) = MapImporter.Import([File("nodes.csv", "id,x,y,level,kind\n1,0,0,1,corridor\n2,5,0,1,corridor\n"),
            File("edges.csv", edges)]);
        var router = new Router(TestData.Prepare(venue!));
        Assert.NotNull(router.FindRoute(0, 1, Profile.Walk));
        Assert.Null(router.FindRoute(0, 1, Profile.StepFree));
        Assert.Equal(1, lint.Counts["csv.unknown_kind"]);
    }

    [Theory]
    [InlineData("L1", "L2", "1F 2F")]
    [InlineData("L1", "1", "B1 1F")]
    public void L1_is_below_1_only_where_both_are_used(string one, string other, string expected)
    {
        var venue = MapImporter.Import(
            [File("nodes.csv", $"id,x,y,level,kind\n1,0,0,{one},elevator\n2,0,0,{other},elevator\n"),
                File("edges.csv", "id,from,to\n1,1,2\n")]).Venue!;
        Assert.Equal(expected, string.Join(' ', venue.Levels.Select(l => l.Name)));
    }

    [Fact]
    public void A_connector_of_a_plain_graph_counts_its_floors_from_below()
    {
        var venue = MapImporter.Import(
            [File("nodes.csv", "id,x,y,level,kind\n1,0,0,3,elevator\n2,0,0,1,elevator\n3,0,0,2,elevator\n"),
                File("edges.csv", "id,from,to\n1,1,3\n2,3,2\n")]).Venue!;
        Assert.Equal(["1F", "2F", "3F"], Assert.Single(venue.Connectors).Nodes.Select(n => venue.Levels[venue.Graph.NodeLevel[n]].Name));
    }

    private static SourceFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    private static ImportResult Imdf(string[] levels, string[] units, string[] openings)
    {
        static string Collection(string[] features) => $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""";
        return MapImporter.Import([File("level.geojson", Collection(levels)), File("unit.geojson", Collection(units)),
            File("opening.geojson", Collection(openings))]);
    }

    // Squares of a ten-thousandth of a degree side by side.
    private static string Unit(string id, string level, string category, int x, int y) => FormattableString.Invariant(
        $$$"""{"type":"Feature","id":"{{{id}}}","properties":{"category":"{{{category}}}","level_id":"{{{level}}}","name":{"en":"{{{id}}}"}},"geometry":{"type":"Polygon","coordinates":[[[{{{121 + x * 1e-4:0.0000}}},{{{31 + y * 1e-4:0.0000}}}],[{{{121 + (x + 1) * 1e-4:0.0000}}},{{{31 + y * 1e-4:0.0000}}}],[{{{121 + (x + 1) * 1e-4:0.0000}}},{{{31 + (y + 1) * 1e-4:0.0000}}}],[{{{121 + x * 1e-4:0.0000}}},{{{31 + (y + 1) * 1e-4:0.0000}}}],[{{{121 + x * 1e-4:0.0000}}},{{{31 + y * 1e-4:0.0000}}}]]]}}""");

    private static string Opening(string id, string level, int x, double y0, double y1) => FormattableString.Invariant(
        $$$"""{"type":"Feature","id":"{{{id}}}","properties":{"category":"pedestrian","level_id":"{{{level}}}"},"geometry":{"type":"LineString","coordinates":[[{{{121 + x * 1e-4:0.0000}}},{{{31 + y0 * 1e-4:0.000000}}}],[{{{121 + x * 1e-4:0.0000}}},{{{31 + y1 * 1e-4:0.000000}}}]]}}""");

    private static ImportResult Gml(params string[] parts) => MapImporter.Import([File("map.gml", $"""<core:IndoorFeatures xmlns:core="urn:x" xmlns:my="urn:my" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink">{string.Join('\n', parts)}</core:IndoorFeatures>""")]);

    private static string Cell(string id, string state, int x, int z, int size, string description) =>
        $"""<CellSpace gml:id="{id}"><gml:description>{description}</gml:description><gml:LinearRing><gml:posList>{x} 0 {z} {x + size} 0 {z} {x + size} {size} {z} {x} {size} {z} {x} 0 {z}</gml:posList></gml:LinearRing><duality xlink:href="#{state}"/></CellSpace>""";

    private static string State(string id, string cell, string at) =>
        $"""<State gml:id="{id}"><gml:name>{id}</gml:name><duality xlink:href="#{cell}"/><gml:pos>{at}</gml:pos></State>""";

    private static string Between(string from, string to) =>
        $"""<Transition gml:id="{from}{to}"><connects xlink:href="#{from}"/><connects xlink:href="#{to}"/></Transition>""";
}
