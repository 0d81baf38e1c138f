using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Accounts;

/// <summary>What the audit log says of those who come, who fail to, who go, and who reach for what is not theirs.</summary>
public sealed class SignInAuditTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/session/staff", """{"username":"agent","password":"sandbox-agent"}""", "staff")]
    [InlineData("/api/session/wechat", """{"code":"demo-wang"}""", "patient")]
    [InlineData("/api/session/miniprogram", """{"code":"demo-wang"}""", "patient")]
    [InlineData("/api/session/suishenban", """{"ticket":"demo-wang","channel":"app"}""", "patient")]
    public async Task Who_comes_and_goes_is_named_in_two_rows_of_one_session(string path, string body, string kind)
    {
        var before = await LastAsync();
        using var client = _app.Anonymous();
        using var signedIn = await PostAsync(client, path, body);
        var session = await signedIn.JsonAsync();
        var id = session.GetProperty("me").GetProperty("id").GetString();
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/session", Stop)).StatusCode);

        var rows = await RowsAsync(before);
        Assert.Equal(["session.start ok", "session.end ok"], rows.Select(r => r.What));
        Assert.All(rows, r => Assert.Equal($"{kind}:{id}", r.Actor));
        Assert.All(rows, r => Assert.Equal(kind == "patient" ? id : null, r.Patient?.ToString()));
        Assert.Single(rows.Select(r => r.Subject).Distinct());
        Assert.StartsWith("session:", rows[0].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_fails_to_come_is_named_by_what_was_tried_and_why()
    {
        var film = await _app.Db.ListAsync("select id from accounts.staff where username = 'film'", r => r.GetGuid(0), Stop);
        var before = await LastAsync();
        using var client = _app.Anonymous();
        (await PostAsync(client, "/api/session/staff", """{"username":"film","password":"wrong"}""")).Dispose();
        (await PostAsync(client, "/api/session/staff", """{"username":"my password by mistake","password":"wrong"}""")).Dispose();
        (await PostAsync(client, "/api/session/wechat", """{"code":"stranger"}""")).Dispose();
        (await PostAsync(client, "/api/session/miniprogram", """{"code":"demo-nobody"}""")).Dispose();
        (await PostAsync(client, "/api/session/wechat", """{"code":"demo-li","appId":"wx-of-nobody"}""")).Dispose();
        Assert.Equal(
            [
                ("session.wrong_credentials refused", $"staff:{film[0]}"), ("session.wrong_credentials refused", "staff:unknown"),
                ("session.wrong_credentials refused", "app:wechat:sandbox"), ("session.person_unknown refused", "app:miniprogram:sandbox"),
                ("gateway.not_configured refused", "channel:wechat"),
            ],
            (await RowsAsync(before)).Select(r => (r.What, r.Subject)));
    }

    [Fact]
    public async Task Who_is_locked_out_is_named()
    {
        await using var own = await BffApp.StartAsync();
        using var client = own.Anonymous();
        for (var i = 0; i < 11; i++)
            (await client.PostAsJsonAsync("/api/session/staff", new { username = "film", password = "guess" + i }, Stop)).Dispose();
        var id = await own.Db.ListAsync("select id from accounts.staff where username = 'film'", r => r.GetGuid(0), Stop);
        Assert.Equal([$"staff:{id[0]}"], await own.Db.ListAsync(
            "select subject from platform.audit where action = 'session.too_many_tries'", r => r.GetString(0), Stop));
    }

    [Fact]
    public async Task Staff_of_a_hospital_are_audited_at_their_hospital_also_when_they_fail()
    {
        var (name, id, hospital) = await HospitalAdminAsync("demo-tcm");
        var before = await LastAsync();
        using var client = _app.Anonymous();
        (await client.PostAsJsonAsync("/api/session/staff", new { username = name, password = "wrong" }, Stop)).Dispose();
        using var admin = await SignInAsync(name);
        (await admin.DeleteAsync("/api/session", Stop)).Dispose();
        var rows = await RowsAsync(before);
        Assert.Equal(["session.wrong_credentials refused", "session.start ok", "session.end ok"], rows.Select(r => r.What));
        Assert.All(rows, r => Assert.Equal(hospital, r.Hospital));
        Assert.Equal($"staff:{id}", rows[0].Subject);
    }

    [Fact]
    public async Task Reaching_for_another_hospitals_system_leaves_a_row_and_answers_as_if_it_were_not_there()
    {
        using var city = await _app.SignInStaffAsync();
        var appId = "theirs-" + Guid.NewGuid().ToString("N")[..8];
        using var created = await city.PostAsJsonAsync("/api/staff/film/integrators", Integrator(appId, "demo-east"), Stop);
        var id = (await created.JsonAsync()).GetProperty("id").GetString();
        var (name, staff, hospital) = await HospitalAdminAsync("demo-tcm");
        using var admin = await SignInAsync(name);
        var before = await LastAsync();

        using var networks = await admin.PutAsJsonAsync(
            $"/api/staff/film/integrators/{id}/networks", new { networks = new[] { "10.0.0.0/8" } }, Stop);
        using var disabled = await admin.DeleteAsync("/api/staff/film/integrators/" + id, Stop);
        using var nothing = await admin.DeleteAsync("/api/staff/film/integrators/" + Guid.NewGuid(), Stop);
        using var forThem = await admin.PostAsJsonAsync("/api/staff/film/integrators", Integrator(appId + "-2", "demo-east"), Stop);
        Assert.Equal((404, 404, 400), ((int)networks.StatusCode, (int)disabled.StatusCode, (int)forThem.StatusCode));
        Assert.Equal(await nothing.CodeAsync(), await disabled.CodeAsync());

        var rows = await RowsAsync(before);
        Assert.Equal(
            [
                ("integrator.networks refused", "integrator:" + id), ("integrator.disable refused", "integrator:" + id),
                ("integrator.create refused", $"integrator:{appId}-2"),
            ],
            rows.Where((_, i) => i != 2).Select(r => (r.What, r.Subject)));
        Assert.All(rows, r => Assert.Equal(($"staff:{staff}", (Guid?)hospital), (r.Actor, r.Hospital)));
    }

    private static object Integrator(string appId, string hospital) =>
        new { appId, name = "某系统", hospitalCodes = new[] { hospital }, networks = new[] { "127.0.0.0/8" } };

    /// <summary>An administrator of one hospital only, with the password of the sandbox's.</summary>
    private async Task<(string Name, Guid Id, Guid Hospital)> HospitalAdminAsync(string hospital)
    {
        var name = "admin-" + Guid.NewGuid().ToString("N")[..8];
        var at = (await _app.Services.GetRequiredService<Bff.Accounts.Contract.AccountsDirectory>().HospitalsAsync(Stop))
            .First(h => h.Code == hospital).Id;
        await _app.Services.GetRequiredService<Bff.Accounts.Contract.AccountsRegistration>()
            .AddStaffAsync(new(name, "one-hospital", "院管理员", ["admin"], at), Stop);
        return (name, (await _app.Db.ListAsync("select id from accounts.staff where username = $1", r => r.GetGuid(0), Stop, name))[0], at);
    }

    private async Task<HttpClient> SignInAsync(string name)
    {
        var client = _app.Anonymous();
        using var answer = await client.PostAsJsonAsync("/api/session/staff", new { username = name, password = "one-hospital" }, Stop);
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.JsonAsync()).GetProperty("token").GetString());
        return client;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) =>
        client.PostAsync(path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);

    private async Task<long> LastAsync() =>
        (await _app.Db.ListAsync("select coalesce(max(id), 0) from platform.audit", r => r.GetInt64(0), Stop))[0];

    private Task<List<(string What, string Actor, string Subject, Guid? Hospital, Guid? Patient)>> RowsAsync(long after) => _app.Db.ListAsync(
        """
        select action || ' ' || outcome, actor_kind || ':' || actor_id, subject, hospital_id, patient_id
        from platform.audit where id > $1 order by id
        """,
        r => (r.GetString(0), r.GetString(1), r.GetString(2), r.ValueOrNull<Guid>(3), r.ValueOrNull<Guid>(4)), Stop, after);
}
