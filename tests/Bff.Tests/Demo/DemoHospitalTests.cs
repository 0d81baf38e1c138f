using Bff.Demo.Hospital;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Steps;

namespace Bff.Tests.Demo;

/// <summary>The hospital made for demonstration is what it says it is.</summary>
public sealed class DemoHospitalTests
{
    private static readonly Lazy<Network> Hospital = new(Prepare);

    private static Venue Venue => Hospital.Value.Venue;

    [Fact]
    public void It_has_two_campuses_three_buildings_and_about_six_hundred_rooms()
    {
        Assert.Equal((2, 3), (Venue.Campuses.Count, Venue.Buildings.Count));
        Assert.InRange(Venue.Areas.Count(a => a.Kind is AreaKind.Room or AreaKind.Toilet), 550, 700);
        Assert.Equal(Venue.Graph.Millis, DemoHospital.Build().Graph.Millis);
    }

    [Fact]
    public void Its_floors_go_from_the_basement_to_the_twelfth_and_none_is_zero()
    {
        Assert.Equal(
            ["B1", .. Enumerable.Range(1, 12).Select(f => $"{f}F")],
            Venue.Levels.Where(l => l.Building == 1).Select(l => l.Name));
        Assert.DoesNotContain(Venue.Levels, l => l.Name is "0" or "0F");
    }

    [Fact]
    public void It_has_small_lifts_and_bed_lifts_escalators_ramps_and_doors_with_hours()
    {
        var lifts = Venue.Connectors.Select((c, i) => (c, i)).Where(c => c.c.Kind == ConnectorKind.Lift).Select(c => IsSmall(c.i)).ToList();
        Assert.Equal((3, 3), (lifts.Count(small => small), lifts.Count(small => !small)));
        Assert.Equal(2, Venue.Connectors.Count(c => c.Kind == ConnectorKind.Escalator));
        Assert.Equal(2, Venue.Connectors.Count(c => c.Kind == ConnectorKind.Ramp));
        Assert.True(Venue.Doors.Count(d => d.Hours >= 0) > 50);
    }

    [Theory]
    [InlineData("walk")]
    [InlineData("stepFree")]
    public void Every_public_place_can_be_reached_from_the_gate(string profile)
    {
        var (router, gate) = (new Router(Hospital.Value), Gate("gate-e"));
        Assert.All(
            Venue.Pois.Where(p => p.Category != "staff"),
            poi => Assert.NotNull(router.FindRoute(gate, poi.Node, Profile.Find(profile)!)));
    }

    [Fact]
    public void A_stretcher_can_leave_every_ward_and_emergency_room_for_imaging_and_the_gate()
    {
        var router = new Router(Hospital.Value);
        var east = new[] { Node("CT 一室"), Node("4 楼超声检查室"), Node("手术等候区"), Node("东院区大门") };
        var west = new[] { Node("西院区大门"), Node("康复评定室") };
        var beds = Venue.Pois.Where(HasBed).ToList();
        Assert.InRange(beds.Count, 150, 400);
        foreach (var bed in beds)
            foreach (var goal in Venue.Buildings[bed.Building].Campus == 0 ? east : west)
                Assert.True(router.FindRoute(bed.Node, goal, Profile.Stretcher) is not null, bed.Name.Zh);
    }

    [Fact]
    public void A_stretcher_is_told_that_the_shuttle_takes_none()
    {
        var answer = new Router(Hospital.Value).Find(Gate("gate-e"), Gate("gate-w"), Profile.Stretcher);
        var text = new Narrator(Hospital.Value).Describe(answer.Blocked!, Profile.Stretcher);
        Assert.StartsWith("没有担架可通行的路线：院区班车不载担架", text);
    }

    private static Network Prepare()
    {
        var venue = DemoHospital.Build();
        return new(venue, Hierarchy.Build(venue));
    }

    private static int Gate(string id) => Venue.Pois.First(p => p.Id == id).Node;

    private static int Node(string name) => Venue.Pois.First(p => p.Name.Zh == name).Node;

    private static bool HasBed(Poi poi) => poi.Building >= 0
        && (poi.Name.Zh.Contains("病房") || poi.Name.Zh.Contains("监护室") || poi.Name.Zh == "急诊抢救室"
            || (poi.Name.Zh.Contains("急诊") && poi.Category == "department"));

    private static bool IsSmall(int lift)
    {
        var graph = Venue.Graph;
        return Enumerable.Range(0, graph.EdgeCount).Any(e => graph.EdgeKind[e] == EdgeKind.LiftRide && graph.Feature[e] == lift
            && (graph.Barriers[e] & Barriers.SmallLift) != 0);
    }
}
