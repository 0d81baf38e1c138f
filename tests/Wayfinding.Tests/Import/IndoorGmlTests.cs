using System.Text;
using Wayfinding.Import;
using Wayfinding.Model;

namespace Wayfinding.Tests.Import;

/// <summary>IndoorGML as other programs write it.</summary>
public sealed class IndoorGmlTests
{
    [Fact]
    public void IndoorGml_in_metres_near_its_origin_is_not_taken_for_degrees()
    {
        var venue = Gml(Cell("C1", "S1", 0, 0, 8, ""), State("S1", "C1", "4 4 0"), Cell("C2", "S2", 8, 0, 8, ""),
            State("S2", "C2", "12 4 0"), Between("S1", "S2")).Venue!;
        Assert.Equal(64, venue.Areas[0].Shape.Area, 1);
        Assert.Equal(8, TaggedMap.Way(venue, "S1", "S2")!.DistanceM, 1);
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
        var (venue, _) = Gml("<gml:boundedBy><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::4326\"/></gml:boundedBy>"
            + "<State gml:id=\"S1\"><gml:Point><gml:pos>31.2 121.5</gml:pos></gml:Point></State>"
            + "<State gml:id=\"S2\"><gml:Point><gml:pos>31.2001 121.5</gml:pos></gml:Point></State>", Between("S1", "S2"));
        Assert.Equal(new LonLat(121.5, 31.2), venue!.Frame.Origin);
    }

    [Fact]
    public void IndoorGml_in_degrees_of_EPSG_4326_gives_latitude_first()
    {
        var (venue, lint) = Gml("<State gml:id=\"S1\"><gml:Point srsName=\"EPSG:4326\"><gml:pos>31.2 121.5</gml:pos></gml:Point></State>"
            + "<State gml:id=\"S2\"><gml:Point srsName=\"EPSG:4326\"><gml:pos>31.2001 121.5</gml:pos></gml:Point></State>",
            Between("S1", "S2"));
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
        const string Faces = "<gml:LinearRing><gml:posList>0 0 0 8 0 0 8 8 0 0 0 0</gml:posList></gml:LinearRing>"
            + "<gml:LinearRing><gml:posList>0 0 0 8 8 0 0 8 0 0 0 0</gml:posList></gml:LinearRing>";
        var venue = Gml($"<CellSpace gml:id=\"C\">{Faces}<duality xlink:href=\"#S\"/></CellSpace>", State("S", "C", "4 4 0"),
            State("T", "C", "6 4 0"), Between("S", "T")).Venue!;
        Assert.Equal(64, Assert.Single(venue.Areas).Shape.Area, 1);
    }

    [Fact]
    public void A_cell_of_an_extension_counts_as_a_cell() =>
        Assert.Single(Gml("<cellSpaceMember>" + Cell("C", "S", 0, 0, 8, "").Replace("CellSpace", "my:Ward") + "</cellSpaceMember>",
            State("S", "C", "4 4 0"), State("T", "C", "6 4 0"), Between("S", "T")).Venue!.Areas);

    private static ImportResult Gml(params string[] parts) => MapImporter.Import([File("map.gml", $"""
        <core:IndoorFeatures xmlns:core="urn:x" xmlns:my="urn:my" xmlns:gml="http://www.opengis.net/gml/3.2"
        xmlns:xlink="http://www.w3.org/1999/xlink">{string.Join('\n', parts)}</core:IndoorFeatures>
        """)]);

    private static string Cell(string id, string state, int x, int z, int size, string description) =>
        $"""
            <CellSpace gml:id="{id}"><gml:description>{description}</gml:description><gml:LinearRing>
            <gml:posList>{x} 0 {z} {x + size} 0 {z} {x + size} {size} {z} {x} {size} {z} {x} 0 {z}</gml:posList></gml:LinearRing>
            <duality xlink:href="#{state}"/></CellSpace>
            """;

    private static string State(string id, string cell, string at) =>
        $"""<State gml:id="{id}"><gml:name>{id}</gml:name><duality xlink:href="#{cell}"/><gml:pos>{at}</gml:pos></State>""";

    private static string Between(string from, string to) =>
        $"""<Transition gml:id="{from}{to}"><connects xlink:href="#{from}"/><connects xlink:href="#{to}"/></Transition>""";

    private static SourceFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
