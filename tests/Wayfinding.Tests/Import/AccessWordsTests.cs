using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Import;

/// <summary>
/// Words of OpenStreetMap that say who may walk somewhere, on ways and on their points: whatever is not known to be passable is passed by
/// no wheelchair, and what says that nobody passes is passed by nobody.
/// </summary>
public sealed class AccessWordsTests
{
    private const string Way = "highway=footway level=0";

    /// <summary>Straight over what is in question from 0 to 60 m, or around it.</summary>
    private static ImportResult Map(string way, string? point) => Bare(way, point)
        .Way("detour", Way, (20, 0), (20, 60), (40, 60), (40, 0)).Import();

    private static TaggedMap Bare(string way, string? point)
    {
        var map = new TaggedMap().Way("west", Way, (0, 0), (20, 0)).Way("east", Way, (40, 0), (60, 0))
            .Way("middle", way, (20, 0), (30, 0), (40, 0)).Spot("a", "amenity=cafe name=甲 level=0", 0, 0)
            .Spot("b", "amenity=cafe name=乙 level=0", 60, 0);
        return point is null ? map : map.Spot("gate", point, 30, 0);
    }

    private static double Metres(Venue venue, Profile profile, string from = "甲", string to = "乙") =>
        TaggedMap.Way(venue, from, to, profile)?.DistanceM ?? double.NaN;

    [Theory]
    [InlineData(null, "barrier=turnstile", true, false)]
    [InlineData(null, "barrier=kissing_gate", true, false)]
    [InlineData(null, "barrier=gate", true, true)]
    [InlineData(null, "barrier=swing_gate", true, true)]
    [InlineData(null, "barrier=bollard", true, true)]
    [InlineData(null, "barrier=bollard maxwidth:physical=0.6", true, false)]
    [InlineData(null, "barrier=bollard maxwidth:physical=0,9", true, true)]
    [InlineData(null, "barrier=gate access=private", false, false)]
    [InlineData(null, "barrier=gate access=private foot=yes", true, true)]
    [InlineData(null, "barrier=gate locked=yes", false, false)]
    [InlineData(null, "barrier=gate locked=perhaps", true, false)]
    [InlineData(null, "barrier=wall", false, false)]
    [InlineData(null, "barrier=laser_curtain", true, false)]
    [InlineData(null, "barrier=kerb", true, false)]
    [InlineData(null, "barrier=kerb kerb=lowered", true, true)]
    [InlineData(null, "kerb=flush", true, true)]
    [InlineData(null, "kerb=rolled", true, false)]
    [InlineData(null, "kerb=0.02", true, true)]
    [InlineData(null, "kerb:height=12cm", true, false)]
    [InlineData(null, "kerb:height=3cm", true, true)]
    [InlineData(null, "door=revolving", true, false)]
    [InlineData(null, "door=hinged step_count=1", true, false)]
    [InlineData(null, "door=hinged step_count=0", true, true)]
    [InlineData(null, "entrance=emergency", false, false)]
    [InlineData(null, "entrance=staff", false, false)]
    [InlineData(null, "wheelchair=limited", true, false)]
    [InlineData(null, "door=yes access=no", false, false)]
    [InlineData("highway=service level=0 foot=no", null, false, false)]
    [InlineData("highway=footway level=0 foot=private", null, false, false)]
    [InlineData("highway=footway level=0 access=no", null, false, false)]
    [InlineData("highway=footway level=0 access=customers", null, true, true)]
    [InlineData("highway=footway level=0 access=no foot=designated", null, true, true)]
    [InlineData("highway=footway level=0 access=sometimes", null, true, false)]
    [InlineData("highway=footway level=0 access:conditional=no@wet", null, true, false)]
    [InlineData("highway=footway level=0 incline=10°", null, true, false)]
    [InlineData("highway=footway level=0 incline=4°", null, true, true)]
    [InlineData("highway=footway level=0 incline=1:12", null, true, true)]
    [InlineData("highway=footway level=0 incline=1:8", null, true, false)]
    [InlineData("highway=footway level=0 incline=-8,2%", null, true, true)]
    [InlineData("highway=footway level=0 incline=9,1%", null, true, false)]
    [InlineData("highway=footway level=0 incline=up", null, true, false)]
    [InlineData("highway=footway level=0 incline=steep", null, true, false)]
    [InlineData("highway=footway level=0 width=75cm", null, true, false)]
    [InlineData("highway=footway level=0 width=0,7m", null, true, false)]
    [InlineData("highway=footway level=0 width=1,5m", null, true, true)]
    [InlineData("highway=footway level=0 width=3'", null, true, true)]
    [InlineData("highway=footway level=0 width=2'6\"", null, true, false)]
    [InlineData("highway=footway level=0 width=narrow", null, true, false)]
    [InlineData("highway=footway level=0 step_count=2", null, true, false)]
    [InlineData("highway=footway level=0 smoothness=horrible", null, true, false)]
    [InlineData("highway=footway level=0 conveying=forward", null, true, false)]
    [InlineData("highway=footway level=0 oneway:foot=-1", null, false, false)]
    [InlineData("highway=footway level=0 oneway:foot=yes", null, true, true)]
    [InlineData("highway=footway level=0 foot:forward=no", null, false, false)]
    [InlineData("highway=footway level=0 opening_hours=sunrise-sunset", null, true, false)]
    public void Words_say_who_passes(string? way, string? point, bool walker, bool wheels)
    {
        var (venue, lint) = Map(way ?? Way, point);
        Assert.Equal(walker ? 60 : 180, Metres(venue!, Profile.Walk), 0.5);
        Assert.Equal(wheels ? 60 : 180, Metres(venue!, Profile.StepFree), 0.5);
        if (walker && !wheels && (way ?? point)!.Split('=', ' ') is var words && words.Any(w => w is "laser_curtain" or "perhaps"
            or "sometimes" or "steep" or "narrow" or "sunrise-sunset"))
            Assert.Contains(lint.Findings, f => f.Code is "access.unknown_word" or "hours.unparsable");
    }

    [Fact]
    public void A_belt_carries_one_way_only()
    {
        var venue = Map("highway=footway level=0 conveying=forward", null).Venue!;
        Assert.Equal(60, Metres(venue, Profile.Walk), 0.5);
        Assert.Equal(180, Metres(venue, Profile.Walk, "乙", "甲"), 0.5);
    }

    [Theory]
    [InlineData("access:conditional=no@(22:00-06:00)", 23, false)]
    [InlineData("access:conditional=no@(22:00-06:00)", 5, false)]
    [InlineData("access:conditional=no@(22:00-06:00)", 12, true)]
    [InlineData("access=no foot:conditional=yes@(08:00-18:00)", 12, true)]
    [InlineData("access=no foot:conditional=yes@(08:00-18:00)", 19, false)]
    [InlineData("access=no access:conditional=yes@(08:00-18:00) opening_hours=10:00-20:00", 9, false)]
    [InlineData("access=no access:conditional=yes@(08:00-18:00) opening_hours=10:00-20:00", 17, true)]
    [InlineData("foot=yes access:conditional=no@(00:00-24:00)", 12, true)]
    public void Conditions_that_are_times_are_hours(string tags, int hour, bool open)
    {
        foreach (var (way, point) in new[] { ($"{Way} {tags}", null), (Way, (string?)$"barrier=gate {tags}") })
        {
            var network = TestData.Prepare(Map(way, point).Venue!);
            int Node(string name) => network.Venue.Pois.First(p => p.Name.Zh == name).Node;
            var found = new Router(network).FindRoute(Node("甲"), Node("乙"), Profile.StepFree, new DateTime(2026, 12, 1, hour, 0, 0));
            Assert.Equal(open ? 60 : 180, found!.DistanceM, 0.5);
        }
    }

    [Fact]
    public void Stairs_escalators_ramps_and_lifts_keep_their_hours_access_and_direction()
    {
        foreach (var kind in new[] { "highway=steps", "highway=steps conveying=forward", "highway=footway", "highway=elevator" })
        {
            Venue Between(string tags) => new TaggedMap().Way("low", "highway=corridor indoor=yes level=0", (0, 0), (20, 0))
                .Way("high", "highway=corridor indoor=yes level=1", (100, 0), (160, 0))
                .Way("up", $"{kind} level=0;1 {tags}", (20, 0), (100, 0))
                .Spot("a", "amenity=cafe name=甲 level=0", 0, 0).Spot("b", "amenity=cafe name=乙 level=1", 160, 0).Import().Venue!;
            Assert.NotNull(TaggedMap.Way(Between(""), "甲", "乙"));
            Assert.Null(TaggedMap.Way(Between("access=private"), "甲", "乙"));
            Assert.Null(TaggedMap.Way(Between("foot=no"), "甲", "乙"));
            var network = TestData.Prepare(Between("opening_hours=07:00-19:00"));
            Route? At(int hour) => new Router(network).FindRoute(network.Venue.Pois[0].Node, network.Venue.Pois[1].Node, Profile.Walk,
                new DateTime(2026, 12, 1, hour, 0, 0));
            Assert.NotNull(At(12));
            Assert.Null(At(2));
            if (kind == "highway=elevator") continue;
            Assert.NotNull(TaggedMap.Way(Between("oneway:foot=yes"), "甲", "乙"));
            Assert.Null(TaggedMap.Way(Between("oneway:foot=yes"), "乙", "甲"));
        }
    }

    [Fact]
    public void One_leaves_by_an_exit_and_does_not_come_in()
    {
        var venue = new TaggedMap().Box("hall", "indoor=corridor level=0 name=大厅", 0, 0, 20, 4).Spot("main", "entrance=main door=yes", 0, 2)
            .Spot("out", "entrance=exit door=yes", 20, 2).Way("path", Way, (20, 2), (30, 2), (30, 40), (-10, 40), (-10, 2), (0, 2))
            .Spot("p", "amenity=cafe name=茶座 level=0", 30, 2).Import().Venue!;
        Assert.InRange(TaggedMap.Way(venue, "大厅", "茶座")!.DistanceM, 0, 30);
        Assert.InRange(TaggedMap.Way(venue, "茶座", "大厅")!.DistanceM, 100, 200);
    }

    [Fact]
    public void A_kerb_drawn_across_a_way_stops_wheels_unless_it_is_lowered_there()
    {
        Assert.Equal(180, Metres(Bare(Way, null).Way("kerb", "barrier=kerb kerb=raised", (30, -5), (30, 0), (30, 5))
            .Way("detour", Way, (20, 0), (20, 60), (40, 60), (40, 0)).Import().Venue!, Profile.StepFree), 0.5);
        Assert.Equal(60, Metres(Bare(Way, "kerb=lowered").Way("kerb", "barrier=kerb kerb=raised", (30, -5), (30, 0), (30, 5))
            .Import().Venue!, Profile.StepFree), 0.5);
    }

    [Fact]
    public void A_repeated_place_stands_on_each_of_its_floors()
    {
        foreach (var levels in new[] { "level=0;1;2", "level=0 repeat_on=1;2", "level=0-2" })
        {
            var map = new TaggedMap().Box("lift", "highway=elevator level=0-2", 20, 0, 22, 4)
                .Box("wc", $"indoor=room room=toilet name=卫生间 {levels}", 0, 4, 6, 10).Spot("d", "door=yes", 3, 4)
                .Spot("w", $"amenity=drinking_water {levels}", 10, 2);
            for (var l = 0; l < 3; l++) map.Box($"c{l}", $"indoor=corridor level={l} name=走廊{l}", 0, 0, 20, 4);
            var venue = map.Import().Venue!;
            foreach (var category in new[] { "toilet", "water" })
                Assert.Equal([0.0, 1, 2], venue.Pois.Where(p => p.Category == category).Select(p => venue.Levels[p.Level].Ordinal).Order());
            var network = TestData.Prepare(venue);
            foreach (var toilet in venue.Pois.Where(p => p.Category is "toilet" or "water"))
            {
                var here = venue.Pois.First(p => p.Name.Zh == $"走廊{venue.Levels[toilet.Level].Ordinal}");
                var found = new Router(network).FindRoute(here.Node, toilet.Node, Profile.StepFree)!;
                Assert.DoesNotContain(found.Edges, e => venue.Graph.EdgeKind[e].IsConnector());
            }
        }
    }
}
