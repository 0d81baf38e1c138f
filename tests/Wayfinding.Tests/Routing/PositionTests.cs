using Wayfinding.Graph;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Steps;

namespace Wayfinding.Tests.Routing;

public sealed class PositionTests
{
    private static readonly Lazy<Network> Hospital = new(() => TestData.Prepare(SandboxHospital.Build()));

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
        var (from, to) = (network.Venue.Pois.First(p => p.Name.Zh == "门诊药房"), network.Venue.Pois.First(p => p.Name.Zh.StartsWith("402", StringComparison.Ordinal)));
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
        var (fixedOrder, free) = (planner.Plan(start, stops, false, Profile.Walk, monday)!, planner.Plan(start, stops, true, Profile.Walk, monday)!);
        Assert.Equal([0, 1, 2, 3], fixedOrder.Order);
        Assert.Equal([0, 1, 2, 3], free.Order.Order());
        Assert.True(free.DurationSeconds <= fixedOrder.DurationSeconds + 0.001);
        Assert.Null(planner.Plan(start, [new Stop([])], true, Profile.Walk, monday));
    }
}
