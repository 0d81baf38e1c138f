using System.Collections.Concurrent;
using Bff.Gateways.FilmArchive;
using Bff.Platform.Ops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bff.Tests.Platform.Ops;

/// <summary>Whatever <c>/health/ready</c> calls down has said why in the log.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_store_that_is_gone_says_why_once_until_it_is_back()
    {
        using var log = new Told();
        await using var app = await BffApp.StartAsync(builder => builder.Logging.AddProvider(log));
        using var client = app.Anonymous();
        var store = app.Services.GetRequiredService<IOptions<FilmArchiveOptions>>().Value.StorePath;
        Directory.Move(store, store + "-away");
        for (var time = 0; time < 3; time++) Assert.Equal("down", await StateAsync(client, "filmStore"));
        var line = Assert.Single(log.Lines, l => l.Text.Contains("filmStore", StringComparison.Ordinal));
        Assert.Contains(store, line.Cause!.Message, StringComparison.Ordinal);
        Directory.Move(store + "-away", store);
        Assert.Equal("ok", await StateAsync(client, "filmStore"));
        Assert.Equal("ok", await StateAsync(client, "filmStore"));
        Assert.Equal(2, log.Lines.Count(l => l.Text.Contains("filmStore", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Every_check_that_fails_or_hangs_is_named_in_the_log_with_its_reason()
    {
        using var log = new Told();
        await using var app = await BffApp.StartAsync(builder =>
        {
            builder.Logging.AddProvider(log);
            // Every check of the product, and two that no slice has.
            builder.Services.AddSingleton(new ReadinessCheck("thrower", false, _ => throw new InvalidOperationException("a reason")));
            builder.Services.AddSingleton(new ReadinessCheck("hanger", false, _ => Task.Run(() => new ManualResetEventSlim().Wait(Stop), Stop)));
            builder.Services.AddSingleton(new ReadinessCheck("sleeper", false, token => Task.Delay(Timeout.Infinite, token)));
            builder.Services.AddSingleton(new ReadinessCheck("blocker", false, _ =>
            {
                using var never = new ManualResetEventSlim();
                never.Wait(TimeSpan.FromSeconds(20), Stop);
                return Task.CompletedTask;
            }));
        });
        using var client = app.Anonymous();
        var checks = (await (await client.GetAsync("/health/ready", Stop)).JsonAsync()).GetProperty("checks");
        foreach (var (name, state) in new[] { ("thrower", "down"), ("hanger", "timeout"), ("sleeper", "timeout"), ("blocker", "timeout") })
        {
            Assert.Equal(state, checks.GetProperty(name).GetString());
            Assert.Contains(log.Lines, l => l.Text.Contains(name, StringComparison.Ordinal) && l.Level >= LogLevel.Warning);
        }
        Assert.Equal("a reason", log.Lines.First(l => l.Text.Contains("thrower", StringComparison.Ordinal)).Cause!.Message);
    }

    private static async Task<string?> StateAsync(HttpClient client, string name)
    {
        using var answer = await client.GetAsync("/health/ready", Stop);
        return (await answer.JsonAsync()).GetProperty("checks").GetProperty(name).GetString();
    }
}
