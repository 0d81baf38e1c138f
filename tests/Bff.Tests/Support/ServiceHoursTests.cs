using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Support.Office;

namespace Bff.Tests.Support;

/// <summary>When people answer, and what becomes of those who still wait when they go home.</summary>
public sealed class ServiceHoursTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// Weekdays 08:00 to 17:30 and Sundays to the end of the day; Wednesday 25 November is a holiday. 21 November 2026 is a Saturday.
    /// </summary>
    [Theory]
    [InlineData("2026-11-23T08:00:00+08:00", true)]
    [InlineData("2026-11-23T07:59:59+08:00", false)]
    [InlineData("2026-11-23T17:29:59+08:00", true)]
    [InlineData("2026-11-23T17:30:00+08:00", false)]
    [InlineData("2026-11-23T00:00:00Z", true)] // Eight in the morning in Shanghai.
    [InlineData("2026-11-21T10:00:00+08:00", false)]
    [InlineData("2026-11-22T23:59:59+08:00", true)]
    [InlineData("2026-11-25T10:00:00+08:00", false)]
    public void People_answer_from_the_first_minute_until_the_stroke_of_the_last(string at, bool open)
    {
        var hours = new ServiceHours(
            [.. Enumerable.Range(1, 5).Select(day => new OpenTime(day, new TimeOnly(8, 0), new TimeOnly(17, 30))),
                new OpenTime(7, new TimeOnly(8, 0), new TimeOnly(23, 59))], [new DateOnly(2026, 11, 25)]);
        Assert.Equal(open, hours.IsOpen(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Who_still_waits_when_the_hours_end_goes_back_to_the_bot_and_may_leave_a_number()
    {
        await using var app = await BffApp.StartAsync("--Support:AgentGraceSeconds=600");
        if (Shanghai(app).Hour == 23) app.Clock.Advance(TimeSpan.FromHours(1)); // The hours of this test end on the day they began.
        using var admin = await app.SignInStaffAsync();
        using (var set = await admin.PutAsync("/api/staff/support/hours/demo-east", OpenUntil(Shanghai(app).AddMinutes(3)))) Assert.Equal(
            HttpStatusCode.NoContent, set.StatusCode);
        using var zhou = await app.SignInStaffAsync("agent");
        using var waits = await app.SignInPatientAsync();
        using var talks = await app.SignInPatientAsync("demo-wang");
        var (waiting, talking) = (await waits.OpenAsync(), await talks.OpenAsync());
        await using var agent = await HubLine.OpenAsync(app, zhou);
        await agent.CallAsync("SetStatus", "online");
        using (await talks.PostAsync($"/api/support/conversations/{talking}/handoff", "{}")) await agent.CallAsync("Claim", talking);
        await agent.CallAsync("Reply", talking, null, "您好");
        using (await waits.PostAsync($"/api/support/conversations/{waiting}/handoff", "{}")) Assert.Equal("queue",
            await StateAsync(waits, waiting));
        await using var line = await HubLine.OpenAsync(app, waits);
        await line.CallAsync("Join", waiting, 0);
        await line.HearAsync("state", s => s.GetProperty("state").GetString() == "queue");

        app.Clock.Advance(TimeSpan.FromMinutes(4));

        await line.HearAsync("state", s => s.GetProperty("state").GetString() == "bot");
        var told = await line.HearAsync("message", m =>
            m.GetProperty("message").GetProperty("text").GetString()!.Contains("已经下班", StringComparison.Ordinal));
        Assert.Equal(("bot", "handoff"),
            (told.GetProperty("message").GetProperty("author").GetString(),
                told.GetProperty("message").GetProperty("reply").GetProperty("kind").GetString()));
        Assert.Equal("agent", await StateAsync(talks, talking));
        using (var again = await waits.PostAsync($"/api/support/conversations/{waiting}/handoff", "{}"))
            Assert.False((await again.JsonAsync()).GetProperty("inServiceHours").GetBoolean());
        Assert.Equal("bot", await StateAsync(waits, waiting));
        await waits.SayAsync(waiting, "怎么挂号"); // The bot has its turn again.
        Assert.Empty((await agent.CallAsync("Desk")).GetProperty("queue").EnumerateArray());
    }

    [Fact]
    public async Task Who_was_not_helped_while_nobody_is_there_is_offered_a_call_once()
    {
        await using var app = await SupportApp.StartAsync();
        using var admin = await app.SignInStaffAsync();
        using var patient = await app.SignInPatientAsync();
        using (await admin.PutAsync("/api/staff/support/hours/demo-east", """{"days":[],"closedDates":[]}""")) { }
        var id = await patient.OpenAsync();
        var number = (await patient.SayAsync(id, "怎么挂号")).GetProperty("replyNumber").GetInt32();
        for (var times = 0; times < 2; times++)
            using (var rated = await patient.PostAsync($"/api/support/conversations/{id}/messages/{number}/rating",
                """{"value":"down"}""")) Assert.Equal(HttpStatusCode.NoContent, rated.StatusCode);

        var view = await patient.ViewAsync(id, number);
        Assert.Equal(("bot", false), (view.GetProperty("state").GetString(), view.GetProperty("inServiceHours").GetBoolean()));
        var offer = Assert.Single(view.GetProperty("messages").EnumerateArray());
        Assert.Equal(("bot", "handoff"),
            (offer.GetProperty("author").GetString(), offer.GetProperty("reply").GetProperty("kind").GetString()));
        Assert.Contains("留下电话", offer.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("挂号方式", (await patient.AskAsync(id, "怎么挂号")).Intent()); // The bot still has its turn.
        using (await patient.PostAsync($"/api/support/conversations/{id}/messages/{number}/rating", """{"value":"up"}""")) { }
        Assert.Equal(number + 3, (await patient.ViewAsync(id)).GetProperty("messages").GetArrayLength()); // Praise is answered by nothing.
    }

    [Fact]
    public async Task A_number_left_to_be_called_is_kept_encrypted_and_shown_masked_to_the_patient_and_whole_to_the_caller()
    {
        await using var app = await BffApp.StartAsync();
        using var admin = await app.SignInStaffAsync();
        using var patient = await app.SignInPatientAsync();
        using (await admin.PutAsync("/api/staff/support/hours/demo-east", """{"days":[],"closedDates":[]}""")) { }
        var id = await patient.OpenAsync();
        using (var left = await patient.PostAsync($"/api/support/conversations/{id}/callback",
            """{"phone":"13912340987","text":"退费什么时候到"}""")) Assert.Equal(HttpStatusCode.Created, left.StatusCode);
        var said = (await patient.ViewAsync(id)).GetProperty("messages").EnumerateArray().Last();
        Assert.Equal((2, "system"), (said.GetProperty("number").GetInt32(), said.GetProperty("author").GetString()));
        Assert.Contains("****0987", said.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1391234", said.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Empty(await app.Db.ListAsync(
            "select 1 from support.callback where position(convert_to('13912340987', 'UTF8') in phone_enc) > 0 or position(convert_to('退费', 'UTF8') in text_enc) > 0", r => 1, Stop));
        var row = (await admin.GetFromJsonAsync<JsonElement>("/api/staff/support/callbacks", Stop)).GetProperty("items")[0];
        Assert.Equal(("13912340987", "李**"), (row.GetProperty("phone").GetString(), row.GetProperty("patientName").GetString()));
        Assert.Contains("support.callbacks ok", await app.AuditedAsync());
    }

    private static DateTimeOffset Shanghai(BffApp app) => app.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));

    private static string OpenUntil(DateTimeOffset end)
    {
        var days = Enumerable.Range(1, 7).Select(day => $$"""{"day":{{day}},"from":"00:00:00","to":"{{end:HH:mm}}:00"}""");
        return $$"""{"days":[{{string.Join(',', days)}}],"closedDates":[]}""";
    }

    private static async Task<string?> StateAsync(HttpClient patient, string id) =>
        (await patient.ViewAsync(id)).GetProperty("state").GetString();
}
