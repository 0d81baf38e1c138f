using System.Net;
using Bff.Tests.Platform.Data;

namespace Bff.Tests.Film;

/// <summary>Two nodes on one database and one Redis. The second has an archive of its own, an empty one: what it shows, the first one drew.</summary>
public sealed class SharedPictureTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_that_everyone_asks_for_is_drawn_by_one_node_for_all()
    {
        using var redis = RedisServer.Start();
        await using var first = await BffApp.StartAsync("--Redis:Configuration=" + redis.Configuration);
        await using var second = await BffApp.StartAsync("--Redis:Configuration=" + redis.Configuration, BffApp.DatabaseSetting + first.Database);
        await ReadyAsync(first);
        await ReadyAsync(second);
        var (study, sop) = (TestFilms.Uid(), TestFilms.Uid());
        using var here = first.Pacs();
        using var there = second.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(here, [TestFilms.Slice(study, sop: sop, offset: 1000)])).Status);
        var instance = $"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}";
        foreach (var path in (string[])["/rendered", "/rendered?viewport=512,512&quality=60", "/thumbnail"])
        {
            var drawn = await here.GetByteArrayAsync(instance + path, Stop);
            Assert.Equal(drawn, await there.GetByteArrayAsync(instance + path, Stop));
        }
        using var own = await there.GetAsync(instance + "/rendered?window=40,400", Stop);
        Assert.NotEqual(HttpStatusCode.OK, own.StatusCode); // A window of one's own is not shared.
    }

    [Fact]
    public async Task Pictures_come_while_Redis_is_away_and_the_readiness_check_says_so()
    {
        using var redis = RedisServer.Start();
        await using var app = await BffApp.StartAsync("--Redis:Configuration=" + redis.Configuration);
        await ReadyAsync(app);
        redis.Kill();
        var (study, sop) = (TestFilms.Uid(), TestFilms.Uid());
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        Assert.NotEmpty(await pacs.GetByteArrayAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}/rendered", Stop));
        using var health = await pacs.GetAsync("/health/ready", Stop);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        var report = await health.JsonAsync();
        Assert.Equal("degraded", report.GetProperty("status").GetString());
        Assert.Equal("down", report.GetProperty("checks").GetProperty("cache").GetString());
    }

    /// <summary>Waits until the node has found Redis.</summary>
    private static async Task ReadyAsync(BffApp app)
    {
        using var client = app.Anonymous();
        for (var tries = 0; ; tries++)
        {
            if ((await (await client.GetAsync("/health/ready", Stop)).JsonAsync()).GetProperty("status").GetString() == "ready") return;
            Assert.True(tries < 200, "Redis is not found");
            await Task.Delay(50, Stop);
        }
    }
}
