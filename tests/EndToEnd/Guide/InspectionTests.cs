using System.Net;
using System.Text.Json;
using Bff.Tests;
using Microsoft.Playwright;

namespace EndToEnd.Guide;

/// <summary>What a hospital's own systems report, as the operators see it.</summary>
public sealed class InspectionTests(Campus campus)
{
    private const string Fridge = "病区药品冰箱";

    [Fact]
    public async Task An_alarm_of_a_hospital_system_is_listed_shown_in_its_room_and_gone_when_it_is_over()
    {
        await using var app = await Campus.StartAsync(10);
        var (room, level) = await RoomAsync(app);
        await PushAsync(app, room, level, "alarm", "12.5");
        var page = await campus.DeskAsync(app);
        await GuideDesk.SignInAsync(page, "inspection");

        // Listed from wherever one looks, with where it is; not at the other campus.
        var alarm = page.Locator(".choices button").Filter(new() { HasText = Fridge });
        await Assertions.Expect(alarm).ToContainTextAsync($"报警 {Fridge} 12.5℃");
        await Assertions.Expect(alarm).ToContainTextAsync($"住院楼 8F {room.GetProperty("name").GetString()}");
        await Assertions.Expect(page.GetByLabel("楼", new() { Exact = true }).Locator("option:checked")).ToContainTextAsync("门诊楼");
        var campuses = page.GetByRole(AriaRole.Group, new() { Name = "院区" });
        await campuses.GetByText("西院区").ClickAsync();
        await Assertions.Expect(page.GetByText("现在没有报警。")).ToBeVisibleAsync();
        await Assertions.Expect(alarm).ToHaveCountAsync(0);
        await campuses.GetByText("东院区").ClickAsync();

        // One tap shows its building, its floor and its room.
        await alarm.ClickAsync();
        await Assertions.Expect(page.GetByLabel("楼", new() { Exact = true }).Locator("option:checked")).ToHaveTextAsync("住院楼（1 处异常）");
        await Assertions.Expect(page.GetByLabel("楼层").Locator("option:checked")).ToHaveTextAsync("8F（1 处异常）");
        var dot = page.Locator(".point.alarm.chosen");
        await Assertions.Expect(dot).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("svg text").Filter(new() { HasText = $"{Fridge} 12.5℃" })).ToHaveCountAsync(1);
        Assert.True(await page.Locator("svg > path.alarm").EvaluateAsync<bool>(
            """
            (room) => {
              const dot = document.querySelector('.point.alarm circle').getBoundingClientRect();
              const at = new DOMPoint(dot.x + dot.width / 2, dot.y + dot.height / 2).matrixTransform(room.getScreenCTM().inverse());
              return room.isPointInFill(at);
            }
            """));
        var areas = page.GetByLabel("房间");
        await areas.SelectOptionAsync(new SelectOptionValue { Label = $"{room.GetProperty("name").GetString()}（3 个点位，报警）" });
        await Assertions.Expect(page.Locator(".inspection h3")).ToHaveTextAsync([room.GetProperty("name").GetString()!]);
        await Assertions.Expect(page.Locator(".point")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "数据", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".point")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".inspection h3 + ul")).ToContainTextAsync("待处理医嘱 4条");
        await page.GetByRole(AriaRole.Button, new() { Name = "全部", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".point")).ToHaveCountAsync(3);
        await GuideDesk.ShotAsync(page, "inspection");

        // The page hears of the end by itself.
        await PushAsync(app, room, level, "normal", "4.1");
        await Assertions.Expect(page.Locator(".point.alarm")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("svg > path.alarm")).ToHaveCountAsync(0);
        await Assertions.Expect(alarm).ToHaveCountAsync(1);
        await Assertions.Expect(alarm).ToContainTextAsync($"正常 设备 · {Fridge} 4.1℃");
        await Assertions.Expect(page.GetByLabel("楼", new() { Exact = true }).Locator("option:checked")).ToHaveTextAsync("住院楼");
        await page.Context.CloseAsync();
    }

    /// <summary>A room on the eighth floor of the wards, and that floor.</summary>
    private static async Task<(JsonElement Room, string Level)> RoomAsync(BffApp app)
    {
        using var client = app.Anonymous();
        var path = "/api/guide/campuses/" + await Campus.EastOfAsync(app);
        var detail = await (await client.GetAsync(path, TestContext.Current.CancellationToken)).JsonAsync();
        var wards = detail.GetProperty("buildings").EnumerateArray().Single(b => b.GetProperty("name").GetString() == "住院楼").GetProperty("id").GetString();
        var level = detail.GetProperty("levels").EnumerateArray().Single(l => l.GetProperty("building").GetString() == wards && l.GetProperty("name").GetString() == "8F").GetProperty("id").GetString()!;
        var places = await (await client.GetAsync($"{path}/pois?level={level}", TestContext.Current.CancellationToken)).JsonAsync();
        return (places.GetProperty("items").EnumerateArray().First(p => p.GetProperty("category").GetString() is "department" or "room"), level);
    }

    private static async Task PushAsync(BffApp app, JsonElement room, string level, string state, string value)
    {
        object Point(string id, string kind, string name, string pointState, string? reading, string? unit) =>
            new { id, kind, name, lon = room.GetProperty("lon").GetDouble(), lat = room.GetProperty("lat").GetDouble(), level, state = pointState, value = reading, unit };
        var body = new
        {
            points = new[]
            {
                Point("ward-fridge", "device", Fridge, state, value, "℃"), Point("ward-camera", "camera", "病区走廊摄像机", "normal", null, null),
                Point("ward-orders", "data", "待处理医嘱", "normal", "4", "条"),
            },
        };
        using var answer = await app.SignedAsync(HttpMethod.Post, $"/api/guide/campuses/{await Campus.EastOfAsync(app)}/points", JsonSerializer.Serialize(body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(3, (await answer.JsonAsync()).GetProperty("accepted").GetInt32());
    }
}
