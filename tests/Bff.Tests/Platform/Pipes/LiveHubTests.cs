using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Bff.Platform.Pipes;
using Bff.Support;
using Bff.Support.Desk;
using Bff.Support.Live;
using Bff.Support.Talk;
using Bff.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bff.Tests.Platform.Pipes;

/// <summary>What holds for every hub: who may connect, from where, on which node, how often, and what ends it.</summary>
public sealed class LiveHubTests : IAsyncLifetime
{
    private BffApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string[] Hubs => [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HubMetadata>() is not null).Select(e => e.RoutePattern.RawText!)
        .Where(route => !route.EndsWith("/negotiate", StringComparison.Ordinal)).Distinct()];

    public async ValueTask InitializeAsync() => _app = await BffApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("update accounts.staff set roles = '{auditor}' where username = 'agent'")]
    [InlineData("update accounts.staff set roles = roles || '{editor}' where username = 'agent'")]
    [InlineData("update accounts.staff set hospital_id = (select id from accounts.hospital where code = 'demo-tcm') where username = 'agent'")]
    [InlineData("update accounts.staff set disabled_at = now() where username = 'agent'")]
    [InlineData("update accounts.session set expires_at = now() where staff_id is not null")]
    [InlineData("update accounts.session set last_seen_at = now() - interval '61 minutes' where staff_id is not null")]
    [InlineData("delete from accounts.session where staff_id is not null")]
    public async Task A_line_ends_when_what_it_was_opened_with_is_gone_or_another(string change)
    {
        using var agent = await _app.SignInStaffAsync("agent");
        using var patient = await _app.SignInPatientAsync();
        await using var line = await HubLine.OpenAsync(_app, agent);
        await using var other = await HubLine.OpenAsync(_app, patient);
        await line.CallAsync("Desk");
        await _app.Db.ExecuteAsync(change, Stop);
        var started = TimeProvider.System.GetTimestamp();
        await line.EndedAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"Ended after {TimeProvider.System.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        Assert.True(other.IsOpen);
    }

    [Fact]
    public async Task A_page_of_another_site_opens_no_hub_and_one_of_our_own_every_one()
    {
        Assert.True(Hubs.Length >= 2);
        using var patient = await _app.SignInPatientAsync();
        foreach (var hub in Hubs)
        {
            var own = await HubLine.OpenAsync(_app, $"{hub}?ticket={await TicketAsync(patient)}", h => h.SetRequestHeader("Origin", _app.Address.GetLeftPart(UriPartial.Authority)));
            Assert.True(own.IsOpen);
            await own.DisposeAsync();
            var ticket = await TicketAsync(patient);
            foreach (var origin in new[] { "https://elsewhere.example", "null", "http://127.0.0.1:1", "http://" + _app.Address.Authority + ".example" })
                await Assert.ThrowsAsync<WebSocketException>(() =>
                    HubLine.OpenAsync(_app, $"{hub}?ticket={ticket}", h => h.SetRequestHeader("Origin", origin)));
        }
        Assert.Contains("request.foreign_origin refused", await _app.AuditedAsync());
    }

    [Fact]
    public async Task What_one_node_says_of_a_hub_opens_it_on_the_other()
    {
        await using var second = await BffApp.StartAsync(BffApp.DatabaseSetting + _app.Database);
        using var patient = await _app.SignInPatientAsync();
        foreach (var hub in Hubs)
        {
            var ticket = await TicketAsync(patient);
            using var negotiated = await patient.PostAsync($"{hub}/negotiate?negotiateVersion=1&ticket={ticket}", null, Stop);
            var answer = await negotiated.JsonAsync();
            Assert.Equal("WebSockets", Assert.Single(answer.GetProperty("availableTransports").EnumerateArray()).GetProperty("transport").GetString());
            await using var line = await HubLine.OpenAsync(second, $"{hub}?id={answer.GetProperty("connectionToken").GetString()}&ticket={ticket}");
            Assert.True(line.IsOpen);
        }
    }

    [Fact]
    public async Task One_call_too_many_is_refused_and_a_connection_that_goes_on_is_cut()
    {
        await using var strict = await BffApp.StartAsync("--Hubs:CallsPerSecond=1");
        using var patient = await strict.SignInPatientAsync();
        await using var line = await HubLine.OpenAsync(strict, patient);
        var refused = 0;
        for (var i = 0; i < 20 && refused == 0; i++) refused += await IsRefusedAsync(line) ? 1 : 0;
        Assert.Equal(1, refused);
        await using var second = await HubLine.OpenAsync(strict, patient);
        await using var third = await HubLine.OpenAsync(strict, patient);
        var admitted = 0;
        for (var i = 0; i < 10; i++) admitted += (await IsRefusedAsync(second) ? 0 : 1) + (await IsRefusedAsync(third) ? 0 : 1);
        Assert.InRange(admitted, 1, 14); // Two connections alone would have ten and what comes back meanwhile; the person has ten in all.
        for (var i = 0; i < 2 * HubCalls.MostRefusals && line.IsOpen; i++) await IsRefusedAsync(line);
        await line.EndedAsync();

        static async Task<bool> IsRefusedAsync(HubLine asked)
        {
            try
            {
                await asked.CallAsync("LeaveChat", Guid.NewGuid());
                return false;
            }
            catch (InvalidOperationException e)
            {
                Assert.True(e.Message.Contains("request.too_many", StringComparison.Ordinal) || !asked.IsOpen, e.Message);
                return true;
            }
        }
    }

    [Fact]
    public async Task A_person_has_so_many_connections_and_nothing_is_kept_of_those_that_are_closed()
    {
        await using var strict = await BffApp.StartAsync("--Hubs:MostConnections=3");
        using var patient = await strict.SignInPatientAsync();
        using var other = await strict.SignInPatientAsync("demo-wang");
        var lines = new List<HubLine>();
        for (var i = 0; i < 3; i++) lines.Add(await HubLine.OpenAsync(strict, patient));
        foreach (var line in lines) await line.CallAsync("LeaveChat", Guid.NewGuid());
        lines.Add(await HubLine.OpenAsync(strict, patient));
        await lines[3].EndedAsync();
        lines.Add(await HubLine.OpenAsync(strict, other));
        await lines[4].CallAsync("LeaveChat", Guid.NewGuid());
        Assert.True(lines[0].IsOpen);
        foreach (var line in lines) await line.DisposeAsync();
        var calls = strict.Services.GetRequiredService<HubCalls>();
        for (var tries = 0; tries < 500 && calls.Count > 0; tries++) await Task.Delay(20, Stop);
        Assert.Equal(0, calls.Count);
    }

    [Fact]
    public async Task A_refusal_is_no_line_in_the_log_and_a_failure_is_one_and_reaches_the_caller_as_a_code()
    {
        using var log = new Told();
        await using var failing = await BffApp.StartAsync(builder => builder.Logging.AddProvider(log));
        using var patient = await failing.SignInPatientAsync();
        await using var line = await HubLine.OpenAsync(failing, patient);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => line.CallAsync("Send", Guid.NewGuid(), null, "在吗"));
        Assert.Contains("support.conversation_unknown", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, said => said.Level >= LogLevel.Warning);

        await failing.Db.ExecuteAsync("alter table support.conversation rename to gone", Stop);
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => line.CallAsync("Send", Guid.NewGuid(), null, "在吗"));
        Assert.Contains("server.unavailable", failed.Message, StringComparison.Ordinal);
        Assert.Contains(log.Lines, said => said.Level == LogLevel.Error && said.Text.Contains("SupportHub.Send failed", StringComparison.Ordinal));
    }

    [Fact]
    public void The_pages_have_one_module_that_connects_and_words_for_every_refusal_of_the_line()
    {
        var pages = Path.Combine(SourceTree.Root, "webh5");
        var connecting = new[] { "api", "film", "guide", "lib", "patient", "shared", "staff" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(pages, folder), "*", SearchOption.AllDirectories))
            .Where(file => Regex.IsMatch(File.ReadAllText(file), @"@microsoft/signalr|new WebSocket\(|EventSource\(")).ToArray();
        Assert.Equal([Path.Combine(pages, "shared", "hub.ts")], connecting);

        var words = File.ReadAllText(Path.Combine(pages, "staff", "support", "words.ts"));
        string[] codes = [.. Enum.GetValues<LineRefusal>().Select(r => Words.Of(r).Code), .. Enum.GetValues<DeskRefusal>().Select(r => Words.Of(r).Code),
            Words.Of(TalkRefusal.ConversationUnknown).Code, Words.Of(TalkRefusal.ConversationClosed).Code, Words.Of(TalkRefusal.TextInvalid).Code,
            Words.Of(TalkRefusal.TooMany).Code, "request.too_many", "server.unavailable", "server.error"];
        Faults.None(codes.Where(code => !words.Contains($"'{code}': '", StringComparison.Ordinal)));
    }

    private static async Task<string> TicketAsync(HttpClient signedIn)
    {
        using var answer = await signedIn.PostAsync("/api/hub-tickets", null, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("ticket").GetString()!;
    }
}
