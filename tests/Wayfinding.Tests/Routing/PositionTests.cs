using Bff.Demo.Hospital;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Steps;

namespace Wayfinding.Tests.Routing;

public sealed class PositionTests
{
    private static readonly Lazy<Network> Hospital = new(() => TestData.Prepare(DemoHospital.Build()));

    [Fact]
    public void A_position_snaps_into_its_own_room_on_its_own_floor()
    {
        var (venue, locator) = (Hospital.Value.Venue, new Locator(Hospital.Value.Venue));
        foreach (var poi in venue.Pois.Where(p => p.Area >= 0))
        {
            var snap = locator.Find(venue.Frame.ToLonLat(new(poi.At.X + 1, poi.At.Y + 1)), venue.Levels[poi.Level].Name)!;
            Assert.Equal((poi.Level, poi.Area), (snap.Level, snap.Area));
        }
    }

    [Fact]
    public void A_position_close_to_a_wall_stays_on_its_own_side_of_it()
    {
        var (venue, locator, random) = (Hospital.Value.Venue, new Locator(Hospital.Value.Venue), new Random(11));
        foreach (var (area, index) in venue.Areas.Select((a, i) => (a, i))
            .Where(a => a.a.Kind is AreaKind.Room or AreaKind.Toilet or AreaKind.Corridor))
        {
            var (a, b) = area.Shape.Segments.ElementAt(random.Next(area.Shape.Outer.Length));
            var inward = new Point2(a.Y - b.Y, b.X - a.X) * (0.15 / a.DistanceTo(b));
            var at = a + (b - a) * (0.2 + random.NextDouble() * 0.6) + inward;
            if (!area.Shape.Contains(at) || venue.Areas.Count(o => o.Level == area.Level && o.Shape.Contains(at)) > 1) continue;
            Assert.Equal(index, locator.Find(venue.Frame.ToLonLat(at), area.Level)!.Area);
        }
    }

    [Fact]
    public void Nobody_is_snapped_through_a_wall_of_the_area_he_stands_in()
    {
        var (venue, locator, random, blind) = (Hospital.Value.Venue, new Locator(Hospital.Value.Venue), new Random(12), 0);
        var corridors = venue.Areas.Select((a, i) => (a, i)).Where(a => a.a.Kind == AreaKind.Corridor).ToList();
        for (var i = 0; i < 2000; i++)
        {
            var (area, index) = corridors[random.Next(corridors.Count)];
            var at = new Point2(area.Shape.Min.X + random.NextDouble() * (area.Shape.Max.X - area.Shape.Min.X),
                area.Shape.Min.Y + random.NextDouble() * (area.Shape.Max.Y - area.Shape.Min.Y));
            if (!area.Shape.Contains(at)) continue;
            var node = venue.Graph.At(locator.Find(venue.Frame.ToLonLat(at), area.Level)!.Node);
            if (area.Shape.Segments.Any(w => Segment.Cross(at, node, w.A, w.B))) blind++;
        }
        Assert.Equal(0, blind);
    }

    [Fact]
    public void In_a_wall_or_just_outside_one_belongs_to_the_corridor_rather_than_to_the_room_beside_it()
    {
        var venue = Hospital.Value.Venue;
        var corridor = venue.Areas.Select((a, i) => (a, i)).First(a => a.a.Id == "M-2F-corridor");
        // The end of the corridor of 2F, two metres outside its west wall.
        var snap = new Locator(venue).Find(venue.Frame.ToLonLat(new(-2, 10)), corridor.a.Level)!;
        Assert.Equal(corridor.i, snap.Area);
    }

    [Fact]
    public void Without_a_floor_a_position_in_the_open_stays_in_the_open_and_one_indoors_comes_to_the_ground_floor()
    {
        var (venue, locator) = (Hospital.Value.Venue, new Locator(Hospital.Value.Venue));
        Assert.Equal("室外", venue.Levels[locator.Find(venue.Frame.ToLonLat(new(28.6, -19)), null)!.Level].Name);
        Assert.Equal("1F", venue.Levels[locator.Find(venue.Frame.ToLonLat(new(28.6, 10)), null)!.Level].Name);
    }

    [Fact]
    public void Off_the_route_a_new_one_begins_where_the_walker_is()
    {
        var network = Hospital.Value;
        var (venue, router, locator) = (network.Venue, new Router(network), new Locator(network.Venue));
        var (from, to) = (venue.Pois.First(p => p.Name.Zh == "门诊药房"),
            venue.Pois.First(p => p.Name.Zh.StartsWith("409", StringComparison.Ordinal)));
        var guidance = new Narrator(network).Describe(router.FindRoute(from.Node, to.Node, Profile.Walk)!);
        var astray = new Point2(52, 10);
        Assert.True(Progress.Of(guidance, venue.Frame, venue.Frame.ToLonLat(astray), from.Level).IsOffRoute);
        var snap = locator.Find(venue.Frame.ToLonLat(astray), from.Level)!;
        var anew = new Narrator(network).Describe(router.FindRoute(snap.Node, to.Node, Profile.Walk)!);
        Assert.False(Progress.Of(anew, venue.Frame, venue.Frame.ToLonLat(astray), from.Level).IsOffRoute);
    }

    [Fact]
    public void A_floor_that_does_not_exist_or_a_place_far_away_snaps_to_nothing()
    {
        var (venue, locator) = (Hospital.Value.Venue, new Locator(Hospital.Value.Venue));
        Assert.Null(locator.Find(venue.Frame.Origin, "99F"));
        Assert.Null(locator.Find(new(0, 0), "1F"));
        Assert.Null(locator.Find(new(double.NaN, 31), "1F"));
    }

    [Fact]
    public void A_walker_on_the_path_moves_forward_and_one_beside_it_is_off_the_route()
    {
        var network = Hospital.Value;
        var (from, to) = (network.Venue.Pois.First(p => p.Name.Zh == "门诊药房"),
            network.Venue.Pois.First(p => p.Name.Zh.StartsWith("402", StringComparison.Ordinal)));
        var guidance = new Narrator(network).Describe(new Router(network).FindRoute(from.Node, to.Node, Profile.StepFree)!);
        var last = 0;
        for (var i = 0; i < guidance.Steps.Count; i++)
        {
            var step = guidance.Steps[i];
            var progress = Progress.Of(guidance, network.Venue.Frame, step.Path[^1], step.ToLevel, last);
            Assert.False(progress.IsOffRoute);
            Assert.InRange(progress.Step, last, i + 1);
            last = progress.Step;
        }
        Assert.True(Progress.Of(guidance, network.Venue.Frame, guidance.Steps[^1].Path[^1], guidance.Steps[^1].ToLevel, last).HasArrived);
        var aside = network.Venue.Frame.ToLocal(guidance.Steps[0].Path[0]) + new Point2(40, 40);
        Assert.True(Progress.Of(guidance, network.Venue.Frame, network.Venue.Frame.ToLonLat(aside), guidance.Steps[0].Level).IsOffRoute);
    }

    [Fact]
    public void Stops_in_free_order_are_never_slower_than_in_fixed_order_and_any_of_a_class_will_do()
    {
        var network = Hospital.Value;
        var (venue, planner) = (network.Venue, new TourPlanner(new Router(network)));
        Stop At(string name) => Stop.At(venue.Pois.First(p => p.Name.Zh.StartsWith(name, StringComparison.Ordinal)).Node);
        var start = venue.Pois.First(p => p.Name.Zh == "服务台").Node;
        var monday = new DateTime(2026, 1, 5, 9, 0, 0);
        Stop[] stops = [At("409 "), At("放射科"), Stop.AnyOf(venue, "payment"), Stop.AnyOf(venue, "pharmacy")];
        var (fixedOrder, free) = (planner.Plan(start, stops, false, Profile.Walk, monday)!,
            planner.Plan(start, stops, true, Profile.Walk, monday)!);
        Assert.Equal([0, 1, 2, 3], fixedOrder.Order);
        Assert.Equal([0, 1, 2, 3], free.Order.Order());
        Assert.True(free.DurationSeconds <= fixedOrder.DurationSeconds + 0.001);
        Assert.Null(planner.Plan(start, [new Stop([])], true, Profile.Walk, monday));
    }
}
