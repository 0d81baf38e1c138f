using System.Net;
using System.Text;
using System.Text.Json;

namespace Bff.Tests.Guide;

public sealed class RouteTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<string> PoiAsync(string name)
    {
        using var client = guide.App.Anonymous();
        var items = (await (await client.GetAsync($"/api/guide/campuses/{guide.East}/pois?limit=200&q={Uri.EscapeDataString(name)}", Stop))
            .JsonAsync()).GetProperty("items");
        return items.EnumerateArray().First(i => i.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;
    }

    private static List<string> Texts(JsonElement route) =>
        [.. route.GetProperty("legs").EnumerateArray().SelectMany(l => l.GetProperty("steps").EnumerateArray())
            .Select(s => s.GetProperty("text").GetString()!)];

    private static List<string> Kinds(JsonElement route) =>
        [.. route.GetProperty("legs").EnumerateArray().SelectMany(l => l.GetProperty("steps").EnumerateArray())
            .Select(s => s.GetProperty("kind").GetString()!)];

    [Fact]
    public async Task A_route_has_steps_with_text_speech_floors_and_a_line()
    {
        var (status, route) = await guide.RouteAsync(
            new
            {
                from = new { poi = await PoiAsync("服务台") },
                to = new { poi = await PoiAsync("CT 一室") },
                profile = "stepFree",
                at = GuideApp.Monday
            });
        Assert.Equal(200, status);
        Assert.True(route.GetProperty("distanceM").GetDouble() > 5);
        Assert.Equal("stepFree", route.GetProperty("profile").GetString());
        Assert.Contains("lift", Kinds(route));
        Assert.DoesNotContain(Kinds(route), k => k is "stairs" or "escalator");
        var lift = route.GetProperty("legs")[0].GetProperty("steps").EnumerateArray()
            .First(s => s.GetProperty("kind").GetString() == "lift");
        Assert.Equal("B1", lift.GetProperty("toLevelName").GetString());
        Assert.Contains("B1", lift.GetProperty("text").GetString(), StringComparison.Ordinal);
        foreach (var step in route.GetProperty("legs")[0].GetProperty("steps").EnumerateArray())
            foreach (var point in step.GetProperty("path").EnumerateArray()) Assert.InRange(point[1].GetDouble(), 31.22, 31.24);
        Assert.Equal("CT 一室", route.GetProperty("legs")[0].GetProperty("to").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_position_is_a_place_and_english_is_spoken()
    {
        var (status, route) = await guide.RouteAsync(
            new
            {
                from = new { lon = 121.4738, lat = 31.2305, level = "1F" },
                to = new { poi = await PoiAsync("门诊药房") },
                at = GuideApp.Monday,
                language = "en"
            });
        Assert.Equal(200, status);
        Assert.StartsWith("Start from", Texts(route)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_nearest_open_place_of_a_category_will_do_alone_and_as_a_stop()
    {
        var from = new { poi = await PoiAsync("服务台") };
        var (_, one) = await guide.RouteAsync(new { from, to = new { category = "payment" }, at = GuideApp.Monday });
        Assert.Equal("挂号收费处", one.GetProperty("legs")[0].GetProperty("to").GetProperty("name").GetString());
        var (status, tour) = await guide.RouteAsync(
            new
            {
                from,
                stops = new object[] { new { category = "lab" }, new { category = "payment" }, new { category = "pharmacy" } },
                at = GuideApp.Monday
            });
        Assert.Equal(200, status);
        Assert.Equal(3, tour.GetProperty("legs").GetArrayLength());
        Assert.Equal(tour.GetProperty("durationS").GetDouble(),
            tour.GetProperty("legs").EnumerateArray().Sum(l => l.GetProperty("durationS").GetDouble()), 1);
        Assert.Equal(tour.GetProperty("legs")[0].GetProperty("to").ToString(), tour.GetProperty("legs")[1].GetProperty("from").ToString());
    }

    [Fact]
    public async Task A_free_order_is_never_longer_than_the_order_given()
    {
        var stops = new object[] { new { poi = await PoiAsync("12 楼护士站") }, new { poi = await PoiAsync("门诊药房") },
            new { poi = await PoiAsync("CT 一室") } };
        var from = new { poi = await PoiAsync("服务台") };
        var (_, given) = await guide.RouteAsync(new { from, stops, order = "fixed", at = GuideApp.Monday });
        var (_, free) = await guide.RouteAsync(new { from, stops, order = "free", at = GuideApp.Monday });
        Assert.True(free.GetProperty("durationS").GetDouble() < given.GetProperty("durationS").GetDouble());
    }

    [Fact]
    public async Task At_two_in_the_morning_the_answer_names_the_locked_door_and_when_it_opens()
    {
        var (status, problem) = await guide.RouteAsync(
            new { from = new { poi = await PoiAsync("东院区大门") }, to = new { poi = await PoiAsync("门诊药房") }, at = GuideApp.NextMonday(2) });
        Assert.Equal(422, status);
        Assert.Equal("guide.unreachable", problem.GetProperty("code").GetString());
        Assert.StartsWith("目前无法到达：门诊楼正门现在锁着，06:00 开放；", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var door = problem.GetProperty("blocks")[0];
        Assert.Equal("hours", door.GetProperty("reason").GetString());
        Assert.Equal(GuideApp.NextMonday(6), door.GetProperty("opensAt").GetDateTimeOffset());
        Assert.Equal(TimeSpan.FromHours(8), door.GetProperty("opensAt").GetDateTimeOffset().Offset);
        Assert.Equal("门诊楼正门外", problem.GetProperty("nearest").GetProperty("name").GetString());
        Assert.EndsWith("最近可以到达：门诊楼正门外", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_place_of_a_category_is_open_the_answer_says_when_one_opens()
    {
        var (status, problem) = await guide.RouteAsync(
            new { from = new { poi = await PoiAsync("服务台") }, to = new { category = "rental" }, at = GuideApp.NextMonday(2) });
        Assert.Equal(422, status);
        Assert.Equal("guide.none_open", problem.GetProperty("code").GetString());
        Assert.Contains("07:00", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(GuideApp.NextMonday(7), problem.GetProperty("opensAt").GetDateTimeOffset());
    }

    /// <summary>Departures are not whole seconds; opening hours are.</summary>
    [Fact]
    public async Task A_departure_at_any_fraction_of_a_second_is_answered()
    {
        var wish = new
        {
            from = new { poi = await PoiAsync("门诊药房") },
            to = new { poi = await PoiAsync("CT 一室") },
            at = GuideApp.NextMonday(7, 29).AddTicks(1234567)
        };
        Assert.Equal(200, (await guide.RouteAsync(wish)).Status);
        var (_, late) = await guide.RouteAsync(wish with { at = GuideApp.NextMonday(17, 1).AddTicks(7654321) });
        Assert.Contains("CT 一室未开放", late.GetProperty("notices")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"poi":"nowhere"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"poi":"M-1F-01"}}""", 400, "guide.place_missing")]
    [InlineData("""{"to":{"poi":"M-1F-01"}}""", 400, "guide.place_missing")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"poi":"M-1F-02"},"stops":[]}""", 400, "guide.place_missing")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"stops":[]}""", 400, "guide.place_missing")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"stops":[null]}""", 400, "request.malformed")]
    [InlineData("""{"from":{"category":"toilet"},"to":{"poi":"M-1F-02"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"poi":"M-1F-01","lon":1,"lat":1},"to":{"poi":"M-1F-02"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{},"to":{"poi":"M-1F-02"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"lon":121.47},"to":{"poi":"M-1F-02"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"lon":1000,"lat":31.2,"level":"1F"},"to":{"poi":"M-1F-02"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"lon":121.4738,"lat":31.2305,"level":"77F"},"to":{"poi":"M-1F-02"}}""", 400, "guide.level_unknown")]
    [InlineData("""{"from":{"lon":120,"lat":30,"level":"1F"},"to":{"poi":"M-1F-02"}}""", 422, "guide.position_off_map")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"poi":"M-1F-02"},"profile":"fly"}""", 400, "guide.profile_unknown")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"poi":"M-1F-02"},"order":"random"}""", 400, "guide.order_unknown")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"poi":"M-1F-02"},"language":"fr"}""", 400, "guide.language_unknown")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"poi":"M-1F-02"},"at":"1999-01-01T00:00:00Z"}""", 400, "guide.time_out_of_range")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"category":"moon"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"poi":"M-1F-01"},"to":{"category":"staff"}}""", 400, "guide.place_unknown")]
    [InlineData("""{"from":{"poi":""", 400, "request.malformed")]
    [InlineData("""{"from":{"lon":"x"},"to":{}}""", 400, "request.malformed")]
    [InlineData("[]", 400, "request.malformed")]
    [InlineData("null", 400, "request.malformed")]
    public async Task A_wish_that_cannot_be_read_says_what_is_wrong(string body, int status, string code)
    {
        using var client = guide.App.Anonymous();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"/api/guide/campuses/{guide.East}/routes", content, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
    }

    [Fact]
    public async Task More_stops_than_can_be_planned_are_refused()
    {
        var stops = Enumerable.Repeat(new { poi = "M-1F-02" }, 13).ToArray();
        Assert.Equal("guide.too_many_stops",
            (await guide.RouteAsync(new { from = new { poi = "M-1F-01" }, stops })).Body.GetProperty("code").GetString());
        Assert.Equal("guide.too_many_stops",
            (await guide.RouteAsync(new { from = new { poi = "M-1F-01" }, stops = stops[..10], order = "free" })).Body.GetProperty("code")
                .GetString());
    }

    [Fact]
    public async Task A_position_snaps_to_the_room_on_the_floor_named()
    {
        using var client = guide.App.Anonymous();
        async Task<JsonElement> AskAsync(string body, int status)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync($"/api/guide/campuses/{guide.East}/position", content, Stop);
            Assert.Equal((HttpStatusCode)status, answer.StatusCode);
            return await answer.JsonAsync();
        }

        var snapped = await AskAsync("""{"lon":121.4738,"lat":31.23049,"level":"2F"}""", 200);
        Assert.Equal("2F", snapped.GetProperty("levelName").GetString());
        Assert.NotEmpty(snapped.GetProperty("name").GetString()!);
        Assert.Equal("guide.position_off_map",
            (await AskAsync("""{"lon":121.6,"lat":31.2305,"level":"2F"}""", 422)).GetProperty("code").GetString());
        Assert.Equal("guide.place_unknown", (await AskAsync("{}", 400)).GetProperty("code").GetString());
    }
}
