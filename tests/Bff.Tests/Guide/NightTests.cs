using System.Text.Json;

namespace Bff.Tests.Guide;

/// <summary>The sandbox's hospital at hours when it is shut, and the clinic that only the patient knows.</summary>
public sealed class NightTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private async Task<List<JsonElement>> FoundAsync(string words)
    {
        using var client = guide.App.Anonymous();
        var query = $"lon=121.4740&lat=31.2299&q={Uri.EscapeDataString(words)}";
        using var answer = await client.GetAsync($"/api/guide/campuses/{guide.East}/pois?{query}", TestContext.Current.CancellationToken);
        return [.. (await answer.JsonAsync()).GetProperty("items").EnumerateArray()];
    }

    private async Task<object> PoiAsync(string name) =>
        new { poi = (await FoundAsync(name)).First(i => i.GetProperty("name").GetString() == name).GetProperty("id").GetString() };

    [Theory]
    [InlineData("急诊预检台")]
    [InlineData("急诊抢救室")]
    [InlineData("急诊药房")]
    public async Task The_emergency_department_is_reached_at_any_hour(string name)
    {
        foreach (var hour in new[] { 2, 10, 23 })
        {
            var (status, route) = await guide.RouteAsync(new
            {
                from = await PoiAsync("东院区大门"),
                to = await PoiAsync(name),
                profile = "stepFree",
                at = GuideApp.NextMonday(hour),
            });
            Assert.True(status == 200, route.ToString());
            Assert.Empty(route.GetProperty("notices").EnumerateArray());
        }
    }

    [Fact]
    public async Task The_rest_stays_shut_at_night()
    {
        var (status, refused) = await guide.RouteAsync(
            new { from = await PoiAsync("东院区大门"), to = await PoiAsync("门诊药房"), at = GuideApp.NextMonday(2) });
        Assert.Equal((422, "guide.unreachable"), (status, refused.GetProperty("code").GetString()));
        Assert.Contains("正门", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_it_opens_one_is_led_to_the_door_and_told_when()
    {
        var (status, route) = await guide.RouteAsync(
            new { from = await PoiAsync("东院区大门"), to = await PoiAsync("门诊药房"), at = GuideApp.NextMonday(6, 20) });
        Assert.Equal(200, status);
        Assert.Equal(["到达时门诊药房未开放，07:00 开放"], route.GetProperty("notices").EnumerateArray().Select(n => n.GetString()));
    }

    [Fact]
    public async Task The_clinic_of_a_visit_is_asked_for_and_never_the_nearest()
    {
        using var client = guide.App.Anonymous();
        using var presets = await client.GetAsync("/api/guide/presets", TestContext.Current.CancellationToken);
        var stops = (await presets.JsonAsync()).GetProperty("items").EnumerateArray()
            .SelectMany(p => p.GetProperty("stops").EnumerateArray()).ToList();
        Assert.All(stops, s => Assert.Equal(s.GetProperty("category").GetString() == "department", s.GetProperty("asked").GetBoolean()));
        object clinic = new { category = "department" }, desk = new { category = "reception" };
        var from = await PoiAsync("东院区大门");
        var (status, refused) = await guide.RouteAsync(new { from, stops = new[] { desk, clinic }, at = GuideApp.Monday });
        Assert.Equal((400, "guide.clinic_missing"), (status, refused.GetProperty("code").GetString()));
        Assert.Equal(400, (await guide.RouteAsync(new { from, to = clinic, at = GuideApp.Monday })).Status);
        var (named, route) = await guide.RouteAsync(new { from, stops = new[] { desk, await PoiAsync("205 内科诊室") }, at = GuideApp.Monday });
        Assert.True(named == 200, route.ToString());
    }

    [Theory]
    [InlineData("CT", "CT ")]
    [InlineData("DR", "DR ")]
    [InlineData("电梯", "电梯")]
    [InlineData("我要去心内科", "心内科")]
    [InlineData("药房在哪", "药房")]
    [InlineData("厕所在哪里", "卫生间")]
    [InlineData("209 诊室怎么走", "209 ")]
    public async Task What_people_say_is_found_first(string said, string part) =>
        Assert.Contains(part, (await FoundAsync(said))[0].GetProperty("name").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_lift_is_a_place_to_go_to()
    {
        var lift = (await FoundAsync("电梯"))[0];
        Assert.Equal("lift", lift.GetProperty("category").GetString());
        var (status, route) = await guide.RouteAsync(
            new { from = await PoiAsync("服务台"), to = new { poi = lift.GetProperty("id").GetString() }, at = GuideApp.Monday });
        Assert.Equal(200, status);
        Assert.Contains("电梯", route.GetProperty("legs")[0].GetProperty("to").GetProperty("name").GetString(), StringComparison.Ordinal);
    }
}
