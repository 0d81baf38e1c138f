using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Tests.Routing;

/// <summary>Why there is no way: the quick answer against a search of the whole graph.</summary>
public sealed class BlockedSearchTests
{
    private static readonly DateTime Night = new(2026, 1, 5, 2, 0, 0);
    private static readonly DateTime Eight = new(2026, 1, 5, 8, 0, 0);

    [Fact]
    public void The_answer_names_as_many_things_as_a_search_of_the_whole_graph() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
        {
            var (network, random) = (TestData.Prepare(RandomGraph.Make(seed, 40)), new Random(seed));
            for (var i = 0; i < 25; i++) network.Close(new($"e{i}", ClosureTarget.Edge, random.Next(network.Venue.Graph.EdgeCount)));
            foreach (var profile in new[] { Profile.Walk, Profile.StepFree })
                foreach (var at in new DateTime?[] { null, Night })
                    for (var q = 0; q < 5; q++)
                    {
                        var (from, to) = (random.Next(40), random.Next(40));
                        if (new Router(network).Find(from, to, profile, at).Blocked is not { } quick) continue;
                        var whole = Search(network, profile, at).ExplainBySearch(from, to, at);
                        Assert.Equal(Count(whole), Count(quick));
                        if (quick.Blocks[0].Edge >= 0)
                            Assert.True(from == quick.NearestReachable
                                || new Router(network).Cost(from, quick.NearestReachable, profile, at) is not null);
                    }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void While_doors_open_and_close_it_never_names_more() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(-150, 30).ToArbitrary(), (seed, seconds) =>
        {
            var (network, random, at) = (TestData.Prepare(RandomGraph.Timed(seed, 25)), new Random(seed), Eight.AddSeconds(seconds));
            for (var q = 0; q < 6; q++)
            {
                var (from, to) = (random.Next(25), random.Next(25));
                var router = new Router(network);
                if (router.Find(from, to, Profile.Walk, at).Blocked is not { } quick) continue;
                Assert.NotEmpty(quick.Blocks);
                var search = Search(network, Profile.Walk, at, router.Horizon(from, to, Profile.Walk, at));
                Assert.True(Count(quick).CompareTo(Count(search.ExplainBySearch(from, to, at))) <= 0);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Days_on_which_the_same_doors_are_open_share_their_weights()
    {
        var network = TestData.Prepare(RandomGraph.Make(5, 40));
        Assert.Same(network.MetricAt(Profile.Walk, Eight.AddHours(2)), network.MetricAt(Profile.Walk, Eight.AddDays(3)));
        Assert.NotSame(network.MetricAt(Profile.Walk, Eight.AddHours(2)), network.MetricAt(Profile.Walk, Night));
    }

    [Fact]
    public void Asking_for_every_hour_of_two_months_holds_few_weights_and_never_drops_those_of_now()
    {
        var network = TestData.Prepare(RandomGraph.Wrap(RandomGraph.Make(5, 40).Graph,
            ["08:00-17:00", "Mo 07:00-07:10; Tu 09:00-09:10; We 10:00-11:00; Th 12:00-12:30; Fr 13:00-14:00; Mo-Fr 15:00-15:20"]));
        network.Prepare(Eight, Profile.All);
        var now = network.MetricAt(Profile.StepFree, Eight);
        for (var hour = 0; hour < 24 * 60; hour++)
            foreach (var profile in Profile.All) new Router(network).Find(hour % 40, (hour * 7) % 40, profile, Eight.AddMinutes(hour * 60));
        Assert.Same(now, network.MetricAt(Profile.StepFree, Eight));
        Assert.InRange(network.MetricsHeld, 6, 90);
    }

    private static BlockedSearch Search(Network network, Profile profile, DateTime? at, DateTime? horizon = null) => at is { } start
        ? new(network, profile, network.HopeBetween(start, horizon ?? start), new(network, profile, start, horizon ?? start))
        : new(network, profile, network.SliceAt(null).Weights, null);

    private static (int Unconnected, int Barriers, int Shut) Count(Blocked blocked) =>
        (blocked.Blocks.Count(b => b.Reason == BlockReason.NotConnected), blocked.Blocks.Count(b => b.Reason == BlockReason.Barrier),
            blocked.Blocks.Count(b => b.Reason is BlockReason.Hours or BlockReason.Closure));
}
