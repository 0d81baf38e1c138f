using System.Text;
using Wayfinding.Graph;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Search;

namespace Wayfinding.Tests.Import;

/// <summary>
/// Ways as the map draws them: transitions with bends and weights, floors that share a border, lifts of tables without times.
/// </summary>
public sealed class DrawnWaysTests
{
    private static ImportResult Gml(string version, string edge)
    {
        var (node, link) = version == "2" ? ("Node", "Edge") : ("State", "Transition");
        var text = $"""
            <IndoorFeatures xmlns="http://www.opengis.net/indoorgml/{version}.0/core" xmlns:gml="http://www.opengis.net/gml/3.2"
              xmlns:xlink="http://www.w3.org/1999/xlink">
            <{node} gml:id="A"><gml:name>甲</gml:name><geometry><gml:Point><gml:pos>0 0 0</gml:pos></gml:Point></geometry></{node}>
            <{node} gml:id="B"><gml:name>乙</gml:name><geometry><gml:Point><gml:pos>30 30 0</gml:pos></gml:Point></geometry></{node}>
            <{link} gml:id="T"><connects xlink:href="#A"/><connects xlink:href="#B"/>{edge}</{link}>
            </IndoorFeatures>
            """;
        return MapImporter.Import([new("map.gml", Encoding.UTF8.GetBytes(text))]);
    }

    [Theory]
    [InlineData("<geometry><gml:LineString><gml:pos>0 0 0</gml:pos><gml:pos>30 0 0</gml:pos>"
        + "<gml:pos>30 30 0</gml:pos></gml:LineString></geometry>", 60)]
    [InlineData("<geometry><gml:LineString><gml:posList>30 30 0 30 0 0 0 0 0</gml:posList></gml:LineString></geometry>", 60)]
    [InlineData("<weight>60</weight>", 60)]
    [InlineData("<weight>1</weight>", 42.4)]
    [InlineData("<weight>5000</weight>", 42.4)]
    [InlineData("<weight>nonsense</weight>", 42.4)]
    [InlineData("", 42.4)]
    public void A_transition_is_walked_as_it_is_drawn_and_weighed(string edge, double metres)
    {
        foreach (var version in new[] { "1", "2" })
        {
            var venue = Gml(version, edge).Venue!;
            Assert.Equal(metres, TaggedMap.Way(venue, "甲", "乙")!.DistanceM, 0.1);
            Assert.Equal(metres, TaggedMap.Way(venue, "乙", "甲")!.DistanceM, 0.1);
            Assert.Equal(metres / 1.33, TaggedMap.Way(venue, "甲", "乙")!.DurationSeconds, 0.2);
        }
    }

    private static ImportResult Imdf(string detail, string second = "walkway")
    {
        static string Box(double x0, double y0, double x1, double y1) =>
            FormattableString.Invariant($"[[[{x0},{y0}],[{x1},{y0}],[{x1},{y1}],[{x0},{y1}],[{x0},{y0}]]]");
        static string Unit(string id, string category, string box) =>
            Feature(id, "Polygon", box, $$"""{"category":"{{category}}","name":{"zh":"{{id}}"},"level_id":"l"}""");
        static string Feature(string id, string type, string at, string properties) => $$$"""
            {"type":"Feature","id":"{{{id}}}","geometry":{"type":"{{{type}}}","coordinates":{{{at}}}},"properties":{{{properties}}}}
            """;
        static SourceFile File(string name, params string[] features) => new(name + ".geojson",
            Encoding.UTF8.GetBytes($$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}"""));
        return MapImporter.Import(
        [
            File("level", Feature("l", "Polygon", Box(121, 31, 121.001, 31.001), """{"ordinal":0}""")),
            File("unit", Unit("西走廊", "walkway", Box(121, 31, 121.0003, 31.0001)), Unit("东走廊", second, Box(121.0003, 31, 121.0006, 31.0001)),
                Unit("房间", "room", Box(121, 31.0001, 121.0001, 31.0002))),
            File("detail", [.. detail.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select((line, i) => Feature($"d{i}", "LineString", line, """{"level_id":"l"}"""))]),
        ]);
    }

    [Theory]
    [InlineData("", "walkway", true)]
    [InlineData("", "unspecified", false)]
    [InlineData("[[121.0003,31],[121.0003,31.0001]]", "walkway", false)]
    [InlineData("[[121.0003,31],[121.0003,31.00005]]", "walkway", true)]
    [InlineData("[[121.0003,31.00001],[121.0003,31.00005]];[[121.0003,31.00005],[121.0003,31.0001]]", "walkway", true)]
    [InlineData("[[121.0003,31],[121.0003,31.00005]];[[121.0003,31.000052],[121.0003,31.0001]]", "walkway", false)]
    public void Walkways_that_share_a_border_are_one_floor_unless_a_wall_stands_between(string walls, string second, bool joined)
    {
        var (venue, lint) = Imdf(walls, second);
        Assert.Equal(joined, TaggedMap.Way(venue!, "西走廊", "东走廊") is not null);
        Assert.Equal(joined, lint.Counts.ContainsKey("area.open_border"));
        Assert.Null(TaggedMap.Way(venue!, "西走廊", "房间")); // A room without a door stays shut.
    }

    [Fact]
    public void A_table_without_times_gives_lifts_their_wait_and_things_their_names()
    {
        var venue = MapImporter.Import([new("nodes.csv", Encoding.UTF8.GetBytes("""
            id,x,y,level,building,campus,kind,name
            a,0,0,1,门诊楼,浦东院区,entrance,门诊大门
            b,20,0,1,门诊楼,浦东院区,elevator,1号电梯
            b2,20,0,2,门诊楼,浦东院区,elevator,1号电梯
            b3,20,0,3,门诊楼,浦东院区,elevator,1号电梯
            c,30,0,2,门诊楼,浦东院区,room,心内科
            d,30,0,3,A,2,room,骨科
            """)), new("edges.csv", Encoding.UTF8.GetBytes("from,to\na,b\nb,b2\nb2,b3\nb2,c\nb3,d\n"))]).Venue!;
        Assert.Equal(["门诊楼", "A 号楼"], venue.Buildings.Select(b => b.Name.Zh));
        Assert.Equal(["浦东院区", "2 号院区"], venue.Campuses.Select(c => c.Name.Zh));
        Assert.Equal("1号电梯", venue.Connectors.Single(c => c.Kind == ConnectorKind.Lift).Name.Zh);
        const double OneFloor = Vertical.LiftBoardSeconds + 3 + Vertical.LiftAlightSeconds + 30 / 1.33;
        Assert.Equal(OneFloor, TaggedMap.Way(venue, "门诊大门", "心内科", Profile.StepFree)!.DurationSeconds, 0.1);
        Assert.Equal(OneFloor + 3, TaggedMap.Way(venue, "门诊大门", "骨科", Profile.StepFree)!.DurationSeconds, 0.1);
        Assert.Equal([1.0, 2, 3], LiftPlaces.Of(venue).Select(p => venue.Levels[p.Level].Ordinal).Order());
    }

    [Fact]
    public void A_place_open_day_and_night_behind_a_door_with_hours_is_a_finding()
    {
        TaggedMap Map(string hours) => new TaggedMap().Box("hall", "indoor=corridor level=0 name=大厅", 0, 0, 20, 4)
            .Box("er", "indoor=room level=0 name=急诊", 0, 4, 6, 10).Spot("d", "door=yes level=0", 3, 4)
            .Spot("main", $"entrance=main door=yes level=0 {hours}", 20, 2).Way("path", "highway=footway level=0", (20, 2), (40, 2));
        Assert.Contains(Map("opening_hours=07:00-19:00").Import().Lint.Findings, f => f is { Code: "poi.behind_hours", Source: "er" });
        Assert.DoesNotContain("poi.behind_hours", Map("opening_hours=24/7").Import().Lint.Counts.Keys);
        Assert.DoesNotContain("poi.behind_hours", Map("").Import().Lint.Counts.Keys);
    }
}
