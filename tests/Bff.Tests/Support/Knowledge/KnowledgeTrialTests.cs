using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bff.Platform.Sheets;

namespace Bff.Tests.Support;

/// <summary>Editors: trials and files, which change nothing that is published.</summary>
public sealed class KnowledgeTrialTests(SupportApp shared) : IClassFixture<SupportApp>, IAsyncLifetime
{
    private readonly BffApp _app = shared.App;
    private HttpClient _editor = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _editor = await _app.SignInStaffAsync("editor");

    public ValueTask DisposeAsync()
    {
        _editor.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_try_it_box_says_why()
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/try", """{"text":"想挂个专家门诊的号"}""");
        var tried = await answer.JsonAsync();
        Assert.Equal("专家号预约", tried.GetProperty("top")[0].GetProperty("intent").GetString());
        Assert.Contains(tried.GetProperty("features").EnumerateArray(), f =>
            f.GetProperty("text").GetString()!.Contains('专', StringComparison.Ordinal) && f.GetProperty("weight").GetDouble() > 0);
        Assert.Equal("answer", tried.GetProperty("reply").Kind());
    }

    [Fact]
    public async Task An_utterance_that_stands_elsewhere_or_is_taken_for_another_is_shown()
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/check", """{"utterance":"请问怎么挂号？","intent":"停车"}""");
        var check = await answer.JsonAsync();
        Assert.Equal("挂号方式", check.GetProperty("duplicates")[0].GetProperty("intent").GetString());
        Assert.Equal("挂号方式", check.GetProperty("conflicts")[0].GetProperty("intent").GetString());
    }

    [Fact]
    public async Task Training_the_draft_reports_and_evaluates_without_publishing()
    {
        using var trained = await _editor.PostAsync("/api/staff/kb/train", "{}");
        var report = await trained.JsonAsync();
        Assert.InRange(report.GetProperty("accuracy").GetDouble(), 0.7, 1);
        Assert.Equal((await GetAsync("/api/staff/kb/versions")).GetProperty("items")[0].GetProperty("modelSha256").GetString(),
            report.GetProperty("modelSha256").GetString());
        using var evaluated = await _editor.PostAsync("/api/staff/kb/evaluate",
            """{"rows":[{"question":"怎么挂号","intent":"挂号方式"},{"question":"qqq www","intent":"停车"}]}""");
        Assert.Equal(0.5, (await evaluated.JsonAsync()).GetProperty("accuracy").GetDouble());
    }

    [Theory]
    [InlineData("tsv")]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task What_is_exported_can_be_imported_and_changes_nothing(string format)
    {
        var file = await _editor.GetByteArrayAsync("/api/staff/kb/export?format=" + format, Stop);
        var report = await ImportAsync(format, file, apply: false);
        Assert.Empty(report.GetProperty("errors").EnumerateArray());
        Assert.Equal(0, report.GetProperty("newUtterances").GetInt32());
        Assert.Empty(report.GetProperty("newIntents").EnumerateArray());
        Assert.Empty(report.GetProperty("changedAnswers").EnumerateArray());
        Assert.True(report.GetProperty("rows").GetInt32() > 1300);
    }

    [Fact]
    public async Task A_file_of_one_row_too_many_is_refused_as_a_whole()
    {
        var file = SheetText.Csv(Enumerable.Range(0, 200_001).Select(i => new[] { "新意图", "问法" + i }));
        var report = await ImportAsync("csv", file, apply: true);
        Assert.False(report.GetProperty("applied").GetBoolean());
        Assert.Contains("最多 200000 行", report.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xlsx", "not a workbook")]
    [InlineData("csv", "\u00ff")]
    [InlineData("csv", "a,b\r\n\"open,c\r\n")]
    public async Task A_file_that_cannot_be_read_is_refused_and_changes_nothing(string format, string content)
    {
        using var body = new ByteArrayContent(Encoding.Latin1.GetBytes(content));
        using var answer = await _editor.PostAsync($"/api/staff/kb/import?format={format}&apply=true", body, Stop);
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal("support.file_unreadable", await answer.CodeAsync());
        Assert.Matches("文件|引号", (await answer.JsonAsync()).GetProperty("title").GetString()); // In words staff read.
    }

    [Theory]
    [InlineData("intents", """{"name":"","answers":[]}""")]
    [InlineData("intents",
        """{"name":"x","answers":[{"text":"看这里","cards":[{"type":"picture","title":"图","url":"javascript:alert(1)"}]}]}""")]
    [InlineData("intents", """{"name":"x","phase":"later"}""")]
    public async Task A_wrong_intent_is_refused(string path, string body)
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/" + path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/\\\\evil.example")]
    [InlineData("/\\t/evil.example")]
    [InlineData("//evil.example")]
    [InlineData("https://hospital.example@evil.example")]
    [InlineData("https:///evil.example")]
    public async Task A_card_that_leads_to_another_host_than_it_seems_is_refused(string url)
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/intents",
            $$"""{"name":"x","answers":[{"text":"看这里","cards":[{"type":"service","title":"图","url":"{{url}}"}]}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_flow_that_leads_nowhere_is_refused()
    {
        using var answer = await _editor.PutAsync("/api/staff/kb/flows",
            """[{"name":"坏流程","intent":"停车","steps":[{"id":"a","question":"?","choices":[{"text":"好","next":"nowhere"}]}]}]""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("nowhere", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ImportAsync(string format, byte[] file, bool apply)
    {
        using var body = new ByteArrayContent(file);
        using var answer = await _editor.PostAsync($"/api/staff/kb/import?format={format}&apply={(apply ? "true" : "false")}", body, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private Task<JsonElement> GetAsync(string path) => _editor.GetFromJsonAsync<JsonElement>(path, Stop);
}
