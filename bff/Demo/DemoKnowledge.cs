using Bff.Support.Contract;

namespace Bff.Demo;

/// <summary>Publishes the sandbox's city-wide knowledge base on the first start: trained beside the serving host, which does not wait for it.</summary>
internal sealed partial class DemoKnowledge(
    SupportKnowledge knowledge, IHostEnvironment environment, IConfiguration configuration, IHostApplicationLifetime lifetime,
    ILogger<DemoKnowledge> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (environment.IsProduction() || !configuration.GetValue("Demo:Knowledge", true)) return;
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        await using Stream parts = Resource("knowledge.json"), utterances = Resource("utterances.tsv");
        if (await knowledge.SeedAsync(parts, utterances, "演示知识库", stoppingToken)) LogPublished();
    }

    private static Stream Resource(string name) => typeof(DemoKnowledge).Assembly.GetManifestResourceStream(name)!;

    [LoggerMessage(Level = LogLevel.Information, Message = "The sandbox's knowledge base answers now")]
    private partial void LogPublished();
}
