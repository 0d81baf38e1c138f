using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bff.Tests.Support;

/// <summary>What a patient writes is read by those who talk with them: never in a log, a figure or the audit.</summary>
public sealed class PrivacyTests
{
    private const string Phone = "13912340987", Document = "310101196207150923", Name = "欧阳静怡";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_a_patient_writes_is_logged_counted_or_audited()
    {
        await using var app = await SupportApp.StartAsync("--Logging:LogLevel:Default=Trace", "--Logging:Console:LogLevel:Default=None");
        using var log = new KeptLog();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        using var patient = await app.SignInPatientAsync();
        using var staff = await app.SignInStaffAsync("agent");
        await using (var agent = await HubLine.OpenAsync(app, staff))
            await TalkAsync(patient, agent, app);
        using var statistics = await staff.GetAsync("/api/staff/support/statistics", Stop);
        using var csv = await staff.GetAsync("/api/staff/support/statistics.csv", Stop);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (statistics.StatusCode, csv.StatusCode));
        using var anyone = app.Anonymous();
        var seen = new Dictionary<string, string>
        {
            ["log"] = string.Join('\n', log.Lines),
            ["metrics"] = await anyone.GetStringAsync("/metrics", Stop),
            ["statistics"] = await statistics.Content.ReadAsStringAsync(Stop) + await csv.Content.ReadAsStringAsync(Stop),
            ["audit"] = string.Join('\n', await app.Db.ListAsync("select to_jsonb(a)::text from platform.audit a", r => r.GetString(0),
                Stop)),
        };
        Assert.All(seen, s => Assert.NotEmpty(s.Value));
        Assert.Contains("/api/support/conversations", seen["log"], StringComparison.Ordinal); // The requests themselves were logged.
        foreach (var (where, text) in seen)
            foreach (var secret in (string[])[Phone, Document, Name, "秀英", "13800000001"])
                Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{secret} is in {where}");
    }

    /// <summary>
    /// Every way by which words come in: to the bot, missed, to an agent, in a note, a comment, a wish to be called, and in a malformed
    /// request.
    /// </summary>
    private static async Task TalkAsync(HttpClient patient, HubLine agent, BffApp app)
    {
        var words = $"我叫{Name}，电话{Phone}，身份证{Document}";
        var id = await patient.OpenAsync();
        await patient.SayAsync(id, words + "怎么挂号");
        await patient.SayAsync(id, words);
        using var broken = await patient.PostAsync($"/api/support/conversations/{id}/messages", $$"""{"text":"{{words}}" oops""");
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        using var called = await patient.PostAsync($"/api/support/conversations/{id}/callback",
            $$"""{"phone":"{{Phone}}","text":"{{words}}"}""");
        Assert.Equal(HttpStatusCode.Created, called.StatusCode);
        using (await patient.PostAsync($"/api/support/conversations/{id}/handoff", $$"""{"reason":"{{words}}"}"""))
            await agent.CallAsync("SetStatus", "online");
        await agent.CallAsync("Claim", id);
        await agent.CallAsync("JoinChat", id, 0);
        await using (var line = await HubLine.OpenAsync(app, patient))
        {
            await line.CallAsync("Join", id, 0);
            await line.CallAsync("Send", id, Guid.NewGuid(), words);
            await Assert.ThrowsAsync<InvalidOperationException>(() => line.CallAsync("Send", words, words, words));
        }
        await agent.CallAsync("Reply", id, null, "收到：" + words);
        await agent.CallAsync("Note", id, words);
        await agent.CallAsync("CloseChat", id);
        using var rated = await patient.PostAsync($"/api/support/conversations/{id}/close", $$"""{"rating":2,"comment":"{{words}}"}""");
        Assert.Equal(HttpStatusCode.NoContent, rated.StatusCode);
    }

    /// <summary>Everything logged, formatted, with its values and exceptions.</summary>
    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(JsonSerializer.Serialize(state.ToString()));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            Lines.Enqueue($"{formatter(state, exception)} {exception}");
            if (state is IEnumerable<KeyValuePair<string,
                object?>> values) Lines.Enqueue(string.Join(' ', values.Select(v => $"{v.Key}={v.Value}")));
        }

        public void Dispose()
        {
        }
    }
}
