using System.Net;

namespace Bff.Tests.Support;

/// <summary>A conversation's log: numbers, turns, refusals, the end.</summary>
public sealed class ConversationTests(SupportApp shared) : IClassFixture<SupportApp>
{
    private readonly BffApp _app = shared.App;

    [Theory]
    [InlineData("")]
    [InlineData("   \n ")]
    [InlineData(null)]
    [InlineData("a\0b")]
    public async Task An_empty_or_broken_text_is_refused(string? text)
    {
        using var patient = await _app.SignInPatientAsync();
        using var answer = await patient.TrySayAsync(await patient.OpenAsync(), text);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("support.text_invalid", await answer.CodeAsync());
    }

    [Fact]
    public async Task Ten_thousand_characters_are_refused()
    {
        using var patient = await _app.SignInPatientAsync();
        using var answer = await patient.TrySayAsync(await patient.OpenAsync(), new string('挂', 10_000));
        Assert.Equal("support.text_invalid", await answer.CodeAsync());
    }

    [Fact]
    public async Task Another_patients_conversation_is_not_there()
    {
        using var li = await _app.SignInPatientAsync("demo-li");
        using var wang = await _app.SignInPatientAsync("demo-wang");
        var id = await li.OpenAsync();
        foreach (var attempt in new Func<Task<HttpResponseMessage>>[]
        {
            () => wang.TrySayAsync(id, "你好"),
            () => wang.GetAsync($"/api/support/conversations/{id}", TestContext.Current.CancellationToken),
            () => wang.PostAsync($"/api/support/conversations/{id}/handoff", "{}"),
            () => wang.PostAsync($"/api/support/conversations/{id}/close", "{}"),
            () => wang.PostAsync($"/api/support/conversations/{id}/messages/1/rating", """{"value":"up"}"""),
            () => wang.PostAsync($"/api/support/conversations/{id}/callback", """{"phone":"13800000002","text":"请回电"}"""),
        })
        {
            using var answer = await attempt();
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Fifty_messages_at_once_get_a_hundred_numbers_without_a_gap()
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => patient.SayAsync(id, "怎么挂号")));
        var numbers = (await patient.ViewAsync(id)).GetProperty("messages").EnumerateArray()
            .Select(m => m.GetProperty("number").GetInt32());
        Assert.Equal(Enumerable.Range(1, 101), numbers);
    }

    [Fact]
    public async Task A_resend_under_the_same_client_id_counts_once()
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        var client = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => patient.SayAsync(id, "怎么挂号", client)));
        Assert.Single(answers.Select(a => a.GetProperty("number").GetInt32()).Distinct());
        Assert.All(answers, a => Assert.Equal("挂号方式", a.GetProperty("reply").Intent()));
        Assert.Equal(3, (await patient.ViewAsync(id)).GetProperty("lastNumber").GetInt32());
    }

    [Fact]
    public async Task Two_misses_in_a_row_hand_over_to_people_and_the_bot_falls_silent()
    {
        using var patient = await _app.SignInPatientAsync("demo-zhang");
        var id = await patient.OpenAsync("demo-child");
        Assert.Equal("unknown", (await patient.AskAsync(id, "qwzx vbnm")).Kind());
        Assert.Equal("handoff", (await patient.AskAsync(id, "plmk ijnb")).Kind());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await patient.SayAsync(id, "怎么挂号")).GetProperty("reply").ValueKind);
        var view = await patient.ViewAsync(id);
        Assert.Equal("queue", view.GetProperty("state").GetString());
        Assert.True(view.GetProperty("queue").GetProperty("position").GetInt32() >= 1);
    }

    [Fact]
    public async Task Texts_lie_encrypted_and_what_was_missed_is_masked()
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        await patient.AskAsync(id, "zzqq 13812345678 wwee 11010519491231002X");
        var stored = await _app.Db.ListAsync("select masked from support.unanswered where masked like 'zzqq%'", r =>
            r.GetString(0), TestContext.Current.CancellationToken);
        Assert.Equal("zzqq [电话] wwee [证件号]", Assert.Single(stored));
        var plain = await _app.Db.ListAsync(
            "select 1 from support.message where position(convert_to('13812345678', 'UTF8') in text_enc) > 0", r =>
                1, TestContext.Current.CancellationToken);
        Assert.Empty(plain);
    }

    [Fact]
    public async Task A_closed_conversation_takes_a_rating_and_no_message()
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        using var closed = await patient.PostAsync($"/api/support/conversations/{id}/close", """{"rating":5,"comment":"很好"}""");
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        using var answer = await patient.TrySayAsync(id, "还在吗");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("support.conversation_closed", await answer.CodeAsync());
    }

    [Fact]
    public async Task A_bad_rating_of_an_answer_brings_a_person()
    {
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        var number = (await patient.SayAsync(id, "怎么挂号")).GetProperty("replyNumber").GetInt32();
        using var rated = await patient.PostAsync($"/api/support/conversations/{id}/messages/{number}/rating",
            """{"value":"down","comment":"没用"}""");
        Assert.Equal(HttpStatusCode.NoContent, rated.StatusCode);
        Assert.Equal("queue", (await patient.ViewAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Who_writes_too_fast_is_asked_to_wait_and_nothing_is_half_written()
    {
        await using var slow = await BffApp.StartAsync("--Support:MessagesPerSecond=1");
        using var patient = await slow.SignInPatientAsync();
        var id = await patient.OpenAsync();
        var taken = 0;
        while (true)
        {
            using var answer = await patient.TrySayAsync(id, "怎么挂号");
            if (answer.StatusCode == HttpStatusCode.OK) taken++;
            if (answer.StatusCode == HttpStatusCode.OK && taken < 200) continue;
            Assert.Equal((HttpStatusCode)429, answer.StatusCode);
            Assert.Equal(1, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
            var problem = await answer.JsonAsync();
            Assert.Equal(("support.too_many", "发送太频繁，请稍后再试。"),
                (problem.GetProperty("code").GetString(), problem.GetProperty("title").GetString()));
            break;
        }
        Assert.Equal(taken, (await patient.ViewAsync(id)).GetProperty("messages").EnumerateArray()
            .Count(m => m.GetProperty("author").GetString() == "patient"));
        using var wang = await slow.SignInPatientAsync("demo-wang");
        await wang.SayAsync(await wang.OpenAsync(), "怎么挂号"); // The limit is this patient's own.
    }
}
