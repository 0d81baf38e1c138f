using System.Text.Json;
using Bff.Support.Knowledge;
using Chatbot.Training;

namespace Bff.Demo;

/// <summary>Publishes the sandbox's city-wide knowledge base on the first start: trained beside the serving host, which does not wait for it.</summary>
internal sealed partial class DemoKnowledge(KnowledgeService knowledge, IHostEnvironment environment, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<DemoKnowledge> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (environment.IsProduction() || !configuration.GetValue("Demo:Knowledge", true)) return;
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (await knowledge.SeedAsync(Read(), "演示知识库", stoppingToken)) LogPublished();
    }

    /// <summary>The knowledge base as it is shipped: answers and services in one file, utterances in the other.</summary>
    public static KnowledgePart Read()
    {
        using var document = JsonDocument.Parse(Resource("knowledge.json"));
        var root = document.RootElement;
        var utterances = TsvReader.Read(Resource("utterances.tsv")).ToLookup(e => e.Intent, e => e.Text);
        var phases = root.GetProperty("phases");
        var intents = root.GetProperty("intents").EnumerateArray().Select(i => new KnowledgeIntent(
            i.GetProperty("name").GetString()!, i.GetProperty("category").GetString()!,
            phases.TryGetProperty(i.GetProperty("category").GetString()!, out var phase) ? phase.GetString() : null,
            [new KnowledgeAnswer(i.GetProperty("answer").GetString()!), .. i.TryGetProperty("more", out var more) ? more.EnumerateArray().Select(m => new KnowledgeAnswer(m.GetString()!)) : []],
            [.. utterances[i.GetProperty("name").GetString()!]], [.. i.GetProperty("services").EnumerateArray().Select(s => s.GetString()!)], true));
        return new KnowledgePart(
            [.. intents],
            root.GetProperty("services").Deserialize(KnowledgeJson.Default.IReadOnlyListKnowledgeLink)!,
            root.GetProperty("synonyms").Deserialize(KnowledgeJson.Default.IReadOnlyListIReadOnlyListString)!,
            root.GetProperty("slots").Deserialize(KnowledgeJson.Default.IReadOnlyListSlotWord)!,
            root.GetProperty("flows").Deserialize(KnowledgeJson.Default.IReadOnlyListFlow)!,
            root.GetProperty("regression").Deserialize(KnowledgeJson.Default.IReadOnlyListRegressionQuestion)!,
            root.GetProperty("opening").Deserialize(KnowledgeJson.Default.Opening)!);
    }

    private static Stream Resource(string name) => typeof(DemoKnowledge).Assembly.GetManifestResourceStream(name)!;

    [LoggerMessage(Level = LogLevel.Information, Message = "The sandbox's knowledge base answers now")]
    private partial void LogPublished();
}
