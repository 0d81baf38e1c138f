using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Graph;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Tests.Routing;

/// <summary>Doors that open and close while one walks.</summary>
public sealed class TimedSearchTests
{
    private static readonly DateTime Eight = new(2026, 1, 5, 8, 0, 0);

    [Fact]
    public void The_way_found_is_the_cheapest_of_all_ways_to_walk_and_wait() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(-150, 30).ToArbitrary(), (seed, seconds) =>
        {
            var (venue, leave) = (RandomGraph.Timed(seed, 25), Eight.AddSeconds(seconds));
            var network = TestData.Prepare(venue);
            var random = new Random(seed);
            if (seed % 2 == 0)
                network.Close(new("works", ClosureTarget.Edge, random.Next(venue.Graph.EdgeCount), Eight.AddSeconds(-40),
                    Eight.AddSeconds(20)));
            var router = new Router(network);
            foreach (var profile in new[] { Profile.Walk, Profile.PreferLift, Profile.PreferStairs })
                for (var q = 0; q < 4; q++)
                {
                    var (from, to) = (random.Next(25), random.Next(25));
                    Assert.Equal(BruteForce(network, profile, from, to, leave), router.FindRoute(from, to, profile, leave)?.CostSeconds);
                }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_way_found_can_be_walked_door_by_door_and_takes_the_time_it_says() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(-150, 30).ToArbitrary(), (seed, seconds) =>
        {
            var (venue, leave, random) = (RandomGraph.Timed(seed, 25), Eight.AddSeconds(seconds), new Random(seed));
            if (new Router(TestData.Prepare(venue)).FindRoute(random.Next(25), random.Next(25), Profile.PreferLift, leave) is not { } route)
                return;
            var (graph, time, waits) = (venue.Graph, 0.0, new Queue<Wait>(route.Waits));
            foreach (var e in route.Edges)
            {
                if (waits.TryPeek(out var wait) && wait.Edge == e && wait.ReachedS == time) time += waits.Dequeue().Seconds;
                Assert.True(graph.Hours[e] < 0 || venue.Hours[graph.Hours[e]].IsOpen(leave.AddSeconds(time)));
                time += graph.Millis[e] / 1000.0;
            }
            Assert.Empty(waits);
            Assert.Equal(time, route.DurationSeconds, 6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Where_no_way_is_left_the_answer_names_at_least_one_thing_that_is_shut_when_one_comes_there() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(-150, 30).ToArbitrary(), (seed, seconds) =>
        {
            var (venue, random) = (RandomGraph.Timed(seed, 25), new Random(seed));
            var answer = new Router(TestData.Prepare(venue))
                .Find(random.Next(25), random.Next(25), Profile.Walk, Eight.AddSeconds(seconds));
            Assert.True(answer.Route is null != answer.Blocked is null);
            Assert.True(answer.Blocked is null || answer.Blocked.Blocks.Count > 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_waits_at_a_door_that_opens_soon()
    {
        var router = new Router(TestData.Prepare(Corridor("08:00-17:00")));
        var route = router.FindRoute(0, 2, Profile.Walk, Eight.AddMinutes(-10))!;
        Assert.Equal(new Wait(route.Edges[1], 75.188, 600 - 75.188), Assert.Single(route.Waits) with { Seconds = 600 - 75.188 });
        Assert.Equal(600 + 75.188, route.DurationSeconds, 3);
        Assert.Equal(route.DurationSeconds, route.CostSeconds);
    }

    [Fact]
    public void A_door_that_opens_before_one_reaches_it_is_no_obstacle() =>
        Assert.Empty(new Router(TestData.Prepare(Corridor("08:00-17:00"))).FindRoute(0, 2, Profile.Walk, Eight.AddMinutes(-1))!.Waits);

    [Fact]
    public void Nobody_is_sent_to_wait_longer_than_a_quarter_of_an_hour()
    {
        var router = new Router(TestData.Prepare(Corridor("08:00-17:00")));
        var walk = TimeSpan.FromSeconds(150.376);
        Assert.NotNull(router.FindRoute(0, 2, Profile.Walk, Eight - Router.Patience - walk));
        var tooEarly = router.Find(0, 2, Profile.Walk, Eight - Router.Patience - walk - TimeSpan.FromSeconds(1));
        Assert.Equal((BlockReason.Hours, Eight, 1),
            (tooEarly.Blocked!.Blocks[0].Reason, tooEarly.Blocked.OpensAt, tooEarly.Blocked.NearestReachable));
    }

    [Fact]
    public void A_door_that_shuts_before_one_comes_there_is_named_with_the_time_it_shuts()
    {
        var venue = Corridor("07:00-08:00");
        var (network, at) = (TestData.Prepare(venue), Eight.AddMinutes(-1));
        var block = Assert.Single(new Router(network).Find(0, 2, Profile.Walk, at).Blocked!.Blocks);
        Assert.Equal((BlockReason.Hours, Eight, Eight.AddHours(23)), (block.Reason, block.ShutsAt, block.OpensAt));
        Assert.Contains("08:00 关门", new Wayfinding.Steps.Narrator(network)
            .Describe(new Router(network).Find(0, 2, Profile.Walk, at).Blocked!, Profile.Walk, at));
    }

    private static Venue Corridor(string hours)
    {
        var graph = new GraphBuilder();
        for (var i = 0; i < 3; i++) graph.Node(new(i * 100, 0), 0, NodeKind.Corridor);
        graph.Both(0, 1, EdgeKind.Walk);
        graph.Edge(new(1, 2, 75_188, 100, EdgeKind.Door, Hours: 0));
        return RandomGraph.Wrap(graph.Build(), [hours]);
    }

    // Every state (node, second) in order of time: one may stay a second anywhere, or take an edge that can be passed just then. All times
    // are whole seconds.
    private static double? BruteForce(Network network, Profile profile, int from, int to, DateTime leave)
    {
        const int Seconds = 1500;
        var open = network.Venue.Hours.Select(h => Enumerable.Range(0, Seconds).Select(t => h.IsOpen(leave.AddSeconds(t))).ToArray())
            .ToArray();
        var (graph, best) = (network.Venue.Graph, new long[Seconds + 1, network.Venue.Graph.NodeCount]);
        for (var t = 0; t <= Seconds; t++)
            for (var v = 0; v < graph.NodeCount; v++) best[t, v] = long.MaxValue;
        best[0, from] = 0;
        for (var t = 0; t < Seconds; t++)
            for (var v = 0; v < graph.NodeCount; v++)
            {
                if (best[t, v] == long.MaxValue) continue;
                best[t + 1, v] = Math.Min(best[t + 1, v], best[t, v]);
                for (var e = graph.FirstEdge[v]; e < graph.FirstEdge[v + 1]; e++)
                {
                    var duration = profile.Duration(graph.EdgeKind[e], graph.Millis[e]);
                    if (graph.Hours[e] >= 0 && !open[graph.Hours[e]][t]) continue;
                    if (network.Closures.Any(c => c.Index == e && c.IsActive(leave.AddSeconds(t))) || t + duration / 1000 > Seconds)
                        continue;
                    ref var there = ref best[t + duration / 1000, graph.To[e]];
                    there = Math.Min(there, best[t, v] + profile.Cost(graph.EdgeKind[e], graph.Millis[e]) - duration);
                }
            }
        var costs = Enumerable.Range(0, Seconds + 1).Where(t => best[t, to] < long.MaxValue).Select(t => t + best[t, to] / 1000.0).ToList();
        return costs.Count == 0 ? null : costs.Min();
    }
}
