using System.Net;
using System.Text.Json;

namespace Bff.Tests.Guide;

public sealed class InspectionTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Points => $"/api/guide/campuses/{guide.East}/points";

    private static object Camera(string id, string state = "normal", DateTimeOffset? since = null, string level = "2F") =>
        new { id, kind = "camera", name = "二楼走廊摄像机", lon = 121.4738, lat = 31.23049, level, state, since };

    private async Task<JsonElement> PushAsync(params object[] points)
    {
        using var answer = await guide.App.SignedAsync(HttpMethod.Post, Points, JsonSerializer.Serialize(new { points }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
    }

    private async Task<JsonElement> StaffAsync(string path)
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        return await (await staff.GetAsync($"/api/staff/guide/campuses/{guide.East}{path}", Stop)).JsonAsync();
    }

    [Fact]
    public async Task What_hospital_systems_push_stands_in_its_room_and_alarms_come_first()
    {
        var now = guide.App.Clock.GetUtcNow();
        var answer = await PushAsync(
            Camera("cam-1"), Camera("cam-2", "offline", now.AddMinutes(-1)), Camera("cam-3", "alarm", now.AddHours(-1)),
            new
            {
                id = "temp-1",
                kind = "device",
                name = "药房冰箱",
                lon = 121.4738,
                lat = 31.23049,
                level = "2F",
                value = "9.5",
                unit = "℃",
                state = "warning"
            });
        Assert.Equal(4, answer.GetProperty("accepted").GetInt32());
        var view = await StaffAsync("/inspection?kind=device&building=M");
        var fridge = view.GetProperty("points").EnumerateArray().Single(p => p.GetProperty("id").GetString() == "temp-1");
        Assert.Equal("9.5", fridge.GetProperty("value").GetString());
        Assert.Equal("2F", fridge.GetProperty("levelName").GetString());
        var room = view.GetProperty("rooms").EnumerateArray()
            .Single(r => r.GetProperty("id").GetString() == fridge.GetProperty("area").GetString());
        Assert.Equal("warning", room.GetProperty("state").GetString());
        var alarms = (await StaffAsync("/alarms")).GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString())
            .ToList();
        Assert.True(alarms.IndexOf("cam-3") >= 0 && alarms.IndexOf("cam-3") < alarms.IndexOf("temp-1")
            && alarms.IndexOf("temp-1") < alarms.IndexOf("cam-2"));
        Assert.DoesNotContain("cam-1", alarms);
        Assert.Equal("guide.kind_malformed", (await StaffAsync("/inspection?kind=ghost")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_sandbox_has_something_to_look_at() =>
        Assert.Contains((await StaffAsync("/inspection")).GetProperty("points").EnumerateArray(), p =>
            p.GetProperty("id").GetString() == "fridge-1" && p.GetProperty("areaName").GetString() == "门诊药房");

    [Fact]
    public async Task A_late_message_does_not_overwrite_a_newer_state()
    {
        var now = guide.App.Clock.GetUtcNow();
        await PushAsync(Camera("late", "alarm", now));
        await PushAsync(Camera("late", "normal", now.AddMinutes(-5)));
        Assert.Contains((await StaffAsync("/alarms")).GetProperty("items").EnumerateArray(), p =>
            p.GetProperty("id").GetString() == "late");
        await PushAsync(Camera("late", "normal", now.AddMinutes(1)), Camera("late", "alarm", now.AddMinutes(-9)));
        Assert.DoesNotContain((await StaffAsync("/alarms")).GetProperty("items").EnumerateArray(), p =>
            p.GetProperty("id").GetString() == "late");
    }

    [Fact]
    public async Task A_point_that_cannot_be_placed_is_rejected_by_name_and_the_rest_is_kept()
    {
        var answer = await PushAsync(Camera("good"), Camera("bad", level: "77F"), Camera("worse", state: "on fire"),
            new { id = "", kind = "camera" }, Camera("future", since: guide.App.Clock.GetUtcNow().AddDays(1)),
            new { id = "far", kind = "camera", name = "在海上", lon = 0, lat = 0, level = "12F", state = "alarm" },
                new { id = "west", kind = "camera", name = "西院区", lon = 121.4895, lat = 31.2305, level = "1F", state = "alarm" });
        Assert.Equal(1, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(6, answer.GetProperty("rejected").GetArrayLength());
        Assert.All(answer.GetProperty("rejected").EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("reason").GetString()!));
    }

    [Fact]
    public async Task Only_signed_systems_of_the_hospital_push()
    {
        using var client = guide.App.Anonymous();
        using var content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync(Points, content, Stop)).StatusCode);
        using var unknown = await guide.App.SignedAsync(HttpMethod.Post, $"/api/guide/campuses/{Guid.NewGuid()}/points",
            """{"points":[]}""");
        Assert.Equal("guide.campus_unknown", await unknown.CodeAsync());
        Assert.Contains("guide.campus_unknown refused", await guide.App.AuditedAsync());
        using var none = await guide.App.SignedAsync(HttpMethod.Post, Points, """{"points":[]}""");
        Assert.Equal("request.invalid", await none.CodeAsync());
        using var broken = await guide.App.SignedAsync(HttpMethod.Post, Points, """{"points":[null]}""");
        Assert.Equal("request.malformed", await broken.CodeAsync());
    }

    [Fact]
    public async Task A_stranger_who_asks_too_often_is_told_to_wait()
    {
        await using var app = await GuideApp.StartAsync("--Guide:RequestsPerSecond=2");
        using var client = app.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => client.GetAsync("/api/guide/campuses", Stop)));
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("request.too_many", await refused.CodeAsync());
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
    }
}
