using Bff.Demo.Hospital;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Steps;

namespace Wayfinding.Tests.Steps;

/// <summary>What is said of closed lifts and locked doors, and what places are called in it.</summary>
public sealed class ClosureWordingTests
{
    private static readonly Lazy<Network> Hospital = new(() => TestData.Prepare(DemoHospital.Build()));

    [Fact]
    public void A_closed_lift_is_said_before_setting_out()
    {
        var network = TestData.Prepare(DemoHospital.Build());
        var (from, to) = (Poi(network, "挂号收费处"), Poi(network, "505 "));
        var router = new Router(network);
        var lift = router.FindRoute(from, to, Profile.StepFree)!.Edges.Where(e => network.Venue.Graph.EdgeKind[e] == EdgeKind.LiftRide)
            .Select(e => network.Venue.Graph.Feature[e]).First();
        network.Close(new("lift", ClosureTarget.Connector, lift, Reason: "检修"));
        var route = router.FindRoute(from, to, Profile.StepFree)!;
        Assert.DoesNotContain(route.Edges, e => network.Venue.Graph.EdgeKind[e].IsConnector() && network.Venue.Graph.Feature[e] == lift);
        Assert.Equal($"{network.Venue.Connectors[lift].Name.Zh}因检修暂停使用，路线已绕开",
            Assert.Single(new Narrator(network).Describe(route).Notices));
    }

    [Fact]
    public void Without_a_step_free_way_the_answer_names_the_lifts_and_how_far_one_gets()
    {
        var network = TestData.Prepare(DemoHospital.Build());
        foreach (var (c, i) in network.Venue.Connectors.Select((c, i) => (c, i))
            .Where(c => c.c is { Kind: ConnectorKind.Lift, Building: 0 }))
            network.Close(new($"{i}", ClosureTarget.Connector, i, Reason: "停运"));
        var answer = new Router(network).Find(Poi(network, "服务台"), Poi(network, "509 "), Profile.StepFree);
        var text = new Narrator(network).Describe(answer.Blocked!, Profile.StepFree);
        Assert.StartsWith("没有无障碍路线：", text);
        Assert.Contains("电梯因停运关闭", text);
        Assert.Contains("最近可以到达：", text);
    }

    [Fact]
    public void A_locked_department_is_named_with_its_opening_time()
    {
        var (network, at) = (Hospital.Value, new DateTime(2026, 1, 5, 6, 30, 0));
        var blocked = new Router(network).Explain(Poi(network, "自助机区"), Poi(network, "409 "), Profile.Walk, at);
        var text = new Narrator(network).Describe(blocked, Profile.Walk, at);
        Assert.Contains("现在锁着，07:30 开放", text);
        Assert.EndsWith("409 耳鼻喉科诊室旁", text); // One gets to its door, not into it.
    }

    /// <summary>Nobody can be sent to "outdoors": the gate, the door one stands before, or what lies nearest is named.</summary>
    [Fact]
    public void A_spot_in_the_open_is_called_after_what_is_there()
    {
        var (network, graph) = (Hospital.Value, Hospital.Value.Venue.Graph);
        var narrator = new Narrator(network);
        var gate = Poi(network, "东院区大门");
        var inFront = Enumerable.Range(0, graph.EdgeCount)
            .First(e => graph.EdgeKind[e] == EdgeKind.Entrance && graph.NodeBuilding[graph.From[e]] < 0
                && graph.NodeBuilding[graph.To[e]] == 0);
        Assert.Equal("东院区大门", narrator.PlaceOf(gate));
        Assert.Equal("门诊楼正门外", narrator.PlaceOf(graph.From[inFront]));
        Assert.Equal("outside the main entrance of Outpatient Building", narrator.PlaceOf(graph.From[inFront], Language.En));
        foreach (var node in Enumerable.Range(0, graph.NodeCount).Where(n => graph.NodeBuilding[n] < 0))
            Assert.Matches("大门|附近|门外|入口外", narrator.PlaceOf(node));
    }

    private static int Poi(Network network, string name) =>
        network.Venue.Pois.First(p => p.Name.Zh.StartsWith(name, StringComparison.Ordinal)).Node;
}
