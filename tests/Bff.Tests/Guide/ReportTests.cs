using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bff.Tests.Guide;

/// <summary>Maps that led people wrongly, imported as staff import them: ways that cannot be gone are no longer offered.</summary>
public sealed class ReportTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly object West = Spot(121.46981092, 31.23, "0"), East = Spot(121.47039916, 31.23, "0");
    private static readonly object Above = Spot(121.46981092, 31.23010821, "1"), Inside = Spot(121.47002101, 31.23, "0");

    private static object Spot(double lon, double lat, string level) => new { lon, lat, level };

    private static string Folder()
    {
        var root = Environment.GetEnvironmentVariable("SHARED_DIR");
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); root is null && d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "CloudClinic.slnx")) && d.Parent is { } up) root = Path.Combine(up.FullName, "shared");
        var folder = Path.Combine(root ?? "", "data", "reports", "guide");
        Assert.SkipUnless(Directory.Exists(folder), "The shared data folder is not beside the repository and SHARED_DIR is not set.");
        return folder;
    }

    private async Task<string> ImportAsync(string file)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(Folder(), file), Stop);
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var made = await staff.PostAsJsonAsync("/api/staff/guide/campuses",
            new { hospitalCode = "demo-tcm", name = file, lon = 121.47, lat = 31.23 }, Stop);
        var campus = (await made.JsonAsync()).GetProperty("id").GetString()!;
        using var body = new ByteArrayContent(content);
        using var answer = await staff.PostAsync($"/api/staff/guide/campuses/{campus}/import?name={file}", body, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var map = (await answer.JsonAsync()).GetProperty("mapId").GetString();
        using var on = await staff.PostAsync($"/api/staff/guide/campuses/{campus}/maps/{map}/activate", null, Stop);
        Assert.Equal(HttpStatusCode.OK, on.StatusCode);
        return campus;
    }

    private async Task<JsonElement> WayAsync(
        string campus, object from, object to, string profile = "walk", int? hour = null, int minute = 0)
    {
        var (status, route) = await guide.RouteAsync(new { from, to, profile, at = GuideApp.NextMonday(hour ?? 10, minute) }, campus);
        Assert.True(status == 200, route.ToString());
        return route;
    }

    private async Task<double> MetresAsync(string campus, object from, object to, string profile = "walk", int? hour = null) =>
        (await WayAsync(campus, from, to, profile, hour)).GetProperty("distanceM").GetDouble();

    private async Task<object> PoiAsync(string campus, string name)
    {
        using var client = guide.App.Anonymous();
        var items = (await (await client.GetAsync($"/api/guide/campuses/{campus}/pois?q={Uri.EscapeDataString(name)}", Stop)).JsonAsync())
            .GetProperty("items");
        return new { poi = items[0].GetProperty("id").GetString() };
    }

    [Theory]
    [InlineData("kerb-raised.osm", "stepFree", false, 176)]
    [InlineData("gate-access-no.osm", "walk", false, 176)]
    [InlineData("foot-no.osm", "walk", false, 176)]
    [InlineData("access-no-foot-yes.osm", "walk", false, 56)]
    [InlineData("moving-walkway.osm", "walk", true, 176)]
    [InlineData("incline-degree.osm", "stepFree", false, 176)]
    [InlineData("hours-off-part.osm", "walk", false, 56)]
    public async Task The_way_is_as_long_as_it_must_be(string file, string profile, bool back, double metres) => Assert.Equal(metres,
        await MetresAsync(await ImportAsync(file), back ? East : West, back ? West : East, profile), 1.0);

    [Fact]
    public async Task What_is_shut_at_noon_is_open_at_ten() =>
        Assert.Equal(176, await MetresAsync(await ImportAsync("hours-off-part.osm"), West, East, hour: 12), 1.0);

    [Fact]
    public async Task Stairs_and_lifts_lead_up_where_they_are_open()
    {
        Assert.Equal(208, await MetresAsync(await ImportAsync("steps-hours.osm"), West, Above, hour: 2), 2.0);
        Assert.Equal(36, await MetresAsync(await ImportAsync("elevator-way.osm"), West, Above, "stepFree"), 1.0);
    }

    [Fact]
    public async Task Doors_that_are_no_entrance_are_not_entered() => Assert.InRange(await MetresAsync(
        await ImportAsync("entrance-emergency.osm"), Spot(121.47060924, 31.23, "0"), Spot(121.47031513, 31.23, "0")), 180, 230);

    [Fact]
    public async Task The_toilet_of_ones_own_floor_is_the_nearest()
    {
        var campus = await ImportAsync("toilet-repeat.osm");
        var route = await WayAsync(campus, Spot(121.47002101, 31.23, "2"), new { category = "toilet" });
        Assert.Equal("2", route.GetProperty("legs")[0].GetProperty("to").GetProperty("levelName").GetString());
        Assert.InRange(route.GetProperty("distanceM").GetDouble(), 10, 25);
    }

    [Fact]
    public async Task Drawn_ways_shared_borders_and_plain_tables_are_walked()
    {
        var bent = await ImportAsync("gml-bent.gml");
        Assert.Equal(60, await MetresAsync(bent, await PoiAsync(bent, "room A"), await PoiAsync(bent, "room B")), 0.5);
        var border = await ImportAsync("imdf-border.zip");
        Assert.InRange(await MetresAsync(border, await PoiAsync(border, "挂号处"), await PoiAsync(border, "检验科")), 55, 75);
        var table = await ImportAsync("zhcsv.zip");
        var route = await WayAsync(table, await PoiAsync(table, "门诊大门"), await PoiAsync(table, "心内科"), "stepFree");
        Assert.Contains("乘 1号电梯上到 2F", route.ToString(), StringComparison.Ordinal);
        Assert.InRange(route.GetProperty("durationS").GetDouble(), 55, 65);
        Assert.Contains("走东楼梯", (await WayAsync(table, await PoiAsync(table, "门诊大门"), await PoiAsync(table, "心内科"), "preferStairs"))
            .ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pharmacy_that_opens_later_is_led_to_its_door()
    {
        var campus = await ImportAsync("room-hours.osm");
        var route = await WayAsync(campus, Inside, await PoiAsync(campus, "药房"), hour: 7, minute: 30);
        Assert.Equal(["到达时药房未开放，08:00 开放"], route.GetProperty("notices").EnumerateArray().Select(n => n.GetString()));
        Assert.InRange(route.GetProperty("distanceM").GetDouble(), 10, 16);
    }
}
