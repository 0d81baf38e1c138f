using Bff.Support.Contract;
using Npgsql;

namespace Bff.Demo;

/// <summary>Publishes the sandbox's city-wide knowledge base on the first start: trained beside the serving host, which does not wait for it.</summary>
internal sealed partial class DemoKnowledge(
    SupportKnowledge knowledge, NpgsqlDataSource db, IConfiguration configuration, IHostApplicationLifetime lifetime,
    ILogger<DemoKnowledge> logger)
{
    /// <summary>Any number of this work's own: one node trains, the others find it done.</summary>
    private const long LockKey = 0x64656d6f_6b62;

    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Demo:Knowledge", true)) return;
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
        await db.AloneAsync(LockKey, () => SeedAsync(cancellationToken), cancellationToken);
    }

    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using Stream parts = Resource("knowledge.json"), utterances = Resource("utterances.tsv");
        if (await knowledge.SeedAsync(parts, utterances, "演示知识库", cancellationToken)) LogPublished();
    }

    private static Stream Resource(string name) => typeof(DemoKnowledge).Assembly.GetManifestResourceStream(name)!;

    [LoggerMessage(Level = LogLevel.Information, Message = "The sandbox's knowledge base answers now")]
    private partial void LogPublished();
}
