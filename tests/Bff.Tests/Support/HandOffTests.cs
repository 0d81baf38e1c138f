using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bff.Tests.Support;

/// <summary>Bot, queue, agent, closed. One host for each test, for queues are common to all.</summary>
public sealed class HandOffTests : IAsyncLifetime
{
    private TwoAgents _desk = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await TwoAgents.StartAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Of_two_agents_who_claim_one_chat_exactly_one_gets_it()
    {
        var id = await _desk.QueuedAsync();
        var claims = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? _desk.Agent : _desk.Other).CallAsync("Claim", id)));
        Assert.Single(claims, c => c.ValueKind == JsonValueKind.Object);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_is_sent_twice_at_once_is_one_line_with_one_number(bool byAgent)
    {
        var (id, clientId) = (await _desk.QueuedAsync(), Guid.NewGuid().ToString());
        await _desk.Agent.CallAsync("Claim", id);
        await using var locker = await _desk.App.Db.OpenConnectionAsync(Stop);
        await using var transaction = await locker.BeginTransactionAsync(Stop);
        await locker.ExecuteAsync("select 1 from support.conversation where id = $1 for update", Stop, Guid.Parse(id));
        var sent = Enumerable.Range(0, 3).Select(_ => byAgent ? ReplyAsync() : SayAsync()).ToArray();
        while (await WaitingAsync() < sent.Length) await Task.Delay(20, Stop);
        await transaction.CommitAsync(Stop);
        Assert.Single((await Task.WhenAll(sent)).Distinct());
        var numbers = (await _desk.Patient.ViewAsync(id)).GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("number").GetInt32());
        Assert.Equal(Enumerable.Range(1, numbers.Count()), numbers);

        async Task<int> SayAsync() => (await _desk.Patient.SayAsync(id, "在吗", clientId)).GetProperty("number").GetInt32();
        async Task<int> ReplyAsync()
        {
            await using var line = await HubLine.OpenAsync(_desk.App, _desk.Zhou);
            return (await line.CallAsync("Reply", id, clientId, "在的")).GetInt32();
        }
        async Task<int> WaitingAsync() => (await _desk.App.Db.ListAsync(
            "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            r => r.GetInt32(0), Stop))[0];
    }

    [Fact]
    public async Task An_agent_takes_no_more_chats_than_allowed_however_fast()
    {
        using var set = await _desk.Zhou.PutAsync("/api/staff/support/agents/me", """{"maxChats":2}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        for (var i = 0; i < 5; i++) await _desk.QueuedAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await _desk.Agent.CallAsync("Claim", new object?[] { null });
            }
            catch (InvalidOperationException full)
            {
                Assert.Contains("support.max_chats", full.Message, StringComparison.Ordinal);
            }
        }));
        var desk = await _desk.Agent.CallAsync("Desk");
        Assert.Equal(2, desk.GetProperty("mine").GetArrayLength());
        Assert.Equal(3, desk.GetProperty("queue").GetArrayLength());
    }

    [Fact]
    public async Task A_chat_whose_agent_does_not_answer_goes_back_to_the_front_of_the_queue()
    {
        var id = await _desk.QueuedAsync();
        await _desk.Agent.CallAsync("Claim", id);
        var later = await _desk.QueuedAsync();
        _desk.App.Clock.Advance(TimeSpan.FromSeconds(130));
        await _desk.Agent.HearAsync("unassigned", u => u.GetProperty("conversationId").GetString() == id);
        var queue = (await _desk.Other.CallAsync("Desk")).GetProperty("queue").EnumerateArray()
            .Select(c => c.GetProperty("id").GetString());
        Assert.Equal([id, later], queue);
        Assert.Contains("优先重新排队", (await _desk.Patient.ViewAsync(id)).GetProperty("messages").EnumerateArray().Last().GetProperty("text")
            .GetString(), StringComparison.Ordinal);
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
        for (var tries = 0; tries < 500
            && (await li.ViewAsync(id)).GetProperty("state").GetString() != "queue"; tries++) await Task.Delay(20, Stop);
        Assert.Equal("queue", (await li.ViewAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_chat_is_handed_to_another_agent_with_a_note_only_staff_read()
    {
        var id = await _desk.QueuedAsync();
        await _desk.Agent.CallAsync("Claim", id);
        var wuId = (await _desk.Other.CallAsync("Desk")).GetProperty("me").GetProperty("id").GetString();
        await _desk.Agent.CallAsync("Transfer", id, wuId, null, "患者问退费，已查到订单");
        await _desk.Other.HearAsync("assigned", a => a.GetProperty("conversationId").GetString() == id);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _desk.Agent.CallAsync("Reply", id, null, "我还在"));
        await _desk.Other.CallAsync("Reply", id, null, "我来处理");
        var detail = await _desk.Wu.GetFromJsonAsync<JsonElement>($"/api/staff/support/conversations/{id}", Stop);
        Assert.Equal("患者问退费，已查到订单", detail.GetProperty("notes")[0].GetProperty("text").GetString());
        Assert.DoesNotContain("已查到订单", (await _desk.Patient.ViewAsync(id)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_service_hours_a_message_can_be_left()
    {
        using var admin = await _desk.App.SignInStaffAsync();
        using var set = await admin.PutAsync("/api/staff/support/hours/demo-east", """{"days":[],"closedDates":[]}""");
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        var id = await _desk.Patient.OpenAsync();
        using var asked = await _desk.Patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}");
        Assert.False((await asked.JsonAsync()).GetProperty("inServiceHours").GetBoolean());
        Assert.Equal("bot", (await _desk.Patient.ViewAsync(id)).GetProperty("state").GetString());
        using var left = await _desk.Patient.PostAsync($"/api/support/conversations/{id}/callback",
            """{"phone":"13800000001","text":"请告诉我退费什么时候到"}""");
        Assert.Equal(HttpStatusCode.Created, left.StatusCode);
        var row = (await admin.GetFromJsonAsync<JsonElement>("/api/staff/support/callbacks", Stop)).GetProperty("items")[0];
        Assert.Equal("13800000001", row.GetProperty("phone").GetString());
        using var done = await admin.PostAsync($"/api/staff/support/callbacks/{row.GetProperty("id").GetString()}/done", "{}");
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
    }
}
