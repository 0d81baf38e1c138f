using System.Collections.Concurrent;
using System.Globalization;
using Bff.Platform;
using Bff.Platform.Pipes;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Pipes;

public sealed class ScheduleTests
{
    private static readonly ScheduleSettings Quick = new()
    {
        Lease = TimeSpan.FromSeconds(1),
        Poll = TimeSpan.FromMilliseconds(50),
        FirstPause = TimeSpan.FromMilliseconds(50),
        LongestPause = TimeSpan.FromMilliseconds(200),
        MaxAttempts = 3,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_run_each_due_row_once_and_rows_of_tomorrow_not_at_all()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var job = new Job { Takes = TimeSpan.FromMilliseconds(5), Slow = "subject 7" };
        await using var first = await StartAsync(database, job);
        await using var second = await StartAsync(database, job);
        for (var i = 0; i < 100; i++) await SetAsync(first, $"subject {i}", TimeSpan.Zero);
        await SetAsync(first, "tomorrow", TimeSpan.FromDays(1));
        await Node.UntilAsync(() => Count(first, "true") == 1, "the last time was the end");
        Assert.Equal(100, job.Runs.Count);
        Assert.False(job.WasTwice);
    }

    [Fact]
    public async Task A_row_goes_on_to_the_next_time_its_run_names()
    {
        var job = new Job { Next = run => run.Due.AddDays(1) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), job);
        await SetAsync(node, "a", TimeSpan.FromHours(-1));
        await Node.UntilAsync(() => Count(
            node, "next_at > clock_timestamp() + interval '22 hours' and last_at is not null and lease is null") == 1, "tomorrow");
        Assert.Single(job.Runs);
    }

    [Fact]
    public async Task A_time_set_or_cancelled_during_the_run_stands()
    {
        var job = new Job { Gate = new SemaphoreSlim(0) };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), job, Quick with { Batch = 1 });
        await SetAsync(node, "set", TimeSpan.Zero);
        await SetAsync(node, "cancelled", TimeSpan.Zero);
        await Node.UntilAsync(() => job.Runs.Count == 2, "both run");
        await SetAsync(node, "set", TimeSpan.FromDays(1));
        Assert.True(await node.Db.TransactAsync(c => Schedule.CancelAsync(c, "test", "cancelled", Stop), Stop));
        Assert.False(await node.Db.TransactAsync(c => Schedule.CancelAsync(c, "test", "never there", Stop), Stop));
        job.Gate!.Release(2);
        await Node.UntilAsync(() => Count(node, "lease is null") == 1, "ended");
        Assert.Equal(1, Count(node, "subject = 'set' and due_at > clock_timestamp() + interval '23 hours'"));
        Assert.Equal(2, job.Runs.Count);
    }

    [Fact]
    public async Task A_killed_nodes_run_is_taken_over_after_its_lease()
    {
        var job = new Job();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), job);
        await node.Db.ExecuteAsync(
            """
            insert into platform.schedule (name, subject, payload, next_at, due_at, attempts, lease, leased_until)
            values ('test', 'killed', '{}', now(), now(), 1, gen_random_uuid(), clock_timestamp() + interval '1 second')
            """, Stop);
        await Task.Delay(300, Stop);
        Assert.Empty(job.Runs);
        await Node.UntilAsync(() => job.Runs.Count == 1, "taken over");
        Assert.Equal(2, job.Runs.Single().Attempt);
    }

    [Fact]
    public async Task What_fails_too_often_is_parked_and_released_by_an_operator()
    {
        var job = new Job { Fails = true };
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), job);
        await SetAsync(node, "bad", TimeSpan.Zero);
        await Node.UntilAsync(() => Count(node, "parked_at is not null") == 1, "parked");
        Assert.Equal([1, 2, 3], job.Runs.Select(r => r.Attempt));
        var parked = Assert.Single(await node.Get<Schedule>().ParkedAsync(null, 10, null, Stop));
        Assert.Equal(("bad", "IOException"), (parked.Key, parked.Reason));
        job.Fails = false;
        Assert.Equal(1, await node.Get<Schedule>().ReleaseAsync([parked.Id], Stop));
        await Node.UntilAsync(() => Count(node, "true") == 0, "done after all");
    }

    [Fact]
    public async Task A_clock_that_jumps_changes_nothing()
    {
        var job = new Job();
        await using var node = await StartAsync(await TestPostgres.CreateDatabaseAsync(), job);
        node.Clock.Advance(TimeSpan.FromDays(4000));
        await SetAsync(node, "tomorrow", TimeSpan.FromDays(1));
        await SetAsync(node, "now", TimeSpan.Zero);
        await Node.UntilAsync(() => job.Runs.Count == 1, "now");
        node.Clock.Advance(TimeSpan.FromDays(-9000));
        await SetAsync(node, "again", TimeSpan.Zero);
        await Node.UntilAsync(() => job.Runs.Count == 2, "again");
        Assert.DoesNotContain(job.Runs, r => r.Subject == "tomorrow");
    }

    [Fact]
    public async Task A_nightly_job_of_two_nodes_runs_once_a_night_and_after_a_restart_not_again()
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var job = new Job();
        void Nightly(IServiceCollection services) =>
            services.AddSingleton(job).AddNightly<Job>("nightly", new TimeOnly(2, 30), (j, token) => j.RunAsync(new ScheduledRun(
            Guid.Empty, "nightly", "", null, default, default, 1), token));
        await using (var first = await Node.StartAsync(database, Nightly))
        {
            await Node.UntilAsync(() => Count(first, "name = 'nightly' and next_at > clock_timestamp()") == 1, "written");
            await first.Db.ExecuteAsync(
                "update platform.schedule set next_at = now() - interval '1 hour', due_at = now() - interval '1 hour'", Stop);
        }
        await using var second = await Node.StartAsync(database, Nightly);
        await using var third = await Node.StartAsync(database, Nightly);
        await Node.UntilAsync(() => Count(second,
            "next_at > clock_timestamp() and last_at is not null and (next_at at time zone 'Asia/Shanghai')::time = '02:30'") == 1,
                "the next night");
        Assert.Single(job.Runs);
    }

    [Theory]
    [InlineData("2026-07-01T18:29:59Z", "2026-07-01T18:30:00Z")]
    [InlineData("2026-07-01T18:30:00Z", "2026-07-02T18:30:00Z")]
    [InlineData("2026-12-31T23:00:00Z", "2027-01-01T18:30:00Z")]
    public void The_next_half_past_two_is_Shanghais(string now, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next, CultureInfo.InvariantCulture),
            ShanghaiClock.Next(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), new TimeOnly(2, 30)));

    private static Task<Node> StartAsync(string database, Job job, ScheduleSettings? settings = null) => Node.StartAsync(
        database, services => services.AddSingleton(job)
            .AddSchedule<Job>("test", (j, run, token) => j.RunAsync(run, token), settings ?? Quick));

    private static Task<int> SetAsync(Node node, string subject, TimeSpan after) => node.Db.TransactAsync(async connection =>
    {
        await Schedule.SetAsync(connection, new ScheduleEntry { Name = "test", Subject = subject, At = DateTimeOffset.UtcNow + after },
            Stop);
        return 0;
    }, Stop);

    private static int Count(Node node, string where) =>
        node.Db.ListAsync("select count(*)::int from platform.schedule where " + where, r => r.GetInt32(0), Stop).GetAwaiter()
            .GetResult()[0];

    private sealed class Job
    {
        private readonly ConcurrentDictionary<string, bool> running = new();

        public TimeSpan Takes { get; init; }
        public string? Slow { get; init; }
        public SemaphoreSlim? Gate { get; init; }
        public bool Fails { get; set; }
        public Func<ScheduledRun, DateTimeOffset?> Next { get; init; } = _ => null;
        public bool WasTwice { get; private set; }
        public ConcurrentQueue<ScheduledRun> Runs { get; } = new();

        public async Task<DateTimeOffset?> RunAsync(ScheduledRun run, CancellationToken cancellationToken)
        {
            if (!running.TryAdd(run.Subject, true)) WasTwice = true;
            Runs.Enqueue(run);
            if (Gate is not null) await Gate.WaitAsync(cancellationToken);
            await Task.Delay(run.Subject == Slow ? TimeSpan.FromSeconds(3) : Takes, cancellationToken);
            running.TryRemove(run.Subject, out _);
            return Fails ? throw new IOException("as told") : Next(run);
        }
    }
}
