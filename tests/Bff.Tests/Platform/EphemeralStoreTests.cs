using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Bff.Platform;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Tests.Platform;

/// <summary>What both stores promise, then what each adds.</summary>
public sealed class EphemeralStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task A_value_is_kept_for_its_lifetime_and_can_be_removed(string kind)
    {
        await using var stores = await Stores.OpenAsync(kind);
        await stores.Store.SetAsync("a", "甲"u8.ToArray(), TimeSpan.FromMinutes(1), Token);
        await stores.Store.SetAsync("short", [1], TimeSpan.FromMilliseconds(50), Token);
        Assert.Equal("甲", Encoding.UTF8.GetString((await stores.Store.GetAsync("a", Token))!));
        await stores.PassAsync(TimeSpan.FromMilliseconds(100));
        Assert.Null(await stores.Store.GetAsync("short", Token));
        await stores.Store.RemoveAsync("a", Token);
        Assert.Null(await stores.Store.GetAsync("a", Token));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task A_counter_counts_every_parallel_call_and_ends_with_its_first_lifetime(string kind)
    {
        await using var stores = await Stores.OpenAsync(kind);
        var counts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => stores.Store.IncrementAsync("n", TimeSpan.FromMilliseconds(600), Token).AsTask()));
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), counts.Order());
        await stores.PassAsync(TimeSpan.FromMilliseconds(700));
        Assert.Equal(1, await stores.Store.IncrementAsync("n", TimeSpan.FromMinutes(1), Token));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task A_message_reaches_every_subscriber_in_order_even_past_a_failing_one(string kind)
    {
        await using var stores = await Stores.OpenAsync(kind);
        var (first, second) = (new ConcurrentQueue<byte>(), new ConcurrentQueue<byte>());
        await using var broken = await stores.Store.SubscribeAsync("c", _ => throw new InvalidOperationException("a bug"), Token);
        await using var one = await stores.Store.SubscribeAsync("c", message => first.Enqueue(message[0]), Token);
        var two = await stores.Store.SubscribeAsync("c", message => second.Enqueue(message[0]), Token);
        for (byte i = 0; i < 20; i++) await stores.Store.PublishAsync("c", [i], Token);
        await UntilAsync(() => first.Count == 20 && second.Count == 20);
        await two.DisposeAsync();
        await stores.Store.PublishAsync("c", [99], Token);
        await UntilAsync(() => first.Count == 21);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (byte)i), second);
        Assert.Equal((byte)99, first.Last());
    }

    [Fact]
    public async Task Memory_stays_bounded_and_keeps_what_is_used()
    {
        var store = new MemoryEphemeralStore(TimeProvider.System, NullLogger<MemoryEphemeralStore>.Instance, maxBytes: 10_000);
        await store.SetAsync("used", [7], TimeSpan.FromMinutes(1), Token);
        for (var i = 0; i < 1000; i++)
        {
            await store.SetAsync($"k{i}", new byte[500], TimeSpan.FromMinutes(1), Token);
            Assert.NotNull(await store.GetAsync("used", Token));
        }
        var kept = 0;
        for (var i = 0; i < 1000; i++) kept += await store.GetAsync($"k{i}", Token) is null ? 0 : 1;
        Assert.InRange(kept, 1, 20);
        await store.SetAsync("too big", new byte[20_000], TimeSpan.FromMinutes(1), Token);
        Assert.Null(await store.GetAsync("too big", Token));
    }

    [Fact]
    public async Task A_frozen_Redis_costs_one_call_its_wait_and_the_others_nothing()
    {
        using var server = RedisServer.Start();
        await using var stores = await Stores.OpenAsync(server);
        await EventuallyAsync(() => stores.Store.IncrementAsync("a", TimeSpan.FromMinutes(1), Token));
        server.Freeze();
        var frozen = Stopwatch.StartNew();
        await Assert.ThrowsAsync<EphemeralStoreException>(() => stores.Store.GetAsync("a", Token).AsTask());
        // Without the time limit this call never ends, so the bound may be generous.
        Assert.True(frozen.Elapsed < TimeSpan.FromSeconds(5));
        var refused = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++) await Assert.ThrowsAsync<EphemeralStoreException>(() => stores.Store.IncrementAsync("n", TimeSpan.FromMinutes(1), Token).AsTask());
        Assert.True(refused.Elapsed < TimeSpan.FromSeconds(5), "100 calls waited in turn");
        server.Thaw();
        Assert.Equal("1"u8.ToArray(), await EventuallyAsync(() => stores.Store.GetAsync("a", Token)));
    }

    [Fact]
    public async Task A_killed_Redis_is_used_again_after_its_return_subscriptions_included()
    {
        using var server = RedisServer.Start();
        await using var stores = await Stores.OpenAsync(server);
        var heard = new ConcurrentQueue<byte>();
        await using var subscription = await EventuallyAsync(() => stores.Store.SubscribeAsync("c", message => heard.Enqueue(message[0]), Token));
        server.Kill();
        await Assert.ThrowsAsync<EphemeralStoreException>(() => stores.Store.SetAsync("a", [1], TimeSpan.FromMinutes(1), Token).AsTask());
        server.Run();
        Assert.Null(await EventuallyAsync(() => stores.Store.GetAsync("a", Token)));
        for (var tries = 0; heard.IsEmpty && tries < 100; tries++)
        {
            await EventuallyAsync(async () =>
            {
                await stores.Store.PublishAsync("c", [5], Token);
                return true;
            });
            await Task.Delay(50, Token);
        }
        Assert.Contains((byte)5, heard);
    }

    [Fact]
    public async Task A_host_starts_while_Redis_is_down_and_uses_it_later()
    {
        using var server = RedisServer.Start();
        server.Kill();
        await using var stores = await Stores.OpenAsync(server, waitForConnection: false);
        await Assert.ThrowsAsync<EphemeralStoreException>(() => stores.Store.GetAsync("a", Token).AsTask());
        server.Run();
        Assert.Null(await EventuallyAsync(() => stores.Store.GetAsync("a", Token)));
    }

    [Theory]
    [InlineData("", typeof(MemoryEphemeralStore))]
    [InlineData("127.0.0.1:1", typeof(RedisEphemeralStore))]
    public async Task Configuration_chooses_the_store(string configured, Type expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Configuration", configured)]).Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddEphemeralStore(configuration).BuildServiceProvider();
        Assert.IsType(expected, services.GetRequiredService<IEphemeralStore>());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "not within 20 s");
            await Task.Delay(20, Token);
        }
    }

    private static async Task<T> EventuallyAsync<T>(Func<ValueTask<T>> call)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await call();
            }
            catch (EphemeralStoreException) when (waited.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Delay(50, Token);
            }
        }
    }

    private sealed class Stores(IEphemeralStore store, ShiftedTime? time, RedisConnection? connection, RedisServer? owned) : IAsyncDisposable
    {
        public IEphemeralStore Store => store;

        public static async Task<Stores> OpenAsync(string kind)
        {
            if (kind == "redis")
            {
                var server = RedisServer.Start();
                // What is promised here has nothing to do with a busy test machine.
                return await OpenAsync(server, owned: server, limit: TimeSpan.FromSeconds(10));
            }
            var time = new ShiftedTime();
            return new Stores(new MemoryEphemeralStore(time, NullLogger<MemoryEphemeralStore>.Instance), time, null, null);
        }

        public static async Task<Stores> OpenAsync(RedisServer server, bool waitForConnection = true, RedisServer? owned = null, TimeSpan? limit = null)
        {
            var connection = new RedisConnection(server.Configuration, NullLogger<RedisConnection>.Instance, limit);
            var store = new RedisEphemeralStore(connection, NullLogger<RedisEphemeralStore>.Instance);
            if (waitForConnection) await EventuallyAsync(() => store.GetAsync(RedisKeys.Probe, Token));
            return new Stores(store, null, connection, owned);
        }

        public Task PassAsync(TimeSpan span)
        {
            if (time is null) return Task.Delay(span, Token);
            time.Offset += span;
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            if (connection is not null) await connection.DisposeAsync();
            owned?.Dispose();
        }
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
