using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Tests.Platform.Data;

/// <summary>What the nodes share is found while Redis is well, and missed without harm while it is not.</summary>
public sealed class SharedCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_node_keeps_another_finds_until_its_lifetime_ends()
    {
        using var server = RedisServer.Start();
        await using var one = Open(server, patient: true);
        await using var other = Open(server, patient: true);
        await one.KeepAsync("long", "甲"u8.ToArray(), TimeSpan.FromMinutes(1), Token);
        await one.KeepAsync("short", [1], TimeSpan.FromMilliseconds(50), Token);
        Assert.Equal("甲"u8.ToArray(), await other.FindAsync("long", Token));
        await Task.Delay(100, Token);
        Assert.Null(await other.FindAsync("short", Token));
        Assert.Null(await other.FindAsync("never kept", Token));
    }

    [Fact]
    public async Task Without_Redis_nothing_is_found_and_nothing_fails()
    {
        await using var alone = new SharedCache(null);
        await alone.KeepAsync("a", [1], TimeSpan.FromMinutes(1), Token);
        Assert.Null(await alone.FindAsync("a", Token));
        await alone.CheckAsync(Token);
    }

    [Fact]
    public async Task A_frozen_Redis_costs_one_call_its_wait_and_the_others_nothing()
    {
        using var server = RedisServer.Start();
        await using var cache = Open(server);
        await KeptAsync(cache, "a");
        server.Freeze();
        // Without the time limit this call never ends, so the bounds may be generous.
        var frozen = Stopwatch.StartNew();
        Assert.Null(await cache.FindAsync("a", Token));
        Assert.True(frozen.Elapsed < TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<RedisAwayException>(() => cache.CheckAsync(Token));
        var refused = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++) Assert.Null(await cache.FindAsync("a", Token));
        Assert.True(refused.Elapsed < TimeSpan.FromSeconds(5), "100 calls waited in turn");
        server.Thaw();
        await FoundAsync(cache, "a");
    }

    [Fact]
    public async Task A_killed_Redis_is_used_again_after_its_return()
    {
        using var server = RedisServer.Start();
        await using var cache = Open(server);
        await KeptAsync(cache, "a");
        server.Kill();
        await cache.KeepAsync("b", [2], TimeSpan.FromMinutes(1), Token);
        Assert.Null(await cache.FindAsync("a", Token));
        server.Run();
        await KeptAsync(cache, "c");
    }

    [Fact]
    public async Task A_host_starts_while_Redis_is_down_and_uses_it_later()
    {
        using var server = RedisServer.Start();
        server.Kill();
        await using var cache = Open(server);
        Assert.Null(await cache.FindAsync("a", Token));
        await Assert.ThrowsAsync<RedisAwayException>(() => cache.CheckAsync(Token));
        server.Run();
        await KeptAsync(cache, "a");
    }

    /// <param name="patient">For promises that have nothing to do with a busy machine.</param>
    private static SharedCache Open(RedisServer server, bool patient = false) =>
        new(new RedisConnection(server.Configuration, NullLogger<RedisConnection>.Instance, patient ? TimeSpan.FromSeconds(10) : null));

    /// <summary>Keeps something until it is found: Redis may be on its way still.</summary>
    private static async Task KeptAsync(SharedCache cache, string key)
    {
        for (var waited = Stopwatch.StartNew(); await cache.FindAsync(key, Token) is null; await Task.Delay(50, Token))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "not within 20 s");
            await cache.KeepAsync(key, [7], TimeSpan.FromMinutes(1), Token);
        }
    }

    private static async Task FoundAsync(SharedCache cache, string key)
    {
        for (var waited = Stopwatch.StartNew(); await cache.FindAsync(key, Token) is null; await Task.Delay(50, Token))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "not within 20 s");
    }
}
