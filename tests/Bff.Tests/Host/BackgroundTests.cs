using Bff.Demo;
using Bff.Platform.Pipes;
using Bff.Tests.Film;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bff.Tests.Host;

/// <summary>What runs beside the requests ends neither the start nor the host, and nodes that start together do not stop each other.</summary>
public sealed class BackgroundTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_fails_at_its_start_or_later_does_not_end_the_host()
    {
        await using var app = await BffApp.StartAsync(builder => builder.Services.AddHostedService<FailsAtOnce>().AddHostedService<FailsLater>());
        foreach (var service in app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Where(s => s is FailsAtOnce or FailsLater))
            await Assert.ThrowsAnyAsync<Exception>(() => service.ExecuteTask!);
        // Whoever watches the services acts after the task has ended.
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Assert.ThrowsAsync<TimeoutException>(() => Task.Delay(Timeout.Infinite, stopping).WaitAsync(TimeSpan.FromMilliseconds(300), Stop));
        using var client = app.Anonymous();
        Assert.Equal("live", await client.GetStringAsync("/health/live", Stop));
    }

    [Fact]
    public async Task A_worker_whose_service_cannot_be_made_is_tried_again_and_the_host_starts()
    {
        await using var app = await BffApp.StartAsync(builder => builder.Services.AddSingleton<Unmakeable>()
            .AddWorker<Unmakeable>("test.unmakeable", TimeSpan.FromHours(1), (_, _) => Task.CompletedTask));
        var workers = app.Services.GetRequiredService<Workers>();
        while (workers.Health.Single(w => w.Name == "test.unmakeable").Failures == 0) await Task.Delay(10, Stop);
        using var client = app.Anonymous();
        Assert.Equal("live", await client.GetStringAsync("/health/live", Stop));
    }

    [Fact]
    public async Task Work_of_the_start_is_tried_until_it_succeeds_and_then_no_more()
    {
        var work = new Stubborn();
        await using var app = await BffApp.StartAsync(builder => builder.Services.AddSingleton(work)
            .AddOnce<Stubborn>("test.once", (w, _) => w.RunAsync()));
        await work.Done.Task.WaitAsync(Stop);
        Assert.Equal(2, work.Runs);
    }

    /// <summary>A loop of its own would log, back off and show in the readiness by itself, or not at all.</summary>
    [Fact]
    public async Task Only_the_workers_and_the_audit_run_beside_the_requests()
    {
        await using var app = await BffApp.StartAsync();
        Assert.Equal(["AuditWriter", "LastCounts", "Workers"], app.Services.GetServices<IHostedService>().Select(s => s.GetType())
            .Where(t => t.Namespace!.StartsWith("Bff.", StringComparison.Ordinal)).Select(t => t.Name).Order());
    }

    [Fact]
    public async Task Two_nodes_that_start_on_one_new_database_make_one_sandbox()
    {
        var database = BffApp.DatabaseSetting + await TestPostgres.CreateEmptyDatabaseAsync();
        var nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => BffApp.StartAsync(database, "--Demo:Guide=true")));
        try
        {
            foreach (var node in nodes)
            {
                var workers = node.Services.GetRequiredService<Workers>();
                while (workers.Health.Single(w => w.Name == "demo.load").LastSuccess is null)
                {
                    Assert.Equal(0, workers.Health.Single(w => w.Name == "demo.load").Failures);
                    await Task.Delay(20, Stop);
                }
            }
            Assert.Equal(["hospitals 3", "patients 3", "sites 1"], await nodes[0].Db.ListAsync(
                """
                select 'hospitals ' || count(*) from accounts.hospital union all select 'patients ' || count(*) from accounts.patient
                union all select 'sites ' || count(*) from guide.site order by 1
                """, r => r.GetString(0), Stop));
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_demo_study_that_came_under_another_hospital_too_does_not_keep_the_sandbox_from_loading()
    {
        await using var app = await BffApp.StartAsync();
        using var pacs = app.Pacs();
        var film = DemoFilms.All.Single(f => f.Title == "胸片");
        foreach (var hospital in new[] { "demo-east", "demo-child" })
        {
            pacs.DefaultRequestHeaders.Remove("X-Hospital-Code");
            pacs.DefaultRequestHeaders.Add("X-Hospital-Code", hospital);
            Assert.Equal(200, (await TestFilms.PushAsync(pacs, [.. film.Instances()])).Status);
        }
        using var anonymous = app.Anonymous();
        using var tour = await anonymous.GetAsync("/api/sandbox/tour", Stop);
        Assert.Single((await tour.JsonAsync()).GetProperty("films").EnumerateArray());

        await using var next = await BffApp.StartAsync(BffApp.DatabaseSetting + app.Database, "--Demo:Films=true");
        while (await next.Db.ListAsync("select 1 from film.instance limit 2 offset 2", r => 1, Stop) is []) await Task.Delay(20, Stop);
        Assert.Equal(0, next.Services.GetRequiredService<Workers>().Health.Single(w => w.Name == "demo.load").Failures);
    }

    private sealed class FailsAtOnce : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new InvalidOperationException("at once");
    }

    private sealed class FailsLater : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }
    }

    private sealed class Unmakeable
    {
        public Unmakeable() => throw new UnauthorizedAccessException("The folder may not be written.");
    }

    private sealed class Stubborn
    {
        public int Runs { get; private set; }

        public TaskCompletionSource Done { get; } = new();

        public Task RunAsync()
        {
            if (++Runs == 1) throw new InvalidOperationException("not yet");
            Done.SetResult();
            return Task.CompletedTask;
        }
    }
}
