using System.Net;
using Bff.Platform.Pipes;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Pipes;

public sealed class WorkerTests
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_runs_until_nothing_is_left_and_again_when_it_is_woken()
    {
        var work = new Work { Left = 5 };
        await using var node = await StartAsync(work, new WorkerSettings { Name = "work", Every = Never });
        await Node.UntilAsync(() => work.Left == 0, "five pieces of work");
        work.Left = 2;
        node.Workers.Wake("work");
        await Node.UntilAsync(() => work.Left == 0, "woken");
        Assert.Throws<ArgumentException>(() => node.Workers.Wake("another"));
    }

    [Fact]
    public async Task A_wake_during_a_run_is_followed_by_another_run()
    {
        var work = new Work { Gate = new SemaphoreSlim(0) };
        await using var node = await StartAsync(work, new WorkerSettings { Name = "work", Every = Never });
        await Node.UntilAsync(() => work.Running == 1, "the first run");
        node.Workers.Wake("work");
        work.Gate.Release(2);
        await Node.UntilAsync(() => work.Runs == 2, "a second run");
    }

    [Fact]
    public async Task A_periodic_worker_runs_again_and_again()
    {
        var work = new Work();
        await using var node = await Node.StartAsync(null, services =>
            services.AddSingleton(work).AddWorker<Work>("work", TimeSpan.FromMilliseconds(20), (w, token) => w.DoAsync(token)));
        await Node.UntilAsync(() => work.Runs > 5, "periods");
    }

    [Fact]
    public async Task As_many_loops_run_beside_each_other_as_were_asked_for()
    {
        var work = new Work { Left = 100, Gate = new SemaphoreSlim(0) };
        await using var node = await StartAsync(work, new WorkerSettings { Name = "work", Every = Never, Parallel = 3 });
        await Node.UntilAsync(() => work.Running == 3, "three at once");
        await Task.Delay(100, Stop);
        Assert.Equal(3, work.Running);
        work.Gate.Release(1000);
    }

    [Fact]
    public async Task A_body_that_throws_is_backed_off_counted_and_never_ends_the_others()
    {
        var (bad, good) = (new Work { Fails = true }, new Work());
        await using var node = await Node.StartAsync(null, services =>
        {
            services.AddWorker("bad", bad, TimeSpan.FromMilliseconds(1));
            services.AddWorker("good", good, TimeSpan.FromMilliseconds(20));
        });
        await Node.UntilAsync(() => Health(node, "bad").Failures == 2, "two failures");
        Assert.False(Health(node, "bad").IsFailing);
        await Node.UntilAsync(() => Health(node, "bad").IsFailing, "three failures");
        Assert.Null(Health(node, "bad").LastSuccess);
        Assert.True(bad.Runs <= 4, $"{bad.Runs} runs in three seconds are no back-off");
        Assert.True(good.Runs > 20);
        bad.Fails = false;
        await Node.UntilAsync(() => Health(node, "bad") is { Failures: 0, LastSuccess: not null }, "well again");
    }

    [Fact]
    public async Task Readiness_names_a_failing_worker_and_goes_on()
    {
        await using var app = await BffApp.StartAsync(builder =>
            builder.Services.AddWorker("bad", new Work { Fails = true }, TimeSpan.FromMilliseconds(1)));
        using var client = app.Anonymous();
        await Node.UntilAsync(() => app.Services.GetRequiredService<Workers>().Health.Any(h => h.IsFailing), "three failures");
        using var answer = await client.GetAsync("/health/ready", Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var report = await answer.JsonAsync();
        Assert.Equal("degraded", report.GetProperty("status").GetString());
        Assert.Equal("failing", report.GetProperty("checks").GetProperty("worker bad").GetString());
        Assert.Contains("bff_worker_runs_total{worker=\"bad\",outcome=\"failed\"}", await client.GetStringAsync("/metrics", Stop),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_node_lets_a_run_end_and_begins_no_other()
    {
        var work = new Work { Left = 10, Gate = new SemaphoreSlim(0) };
        await using var node = await StartAsync(work, new WorkerSettings { Name = "work", Every = Never });
        await Node.UntilAsync(() => work.Running == 1, "a run");
        var stopping = node.StopAsync(Stop);
        await Task.Delay(100, Stop);
        Assert.False(stopping.IsCompleted);
        work.Gate.Release(10);
        await stopping;
        Assert.Equal((1, 0), (work.Runs, work.Cancelled));
    }

    [Fact]
    public async Task A_run_that_outlasts_its_grace_is_cancelled()
    {
        var work = new Work { Gate = new SemaphoreSlim(0) };
        await using var node = await StartAsync(work,
            new WorkerSettings { Name = "work", Every = Never, Grace = TimeSpan.FromMilliseconds(200) });
        await Node.UntilAsync(() => work.Running == 1, "a run");
        await node.StopAsync(Stop);
        Assert.Equal(1, work.Cancelled);
    }

    [Fact]
    public async Task A_clock_that_jumps_moves_no_pause()
    {
        var work = new Work();
        await using var node = await StartAsync(work, new WorkerSettings { Name = "work", Every = TimeSpan.FromMilliseconds(20) });
        node.Clock.Advance(TimeSpan.FromDays(-400));
        var runs = work.Runs;
        await Node.UntilAsync(() => work.Runs > runs + 3, "runs after a jump back");
    }

    private static Task<Node> StartAsync(Work work, WorkerSettings settings) =>
        Node.StartAsync(null, services => services.AddSingleton(work).AddWorker<Work>(settings, (w, token) => w.DoAsync(token)));

    private static WorkerHealth Health(Node node, string name) => node.Workers.Health.Single(h => h.Name == name);
}

/// <summary>Work that a test holds up, lets fail and counts.</summary>
internal sealed class Work
{
    private int running, runs, cancelled, left;

    public SemaphoreSlim? Gate { get; init; }
    public bool Fails { get; set; }
    public int Running => Volatile.Read(ref running);
    public int Runs => Volatile.Read(ref runs);
    public int Cancelled => Volatile.Read(ref cancelled);
    public int Left { get => Volatile.Read(ref left); set => Volatile.Write(ref left, value); }

    public async Task<bool> DoAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref running);
        try
        {
            if (Gate is not null) await Gate.WaitAsync(cancellationToken);
            if (Fails) throw new InvalidOperationException("as told");
            return Left > 0 && Interlocked.Decrement(ref left) > 0;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref cancelled);
            throw;
        }
        finally
        {
            Interlocked.Increment(ref runs);
            Interlocked.Decrement(ref running);
        }
    }
}

internal static class WorkServices
{
    public static void AddWorker(this IServiceCollection services, string name, Work work, TimeSpan every) =>
        services.AddSingleton(new Holder(name, work)).AddWorker<IEnumerable<Holder>>(
            new WorkerSettings { Name = name, Every = every }, (all, token) => all.Single(h => h.Name == name).Work.DoAsync(token));

    private sealed record Holder(string Name, Work Work);
}
