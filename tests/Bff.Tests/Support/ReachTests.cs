using System.Net;

namespace Bff.Tests.Support;

/// <summary>Whose conversations somebody reaches.</summary>
public sealed class ReachTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_strangers_conversation_is_not_there_and_asking_for_it_leaves_an_audit_row()
    {
        using var li = await _app.SignInPatientAsync();
        using var wang = await _app.SignInPatientAsync("demo-wang");
        var id = await li.OpenAsync();
        using (var view = await wang.GetAsync($"/api/support/conversations/{id}", Stop)) Assert.Equal(HttpStatusCode.NotFound,
            view.StatusCode);
        using (var said = await wang.TrySayAsync(id, "你好")) Assert.Equal("support.conversation_unknown", await said.CodeAsync());
        Assert.Single(await _app.Db.ListAsync(
            "select 1 from platform.audit where action = 'support.conversation_unknown' and outcome = 'refused' and subject = $1", r =>
                1, Stop,
            "conversation:" + id));
    }

    [Fact]
    public async Task Who_was_granted_a_patients_conversations_reaches_them_until_it_is_revoked()
    {
        using var zhang = await _app.SignInPatientAsync("demo-zhang");
        using var wang = await _app.SignInPatientAsync("demo-wang");
        var id = await zhang.OpenAsync();
        await _app.Db.ExecuteAsync(
            """
            insert into accounts.grant (id, holder_kind, holder_id, patient_id, scope, valid_from, valid_until, created_by, created_at)
            select gen_random_uuid(), 'patient', h.patient_id, c.patient_id, 'support', c.created_at - interval '1 hour',
                c.created_at + interval '1 day', 'test', c.created_at
            from support.conversation c cross join accounts.identity h where c.id = $1 and h.subject = 'demo-wang' limit 1
            """,
            Stop, Guid.Parse(id));
        Assert.Equal("bot", (await wang.ViewAsync(id)).GetProperty("state").GetString());
        await wang.SayAsync(id, "你好");
        await using var line = await HubLine.OpenAsync(_app, wang);
        await line.CallAsync("Join", id, 0);
        await line.HearAsync("message", m => m.GetProperty("message").GetProperty("text").GetString() == "你好");
        await _app.Db.ExecuteAsync("update accounts.grant set revoked_at = now() where scope = 'support'", Stop);
        using var view = await wang.GetAsync($"/api/support/conversations/{id}", Stop);
        Assert.Equal(HttpStatusCode.NotFound, view.StatusCode);
        await line.EndedAsync();
        await using var again = await HubLine.OpenAsync(_app, wang);
        await Assert.ThrowsAsync<InvalidOperationException>(() => again.CallAsync("Join", id, 0));
    }
}
