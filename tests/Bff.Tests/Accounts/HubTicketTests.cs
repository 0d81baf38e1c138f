using System.Net;
using System.Net.WebSockets;
using Bff.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

/// <summary>Tickets for live connections: each opens one, within a minute, on any node, and tells nothing of the session.</summary>
public sealed class HubTicketTests : IAsyncLifetime
{
    private BffApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await BffApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_ticket_opens_one_connection_on_whichever_node()
    {
        await using var second = await BffApp.StartAsync(BffApp.DatabaseSetting + _app.Database);
        using var patient = await _app.SignInPatientAsync();
        var id = await patient.OpenAsync();
        var ticket = await TicketAsync(patient);
        await using (var line = await HubLine.OpenAsync(second, "/hubs/support?ticket=" + ticket))
        {
            await line.CallAsync("Join", id, 0);
            await line.HearAsync("message", m => m.GetProperty("conversationId").GetString() == id);
        }
        foreach (var node in new[] { _app, second }) await RefusedAsync(node, ticket);
        Assert.Contains("session.ticket_spent refused", await _app.AuditedAsync());
    }

    [Fact]
    public async Task Of_many_who_show_one_ticket_at_once_one_gets_in()
    {
        using var patient = await _app.SignInPatientAsync();
        var ticket = await TicketAsync(patient);
        var lines = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                return await HubLine.OpenAsync(_app, "/hubs/support?ticket=" + ticket);
            }
            catch (WebSocketException)
            {
                return null;
            }
        }));
        await Assert.Single(lines, line => line is not null)!.DisposeAsync();
    }

    [Fact]
    public async Task A_ticket_is_good_for_a_minute_and_no_longer_than_its_session()
    {
        using var patient = await _app.SignInPatientAsync();
        var (late, orphaned) = (await TicketAsync(patient), "");
        _app.Clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(_app, late);
        orphaned = await TicketAsync(patient);
        using (var ended = await patient.DeleteAsync("/api/session", Stop)) Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await RefusedAsync(_app, orphaned);
        using var refused = await patient.PostAsync("/api/hub-tickets", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Neither_the_sessions_token_nor_a_ticket_opens_what_the_other_is_for()
    {
        using var patient = await _app.SignInPatientAsync();
        var token = patient.DefaultRequestHeaders.Authorization!.Parameter!;
        await RefusedAsync(_app, token);
        await Assert.ThrowsAsync<WebSocketException>(() => HubLine.OpenAsync(_app, "/hubs/support?access_token=" + token));
        await Assert.ThrowsAsync<WebSocketException>(() => HubLine.OpenAsync(_app, "/hubs/support"));
        using var anonymous = _app.Anonymous();
        using (var me = await anonymous.GetAsync("/api/me?ticket=" + await TicketAsync(patient), Stop)) Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        anonymous.DefaultRequestHeaders.Add("Authorization", "Bearer " + await TicketAsync(patient));
        using var bearer = await anonymous.GetAsync("/api/me", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
    }

    [Fact]
    public async Task A_session_gets_so_many_tickets_a_minute_none_is_stored_as_it_is_and_old_ones_are_swept()
    {
        using var patient = await _app.SignInPatientAsync();
        var tickets = new List<string>();
        for (var i = 0; i < 60; i++) tickets.Add(await TicketAsync(patient));
        using var refused = await patient.PostAsync("/api/hub-tickets", null, Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("request.too_many", await refused.CodeAsync());
        var rows = await _app.Db.ListAsync("select t::text from accounts.hub_ticket t", r => r.GetString(0), Stop);
        Assert.Equal(60, rows.Count);
        Assert.DoesNotContain(rows, row => tickets.Exists(ticket => row.Contains(ticket, StringComparison.Ordinal)));
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        await _app.Services.GetRequiredService<Bff.Accounts.Credentials.Sessions>().SweepAsync(Stop);
        Assert.Empty(await _app.Db.ListAsync("select 1 from accounts.hub_ticket", r => 1, Stop));
    }

    private static async Task<string> TicketAsync(HttpClient signedIn)
    {
        using var answer = await signedIn.PostAsync("/api/hub-tickets", null, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return (await answer.JsonAsync()).GetProperty("ticket").GetString()!;
    }

    private static Task<WebSocketException> RefusedAsync(BffApp node, string ticket) =>
        Assert.ThrowsAsync<WebSocketException>(() => HubLine.OpenAsync(node, "/hubs/support?ticket=" + ticket));
}
