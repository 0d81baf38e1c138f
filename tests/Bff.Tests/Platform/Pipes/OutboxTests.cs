using System.Collections.Concurrent;
using Bff.Platform;
using Bff.Platform.Pipes;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Pipes;

public sealed class OutboxTests
{
    private static readonly OutboxSettings Quick = new()
    {
        Lease = TimeSpan.FromSeconds(1),
        Poll = TimeSpan.FromMilliseconds(100),
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromMilliseconds(200),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_is_handled_if_and_only_if_its_transaction_commits_and_its_key_once_for_ever()
    {
        var sender = new Sender();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender,
            new OutboxSettings { Poll = TimeSpan.FromHours(1) });
        await node.ListeningAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Get<Notifications>().TransactAsync<bool>(async tx =>
        {
            await node.Get<Outbox>().AddAsync(tx, Entry("rolled back"), Stop);
            throw new InvalidOperationException("as told");
        }, Stop));
        Assert.True(await AddAsync(node, Entry("kept")));
        await Node.UntilAsync(() => sender.Sent.Count == 1, "woken by the hint alone");
        await Node.UntilAsync(() => StateOf(node, "kept") == "done", "done");
        Assert.False(await AddAsync(node, Entry("kept")));
        Assert.True(await node.Db.TransactAsync(connection => node.Get<Outbox>().AddAsync(connection, Entry("plain"), Stop), Stop));
        await Node.UntilAsync(() => sender.Sent.Count == 2, "the caller's own transaction");
        Assert.Equal(["kept", "plain"], sender.Sent.Select(m => m.Key));
        Assert.Equal(0L, await CountAsync(node, "state = 'done' and num_nonnulls(payload, payload_enc) > 0"));
    }

    [Fact]
    public async Task Two_nodes_share_the_rows_and_never_handle_one_at_the_same_time_even_past_the_lease()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var sender = new Sender { Takes = TimeSpan.FromMilliseconds(5), Slow = ("key 7", TimeSpan.FromSeconds(3)) };
        await using var first = await StartAsync(database, sender, Quick);
        await using var second = await StartAsync(database, sender, Quick);
        for (var i = 0; i < 200; i++) await AddAsync(first, Entry($"key {i}"));
        await Node.UntilAsync(() => StateCount(first, "done") == 200, "all done");
        Assert.Equal(200, sender.Sent.Count);
        Assert.Equal(200, sender.Sent.Select(m => m.Key).Distinct().Count());
        Assert.False(sender.WasTwice);
    }

    [Fact]
    public async Task What_a_killed_node_had_claimed_comes_back_after_the_lease_with_its_attempt_counted()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var sender = new Sender();
        await using var node = await StartAsync(database, sender, Quick with { Poll = TimeSpan.FromMilliseconds(50) });
        await node.Db.ExecuteAsync(
            """
            insert into platform.outbox (id, topic, business_key, payload, state, lease, attempts, max_attempts, due_at, expires_at)
            select gen_random_uuid(), 'test', key, '{}', 'leased', gen_random_uuid(), attempts, 3,
                clock_timestamp() + interval '1 second', 'infinity'
            from (values ('killed', 1), ('killed at last', 3)) as r (key, attempts)
            """, Stop);
        await Task.Delay(300, Stop);
        Assert.Empty(sender.Sent);
        await Node.UntilAsync(() => sender.Sent.Count == 1 && StateOf(node, "killed at last") == "parked", "after the lease");
        Assert.Equal(("killed", 2), (sender.Sent.Single().Key, sender.Sent.Single().Attempt));
    }

    [Fact]
    public async Task Failures_are_bounded_by_attempts_and_parked_and_an_operator_releases_them()
    {
        var sender = new Sender { Answer = m => throw new IOException(m.Key) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender, Quick);
        await AddAsync(node, Entry("bad") with { MaxAttempts = 3 });
        await Node.UntilAsync(() => StateOf(node, "bad") == "parked", "parked");
        Assert.Equal([1, 2, 3], sender.Sent.Select(m => m.Attempt));
        var parked = Assert.Single(await node.Get<Outbox>().ParkedAsync("test", 10, null, Stop));
        Assert.Equal(("bad", 3, "IOException"), (parked.Key, parked.Attempts, parked.Reason));
        sender.Answer = _ => new Delivery.Done();
        Assert.Equal(1, await node.Get<Outbox>().ReleaseAsync([parked.Id], TimeSpan.FromHours(1), Stop));
        Assert.Equal(0, await node.Get<Outbox>().ReleaseAsync([parked.Id], TimeSpan.FromHours(1), Stop));
        await Node.UntilAsync(() => StateOf(node, "bad") == "done", "done after all");
    }

    [Fact]
    public async Task What_expires_or_is_refused_is_parked_and_not_tried_again()
    {
        var sender = new Sender
        {
            Answer = m =>
            m.Key == "refused" ? new Delivery.Refused("unknown_number") : new Delivery.Later("quota", TimeSpan.FromSeconds(10))
        };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender, Quick);
        await AddAsync(node, Entry("refused"));
        await AddAsync(node, Entry("late") with { ValidFor = TimeSpan.FromSeconds(5) });
        await AddAsync(node, Entry("past") with { ExpiresAt = DateTimeOffset.UnixEpoch });
        await Node.UntilAsync(() => StateCount(node, "parked") == 3, "parked");
        var reasons = (await node.Get<Outbox>().ParkedAsync(null, 10, null, Stop)).ToDictionary(p => p.Key, p => p.Reason);
        Assert.Equal(("unknown_number", "quota", "expired"), (reasons["refused"], reasons["late"], reasons["past"]));
        Assert.DoesNotContain(sender.Sent, m => m.Key == "past");
    }

    [Fact]
    public async Task A_slow_row_holds_up_no_later_one()
    {
        var sender = new Sender { Slow = ("slow", TimeSpan.FromMinutes(1)) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender, Quick with { AtOnce = 2, Batch = 1 });
        await AddAsync(node, Entry("slow"));
        await Node.UntilAsync(() => sender.Sent.Count == 1, "begun");
        for (var i = 0; i < 20; i++) await AddAsync(node, Entry($"key {i}"));
        await Node.UntilAsync(() => StateCount(node, "done") == 20, "the others");
    }

    [Fact]
    public async Task A_lease_that_is_lost_cancels_the_work()
    {
        var sender = new Sender { Slow = ("stolen", TimeSpan.FromMinutes(1)) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender, Quick);
        await AddAsync(node, Entry("stolen"));
        await Node.UntilAsync(() => sender.Sent.Count == 1, "begun");
        await node.Db.ExecuteAsync("update platform.outbox set lease = gen_random_uuid(), due_at = clock_timestamp() + interval '1 hour'",
            Stop);
        await Node.UntilAsync(() => sender.Cancelled == 1, "cancelled");
        Assert.Equal("leased", StateOf(node, "stolen"));
    }

    [Fact]
    public async Task A_clock_that_jumps_changes_nothing()
    {
        var sender = new Sender();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender, Quick);
        node.Clock.Advance(TimeSpan.FromDays(4000));
        await AddAsync(node, Entry("far future") with { ValidFor = TimeSpan.FromMinutes(1) });
        await AddAsync(node, Entry("tomorrow") with { NotBefore = DateTimeOffset.UtcNow.AddDays(1), ValidFor = TimeSpan.FromDays(2) });
        await Node.UntilAsync(() => sender.Sent.Count == 1, "handled at once");
        node.Clock.Advance(TimeSpan.FromDays(-9000));
        await AddAsync(node, Entry("far past") with { ValidFor = TimeSpan.FromMinutes(1) });
        await Node.UntilAsync(() => sender.Sent.Count == 2, "handled at once");
        Assert.Equal("waiting", StateOf(node, "tomorrow"));
    }

    [Fact]
    public async Task A_stopping_node_gives_back_what_it_could_not_end()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var sender = new Sender { Takes = TimeSpan.FromMinutes(1) };
        await using var node = await StartAsync(database, sender, new OutboxSettings { AtOnce = 1 });
        await AddAsync(node, Entry("one"));
        await AddAsync(node, Entry("two"));
        await Node.UntilAsync(() => sender.Sent.Count == 1, "begun");
        await node.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal(2, await CountAsync(node, "state = 'waiting' and attempts = 0"));
    }

    [Fact]
    public async Task Personal_payloads_are_encrypted_at_rest_and_a_row_says_how_long_it_waits()
    {
        var sender = new Sender { Answer = _ => new Delivery.Later("quota", TimeSpan.FromHours(1)) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), sender, Quick);
        await AddAsync(node, Entry("personal") with { Payload = """{"name":"张三"}""", IsPersonal = true, HospitalId = Guid.NewGuid() });
        await Node.UntilAsync(() => StateOf(node, "personal") == "waiting" && sender.Sent.Count == 1, "tried once");
        Assert.Equal("""{"name":"张三"}""", sender.Sent.Single().Payload);
        Assert.Equal(1, await CountAsync(node, "payload is null and position(convert_to('张三', 'UTF8') in payload_enc) = 0"));
        await OutboxServices.MeasureAsync(node.Db, Stop);
    }

    private static OutboxEntry Entry(string key) => new() { Topic = "test", Key = key, Payload = "{}" };

    private static Task<bool> AddAsync(Node node, OutboxEntry entry) =>
        node.Get<Notifications>().TransactAsync(tx => node.Get<Outbox>().AddAsync(tx, entry, Stop), Stop);

    private static Task<Node> StartAsync(string database, Sender sender, OutboxSettings settings) => Node.StartAsync(
        database, services => services.AddSingleton(sender)
            .AddOutboxHandler<Sender>("test", (s, message, token) => s.SendAsync(message, token), settings));

    private static string? StateOf(Node node, string key) =>
        node.Db.ListAsync("select state from platform.outbox where business_key = $1", r => r.GetString(0), Stop, key).GetAwaiter()
            .GetResult().SingleOrDefault();

    private static int StateCount(Node node, string state) =>
        node.Db.ListAsync("select count(*)::int from platform.outbox where state = $1", r => r.GetInt32(0), Stop, state).GetAwaiter()
            .GetResult()[0];

    private static async Task<long> CountAsync(Node node, string where) =>
        (await node.Db.ListAsync("select count(*) from platform.outbox where " + where, r => r.GetInt64(0), Stop))[0];

    private sealed class Sender
    {
        private readonly ConcurrentDictionary<string, bool> sending = new();

        public TimeSpan Takes { get; init; }
        public (string Key, TimeSpan Takes) Slow { get; init; }
        public Func<OutboxMessage, Delivery> Answer { get; set; } = _ => new Delivery.Done();
        public bool WasTwice { get; private set; }
        public int Cancelled { get; private set; }
        public ConcurrentQueue<OutboxMessage> Sent { get; } = new();

        public async Task<Delivery> SendAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            if (!sending.TryAdd(message.Key, true)) WasTwice = true;
            Sent.Enqueue(message);
            try
            {
                await Task.Delay(message.Key == Slow.Key ? Slow.Takes : Takes, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled++;
                throw;
            }
            finally
            {
                sending.TryRemove(message.Key, out _);
            }
            return Answer(message);
        }
    }
}
