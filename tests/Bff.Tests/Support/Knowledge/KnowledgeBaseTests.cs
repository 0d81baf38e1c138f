using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Bff.Tests.Support;

/// <summary>Editors: what they publish and take back. One host for each test, for they change what the bot knows.</summary>
public sealed class KnowledgeBaseTests : IAsyncLifetime
{
    private const string Parking =
        """
        {"name":"充电桩","category":"来院","phase":"before","answers":[{"text":"地下二层有充电桩，扫码使用。"}],
            "utterances":["有充电桩吗","电动车在哪里充电","新能源车可以充电吗"],"services":["guide"]}
        """;
    private BffApp _app = null!;
    private HttpClient _editor = null!, _patient = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await SupportApp.StartAsync();
        (_editor, _patient) = (await _app.SignInStaffAsync("editor"), await _app.SignInPatientAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _editor.Dispose();
        _patient.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_new_intent_answers_after_it_is_published_and_no_longer_after_a_roll_back()
    {
        using var added = await _editor.PostAsync("/api/staff/kb/intents", Parking);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.NotEqual("充电桩", (await _patient.AskAsync(await _patient.OpenAsync(), "有充电桩吗")).Intent());

        var published = await PublishAsync();
        Assert.Equal(2, published.GetProperty("version").GetInt32());
        Assert.Equal("充电桩", (await _patient.AskAsync(await _patient.OpenAsync(), "有充电桩吗")).Intent());
        var diff = await GetAsync("/api/staff/kb/versions/2/diff");
        Assert.Equal("充电桩", Assert.Single(diff.GetProperty("intents").EnumerateArray()).GetProperty("name").GetString());

        using var back = await _editor.PostAsync("/api/staff/kb/versions/1/rollback", "{}");
        Assert.Equal(3, (await back.JsonAsync()).GetProperty("version").GetInt32());
        Assert.NotEqual("充电桩", (await _patient.AskAsync(await _patient.OpenAsync(), "有充电桩吗")).Intent());
        var versions = (await GetAsync("/api/staff/kb/versions")).GetProperty("items");
        Assert.Equal(versions[0].GetProperty("modelSha256").GetString(), versions[2].GetProperty("modelSha256").GetString());
        Assert.Equal(versions[0].GetProperty("sha256").GetString(), versions[2].GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Of_roll_backs_at_once_those_overtaken_say_so_and_one_of_no_version_is_unknown()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var back = await _editor.PostAsync("/api/staff/kb/versions/1/rollback", "{}");
            return back.StatusCode == HttpStatusCode.OK ? "" : await back.CodeAsync();
        }));
        Assert.Contains("", answers);
        Assert.All(answers, code => Assert.Contains(code, new[] { "", "support.publish_overtaken" }));
        var versions = (await GetAsync("/api/staff/kb/versions")).GetProperty("items");
        Assert.Equal(1 + answers.Count(code => code.Length == 0), versions.GetArrayLength());
        using var unknown = await _editor.PostAsync("/api/staff/kb/versions/99/rollback", "{}");
        Assert.Equal((HttpStatusCode.NotFound, "support.version_unknown"), (unknown.StatusCode, await unknown.CodeAsync()));
    }

    [Fact]
    public async Task Regression_questions_that_change_must_be_confirmed()
    {
        using var gone = await _editor.DeleteAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("停车"), Stop);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var refused = await _editor.PostAsync("/api/staff/kb/publish", """{"note":"去掉停车"}""");
        var answer = await refused.JsonAsync();
        Assert.True(answer.GetProperty("needsConfirm").GetBoolean());
        Assert.Contains(answer.GetProperty("changed").EnumerateArray(), c =>
            c.GetProperty("before").GetString() == "停车" && c.GetProperty("wrong").GetBoolean());
        Assert.Single((await GetAsync("/api/staff/kb/versions")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_hospitals_own_intent_takes_the_place_of_the_citys_there_and_nowhere_else()
    {
        using var added = await _editor.PostAsync("/api/staff/kb/intents?hospital=demo-tcm",
            """{"name":"停车","category":"来院","answers":[{"text":"本院没有停车场。"}],"utterances":["医院能停车吗","哪里停车"]}""");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var published = await _editor.PostAsync("/api/staff/kb/publish?hospital=demo-tcm", """{"note":"本院停车","confirm":true}""");
        Assert.Equal(1, (await published.JsonAsync()).GetProperty("version").GetInt32());
        Assert.Contains("没有停车场", (await _patient.AskAsync(await _patient.OpenAsync("demo-tcm"), "医院能停车吗")).Text(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("没有停车场", (await _patient.AskAsync(await _patient.OpenAsync(), "医院能停车吗")).Text(), StringComparison.Ordinal);
        Assert.Equal("挂号方式", (await _patient.AskAsync(await _patient.OpenAsync("demo-tcm"), "怎么挂号")).Intent());
    }

    [Fact]
    public async Task An_import_is_previewed_and_then_applied()
    {
        var file = Encoding.UTF8.GetBytes("停车\t电瓶车停哪里\n宠物\t可以带狗进医院吗\n");
        Assert.Equal("宠物", (await ImportAsync("tsv", file, apply: false)).GetProperty("newIntents")[0].GetString());
        Assert.Equal(HttpStatusCode.NotFound,
            (await _editor.GetAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("宠物"), Stop)).StatusCode);
        Assert.True((await ImportAsync("tsv", file, apply: true)).GetProperty("applied").GetBoolean());
        Assert.Contains("电瓶车停哪里", (await GetAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("停车"))).GetProperty("utterances")
            .EnumerateArray().Select(u => u.GetString()));
    }

    [Fact]
    public async Task Questions_asked_in_vain_are_grouped_and_taught_with_one_click()
    {
        foreach (var text in new[] { "院内哪里可以给电动轮椅充上电", "院内哪里可以给电动轮椅充电 13812345678" }) await _patient.AskAsync(await _patient.OpenAsync(),
            "zxqv " + text + " zxqv");
        var groups = (await GetAsync("/api/staff/kb/unanswered")).GetProperty("items");
        var group = groups.EnumerateArray().First(g => g.GetProperty("example").GetString()!.Contains("电动轮椅", StringComparison.Ordinal));
        Assert.Equal(2, group.GetProperty("size").GetInt32());
        Assert.DoesNotContain("13812345678", groups.ToString(), StringComparison.Ordinal);
        using var accepted = await _editor.PostAsync($"/api/staff/kb/unanswered/{group.GetProperty("id").GetString()}/accept",
            """{"intent":"无障碍服务"}""");
        Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);
        var utterances = (await GetAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("无障碍服务"))).GetProperty("utterances").ToString();
        Assert.Contains("电动轮椅", utterances, StringComparison.Ordinal);
        Assert.DoesNotContain("[电话]", utterances, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_while_patients_ask_fails_no_reply()
    {
        using var added = await _editor.PostAsync("/api/staff/kb/intents", Parking);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asked = 0;
        var asking = Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal("挂号方式", (await _patient.AskAsync(await _patient.OpenAsync(), "怎么挂号")).Intent());
                Interlocked.Increment(ref asked);
            }
        }).ToArray();
        await PublishAsync();
        await stop.CancelAsync();
        await Task.WhenAll(asking);
        Assert.True(asked > 8);
    }

    private async Task<JsonElement> PublishAsync()
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/publish", """{"note":"测试发布","confirm":true}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
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
