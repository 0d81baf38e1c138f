using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Routing.Prepared;

namespace Wayfinding.Tests.Routing;

public sealed class NetworkTests
{
    private static readonly DateTime Noon = new(2026, 1, 5, 12, 0, 0);

    [Fact]
    public void Any_graph_gives_the_costs_of_plain_Dijkstra_for_any_profile() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), seed =>
        {
            var venue = RandomGraph.Make(seed, 40);
            var router = new Router(TestData.Prepare(venue));
            foreach (var profile in new[] { Profile.Walk, Profile.StepFree, Profile.PreferLift })
                for (var q = 0; q < 10; q++) AssertSame(router, venue, q, (seed + q * 7) % 40, profile, null, e => true);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void After_any_series_of_closures_and_openings_costs_are_those_of_a_fresh_computation() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), seed =>
        {
            var venue = RandomGraph.Make(seed, 40);
            var (network, random, shut) = (TestData.Prepare(venue), new Random(seed), new HashSet<int>());
            network.Prepare(null, Profile.Walk);
            network.Prepare(Noon, Profile.StepFree);
            for (var step = 0; step < 12; step++)
            {
                var edge = random.Next(venue.Graph.EdgeCount);
                if (shut.Add(edge)) network.Close(new($"e{edge}", ClosureTarget.Edge, edge));
                else Assert.True(shut.Remove(edge) && network.Reopen($"e{edge}"));
                AssertSame(new Router(network), venue, random.Next(40), random.Next(40), Profile.Walk, null, e => !shut.Contains(e));
                AssertSame(new Router(network), venue, random.Next(40), random.Next(40), Profile.StepFree, Noon, e => !shut.Contains(e));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_closure_with_a_window_holds_only_inside_it()
    {
        var graph = new Wayfinding.Graph.GraphBuilder();
        for (var i = 0; i < 2; i++) graph.Node(new(i * 10, 0), 0, NodeKind.Corridor);
        graph.Both(0, 1, EdgeKind.Walk);
        var network = TestData.Prepare(RandomGraph.Wrap(graph.Build(), []));
        var router = new Router(network);
        Assert.NotNull(router.FindRoute(0, 1, Profile.Walk, Noon));
        network.Close(new("works", ClosureTarget.Edge, 0, Noon.AddHours(-1), Noon.AddHours(1), "施工"));
        Assert.Null(router.FindRoute(0, 1, Profile.Walk, Noon));
        Assert.NotNull(router.FindRoute(0, 1, Profile.Walk, Noon.AddHours(1)));
        Assert.NotNull(router.FindRoute(1, 0, Profile.Walk, Noon));
        var blocked = router.Find(0, 1, Profile.Walk, Noon).Blocked!;
        Assert.Equal((BlockReason.Closure, "施工", Noon.AddHours(1)),
            (blocked.Blocks[0].Reason, blocked.Blocks[0].Closure!.Reason, blocked.OpensAt));
        Assert.True(network.Reopen("works"));
        Assert.False(network.Reopen("works"));
        Assert.NotNull(router.FindRoute(0, 1, Profile.Walk, Noon));
    }

    [Fact]
    public async Task Queries_see_whole_states_while_closures_come_and_go()
    {
        var venue = RandomGraph.Make(7, 60);
        var network = TestData.Prepare(venue);
        var router = new Router(network);
        var valid = new[] { true, false }.Select(shut =>
            RandomGraph.Dijkstra(venue.Graph, 0, 30, (e, _) => shut && e < 20 ? null : venue.Graph.Millis[e]) / 1000.0).ToArray();
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            var count = 0;
            do Assert.Contains(router.Cost(0, 30, Profile.Walk),
                Enumerable.Range(0, 21).Select(n => (double?)(
                    RandomGraph.Dijkstra(venue.Graph, 0, 30, (e, _) => e < n ? null : venue.Graph.Millis[e]) / 1000.0)));
            while (++count > 0 && !stop.IsCancellationRequested);
            return count;
        }, TestContext.Current.CancellationToken);
        for (var round = 0; round < 5; round++)
        {
            for (var e = 0; e < 20; e++) network.Close(new($"{e}", ClosureTarget.Edge, e));
            Assert.Equal(valid[0], router.Cost(0, 30, Profile.Walk));
            for (var e = 19; e >= 0; e--) network.Reopen($"{e}");
            Assert.Equal(valid[1], router.Cost(0, 30, Profile.Walk));
        }
        await stop.CancelAsync();
        Assert.True(await reader > 0);
    }

    [Fact]
    public void A_damaged_or_foreign_file_is_refused()
    {
        var network = TestData.Prepare(RandomGraph.Make(3, 20));
        using var file = new MemoryStream();
        PreparedFile.Save(file, network.Venue, network.Hierarchy);
        var bytes = file.ToArray();
        bytes[^5] ^= 1;
        Assert.Throws<InvalidDataException>(() => PreparedFile.Load(bytes));
        Assert.Throws<InvalidDataException>(() => PreparedFile.Load("no map"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => PreparedFile.Load(bytes.AsMemory(0, 30)));
    }

    private static void AssertSame(Router router, Venue venue, int from, int to, Profile profile, DateTime? at, Func<int, bool> passable)
    {
        var graph = venue.Graph;
        var expected = RandomGraph.Dijkstra(graph, from, to, (e, _) => profile.Allows(graph.Barriers[e]) && passable(e)
            && (at is null || graph.Hours[e] < 0 || venue.Hours[graph.Hours[e]].IsOpen(at.Value))
                ? profile.Cost(graph.EdgeKind[e], graph.Millis[e]) : null);
        Assert.Equal(expected / 1000.0, router.FindRoute(from, to, profile, at)?.CostSeconds);
    }
}
