using System.Net;
using System.Text.Json;

namespace Bff.Tests.Support;

/// <summary>The live line: who hears what, in order, each once. One host for each test.</summary>
public sealed class LiveLineTests : IAsyncLifetime
{
    private TwoAgents _desk = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await TwoAgents.StartAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task A_patient_and_an_agent_talk_live()
    {
        var id = await _desk.QueuedAsync();
        await using var line = await HubLine.OpenAsync(_desk.App, _desk.Patient);
        await line.CallAsync("Join", id, 0);
        Assert.Equal(1, (await line.HearAsync("state", s => s.GetProperty("state").GetString() == "queue")).GetProperty("queue")
            .GetProperty("position").GetInt32());

        var chat = await _desk.Agent.CallAsync("Claim", id);
        Assert.Equal("李**", chat.GetProperty("patientName").GetString());
        await _desk.Agent.CallAsync("JoinChat", id, 0);
        await line.HearAsync("state", s => s.GetProperty("agent").ValueKind == JsonValueKind.Object);
        await _desk.Agent.CallAsync("Typing", id);
        await line.HearAsync("typing", t => t.GetProperty("author").GetString() == "agent");
        await _desk.Agent.CallAsync("Reply", id, null, "您好，请问有什么可以帮您？");
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "您好，请问有什么可以帮您？");
        var sent = await line.CallAsync("Send", id, Guid.NewGuid(), "我想问退费");
        Assert.Equal(JsonValueKind.Null, sent.GetProperty("reply").ValueKind);
        await _desk.Agent.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "我想问退费");
        await _desk.Agent.CallAsync("CloseChat", id);
        await line.HearAsync("state", s => s.GetProperty("state").GetString() == "closed");
        TwoAgents.Numbered(line);
        Assert.Contains("support.read ok", await _desk.App.AuditedAsync());
    }

    [Fact]
    public async Task After_a_break_the_line_goes_on_after_the_last_number_without_gap_or_double()
    {
        var id = await _desk.QueuedAsync();
        await _desk.Agent.CallAsync("Claim", id);
        var line = await HubLine.OpenAsync(_desk.App, _desk.Patient);
        await line.CallAsync("Join", id, 0);
        await _desk.Agent.CallAsync("Reply", id, null, "一");
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "一");
        line.Break();
        var last = TwoAgents.Numbered(line);
        await _desk.Agent.CallAsync("Reply", id, null, "二");
        await _desk.Agent.CallAsync("Reply", id, null, "三");
        await using var again = await HubLine.OpenAsync(_desk.App, _desk.Patient);
        await again.CallAsync("Join", id, last);
        await again.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "三");
        Assert.Equal([last + 1, last + 2], again.Heard("message").Select(m => m.GetProperty("message").GetProperty("number").GetInt32()));
        await line.DisposeAsync();
    }

    [Fact]
    public async Task Strangers_reach_nothing_on_the_line()
    {
        var id = await _desk.QueuedAsync();
        using var wang = await _desk.App.SignInPatientAsync("demo-wang");
        await using var line = await HubLine.OpenAsync(_desk.App, wang);
        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("Join", [id, 0]), ("Send", [id, null, "你好"]), ("Desk", []), ("Claim", [id]), ("JoinChat", [id, 0]), ("Reply", [id, null, "x"]),
                ("CloseChat", [id]),
        })
            await Assert.ThrowsAsync<InvalidOperationException>(() => line.CallAsync(method, arguments));
        using var auditor = await _desk.App.SignInStaffAsync("auditor");
        await using var reader = await HubLine.OpenAsync(_desk.App, auditor);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.CallAsync("JoinChat", id, 0));
        Assert.Empty(line.Heard("message"));
    }

    [Fact]
    public async Task The_line_of_an_ended_session_is_cut()
    {
        using var wang = await _desk.App.SignInPatientAsync("demo-wang");
        await using var line = await HubLine.OpenAsync(_desk.App, wang);
        await line.CallAsync("Join", await wang.OpenAsync(), 0);
        using var ended = await wang.DeleteAsync("/api/session", Stop);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await line.EndedAsync();
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData(null)]
    public async Task A_cookie_from_another_site_opens_no_line(string? origin)
    {
        using var browser = _desk.App.Anonymous();
        using var handshake = new HttpRequestMessage(HttpMethod.Get, "/hubs/support");
        handshake.Headers.Add("Cookie", "sid=" + _desk.Patient.DefaultRequestHeaders.Authorization!.Parameter);
        handshake.Headers.Add("Connection", "Upgrade");
        handshake.Headers.Add("Upgrade", "websocket");
        handshake.Headers.Add("Sec-WebSocket-Version", "13");
        handshake.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        if (origin is not null) handshake.Headers.Add("Origin", origin);
        using var answer = await browser.SendAsync(handshake, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task What_happens_on_one_node_is_heard_on_the_other()
    {
        await using var second = await BffApp.StartAsync("--Support:AgentGraceSeconds=600", BffApp.DatabaseSetting + _desk.App.Database);
        var id = await _desk.QueuedAsync();
        await using var line = await HubLine.OpenAsync(second, _desk.Patient);
        await line.CallAsync("Join", id, 0);
        await _desk.Agent.CallAsync("Claim", id);
        await _desk.Agent.CallAsync("Reply", id, null, "从另一台服务器答复");
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "从另一台服务器答复");
        TwoAgents.Numbered(line);
    }
}
