using System.Text.Json;
using Bff.Platform.Data;

namespace Bff.Tests.Support;

/// <summary>Danger is heard whoever has the turn, told once, marked on the desk and audited.</summary>
public sealed class DangerTests(SupportApp shared) : IClassFixture<SupportApp>
{
    private const string Dangerous = "我爸以前心梗过 现在胸口痛得厉害 喘不上气";
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("孩子掉进泳池了 刚捞上来没呼吸", "emergency", "120")]
    [InlineData("my wife is bleeding a lot", "emergency", "120")]
    [InlineData("xiong kou tong chuan bu shang qi", "emergency", "120")]
    [InlineData("活着没意思", "self-harm", "12356")]
    public async Task The_bot_says_first_whom_to_call_and_hands_over_before_everyone(string text, string kind, string number)
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        var reply = await patient.AskAsync(id, text);
        Assert.Equal(kind, reply.Intent());
        Assert.StartsWith("请立即拨打120，或马上到", reply.Text(), StringComparison.Ordinal);
        Assert.Contains(number, reply.Text(), StringComparison.Ordinal);
        Assert.Equal("queue", (await patient.ViewAsync(id)).GetProperty("state").GetString());
        Assert.Equal((kind, (short)2), await MarkAsync(id));
    }

    [Fact]
    public async Task In_the_queue_it_is_told_once_and_the_patient_goes_to_the_front()
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await QueuedAsync(patient);
        var said = await patient.SayAsync(id, Dangerous);
        Assert.Contains("120", said.GetProperty("reply").Text(), StringComparison.Ordinal);
        Assert.Equal(said.GetProperty("number").GetInt32() + 1, said.GetProperty("replyNumber").GetInt32());
        Assert.Equal(("emergency", (short)2), await MarkAsync(id));
        var again = await patient.SayAsync(id, "快点 我爸胸口痛得厉害");
        Assert.Equal(JsonValueKind.Null, again.GetProperty("reply").ValueKind);
        var other = await patient.SayAsync(id, "我也不想活了");
        Assert.Contains("12356", other.GetProperty("reply").Text(), StringComparison.Ordinal);
        _app.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Contains("12356", (await patient.SayAsync(id, "真的不想活了")).GetProperty("reply").Text(), StringComparison.Ordinal);
        Assert.Equal(4, await HeardAsync(id));
    }

    [Fact]
    public async Task With_an_agent_the_patient_is_told_and_the_desk_is_marked()
    {
        await using var desk = await TwoAgents.StartAsync();
        var id = await desk.QueuedAsync();
        await desk.Agent.CallAsync("Claim", id);
        Assert.Equal(JsonValueKind.Null, (await desk.Patient.SayAsync(id, "报告什么时候出")).GetProperty("reply").ValueKind);
        var said = await desk.Patient.SayAsync(id, Dangerous);
        Assert.Contains("120", said.GetProperty("reply").Text(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await desk.Patient.SayAsync(id, "胸口还是痛 喘不上气")).GetProperty("reply").ValueKind);
        var mine = (await desk.Agent.CallAsync("Desk")).GetProperty("mine")[0];
        Assert.Equal("emergency", mine.GetProperty("danger").GetString());
        Assert.Equal(2, mine.GetProperty("priority").GetInt32());
        Assert.NotEqual(JsonValueKind.Null, mine.GetProperty("awaitingSince").ValueKind);
    }

    [Fact]
    public async Task Outside_service_hours_the_hot_line_is_named_and_the_mark_waits_for_people()
    {
        await using var app = await SupportApp.StartAsync();
        using var admin = await app.SignInStaffAsync();
        using (await admin.PutAsync("/api/staff/support/hours/demo-east", """{"days":[],"closedDates":[]}""")) { }
        using var patient = await app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        var reply = await patient.AskAsync(id, "我想去死");
        Assert.StartsWith("请立即拨打120", reply.Text(), StringComparison.Ordinal);
        Assert.Contains("12356", reply.Text(), StringComparison.Ordinal);
        Assert.Equal("bot", (await patient.ViewAsync(id)).GetProperty("state").GetString());
        Assert.Contains("12356", (await patient.AskAsync(id, "真的想死")).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_goes_on_where_it_was()
    {
        await using var app = await SupportApp.StartAsync();
        using var admin = await app.SignInStaffAsync();
        using (await admin.PutAsync("/api/staff/support/hours/demo-east", """{"days":[],"closedDates":[]}""")) { }
        using var patient = await app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        await patient.AskAsync(id, "预约挂号向导");
        Assert.Contains("科室", (await patient.AskAsync(id, "复诊")).Text(), StringComparison.Ordinal);
        Assert.Equal("emergency", (await patient.AskAsync(id, "我奶奶晕倒了叫不醒")).Intent());
        Assert.Contains("哪一天", (await patient.AskAsync(id, "心内科")).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_heard_danger_is_one_audit_row_without_a_word_of_it()
    {
        using var patient = await _app.SignInPatientAsync("demo-zhang");
        var id = await patient.OpenAsync();
        await patient.AskAsync(id, "大出血止不住");
        await patient.SayAsync(id, "血流不止 快");
        Assert.Equal(2, await HeardAsync(id));
        var rows = await RowsAsync(id);
        Assert.All(rows, r => Assert.EndsWith(" emergency", r, StringComparison.Ordinal));
        Assert.All(rows, r => Assert.DoesNotContain("血", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_dangers_sent_at_once_each_has_its_line_and_one_is_answered()
    {
        using var patient = await _app.SignInPatientAsync("demo-wang");
        var id = await QueuedAsync(patient);
        var said = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => patient.SayAsync(id, "救命 我妈没有呼吸了")));
        Assert.Single(said, s => s.GetProperty("reply").ValueKind != JsonValueKind.Null);
        var view = (await patient.ViewAsync(id)).GetProperty("messages").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(1, view.Length), view.Select(m => m.GetProperty("number").GetInt32()));
        Assert.Equal(6, view.Count(m => m.GetProperty("author").GetString() == "patient"));
        Assert.Equal(6, await HeardAsync(id));
    }

    [Fact]
    public async Task A_resent_danger_is_one_line_and_answered_as_it_was()
    {
        using var patient = await _app.SignInPatientAsync();
        var (id, client) = (await QueuedAsync(patient), Guid.NewGuid().ToString());
        var first = await patient.SayAsync(id, Dangerous, client);
        Assert.Equal(first.ToString(), (await patient.SayAsync(id, Dangerous, client)).ToString());
        Assert.Equal(1, await HeardAsync(id));
    }

    [Theory]
    [InlineData("阿巴阿巴嘟嘟嘟")]
    public async Task What_is_not_understood_carries_one_quiet_line(string text)
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        for (var tries = 0; tries < 2; tries++)
            Assert.Contains("情况紧急请拨打 120 或直接到急诊。", (await patient.AskAsync(id, text)).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_message_is_heard_to_its_end()
    {
        using var patient = await _app.SignInPatientAsync();
        var text = string.Concat(Enumerable.Repeat("请问心电图报告在哪里打印。", 200))[..1985] + "。我爸突然晕倒叫不醒了";
        Assert.Equal("emergency", (await patient.AskAsync(await patient.OpenAsync(), text)).Intent());
    }

    private static async Task<string> QueuedAsync(HttpClient patient)
    {
        var id = await patient.OpenAsync();
        using var asked = await patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}");
        Assert.Equal("queue", (await asked.JsonAsync()).GetProperty("state").GetString());
        return id;
    }

    private async Task<(string?, short)> MarkAsync(string id) => (await _app.Db.ListAsync(
        "select danger, priority from support.conversation where id = $1", r => (r.TextOrNull(0), r.GetInt16(1)), Stop, Guid.Parse(id)))[0];

    private Task<List<string>> RowsAsync(string id) => _app.Db.ListAsync(
        "select subject from platform.audit where action = 'support.danger' and repeats_of is null and subject like $1", r => r.GetString(0), Stop,
        $"conversation:{id} %");

    /// <summary>Audit rows of the conversation, when all that wait are written.</summary>
    private async Task<int> HeardAsync(string id)
    {
        while ((await _app.Db.ListAsync(
            "select count(*) from platform.outbox where topic = 'support.danger' and state <> 'done'", r => r.GetInt64(0), Stop))[0] > 0)
            await Task.Delay(20, Stop);
        return (await RowsAsync(id)).Count;
    }
}
