using Wayfinding.Graph;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Steps;

namespace Wayfinding.Tests.Steps;

/// <summary>Single sentences on made-up ways.</summary>
public sealed class WordingTests
{
    [Fact]
    public void Doors_passed_straight_on_are_counted_and_the_turn_is_after_the_second()
    {
        var way = new Way().To(0, 20).Door(0, 21).To(0, 30).Door(0, 31).To(0, 35).To(20, 35);
        Assert.Equal(["从当前位置出发，向北直行约 35 米，途中穿过两道门", "过第二道门后右转，直行约 20 米", "到达目的地，目的地在正前方"], way.Steps());
    }

    [Fact]
    public void A_turn_right_behind_the_third_door_names_that_door()
    {
        var way = new Way().To(0, 20).Door(0, 21).To(0, 30).Door(0, 31).To(0, 40).Door(0, 41).To(-30, 41);
        Assert.Equal(["从当前位置出发，向北直行约 40 米，途中穿过两道门", "过第三道门后左转，直行约 30 米", "到达目的地，目的地在正前方"], way.Steps());
    }

    [Fact]
    public void A_bend_of_fifteen_degrees_without_a_choice_is_one_straight_walk() =>
        Assert.Equal(["从当前位置出发，向北直行约 60 米", "到达目的地，目的地在正前方"], new Way().To(0, 30).To(8, 60).Steps());

    [Fact]
    public void Where_two_ways_lead_on_nearly_straight_one_is_told_which()
    {
        var way = new Way().To(0, 30).Branch(-12, 60).To(8, 60);
        Assert.Equal(["从当前位置出发，向北直行约 30 米", "在岔路口走右边这条路，直行约 30 米", "到达目的地，目的地在正前方"], way.Steps());
    }

    [Fact]
    public void A_side_way_at_a_right_angle_is_no_fork() =>
        Assert.Equal(2, new Way().To(0, 30).Branch(-20, 30).To(0, 60).Steps().Count);

    [Fact]
    public void Two_right_angles_close_together_are_one_turn_only_if_they_are_no_about_turn()
    {
        Assert.Equal("右转，直行约 25 米", new Way().To(0, 20).To(2, 22).To(22, 22).Steps()[1]);
        Assert.Equal(["从当前位置出发，向北直行约 20 米", "右转，再右转，直行约 20 米", "到达目的地，目的地在正前方"], new Way().To(0, 20).To(2, 20).To(2, 0).Steps());
    }

    [Fact]
    public void Two_turns_a_few_metres_apart_are_said_in_one_breath_and_a_third_is_not()
    {
        Assert.Equal(["从当前位置出发，向北直行约 20 米", "左转，走几步再右转，直行约 20 米", "到达目的地，目的地在正前方"], new Way().To(0, 20).To(-4, 20).To(-4, 40).Steps());
        Assert.Equal(["从当前位置出发，向北直行约 20 米", "左转，走几步再右转，直行约 4 米", "左转，直行约 20 米", "到达目的地，目的地在正前方"],
            new Way().To(0, 20).To(-4, 20).To(-4, 24).To(-24, 24).Steps());
        Assert.Equal(["从当前位置出发，向北直行约 20 米", "向右前方走几步，再左转，直行约 30 米", "到达目的地，目的地在正前方"],
            new Way().To(0, 20).To(2.5, 23.5).To(-20, 42).Steps());
    }

    [Fact]
    public void Turns_six_metres_apart_stay_two_steps() =>
        Assert.Equal(["从当前位置出发，向北直行约 20 米", "左转，直行约 6 米", "右转，直行约 20 米", "到达目的地，目的地在正前方"],
            new Way().To(0, 20).To(-6, 20).To(-6, 40).Steps());

    [Fact]
    public void A_turn_at_a_door_and_one_behind_it_are_said_in_one_breath() =>
        Assert.Equal(["从当前位置出发，向北直行约 20 米", "左转穿过门，再左转，直行约 20 米", "到达目的地，目的地在正前方"], new Way().To(0, 20).Door(-1, 20).To(-1, 0).Steps());

    [Fact]
    public void A_swerve_to_a_door_is_no_turn() =>
        Assert.Equal(["从当前位置出发，向北直行约 45 米，途中穿过一道门", "到达目的地，目的地在正前方"],
            new Way().To(0, 20).To(1.5, 21.5).Door(1.5, 22.5).To(0, 24).To(0, 42).Steps());

    /// <summary>A way drawn point by point from (0, 0), each a node.</summary>
    private sealed class Way
    {
        private readonly GraphBuilder _graph = new();
        private int _last;

        public Way() => _graph.Node(new(0, 0), 0, NodeKind.Corridor);

        public Way To(double x, double y) => Next(x, y, EdgeKind.Walk);

        public Way Door(double x, double y) => Next(x, y, EdgeKind.Door);

        public Way Branch(double x, double y)
        {
            _graph.Both(_last, _graph.Node(new(x, y), 0, NodeKind.Corridor), EdgeKind.Walk);
            return this;
        }

        public List<string> Steps()
        {
            var network = TestData.Prepare(Routing.RandomGraph.Wrap(_graph.Build(), []));
            return [.. new Narrator(network).Describe(new Router(network).FindRoute(0, _last, Profile.Walk)!).Steps.Select(s => s.Text)];
        }

        private Way Next(double x, double y, EdgeKind kind)
        {
            var node = _graph.Node(new(x, y), 0, NodeKind.Corridor);
            _graph.Both(_last, node, kind);
            _last = node;
            return this;
        }
    }
}
