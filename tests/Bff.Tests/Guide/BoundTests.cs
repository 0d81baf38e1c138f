using Bff.Guide.Maps;
using Bff.Guide.Routes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wayfinding.Model;
using Wayfinding.Steps;

namespace Bff.Tests.Guide;

/// <summary>What the guide keeps in memory has a bound; each test goes past it and counts what lives.</summary>
public sealed class BoundTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(300)]
    public async Task Kept_routes_take_two_generations_of_memory_at_most(int bytes)
    {
        var kept = new KeptRoutes();
        var answer = new byte[bytes];
        var most = KeptRoutes.GenerationBytes / bytes * 4;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < most; i++) kept.Keep(new(thread, i, -1, i, -1, Profile.Walk, Language.Zh), answer, TimeSpan.Zero);
        }, Stop)));
        var (count, size) = kept.Size;
        Assert.InRange(size, KeptRoutes.GenerationBytes, 2 * KeptRoutes.GenerationBytes + 8 * (bytes + 1024));
        Assert.InRange((long)count * bytes, 1, 2L * KeptRoutes.GenerationBytes + 8 * bytes);
    }

    [Fact]
    public async Task Buffers_of_routes_that_were_written_at_once_are_given_up_but_for_a_few()
    {
        var answer = new RouteAnswerBody(1, 1, "walk", 1, [], []);
        var many = Enumerable.Range(0, 10 * RouteJsonResult.MostIdle).Select(_ => RouteJsonResult.Of(answer)).ToList();
        await Task.WhenAll(many.Select(result => Task.Run(() => result.ExecuteAsync(new DefaultHttpContext()), Stop)));
        Assert.InRange(RouteJsonResult.IdleCount, 1, RouteJsonResult.MostIdle);
    }

    [Fact]
    public async Task Floors_are_drawn_for_the_map_alone_whatever_is_asked_for()
    {
        using var client = guide.App.Anonymous();
        var (site, _) = (await guide.App.Services.GetRequiredService<GuideMaps>().FindAsync(Guid.Parse(guide.East), Stop))!.Value;
        var floors = site.Map!.LevelIds;
        foreach (var level in floors.Concat(floors.Select(f => f + "x")).Concat(Enumerable.Range(100, 200).Select(n => n + "F")))
            foreach (var campus in new[] { guide.East, guide.West })
                await client.GetAsync($"/api/guide/campuses/{campus}/levels/{level}", Stop);
        Assert.InRange(site.Drawings.Count, 1, floors.Length * site.Campuses.Count);
    }

    [Fact]
    public async Task A_site_that_says_nothing_new_is_not_made_anew()
    {
        var maps = guide.App.Services.GetRequiredService<GuideMaps>();
        var (before, _) = (await maps.FindAsync(Guid.Parse(guide.West), Stop))!.Value;
        await maps.EverythingAsync(Stop);
        Assert.Same(before, (await maps.FindAsync(Guid.Parse(guide.West), Stop))!.Value.Site);
    }
}
