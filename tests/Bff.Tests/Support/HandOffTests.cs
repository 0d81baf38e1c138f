using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Platform.Sheets;
using Bff.Support.Knowledge;

namespace Bff.Tests.Support;

/// <summary>Bot, queue, agent, closed: over the live line. One host for each test, for queues are common to all.</summary>
public sealed class HandOffTests : IAsyncLifetime
{
    private BffApp app = null!;
    private HttpClient patient = null!, zhou = null!, wu = null!;
    private HubLine agent = null!, other = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await BffApp.StartAsync("--Support:AgentGraceSeconds=600");
        (patient, zhou, wu) = (await app.SignInPatientAsync(), await app.SignInStaffAsync("agent"), await app.SignInStaffAsync("agent2"));
        (agent, other) = (await HubLine.OpenAsync(app, zhou), await HubLine.OpenAsync(app, wu));
        await agent.CallAsync("SetStatus", "online");
        await other.CallAsync("SetStatus", "online");
    }

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        await other.DisposeAsync();
        patient.Dispose();
        zhou.Dispose();
        wu.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_patient_and_an_agent_talk_live()
    {
        var id = await QueuedAsync();
        await using var line = await HubLine.OpenAsync(app, patient);
        await line.CallAsync("Join", id, 0);
        Assert.Equal(1, (await line.HearAsync("state", s => s.GetProperty("state").GetString() == "queue")).GetProperty("queue").GetProperty("position").GetInt32());

        var chat = await agent.CallAsync("Claim", id);
        Assert.Equal("李**", chat.GetProperty("patientName").GetString());
        await agent.CallAsync("JoinChat", id, 0);
        await line.HearAsync("state", s => s.GetProperty("agent").ValueKind == JsonValueKind.Object);
        await agent.CallAsync("Typing", id);
        await line.HearAsync("typing", t => t.GetProperty("author").GetString() == "agent");
        await agent.CallAsync("Reply", id, null, "您好，请问有什么可以帮您？");
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "您好，请问有什么可以帮您？");
        var sent = await line.CallAsync("Send", id, Guid.NewGuid(), "我想问退费");
        Assert.Equal(JsonValueKind.Null, sent.GetProperty("reply").ValueKind);
        await agent.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "我想问退费");
        await agent.CallAsync("CloseChat", id);
        await line.HearAsync("state", s => s.GetProperty("state").GetString() == "closed");
        Numbered(line);
        Assert.Contains("support.read ok", await app.AuditedAsync());
    }

    [Fact]
    public async Task Of_two_agents_who_claim_one_chat_exactly_one_gets_it()
    {
        var id = await QueuedAsync();
        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? agent : other).CallAsync("Claim", id)));
        Assert.Single(claims, c => c.ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task An_agent_takes_no_more_chats_than_allowed_however_fast()
    {
        using var set = await zhou.PutAsync("/api/staff/support/agents/me", """{"maxChats":2}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        for (var i = 0; i < 5; i++) await QueuedAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await agent.CallAsync("Claim", new object?[] { null });
            }
            catch (InvalidOperationException full)
            {
                Assert.Contains("support.max_chats", full.Message, StringComparison.Ordinal);
            }
        }));
        var desk = await agent.CallAsync("Desk");
        Assert.Equal(2, desk.GetProperty("mine").GetArrayLength());
        Assert.Equal(3, desk.GetProperty("queue").GetArrayLength());
    }

    [Fact]
    public async Task After_a_break_the_line_goes_on_after_the_last_number_without_gap_or_double()
    {
        var id = await QueuedAsync();
        await agent.CallAsync("Claim", id);
        var line = await HubLine.OpenAsync(app, patient);
        await line.CallAsync("Join", id, 0);
        await agent.CallAsync("Reply", id, null, "一");
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "一");
        line.Break();
        var last = Numbered(line);
        await agent.CallAsync("Reply", id, null, "二");
        await agent.CallAsync("Reply", id, null, "三");
        await using var again = await HubLine.OpenAsync(app, patient);
        await again.CallAsync("Join", id, last);
        await again.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "三");
        Assert.Equal([last + 1, last + 2], again.Heard("message").Select(m => m.GetProperty("message").GetProperty("number").GetInt32()));
        await line.DisposeAsync();
    }

    [Fact]
    public async Task A_chat_whose_agent_does_not_answer_goes_back_to_the_front_of_the_queue()
    {
        var id = await QueuedAsync();
        await agent.CallAsync("Claim", id);
        var later = await QueuedAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(130));
        await agent.HearAsync("unassigned", u => u.GetProperty("conversationId").GetString() == id);
        var queue = (await other.CallAsync("Desk")).GetProperty("queue").EnumerateArray().Select(c => c.GetProperty("id").GetString());
        Assert.Equal([id, later], queue);
        Assert.Contains("优先重新排队", (await patient.ViewAsync(id)).GetProperty("messages").EnumerateArray().Last().GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_who_is_gone_for_longer_than_the_grace_gives_up_the_chat()
    {
        await using var impatient = await BffApp.StartAsync("--Support:AgentGraceSeconds=2");
        using var li = await impatient.SignInPatientAsync();
        using var staff = await impatient.SignInStaffAsync("agent");
        await using var line = await HubLine.OpenAsync(impatient, staff);
        await line.CallAsync("SetStatus", "online");
        var id = await li.OpenAsync();
        using (await li.PostAsync($"/api/support/conversations/{id}/handoff", "{}"))
            await line.CallAsync("Claim", id);
        line.Break();
        for (var tries = 0; tries < 500 && (await li.ViewAsync(id)).GetProperty("state").GetString() != "queue"; tries++) await Task.Delay(20, Stop);
        Assert.Equal("queue", (await li.ViewAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_chat_is_handed_to_another_agent_with_a_note_only_staff_read()
    {
        var id = await QueuedAsync();
        await agent.CallAsync("Claim", id);
        var wuId = (await other.CallAsync("Desk")).GetProperty("me").GetProperty("id").GetString();
        await agent.CallAsync("Transfer", id, wuId, null, "患者问退费，已查到订单");
        await other.HearAsync("assigned", a => a.GetProperty("conversationId").GetString() == id);
        await Assert.ThrowsAsync<InvalidOperationException>(() => agent.CallAsync("Reply", id, null, "我还在"));
        await other.CallAsync("Reply", id, null, "我来处理");
        var detail = await wu.GetFromJsonAsync<JsonElement>($"/api/staff/support/conversations/{id}", Stop);
        Assert.Equal("患者问退费，已查到订单", detail.GetProperty("notes")[0].GetProperty("text").GetString());
        Assert.DoesNotContain("已查到订单", (await patient.ViewAsync(id)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_service_hours_a_message_can_be_left()
    {
        using var admin = await app.SignInStaffAsync();
        using var set = await admin.PutAsync("/api/staff/support/hours/demo-east", """{"days":[],"closedDates":[]}""");
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        var id = await patient.OpenAsync();
        using var asked = await patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}");
        Assert.False((await asked.JsonAsync()).GetProperty("inServiceHours").GetBoolean());
        Assert.Equal("bot", (await patient.ViewAsync(id)).GetProperty("state").GetString());
        using var left = await patient.PostAsync($"/api/support/conversations/{id}/callback", """{"phone":"13800000001","text":"请告诉我退费什么时候到"}""");
        Assert.Equal(HttpStatusCode.Created, left.StatusCode);
        var row = (await admin.GetFromJsonAsync<JsonElement>("/api/staff/support/callbacks", Stop)).GetProperty("items")[0];
        Assert.Equal("13800000001", row.GetProperty("phone").GetString());
        using var done = await admin.PostAsync($"/api/staff/support/callbacks/{row.GetProperty("id").GetString()}/done", "{}");
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
    }

    [Fact]
    public async Task Strangers_reach_nothing_on_the_line()
    {
        var id = await QueuedAsync();
        using var wang = await app.SignInPatientAsync("demo-wang");
        await using var line = await HubLine.OpenAsync(app, wang);
        foreach (var (method, arguments) in new (string, object?[])[]
        {
            ("Join", [id, 0]), ("Send", [id, null, "你好"]), ("Desk", []), ("Claim", [id]), ("JoinChat", [id, 0]), ("Reply", [id, null, "x"]), ("CloseChat", [id]),
        })
            await Assert.ThrowsAsync<InvalidOperationException>(() => line.CallAsync(method, arguments));
        using var auditor = await app.SignInStaffAsync("auditor");
        await using var reader = await HubLine.OpenAsync(app, auditor);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.CallAsync("JoinChat", id, 0));
        Assert.Empty(line.Heard("message"));
    }

    [Fact]
    public async Task The_line_of_an_ended_session_is_cut()
    {
        using var wang = await app.SignInPatientAsync("demo-wang");
        await using var line = await HubLine.OpenAsync(app, wang);
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
        using var browser = app.Anonymous();
        using var handshake = new HttpRequestMessage(HttpMethod.Get, "/hubs/support");
        handshake.Headers.Add("Cookie", "sid=" + patient.DefaultRequestHeaders.Authorization!.Parameter);
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
        await using var second = await BffApp.StartAsync("--Support:AgentGraceSeconds=600", BffApp.DatabaseSetting + app.Database);
        var id = await QueuedAsync();
        await using var line = await HubLine.OpenAsync(second, patient);
        await line.CallAsync("Join", id, 0);
        await agent.CallAsync("Claim", id);
        await agent.CallAsync("Reply", id, null, "从另一台服务器答复");
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "从另一台服务器答复");
        Numbered(line);
    }

    [Fact]
    public async Task Statistics_count_what_was_handed_over_and_export_as_csv()
    {
        var id = await QueuedAsync();
        await agent.CallAsync("Claim", id);
        await agent.CallAsync("Reply", id, null, "您好");
        var figures = await zhou.GetFromJsonAsync<JsonElement>("/api/staff/support/statistics", Stop);
        var today = figures.GetProperty("days").EnumerateArray().Last();
        Assert.Equal(1, today.GetProperty("handedOff").GetInt32());
        Assert.Equal("request", figures.GetProperty("handoffReasons")[0].GetProperty("reason").GetString());
        var csv = await zhou.GetStringAsync("/api/staff/support/statistics.csv", Stop);
        Assert.Contains("转人工", csv, StringComparison.Ordinal);
        var agents = await zhou.GetFromJsonAsync<JsonElement>("/api/staff/support/agents", Stop);
        Assert.Contains(agents.GetProperty("items").EnumerateArray(), a => a.GetProperty("connected").GetBoolean() && a.GetProperty("chats").GetInt32() == 1);
    }

    [Fact]
    public async Task Stars_and_channels_are_in_the_statistics_and_in_their_file()
    {
        foreach (var (channel, stars) in new[] { ("wechat", 5), ("suishenban", 2) })
        {
            using var opened = await patient.PostAsync("/api/support/conversations", $$"""{"hospitalCode":"demo-east","channel":"{{channel}}"}""");
            var id = (await opened.JsonAsync()).GetProperty("id").GetString();
            using (await patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}"))
                Assert.Equal(channel, (await agent.CallAsync("Claim", id)).GetProperty("channel").GetString());
            await agent.CallAsync("Reply", id, null, "您好");
            await agent.CallAsync("CloseChat", id);
            using var rated = await patient.PostAsync($"/api/support/conversations/{id}/close", $$"""{"rating":{{stars}}}""");
            Assert.Equal(HttpStatusCode.NoContent, rated.StatusCode);
        }
        var figures = await zhou.GetFromJsonAsync<JsonElement>("/api/staff/support/statistics", Stop);
        Assert.Equal([(5, 1), (4, 0), (3, 0), (2, 1), (1, 0)], figures.GetProperty("stars").EnumerateArray().Select(s => (s.GetProperty("stars").GetInt32(), s.GetProperty("count").GetInt32())));
        Assert.Equal([("suishenban", 1), ("wechat", 1)], figures.GetProperty("channels").EnumerateArray().Select(c => (c.GetProperty("channel").GetString(), c.GetProperty("count").GetInt32())));
        using var unknown = await patient.PostAsync("/api/support/conversations", """{"hospitalCode":"demo-east","channel":"fax"}""");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        var file = await zhou.GetByteArrayAsync("/api/staff/support/statistics.csv", Stop);
        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]); // Excel reads Chinese by this mark alone.
        var rows = SheetText.ReadCsv(file).ToList();
        Assert.Equal(31, rows.Count);
        var today = rows[0].Zip(rows[^1]).ToDictionary(c => c.First, c => c.Second);
        Assert.Equal(("2", "2", "2", "3.50"), (today["会话"], today["转人工"], today["结束时评分人数"], today["平均星级"]));
    }

    /// <summary>Checks that the messages heard are numbered from 1 on, each once; the last number.</summary>
    private static int Numbered(HubLine line)
    {
        var numbers = line.Heard("message").Select(m => m.GetProperty("message").GetProperty("number").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        return numbers.Length;
    }

    private async Task<string> QueuedAsync()
    {
        var id = await patient.OpenAsync();
        using var answer = await patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}");
        Assert.Equal("queue", (await answer.JsonAsync()).GetProperty("state").GetString());
        return id;
    }
}
