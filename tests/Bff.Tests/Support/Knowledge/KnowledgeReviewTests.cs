using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bff.Tests.Support;

/// <summary>Four eyes: where a review is required, only what somebody else has approved is published. One host for each test.</summary>
public sealed class KnowledgeReviewTests : IAsyncLifetime
{
    private const string Pets = """{"name":"宠物","answers":[{"text":"导盲犬可以进医院，其他宠物请勿带入。"}],"utterances":["可以带狗进医院吗","猫能带进去吗"]}""";
    private BffApp _app = null!;
    private HttpClient _admin = null!, _editor = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await SupportApp.StartAsync();
        (_admin, _editor) = (await _app.SignInStaffAsync(), await _app.SignInStaffAsync("editor"));
        using var set = await _admin.PutAsync("/api/staff/kb/review/required", """{"required":true}""");
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        using var added = await _editor.PostAsync("/api/staff/kb/intents", Pets);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _editor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_draft_that_nobody_approved_is_not_published()
    {
        Assert.Equal("support.review_missing", await PublishAsync());
        await SendAsync(_editor);
        Assert.Equal("support.review_missing", await PublishAsync());
    }

    [Fact]
    public async Task A_draft_approved_by_another_is_published()
    {
        var review = await SendAsync(_editor);
        Assert.True(review.GetProperty("own").GetBoolean());
        Assert.Null(await DecideAsync(_admin, review, approved: true));
        var decided = (await ReviewAsync(_editor)).GetProperty("current");
        Assert.True(decided.GetProperty("approved").GetBoolean());
        Assert.True(decided.GetProperty("unchanged").GetBoolean());
        Assert.Null(await PublishAsync());
    }

    [Fact]
    public async Task Its_sender_cannot_approve_a_draft() =>
        Assert.Equal("support.review_own", await DecideAsync(_editor, await SendAsync(_editor), approved: true));

    [Fact]
    public async Task An_administrator_can_override_and_the_audit_says_so()
    {
        Assert.Null(await DecideAsync(_admin, await SendAsync(_admin), approved: true));
        Assert.Null(await PublishAsync());
        using var auditor = await _app.SignInStaffAsync("auditor");
        Assert.Contains("kb.review_override", await auditor.GetStringAsync("/api/staff/audit?limit=20", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_changed_after_its_approval_needs_another()
    {
        Assert.Null(await DecideAsync(_admin, await SendAsync(_editor), approved: true));
        using var gone = await _editor.DeleteAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("宠物"), Stop);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal("support.review_missing", await PublishAsync());
    }

    [Fact]
    public async Task A_draft_that_changed_after_it_was_sent_cannot_be_approved()
    {
        var review = await SendAsync(_editor);
        using var gone = await _editor.DeleteAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("宠物"), Stop);
        Assert.Equal("support.review_outdated", await DecideAsync(_admin, review, approved: true));
    }

    [Fact]
    public async Task A_rejected_draft_stays_unpublished_and_is_decided_once()
    {
        var review = await SendAsync(_editor);
        Assert.Null(await DecideAsync(_admin, review, approved: false));
        Assert.Equal("support.review_gone", await DecideAsync(_admin, review, approved: true));
        Assert.Equal("support.review_missing", await PublishAsync());
    }

    [Fact]
    public async Task Who_sends_a_draft_back_says_why_and_who_approves_it_need_not()
    {
        var address = "/api/staff/kb/review/" + (await SendAsync(_editor)).GetProperty("id").GetString();
        using var mute = await _admin.PostAsync(address, """{"approved":false,"note":" "}""");
        Assert.Equal(HttpStatusCode.BadRequest, mute.StatusCode);
        using var approved = await _admin.PostAsync(address, """{"approved":true,"note":""}""");
        Assert.Equal(HttpStatusCode.NoContent, approved.StatusCode);
    }

    [Fact]
    public async Task Who_reviews_sees_what_the_draft_changes_against_what_patients_get()
    {
        var diff = await _admin.GetFromJsonAsync<JsonElement>("/api/staff/kb/diff", Stop);
        var change = Assert.Single(diff.GetProperty("intents").EnumerateArray());
        Assert.Equal(("宠物", "added"), (change.GetProperty("name").GetString(), change.GetProperty("change").GetString()));
        Assert.Equal(["可以带狗进医院吗", "猫能带进去吗"], change.GetProperty("addedUtterances").EnumerateArray().Select(u => u.GetString()));
        Assert.Null(await DecideAsync(_admin, await SendAsync(_editor), approved: true));
        Assert.Null(await PublishAsync());
        var after = await _admin.GetFromJsonAsync<JsonElement>("/api/staff/kb/diff", Stop);
        Assert.Equal((0, 0), (after.GetProperty("intents").GetArrayLength(), after.GetProperty("documents").GetArrayLength()));
        Assert.Equal(after.GetProperty("from").GetInt32() + 1, after.GetProperty("to").GetInt32());
    }

    [Fact]
    public async Task Only_an_administrator_says_whether_reviews_are_required()
    {
        using var refused = await _editor.PutAsync("/api/staff/kb/review/required", """{"required":false}""");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var set = await _admin.PutAsync("/api/staff/kb/review/required", """{"required":false}""");
        Assert.Null(await PublishAsync());
    }

    [Fact]
    public async Task The_try_it_box_answers_from_the_draft_as_it_stands_though_nobody_trained_it_here()
    {
        Assert.Equal("宠物", await TriedAsync("可以带狗进医院吗"));
        using var more = await _editor.PutAsync("/api/staff/kb/intents/" + Uri.EscapeDataString("宠物"),
            Pets.Replace("可以带狗进医院吗", "仓鼠能跟我住病房吗", StringComparison.Ordinal));
        Assert.Equal("宠物", await TriedAsync("仓鼠能跟我住病房吗"));
    }

    private async Task<string?> TriedAsync(string text)
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/try?draft=true",
            JsonSerializer.Serialize(new Dictionary<string, string> { ["text"] = text }));
        return (await answer.JsonAsync()).GetProperty("reply").GetProperty("intent").GetString();
    }

    private static async Task<JsonElement> SendAsync(HttpClient by)
    {
        using var sent = await by.PostAsync("/api/staff/kb/review", """{"note":"加了宠物"}""");
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        return (await ReviewAsync(by)).GetProperty("current");
    }

    private static Task<JsonElement> ReviewAsync(HttpClient client) => client.GetFromJsonAsync<JsonElement>("/api/staff/kb/review", Stop);

    /// <summary>The code of the refusal; null when it was decided.</summary>
    private static async Task<string?> DecideAsync(HttpClient by, JsonElement review, bool approved)
    {
        using var answer = await by.PostAsync("/api/staff/kb/review/" + review.GetProperty("id").GetString(),
            $$"""{"approved":{{(approved ? "true" : "false")}},"note":"看过了"}""");
        return answer.IsSuccessStatusCode ? null : await answer.CodeAsync();
    }

    private async Task<string?> PublishAsync()
    {
        using var answer = await _editor.PostAsync("/api/staff/kb/publish", """{"note":"测试发布","confirm":true}""");
        return answer.IsSuccessStatusCode ? null : await answer.CodeAsync();
    }
}
