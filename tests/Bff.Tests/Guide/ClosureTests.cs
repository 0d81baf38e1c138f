using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bff.Tests.Guide;

public sealed class ClosureTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<(HttpStatusCode Status, JsonElement Body)> CloseAsync(HttpClient staff, string campus, object body)
    {
        using var answer = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{campus}/closures", body, Stop);
        return (answer.StatusCode, await answer.JsonAsync());
    }

    private static bool Uses(JsonElement route, string words) =>
        route.GetProperty("legs").EnumerateArray().SelectMany(l => l.GetProperty("steps").EnumerateArray())
        .Any(s => s.GetProperty("text").GetString()!.Contains(words, StringComparison.Ordinal));

    [Fact]
    public async Task A_lift_out_of_service_is_avoided_and_said_by_the_next_answer_and_on_every_open_page()
    {
        await using var app = await GuideApp.StartAsync();
        using var staff = await app.SignInStaffAsync("guide");
        var campus = (await (await staff.GetAsync("/api/staff/guide/campuses", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == "东院区").GetProperty("id").GetString()!;
        var wish = new { from = new { poi = "M-1F-03" }, to = new { poi = "M-B1-02" }, profile = "stepFree", at = GuideApp.Monday };
        var (_, before) = await guide.RouteAsync(wish, campus, app);
        var used = Uses(before, "1 号电梯") ? "M-lift1" : "M-lift2";
        var name = used == "M-lift1" ? "1 号电梯" : "2 号医用电梯";
        await using var page = await HubClient.WatchAsync(app, campus);
        await using var other = await HubClient.WatchAsync(app, campus);
        Assert.Equal(0, (await page.PushAsync()).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await other.PushAsync()).GetProperty("items").GetArrayLength());

        var (status, closure) = await CloseAsync(staff, campus, new { target = "connector", targetId = used, reason = "检修" });
        Assert.Equal(HttpStatusCode.Created, status);
        foreach (var open in new[] { page, other })
        {
            var push = await open.PushAsync();
            Assert.Equal(campus, push.GetProperty("campusId").GetString());
            var item = push.GetProperty("items")[0];
            Assert.Equal("lift", item.GetProperty("kind").GetString());
            Assert.Contains(name, item.GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.True(item.GetProperty("active").GetBoolean());
        }
        var (_, after) = await guide.RouteAsync(wish, campus, app);
        Assert.False(Uses(after, name));
        Assert.Contains(after.GetProperty("notices").EnumerateArray(), n =>
            n.GetString()!.Contains(name, StringComparison.Ordinal) && n.GetString()!.Contains("检修", StringComparison.Ordinal));

        var rest = used == "M-lift1" ? "M-lift2" : "M-lift1";
        await CloseAsync(staff, campus, new { target = "connector", targetId = rest, reason = "检修" });
        var (refused, problem) = await guide.RouteAsync(wish, campus, app);
        Assert.Equal(422, refused);
        Assert.StartsWith("没有无障碍路线", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("closure", problem.GetProperty("blocks")[0].GetProperty("reason").GetString());

        using var reopened = await staff.DeleteAsync("/api/staff/guide/closures/" + closure.GetProperty("id").GetString(), Stop);
        Assert.Equal(HttpStatusCode.NoContent, reopened.StatusCode);
        Assert.Equal(200, (await guide.RouteAsync(wish, campus, app)).Status);
        Assert.Equal(2, (await page.PushAsync()).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await page.PushAsync()).GetProperty("items").GetArrayLength());
        using var twice = await staff.DeleteAsync("/api/staff/guide/closures/" + closure.GetProperty("id").GetString(), Stop);
        Assert.Equal("guide.closure_unknown", await twice.CodeAsync());
        Assert.Contains("guide.close ok", await app.AuditedAsync());
        Assert.Contains("guide.reopen ok", await app.AuditedAsync());
    }

    [Fact]
    public async Task A_change_made_elsewhere_reaches_this_node_by_the_database_alone()
    {
        await using var app = await GuideApp.StartAsync();
        using var client = app.Anonymous();
        var campus = (await (await client.GetAsync("/api/guide/campuses", Stop)).JsonAsync()).GetProperty("items")[0].GetProperty("id")
            .GetString()!;
        await using var page = await HubClient.WatchAsync(app, campus);
        await page.PushAsync();
        await app.Db.ExecuteAsync(
            """
            insert into guide.closure (id, hospital_id, site_id, target, target_id, reason, created_by, created_at)
            select gen_random_uuid(), hospital_id, id, 'connector', 'M-lift1', '停电', 'another node', now() from guide.site
            """, Stop);
        Assert.Equal("停电", (await page.PushAsync()).GetProperty("items")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_is_closed_on_one_node_is_closed_on_the_other_within_two_seconds()
    {
        await using var one = await GuideApp.StartAsync();
        await using var two = await GuideApp.StartAsync(BffApp.DatabaseSetting + one.Database);
        using var staff = await one.SignInStaffAsync("guide");
        var campus = (await (await staff.GetAsync("/api/staff/guide/campuses", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == "东院区").GetProperty("id").GetString()!;
        await using var page = await HubClient.WatchAsync(two, campus);
        await page.PushAsync();
        foreach (var lift in new[] { "M-lift1", "M-lift2" }) await CloseAsync(staff, campus,
            new { target = "connector", targetId = lift, reason = "检修" });
        while ((await page.PushAsync()).GetProperty("items").GetArrayLength() < 2) continue;
        var (status, _) = await guide.RouteAsync(
            new { from = new { poi = "M-1F-03" }, to = new { poi = "M-B1-02" }, profile = "stepFree", at = GuideApp.Monday }, campus, two);
        Assert.Equal(422, status);
    }

    [Fact]
    public async Task A_node_that_lost_its_line_catches_up()
    {
        await using var app = await GuideApp.StartAsync();
        using var client = app.Anonymous();
        var campus = (await (await client.GetAsync("/api/guide/campuses", Stop)).JsonAsync()).GetProperty("items")[0].GetProperty("id")
            .GetString()!;
        // The server cuts every other connection, the listening one included, and changes something meanwhile.
        await app.Db.TransactAsync(async connection =>
        {
            await connection.ExecuteAsync(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and usename = current_user
                """, Stop);
            return await connection.ExecuteAsync(
                """
                insert into guide.closure (id, hospital_id, site_id, target, target_id, reason, created_by, created_at)
                select gen_random_uuid(), hospital_id, id, 'connector', 'M-lift1', '断线', 'another node', now() from guide.site
                """, Stop);
        }, Stop);
        for (var i = 0; ; i++)
        {
            using var answer = await client.GetAsync($"/api/guide/campuses/{campus}/closures", Stop);
            if ((await answer.JsonAsync()).GetProperty("items").GetArrayLength() == 1) break;
            Assert.True(i < 100, "The node did not catch up.");
            await Task.Delay(100, Stop);
        }
    }

    [Fact]
    public async Task A_scheduled_closure_begins_and_ends_by_itself()
    {
        await using var app = await GuideApp.StartAsync();
        using var staff = await app.SignInStaffAsync("guide");
        var campus = (await (await staff.GetAsync("/api/staff/guide/campuses", Stop)).JsonAsync()).GetProperty("items")[0].GetProperty("id")
            .GetString()!;
        var now = app.Clock.GetUtcNow();
        await CloseAsync(staff, campus,
            new { target = "connector", targetId = "M-lift1", reason = "保养", from = now.AddMinutes(30), until = now.AddMinutes(60) });
        await using var page = await HubClient.WatchAsync(app, campus);
        Assert.False((await page.PushAsync()).GetProperty("items")[0].GetProperty("active").GetBoolean());
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.True((await page.PushAsync()).GetProperty("items")[0].GetProperty("active").GetBoolean());
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, (await page.PushAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Doors_and_areas_can_be_closed_and_found_by_what_is_written_on_them()
    {
        await using var app = await GuideApp.StartAsync();
        using var staff = await app.SignInStaffAsync("guide");
        var campus = (await (await staff.GetAsync("/api/staff/guide/campuses", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == "东院区").GetProperty("id").GetString()!;
        async Task<JsonElement> FirstAsync(string target, string q) =>
            (await (await staff.GetAsync($"/api/staff/guide/campuses/{campus}/targets?target={target}&q={Uri.EscapeDataString(q)}", Stop))
                .JsonAsync()).GetProperty("items")[0];
        var door = await FirstAsync("door", "门诊药房");
        Assert.Equal("门诊药房的门", door.GetProperty("name").GetString());
        var area = await FirstAsync("area", "连廊");
        Assert.Equal("connector", (await FirstAsync("connector", "住院楼 电梯")).GetProperty("target").GetString());
        await CloseAsync(staff, campus, new { target = "door", targetId = door.GetProperty("targetId").GetString(), reason = "盘点" });
        await CloseAsync(staff, campus, new { target = "area", targetId = area.GetProperty("targetId").GetString(), reason = "施工" });
        var (status, problem) = await guide.RouteAsync(
            new
            {
                from = new { poi = "M-1F-05" },
                to = new { poi = (await FirstAsync("area", "门诊药房")).GetProperty("targetId").GetString() },
                at = GuideApp.Monday
            }, campus, app);
        Assert.Equal(422, status);
        Assert.Contains("盘点", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"target":"roof","targetId":"x","reason":"r"}""", 400, "request.invalid")]
    [InlineData("""{"target":"door","targetId":"M-main"}""", 400, "request.invalid")]
    [InlineData("""{"target":"door","targetId":"M-main","reason":"r","until":"2001-01-01T00:00:00Z"}""", 400, "request.invalid")]
    [InlineData("""{"target":"door","targetId":"M-main","reason":"r","until":"9999-12-31T23:59:59Z"}""", 400, "request.invalid")]
    [InlineData("""{"target":"door","targetId":"M-main","reason":"r","from":"0001-01-01T00:00:00Z"}""", 400, "request.invalid")]
    [InlineData("""{"target":"door","targetId":"M-main","reason":"r","until":"next week"}""", 400, "request.malformed")]
    [InlineData("""{"target":"door","targetId":"M-main","reason":"a\u0000b"}""", 400, "request.invalid")]
    [InlineData("""{"target":"door","targetId":"M-main","reason":"\ud800"}""", 400, "request.malformed")]
    [InlineData("""{"target":"connector","targetId":"K-lift1","reason":"of the other campus"}""", 404, "guide.target_unknown")]
    [InlineData("""{"target":"door","targetId":"no-such-door","reason":"r"}""", 404, "guide.target_unknown")]
    [InlineData("""{"target":"door","reason":"r"}""", 404, "guide.target_unknown")]
    [InlineData("""{"target":""", 400, "request.malformed")]
    public async Task A_closure_that_cannot_be_says_why(string body, int status, string code)
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await staff.PostAsync($"/api/staff/guide/campuses/{guide.East}/closures", content, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
    }

    [Fact]
    public async Task A_window_that_ends_before_it_begins_names_the_field()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var now = guide.App.Clock.GetUtcNow();
        var (status, problem) = await CloseAsync(staff, guide.East,
            new { target = "door", targetId = "M-main", reason = "r", from = now.AddDays(2), until = now.AddDays(1) });
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("应晚于开始时间和现在。", problem.GetProperty("errors").GetProperty("until")[0].GetString());
    }

    [Fact]
    public async Task What_two_closures_shut_stays_shut_until_both_are_lifted_and_is_listed_at_its_own_campus()
    {
        await using var app = await GuideApp.StartAsync();
        using var staff = await app.SignInStaffAsync("guide");
        var campuses = (await (await staff.GetAsync("/api/staff/guide/campuses", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("id").GetString()!);
        var ids = new List<string>();
        foreach (var reason in new[] { "检修", "消毒" })
            foreach (var lift in new[] { "M-lift1", "M-lift2" })
            {
                var (status, made) = await CloseAsync(staff, campuses["东院区"], new { target = "connector", targetId = lift, reason });
                Assert.Equal(HttpStatusCode.Created, status);
                ids.Add(made.GetProperty("id").GetString()!);
            }
        async Task<int> RouteAsync() =>
            (await guide.RouteAsync(new
            {
                from = new { poi = "M-1F-03" },
                to = new { poi = "M-B1-02" },
                profile = "stepFree",
                at = GuideApp.Monday
            }, campuses["东院区"], app)).Status;
        async Task<int> ListedAsync(string campus) =>
            (await (await staff.GetAsync($"/api/staff/guide/campuses/{campuses[campus]}/closures", Stop)).JsonAsync()).GetProperty("items")
                .GetArrayLength();
        Assert.Equal((4, 0), (await ListedAsync("东院区"), await ListedAsync("西院区")));
        foreach (var id in ids[..2]) await staff.DeleteAsync("/api/staff/guide/closures/" + id, Stop);
        Assert.Equal(422, await RouteAsync());
        foreach (var id in ids[2..]) await staff.DeleteAsync("/api/staff/guide/closures/" + id, Stop);
        Assert.Equal(200, await RouteAsync());
        using var again = await staff.DeleteAsync("/api/staff/guide/closures/" + ids[0], Stop);
        Assert.Equal("guide.closure_unknown", await again.CodeAsync());
    }

    [Fact]
    public async Task Staff_of_another_hospital_and_of_another_trade_change_nothing()
    {
        using var elsewhere = await GuideApp.SignInStaffOfAsync(guide.App, "demo-tcm", "guide");
        using var film = await GuideApp.SignInStaffOfAsync(guide.App, "demo-east", "film");
        using var own = await GuideApp.SignInStaffOfAsync(guide.App, "demo-east", "guide");
        var body = new
        {
            target = "connector",
            targetId = "M-lift1",
            reason = "r",
            from = DateTimeOffset.Parse("2027-11-01T00:00:00Z", null)
        };
        using var foreign = await elsewhere.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/closures", body, Stop);
        Assert.Equal("guide.campus_unknown", await foreign.CodeAsync());
        using var wrongRole = await film.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/closures", body, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, wrongRole.StatusCode);
        using var nobody = guide.App.Anonymous();
        using var anonymous = await nobody.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/closures", body, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        using var made = await own.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/closures", body, Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.JsonAsync()).GetProperty("id").GetString();
        using var notTheirs = await elsewhere.DeleteAsync("/api/staff/guide/closures/" + id, Stop);
        Assert.Equal("guide.closure_unknown", await notTheirs.CodeAsync());
        Assert.Contains("guide.campus_unknown refused", await guide.App.AuditedAsync());
        Assert.Contains("guide.closure_unknown refused", await guide.App.AuditedAsync());
        Assert.Equal(0, (await (await elsewhere.GetAsync("/api/staff/guide/campuses", Stop)).JsonAsync()).GetProperty("items")
            .GetArrayLength());
    }

    [Fact]
    public async Task The_same_closing_sent_twice_closes_once()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        staff.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new
        {
            target = "connector",
            targetId = "M-west",
            reason = "清洁",
            from = DateTimeOffset.Parse("2027-10-01T00:00:00Z", null)
        };
        var (_, first) = await CloseAsync(staff, guide.East, body);
        var (_, second) = await CloseAsync(staff, guide.East, body);
        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_campus_that_is_not_there_cannot_be_watched()
    {
        await using var page = await HubClient.WatchAsync(guide.App, Guid.NewGuid().ToString());
        Assert.Contains("guide.campus_unknown", await page.OutcomeAsync(), StringComparison.Ordinal);
    }
}
