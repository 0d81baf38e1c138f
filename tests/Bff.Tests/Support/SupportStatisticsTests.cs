using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bff.Platform.Sheets;

namespace Bff.Tests.Support;

/// <summary>What supervisors count. One host for each test.</summary>
public sealed class SupportStatisticsTests : IAsyncLifetime
{
    private TwoAgents _desk = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await TwoAgents.StartAsync();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Statistics_count_what_was_handed_over_and_export_as_csv()
    {
        var id = await _desk.QueuedAsync();
        await _desk.Agent.CallAsync("Claim", id);
        await _desk.Agent.CallAsync("Reply", id, null, "您好");
        var figures = await _desk.Zhou.GetFromJsonAsync<JsonElement>("/api/staff/support/statistics", Stop);
        var today = figures.GetProperty("days").EnumerateArray().Last();
        Assert.Equal(1, today.GetProperty("handedOff").GetInt32());
        Assert.Equal("request", figures.GetProperty("handoffReasons")[0].GetProperty("reason").GetString());
        var csv = await _desk.Zhou.GetStringAsync("/api/staff/support/statistics.csv", Stop);
        Assert.Contains("转人工", csv, StringComparison.Ordinal);
        var agents = await _desk.Zhou.GetFromJsonAsync<JsonElement>("/api/staff/support/agents", Stop);
        Assert.Contains(agents.GetProperty("items").EnumerateArray(), a =>
            a.GetProperty("connected").GetBoolean() && a.GetProperty("chats").GetInt32() == 1);
    }

    [Fact]
    public async Task Stars_and_channels_are_in_the_statistics_and_in_their_file()
    {
        foreach (var (channel, stars) in new[] { ("wechat", 5), ("suishenban", 2) })
        {
            using var opened = await _desk.Patient.PostAsync("/api/support/conversations",
                $$"""{"hospitalCode":"demo-east","channel":"{{channel}}"}""");
            var id = (await opened.JsonAsync()).GetProperty("id").GetString();
            using (await _desk.Patient.PostAsync($"/api/support/conversations/{id}/handoff", "{}"))
                Assert.Equal(channel, (await _desk.Agent.CallAsync("Claim", id)).GetProperty("channel").GetString());
            await _desk.Agent.CallAsync("Reply", id, null, "您好");
            await _desk.Agent.CallAsync("CloseChat", id);
            using var rated = await _desk.Patient.PostAsync($"/api/support/conversations/{id}/close", $$"""{"rating":{{stars}}}""");
            Assert.Equal(HttpStatusCode.NoContent, rated.StatusCode);
        }
        var figures = await _desk.Zhou.GetFromJsonAsync<JsonElement>("/api/staff/support/statistics", Stop);
        Assert.Equal([(5, 1), (4, 0), (3, 0), (2, 1), (1, 0)],
            figures.GetProperty("stars").EnumerateArray()
                .Select(s => (s.GetProperty("stars").GetInt32(), s.GetProperty("count").GetInt32())));
        Assert.Equal([("suishenban", 1), ("wechat", 1)],
            figures.GetProperty("channels").EnumerateArray()
                .Select(c => (c.GetProperty("channel").GetString(), c.GetProperty("count").GetInt32())));
        using var unknown = await _desk.Patient.PostAsync("/api/support/conversations", """{"hospitalCode":"demo-east","channel":"fax"}""");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        var file = await _desk.Zhou.GetByteArrayAsync("/api/staff/support/statistics.csv", Stop);
        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]); // Excel reads Chinese by this mark alone.
        var rows = SheetText.ReadCsv(file).ToList();
        Assert.Equal(31, rows.Count);
        var today = rows[0].Zip(rows[^1]).ToDictionary(c => c.First, c => c.Second);
        Assert.Equal(("2", "2", "2", "3.50"), (today["会话"], today["转人工"], today["结束时评分人数"], today["平均星级"]));
    }
}
