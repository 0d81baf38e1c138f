using System.Globalization;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Routing.Prepared;

namespace Wayfinding.Tests.Routing;

/// <summary>107,362 nodes, 1,000 pairs, optimal costs from an independent plain Dijkstra.</summary>
public sealed class SyntheticCampusTests
{
    private static readonly DateTime TwoAtNight = new(2026, 1, 5, 2, 0, 0);

    [Theory]
    [InlineData("ref_default.csv", "walk", false)]
    [InlineData("ref_wheelchair.csv", "stepFree", false)]
    [InlineData("ref_t0200.csv", "walk", true)]
    public void Every_cost_equals_the_reference(string file, string profile, bool night)
    {
        var router = new Router(TestData.Synth());
        foreach (var (from, to, seconds) in Reference(file))
            Assert.Equal(seconds, router.FindRoute(from, to, Profile.Find(profile)!, night ? TwoAtNight : null)?.CostSeconds ?? -1, 0.01);
    }

    [Theory]
    [InlineData("stepFree")]
    [InlineData("stretcher")]
    public void No_wheel_ever_meets_a_step_or_a_gap_too_narrow(string name)
    {
        var (network, profile) = (TestData.Synth(), Profile.Find(name)!);
        var (router, graph, routes) = (new Router(network), network.Venue.Graph, 0);
        foreach (var (from, to, _) in Reference("ref_wheelchair.csv"))
        {
            if (router.FindRoute(from, to, profile) is not { } route) continue;
            routes++;
            Assert.All(route.Edges, e => Assert.False(graph.EdgeKind[e].IsStairs() || graph.EdgeKind[e].IsEscalator()
                || (graph.Barriers[e] & profile.Forbidden) != 0));
        }
        Assert.InRange(routes, 150, 1000); // stretchers cannot take the shuttle between campuses
    }

    [Fact]
    public void A_path_is_unbroken_and_adds_up_to_its_cost()
    {
        var network = TestData.Synth();
        var (router, graph) = (new Router(network), network.Venue.Graph);
        foreach (var profile in Profile.All)
        {
            foreach (var (from, to, _) in Reference("ref_default.csv").Take(150))
            {
                if (router.FindRoute(from, to, profile) is not { } route) continue;
                var at = from;
                Assert.All(route.Edges, e => { Assert.Equal(at, graph.From[e]); at = graph.To[e]; });
                Assert.Equal(to, at);
                Assert.Equal(route.Edges.Sum(e => (double)profile.Cost(graph.EdgeKind[e], graph.Millis[e])) / 1000, route.CostSeconds,
                    0.001);
            }
        }
    }

    [Fact]
    public void At_two_at_night_the_answer_names_a_locked_door_and_its_opening_time()
    {
        var network = TestData.Synth();
        var (router, explained) = (new Router(network), 0);
        foreach (var (from, to, seconds) in Reference("ref_t0200.csv").Where(r => r.Seconds < 0).Take(60))
        {
            if (router.FindRoute(from, to, Profile.Walk) is null) continue; // behind a staff door: no hour helps
            var blocked = router.Find(from, to, Profile.Walk, TwoAtNight).Blocked!;
            Assert.Contains(blocked.Blocks, b => b.Reason == BlockReason.Hours);
            Assert.All(blocked.Blocks, b => Assert.True(b.OpensAt > TwoAtNight));
            Assert.NotNull(router.FindRoute(from, to, Profile.Walk, blocked.OpensAt));
            Assert.True(blocked.NearestReachable == from
                || router.FindRoute(from, blocked.NearestReachable, Profile.Walk, TwoAtNight) is not null);
            explained++;
        }
        Assert.InRange(explained, 20, 60);
    }

    [Fact]
    public void Minutes_before_doors_open_or_shut_every_cost_equals_that_of_a_search_of_the_whole_campus()
    {
        var (router, random, waited) = (new Router(TestData.Synth()), new Random(20260101), 0);
        var pairs = Reference("ref_default.csv").ToList();
        TimeSpan[] hours = [new(6, 0, 0), new(7, 0, 0), new(7, 30, 0), new(8, 0, 0), new(17, 0, 0), new(17, 30, 0), new(19, 0, 0),
            new(22, 0, 0)];
        for (var q = 0; q < 120; q++)
        {
            var (from, to, _) = pairs[random.Next(pairs.Count)];
            var at = TwoAtNight.Date + hours[q % hours.Length] + TimeSpan.FromSeconds(random.Next(-1200, 1200));
            var route = router.FindRoute(from, to, Profile.Walk, at);
            Assert.Equal(Earliest(router, from, to, at), route?.CostSeconds);
            waited += route?.Waits.Count ?? 0;
        }
        Assert.InRange(waited, 3, 1000);
    }

    // The plainest search in time there is; to wait for a door that opens by the horizon is allowed anywhere.
    private static double? Earliest(Router router, int from, int to, DateTime start)
    {
        var (venue, horizon) = (router.Network.Venue, router.Horizon(from, to, Profile.Walk, start));
        long? Enter(int hours, long reached)
        {
            if (hours < 0 || venue.Hours[hours].IsOpen(start.AddMilliseconds(reached))) return reached;
            return venue.Hours[hours].NextOpening(start.AddMilliseconds(reached)) is { } opens && opens <= horizon
                ? (long)(opens - start).TotalMilliseconds : null;
        }
        return RandomGraph.Dijkstra(venue.Graph, from, to, (e, reached) =>
            Profile.Walk.Allows(venue.Graph.Barriers[e]) && Enter(venue.Graph.Hours[e], reached) is { } enter
                ? enter - reached + venue.Graph.Millis[e] : null) / 1000.0;
    }

    [Fact]
    public void Closures_one_by_one_leave_the_costs_of_a_fresh_computation()
    {
        var campus = TestData.Synth();
        var (live, fresh, random) = (new Network(campus.Venue, campus.Hierarchy), new Network(campus.Venue, campus.Hierarchy),
            new Random(20260101));
        live.Prepare(null, Profile.Walk);
        var doomed = Enumerable.Range(0, 300)
            .Select(i => new Closure($"{i}", ClosureTarget.Edge, random.Next(campus.Venue.Graph.EdgeCount))).ToList();
        foreach (var closure in doomed) live.Close(closure);
        foreach (var closure in doomed.Where((_, i) => i % 3 == 0)) Assert.True(live.Reopen(closure.Id));
        foreach (var closure in doomed.Where((_, i) => i % 3 != 0)) fresh.Close(closure);
        foreach (var (from, to, _) in Reference("ref_default.csv"))
            Assert.Equal(new Router(fresh).Cost(from, to, Profile.Walk), new Router(live).Cost(from, to, Profile.Walk));
    }

    [Fact]
    public void A_saved_campus_answers_the_same_after_loading()
    {
        var network = TestData.Synth();
        using var file = new MemoryStream();
        PreparedFile.Save(file, network.Venue, network.Hierarchy);
        var (venue, hierarchy) = PreparedFile.Load(file.ToArray());
        var loaded = new Router(new Network(venue, hierarchy));
        foreach (var (from, to, seconds) in Reference("ref_default.csv").Take(200))
            Assert.Equal(seconds, loaded.FindRoute(from, to, Profile.Walk)?.CostSeconds ?? -1, 0.01);
    }

    private static IEnumerable<(int From, int To, double Seconds)> Reference(string file) =>
        File.ReadLines(Path.Combine(TestData.Folder("synth"), file)).Select(l => l.Split(','))
            .Select(c => (int.Parse(c[0]), int.Parse(c[1]), double.Parse(c[2], CultureInfo.InvariantCulture)));
}
