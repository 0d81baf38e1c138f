using System.Text;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Model;

namespace Wayfinding.Tests.Import;

/// <summary>What relations of OpenStreetMap say of areas, and maps of the older kind, whose floors are relations.</summary>
public sealed class OsmRelationTests
{
    [Fact]
    public void A_ring_cut_into_several_ways_is_one_area_with_its_hole()
    {
        const string Osm = """
            <osm version="0.6"><node id="1" lat="31" lon="121"/><node id="2" lat="31" lon="121.0002"/>
            <node id="3" lat="31.0002" lon="121.0002"/><node id="4" lat="31.0002" lon="121"/>
            <node id="5" lat="31.00005" lon="121.00005"/><node id="6" lat="31.00005" lon="121.0001"/>
            <node id="7" lat="31.0001" lon="121.0001"/>
            <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/></way><way id="2"><nd ref="1"/><nd ref="4"/><nd ref="3"/></way><way id="3">
            <nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/></way>
            <relation id="1"><member type="way" ref="1" role="outer"/><member type="way" ref="2" role="outer"/>
            <member type="way" ref="3" role="inner"/><tag k="type" v="multipolygon"/><tag k="indoor" v="corridor"/><tag k="level" v="0"/>
            </relation>
            <relation id="2"><member type="way" ref="1" role="outer"/><tag k="type" v="multipolygon"/><tag k="indoor" v="room"/>
            <tag k="level" v="0"/></relation></osm>
            """;
        var (venue, lint) = MapImporter.Import([new("map.osm", Encoding.UTF8.GetBytes(Osm))]);
        var area = Assert.Single(venue!.Areas);
        Assert.Equal(("relation/1", 1), (area.Id, area.Shape.Holes.Length));
        Assert.InRange(area.Shape.Area, 405, 420);
        Assert.Equal("relation/2", Assert.Single(lint.Findings, f => f.Code == "osm.open_ring").Source);
    }

    [Fact]
    public void A_relation_that_says_nothing_of_its_own_gives_its_outer_way_the_hole()
    {
        const string Osm = """
            <osm version="0.6"><node id="1" lat="31" lon="121"/><node id="2" lat="31" lon="121.0002"/>
            <node id="3" lat="31.0002" lon="121.0002"/><node id="4" lat="31.0002" lon="121"/>
            <node id="5" lat="31.00005" lon="121.00005"/><node id="6" lat="31.00005" lon="121.0001"/>
            <node id="7" lat="31.0001" lon="121.0001"/>
            <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="indoor" v="corridor"/>
            <tag k="level" v="0"/></way><way id="3"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/></way>
            <relation id="1"><member type="way" ref="1" role="outer"/><member type="way" ref="3" role="inner"/>
            <tag k="type" v="multipolygon"/></relation></osm>
            """;
        var area = Assert.Single(MapImporter.Import([new("map.osm", Encoding.UTF8.GetBytes(Osm))]).Venue!.Areas);
        Assert.Equal(("way/1", 1), (area.Id, area.Shape.Holes.Length));
    }

    [Fact]
    public void Rooms_of_the_older_kind_are_rooms_and_their_passages_lead_to_all_their_floors()
    {
        var (venue, lint) = new TaggedMap()
            .Box("c0", "buildingpart=corridor level=0 name=下走廊", 0, 0, 20, 4)
            .Box("c1", "buildingpart=corridor level=1 name=上走廊", 0, 0, 20, 4)
            .Box("h", "building:part=hall level=0 name=大厅", 20, 0, 30, 4)
            .Box("r", "buildingpart=room level=1 name=诊室", 0, 4, 6, 10).Spot("rd", "door=yes level=1", 3, 4)
            .Box("w", "buildingpart=wall level=0", 40, 0, 41, 4)
            .Box("s", "buildingpart=verticalpassage buildingpart:verticalpassage=stairway indoor=yes level=0"
                + " buildingpart:verticalpassage:floorrange=0-1", 6, 4, 9, 8)
            .Box("l", "buildingpart=verticalpassage buildingpart:verticalpassage=elevator level=0;1", 9, 4, 11, 6).Import();
        Assert.Equal([AreaKind.Corridor, AreaKind.Corridor, AreaKind.Hall, AreaKind.Room, AreaKind.Stairs, AreaKind.Stairs, AreaKind.Lift,
            AreaKind.Lift], venue!.Areas.Select(a => a.Kind));
        Assert.NotNull(TaggedMap.Way(venue, "大厅", "诊室", Profile.StepFree));
        Assert.Contains(TaggedMap.Way(venue, "下走廊", "上走廊")!.Edges, e => venue.Graph.EdgeKind[e].IsConnector());
        Assert.StartsWith("6 个对象", Assert.Single(lint.Findings, f => f.Code == "osm.older_tags").Message);
        Assert.DoesNotContain("level.missing", lint.Counts.Keys);
    }

    [Fact]
    public void A_passage_of_the_older_kind_that_does_not_say_what_it_is_carries_no_wheelchair()
    {
        var (venue, lint) = new TaggedMap().Box("c0", "buildingpart=corridor level=0 name=下", 0, 0, 20, 4)
            .Box("c1", "buildingpart=corridor level=1 name=上", 0, 0, 20, 4)
            .Box("v", "buildingpart=verticalpassage level=0;1", 6, 4, 9, 8).Import();
        Assert.NotNull(TaggedMap.Way(venue!, "下", "上"));
        Assert.Null(TaggedMap.Way(venue!, "下", "上", Profile.StepFree));
        Assert.Equal("v", Assert.Single(lint.Findings, f => f.Code == "connector.unknown_kind").Source);
    }

    /// <summary>In maps of the older kind the floors are relations, and a shaft says itself from where to where it leads.</summary>
    [Theory]
    [InlineData("buildingpart:verticalpassage:floorrange", "-1 to 1")]
    [InlineData("buildingpart:verticalpassage:floorrange", "from -1 to 1")]
    public void A_level_given_by_a_relation_is_that_of_its_members(string key, string range)
    {
        var osm = $"""
            <osm version="0.6"><node id="1" lat="31" lon="121"/><node id="2" lat="31" lon="121.0002"/>
            <node id="3" lat="31.0002" lon="121.0002"/><node id="4" lat="31.0002" lon="121"/><node id="5" lat="31.0003" lon="121.0002"/>
            <node id="6" lat="31.0003" lon="121"/>
            <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="buildingpart" v="corridor"/></way>
            <way id="2"><nd ref="4"/><nd ref="3"/><nd ref="5"/><nd ref="6"/><nd ref="4"/><tag k="buildingpart" v="verticalpassage"/>
            <tag k="buildingpart:verticalpassage" v="stairway"/><tag k="{key}" v="{range}"/></way>
            <way id="3"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="buildingpart" v="room"/></way>
            <relation id="1"><member type="way" ref="1" role="buildingpart"/><member type="way" ref="2" role="buildingpart"/>
            <tag k="type" v="level"/><tag k="level" v="-1"/></relation>
            <relation id="2"><member type="way" ref="3" role="buildingpart"/><tag k="type" v="level"/><tag k="level" v="2"/></relation>
            </osm>
            """;
        var venue = MapImporter.Import([new("map.osm", Encoding.UTF8.GetBytes(osm))]).Venue!;
        Assert.Equal([("way/1", -1), ("way/2@-1", -1), ("way/2@0", 0), ("way/2@1", 1), ("way/3", 2)],
            venue.Areas.Select(a => (a.Id, venue.Levels[a.Level].Ordinal)).Order());
    }

    [Fact]
    public void A_level_given_by_a_relation_is_read_from_geojson_too()
    {
        const string Feature = """
            {"type":"Feature","id":"way/1","properties":{"type":"way","tags":{"buildingpart":"corridor"},
            "relations":[{"role":"buildingpart","rel":"7","reltags":{"type":"level","level":"2"}},{"role":"outline",
            "reltags":{"type":"building","level":"9"}}]},"geometry":{"type":"Polygon","coordinates":[[[121,31],[121.0002,31],
            [121.0002,31.0002],[121,31.0002],[121,31]]]}}
            """;
        var venue = MapImporter.Import(
            [new("map.geojson", Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{Feature}}]}"""))]).Venue!;
        Assert.Equal(2, venue.Levels[Assert.Single(venue.Areas).Level].Ordinal);
    }
}
