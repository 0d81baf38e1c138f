using System.Collections.Concurrent;
using Bff.Platform;
using Bff.Platform.Pipes;
using Bff.Tests.Platform.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bff.Tests.Platform.Pipes;

public sealed class NotificationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hint_reaches_every_node_once_the_transaction_is_committed(bool withRedis)
    {
        using var redis = withRedis ? RedisServer.Start() : null;
        var database = await TestPostgres.CreateDatabaseAsync();
        var (one, other) = (new Listener(), new Listener());
        await using var first = await StartAsync(database, one, redis);
        await using var second = await StartAsync(database, other, redis);
        var notifications = first.Get<Notifications>();
        await notifications.TransactAsync(async tx =>
        {
            await tx.Connection.ExecuteAsync("create table made (id int)", Stop);
            tx.Tell("test.topic", "id:1");
            tx.Tell("another.topic", "id:2");
            await Task.Delay(100, Stop);
            Assert.Empty(other.Heard);
            return 0;
        }, Stop);
        await Node.UntilAsync(() => one.Heard.Count == 1 && other.Heard.Count == 1, "both nodes");
        Assert.Equal("id:1", other.Heard.Single());
    }

    [Fact]
    public async Task What_is_rolled_back_is_not_told()
    {
        var listener = new Listener();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), listener);
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Get<Notifications>().TransactAsync<int>(async tx =>
        {
            tx.Tell("test.topic", "never");
            await Notifications.TellAsync(tx.Connection, "test.topic", "never-either", Stop);
            throw new InvalidOperationException("as told");
        }, Stop));
        await node.Get<Notifications>().TellAsync("test.topic", "later", Stop);
        await Node.UntilAsync(() => !listener.Heard.IsEmpty, "the later hint");
        Assert.Equal("later", listener.Heard.Single());
    }

    [Fact]
    public async Task Sql_tells_too_and_channels_of_triggers_are_heard()
    {
        var (topic, channel) = (new Listener(), new Listener());
        await using var node = await Node.StartAsync(await TestPostgres.CreateDatabaseAsync(), services => services
            .AddSingleton(new Listeners(topic, channel))
            .AddSubscription<Listeners>("topic", "test.topic", (l, told, _) => l.One.HearAsync(told), (l, _) => l.One.LookAsync())
            .AddChannelSubscription<Listeners>("channel", "Legacy", (l, told, _) => l.Other.HearAsync(told), (l, _) =>
                l.Other.LookAsync()));
        await node.ListeningAsync();
        await node.Db.ExecuteAsync("select platform.tell('test.topic', 'a'), pg_notify('Legacy', 'topic:b')", Stop);
        await Node.UntilAsync(() => !channel.Heard.IsEmpty, "a channel of one's own");
        await Node.UntilAsync(() => !topic.Heard.IsEmpty, "a topic");
        Assert.Equal(("a", "topic:b"), (topic.Heard.Single(), channel.Heard.Single()));
    }

    [Fact]
    public async Task A_listener_cut_off_listens_again_and_looks_at_everything()
    {
        var listener = new Listener();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), listener);
        var looks = listener.Looks;
        await node.Db.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()", Stop);
        await Node.UntilAsync(() => listener.Looks > looks, "a look after the cut");
        await node.Get<Notifications>().TellAsync("test.topic", "again", Stop);
        await Node.UntilAsync(() => listener.Heard.Contains("again"), "a hint after the cut");
        await Node.UntilAsync(() => node.Workers.Health.Single(h => h.Name == "notifications.listen").Failures == 0, "well again");
    }

    [Fact]
    public async Task A_handler_that_throws_or_is_slow_holds_up_no_other_and_then_looks_at_everything()
    {
        var (bad, slow, good) = (new Listener { Fails = true }, new Listener { Gate = new SemaphoreSlim(0) }, new Listener());
        await using var node = await Node.StartAsync(await TestPostgres.CreateDatabaseAsync(), services =>
        {
            services.AddSingleton(new Listeners(bad, slow)).AddSingleton(good);
            services.AddSubscription<Listeners>("bad", "test.topic", (l, told, _) => l.One.HearAsync(told), (l, _) => l.One.LookAsync());
            services.AddSubscription<Listeners>("slow", "test.topic", (l, told, _) => l.Other.HearAsync(told), (l, _) =>
                l.Other.LookAsync());
            services.AddSubscription<Listener>("good", "test.topic", (l, told, _) => l.HearAsync(told), (l, _) => l.LookAsync());
        });
        await node.ListeningAsync();
        for (var i = 0; i < 20; i++) await node.Get<Notifications>().TellAsync("test.topic", $"{i}", Stop);
        await Node.UntilAsync(() => good.Heard.Count == 20, "all hints");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), good.Heard);
        var looks = bad.Looks;
        bad.Fails = false;
        await Node.UntilAsync(() => bad.Looks > looks, "a look after the failure");
        slow.Gate!.Release(1000);
        await Node.UntilAsync(() => slow.Heard.Count == 20, "the slow one, later");
    }

    [Fact]
    public async Task More_hints_than_may_wait_become_one_look_at_everything()
    {
        var listener = new Listener { Gate = new SemaphoreSlim(0) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), listener);
        await node.Get<Notifications>().TellAsync("test.topic", "first", Stop);
        await Node.UntilAsync(() => listener.Waiting, "a slow handler");
        await node.Db.ExecuteAsync("select platform.tell('test.topic', n::text) from generate_series(1, 10000) n", Stop);
        var subscription = node.Get<Subscription>();
        await Node.UntilAsync(() => subscription.Waiting == Subscription.MostHints && subscription.LooksAtEverythingNext, "a full queue");
        listener.Gate!.Release(100_000);
        await Node.UntilAsync(() => listener.Looks > 1 && subscription.Waiting == 0, "one look");
        // Those told after the look come one by one again.
        Assert.True(listener.Heard.Count <= 10_001 - Subscription.MostHints, $"{listener.Heard.Count} hints were handed over one by one");
    }

    [Fact]
    public async Task The_slow_poll_looks_at_everything_without_a_hint()
    {
        var listener = new Listener();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), listener,
            settings: "--Notifications:PollSeconds=1");
        var looks = listener.Looks;
        await Node.UntilAsync(() => listener.Looks > looks + 1, "two polls");
    }

    [Fact]
    public async Task While_Redis_is_away_PostgreSQL_tells_and_afterwards_Redis_again()
    {
        using var redis = RedisServer.Start();
        var listener = new Listener();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), listener, redis);
        redis.Kill();
        await node.Get<Notifications>().TellAsync("test.topic", "away", Stop);
        await Node.UntilAsync(() => listener.Heard.Contains("away"), "told by PostgreSQL");
        var looks = listener.Looks;
        redis.Run();
        await Node.UntilAsync(() => listener.Looks > looks, "a look once Redis is back");
        await node.Get<Notifications>().TellAsync("test.topic", "back", Stop);
        await Node.UntilAsync(() => listener.Heard.Contains("back"), "told again");
    }

    [Theory]
    [InlineData("test topic", "1")]
    [InlineData("test", "张三")]
    [InlineData("test", "a b")]
    [InlineData("test", "1\n")]
    public async Task Text_is_no_hint(string topic, string payload)
    {
        await using var db = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        var notifications = new Notifications(db, null, [], Microsoft.Extensions.Logging.Abstractions.NullLogger<Notifications>.Instance);
        await Assert.ThrowsAsync<ArgumentException>(() => notifications.TellAsync(topic, payload, Stop));
    }

    private static async Task<Node> StartAsync(string database, Listener listener, RedisServer? redis = null, params string[] settings)
    {
        var node = await Node.StartAsync(database, services => services.AddSingleton(listener).AddSubscription<Listener>(
            "test", "test.topic", (l, told, _) => l.HearAsync(told), (l, _) => l.LookAsync()), redis, settings);
        await node.ListeningAsync();
        await Node.UntilAsync(() => listener.Looks > 0, "the first look");
        if (redis is not null) await Node.UntilAsync(() => node.Get<RedisNotifications>().IsSubscribed, "Redis");
        return node;
    }

    private sealed record Listeners(Listener One, Listener Other);

    private sealed class Listener
    {
        private int looks;

        public ConcurrentQueue<string> Heard { get; } = new();
        public SemaphoreSlim? Gate { get; init; }
        public bool Fails { get; set; }
        public bool Waiting { get; private set; }
        public int Looks => Volatile.Read(ref looks);

        public async Task HearAsync(string told)
        {
            if (Fails) throw new InvalidOperationException("as told");
            Waiting = true;
            if (Gate is not null) await Gate.WaitAsync(Stop);
            Heard.Enqueue(told);
        }

        public Task LookAsync()
        {
            Interlocked.Increment(ref looks);
            return Task.CompletedTask;
        }
    }
}
