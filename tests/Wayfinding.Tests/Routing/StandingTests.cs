using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Steps;
using Wayfinding.Tests.Import;

namespace Wayfinding.Tests.Routing;

/// <summary>Where one stands and goes is a place on the nearest stretch, and the way to it is walked, drawn and told.</summary>
public sealed class StandingTests
{
    private static (Network Network, Func<double, double, Snap> At) Open(TaggedMap map)
    {
        var network = TestData.Prepare(map.Import().Venue!);
        var (frame, corner) = (network.Venue.Frame, new LocalFrame(new(121, 31)));
        var locator = new Locator(network.Venue);
        return (network, (x, y) => locator.Find(corner.ToLonLat(new(x, y)), "0", Profile.StepFree)!);
    }

    private static double Metres(Network network, Snap from, Snap to, Profile? profile = null) =>
        new Router(network).Find(from, to, profile ?? Profile.Walk).Route!.DistanceM;

    [Fact]
    public void Positions_along_one_long_line_are_as_far_apart_as_they_lie()
    {
        var (network, at) = Open(new TaggedMap().Way("w", "highway=footway level=0", (0, 0), (500, 0)));
        var random = new Random(7);
        for (var n = 0; n < 200; n++)
        {
            var (a, b) = (random.NextDouble() * 500, random.NextDouble() * 500);
            Assert.Equal(Math.Abs(a - b), Metres(network, at(a, 0), at(b, 0)), 0.1);
            var found = new Router(network).Find(at(a, 0), at(b, 0), Profile.Walk).Route!;
            Assert.Equal(Math.Abs(a - b) / 1.33, found.DurationSeconds, 0.1);
            Assert.Equal(found.DurationSeconds, found.CostSeconds, 0.01);
        }
    }

    [Fact]
    public void The_stretch_beside_and_along_the_way_is_walked_drawn_and_told()
    {
        var (network, at) = Open(new TaggedMap().Way("w", "highway=footway level=0", (0, 0), (100, 0))
            .Way("v", "highway=footway level=0", (100, 0), (100, 100)));
        var route = new Router(network).Find(at(40, 10), at(90, 70), Profile.Walk).Route!;
        Assert.Equal(10 + 60 + 70 + 10, route.DistanceM, 0.2);
        var guidance = new Narrator(network).Describe(route, null, Language.Zh, Label.None, Label.None);
        Assert.Equal(["从当前位置出发，向南直行约 10 米", "左转，直行约 60 米", "左转，直行约 70 米", "左转，直行约 10 米", "到达目的地，目的地在正前方"],
            guidance.Steps.Select(s => s.Text));
        Assert.Equal(route.DistanceM, guidance.Steps.Sum(s => s.DistanceM), 0.5);
        Assert.Equal(route.DurationSeconds, guidance.Steps.Sum(s => s.DurationS), 0.5);
        var corner = new LocalFrame(new(121, 31));
        Assert.InRange(corner.ToLocal(guidance.Steps[0].Path[0]).DistanceTo(new(40, 10)), 0, 0.1);
        Assert.InRange(corner.ToLocal(guidance.Steps[^1].Path[^1]).DistanceTo(new(90, 70)), 0, 0.1);
    }

    [Fact]
    public void A_one_way_stretch_is_not_walked_back_to_where_one_stands()
    {
        var (network, at) = Open(new TaggedMap().Way("w", "highway=footway level=0 oneway:foot=yes", (0, 0), (100, 0))
            .Way("v", "highway=footway level=0", (100, 0), (100, 50), (0, 50), (0, 0)));
        Assert.Equal(40, Metres(network, at(20, 0), at(60, 0)), 0.2);
        Assert.Equal(40 + 50 + 100 + 50 + 20, Metres(network, at(60, 0), at(20, 0)), 0.3);
    }

    [Fact]
    public void Of_ways_side_by_side_one_stands_on_the_one_that_one_may_walk()
    {
        var (network, at) = Open(new TaggedMap().Way("road", "highway=service level=0 foot=no", (0, 0), (100, 0))
            .Way("path", "highway=footway level=0", (0, 4), (100, 4)));
        Assert.Equal(64, Metres(network, at(20, 1), at(78, 1), Profile.StepFree), 0.2);
    }

    [Fact]
    public void On_an_open_floor_one_walks_straight()
    {
        var (network, at) = Open(new TaggedMap().Box("hall", "indoor=area level=0 name=大厅", 0, 0, 60, 40)
            .Box("room", "indoor=room level=0 name=药房", 60, 0, 70, 10).Spot("d", "door=yes", 60, 5));
        Assert.Equal(50, Metres(network, at(5, 5), at(45, 35)), 0.1);
        var door = network.Venue.Pois.First(p => p.Name.Zh == "药房").Node;
        Assert.InRange(Metres(network, at(20, 35), Snap.OfNode(network.Venue.Graph, door)), 50, 57);
    }

    [Fact]
    public void A_place_in_the_open_stands_at_the_nearest_stretch_not_the_nearest_bend()
    {
        var venue = new TaggedMap().Way("w", "highway=footway level=0", (0, 0), (200, 0))
            .Spot("a", "amenity=cafe name=甲 level=0", 60, 2).Spot("b", "amenity=cafe name=乙 level=0", 140, 20).Import().Venue!;
        Assert.Equal(80 + 20, TaggedMap.Way(venue, "甲", "乙")!.DistanceM, 0.2);
    }

    [Fact]
    public void A_room_that_opens_later_is_walked_to_its_door_and_told_of()
    {
        foreach (var (room, door) in new[] { ("opening_hours=08:00-17:00", ""), ("", "opening_hours=08:00-17:00") })
        {
            var (network, at) = Open(new TaggedMap().Box("c", "indoor=corridor level=0", 0, 0, 40, 4)
                .Box("r", $"indoor=room level=0 name=药房 {room}", 20, 4, 30, 10).Spot("d", $"door=yes level=0 {door}", 25, 4));
            var pharmacy = Snap.OfNode(network.Venue.Graph, network.Venue.Pois.First(p => p.Name.Zh == "药房").Node);
            var time = new DateTime(2026, 12, 1, 7, 0, 0);
            var route = new Router(network).Find(at(2, 2), pharmacy, Profile.StepFree, time).Route!;
            Assert.InRange(route.DistanceM, 22, 25);
            Assert.NotNull(route.Shut);
            Assert.Equal(["到达时药房未开放，08:00 开放"],
                new Narrator(network).Describe(route, time, Language.Zh, Label.None, new("药房")).Notices);
            Assert.Null(new Router(network).Find(at(2, 2), pharmacy, Profile.StepFree, time.AddHours(2)).Route!.Shut);
            Assert.Null(new Router(network).FindRoute(at(2, 2).Node, pharmacy.Node, Profile.StepFree, time));
        }
    }
}
