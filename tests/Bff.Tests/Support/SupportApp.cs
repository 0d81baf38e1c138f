using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bff.Support.Knowledge;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Support;

/// <summary>A host whose bot knows the sandbox's knowledge base.</summary>
public sealed class SupportApp : IAsyncLifetime
{
    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await StartAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Starts one and waits until the bot has learned. Its patients may ask as fast as a test can.</summary>
    public static async Task<BffApp> StartAsync(params string[] settings)
    {
        var app = await BffApp.StartAsync(["--Demo:Knowledge=true", "--Support:MessagesPerSecond=10000", .. settings]);
        var knowledge = app.Services.GetRequiredService<KnowledgeService>();
        while ((await knowledge.ForAsync("demo-east", TestContext.Current.CancellationToken)).Version == "0") await Task.Delay(20,
            TestContext.Current.CancellationToken);
        return app;
    }
}

/// <summary>What patients and staff say to the customer service, over real HTTP.</summary>
internal static class Talk
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await client.PostAsync(path, content, Stop);
    }

    public static async Task<HttpResponseMessage> PutAsync(this HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await client.PutAsync(path, content, Stop);
    }

    /// <summary>Opens a conversation; its id.</summary>
    public static async Task<string> OpenAsync(this HttpClient patient, string hospital = "demo-east")
    {
        using var answer = await patient.PostAsync("/api/support/conversations", $$"""{"hospitalCode":"{{hospital}}"}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    /// <summary>Sends a message that must be taken; the whole answer.</summary>
    public static async Task<JsonElement> SayAsync(this HttpClient patient, string conversation, string text, string? clientId = null)
    {
        using var answer = await patient.TrySayAsync(conversation, text, clientId);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    public static Task<HttpResponseMessage> TrySayAsync(this HttpClient patient, string conversation, string? text,
        string? clientId = null) => patient.PostAsync(
        $"/api/support/conversations/{conversation}/messages",
            JsonSerializer.Serialize(new Dictionary<string, string?> { ["text"] = text, ["clientId"] = clientId }));

    /// <summary>The bot's reply to a message.</summary>
    public static async Task<JsonElement> AskAsync(this HttpClient patient, string conversation, string text) =>
        (await patient.SayAsync(conversation, text)).GetProperty("reply");

    public static string Kind(this JsonElement reply) => reply.GetProperty("kind").GetString()!;

    public static string? Intent(this JsonElement reply) => reply.GetProperty("intent").GetString();

    public static string Text(this JsonElement reply) => reply.GetProperty("text").GetString()!;

    public static async Task<JsonElement> ViewAsync(this HttpClient patient, string conversation, int after = 0) =>
        await patient.GetFromJsonAsync<JsonElement>($"/api/support/conversations/{conversation}?after={after}", Stop);
}
