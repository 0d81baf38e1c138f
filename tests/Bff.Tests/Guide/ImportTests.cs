using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Bff.Tests.Guide;

public sealed class ImportTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        return memory.ToArray();
    }

    // A corridor of three places: an entrance, a pharmacy that may be called something else, and a desk.
    private static byte[] Corridor(string pharmacy = "药房", bool desk = true)
    {
        List<string> nodes =
        [
            "id,x,y,z,level,building,campus,kind,name", "a,0,0,0,1,1,1,entrance,大门", "b,20,0,0,1,1,1,corridor,",
            "c,40,0,0,1,1,1,pharmacy," + pharmacy,
        ];
        List<string> edges =
        [
            "id,from,to,seconds,metres,kind,flags,hours", "1,a,b,15,20,walk,3,-1", "2,b,a,15,20,walk,3,-1", "3,b,c,15,20,walk,3,-1",
            "4,c,b,15,20,walk,3,-1",
        ];
        if (desk)
        {
            nodes.Add("d,20,10,0,1,1,1,reception,服务台");
            edges.AddRange(["5,b,d,8,10,walk,3,-1", "6,d,b,8,10,walk,3,-1"]);
        }
        return Zip(("nodes.csv", string.Join('\n', nodes) + "\n"), ("edges.csv", string.Join('\n', edges) + "\n"));
    }

    private static async Task<string> NewCampusAsync(HttpClient staff, string hospital = "demo-tcm")
    {
        using var answer = await staff.PostAsJsonAsync("/api/staff/guide/campuses",
            new { hospitalCode = hospital, name = "新院区", lon = 121.5, lat = 31.3 }, Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    private static async Task<(int Status, JsonElement Body)> ImportAsync(HttpClient staff, string campus, byte[] file,
        string name = "map.zip")
    {
        using var content = new ByteArrayContent(file);
        using var answer = await staff.PostAsync($"/api/staff/guide/campuses/{campus}/import?name={Uri.EscapeDataString(name)}", content,
            Stop);
        return ((int)answer.StatusCode, await answer.JsonAsync());
    }

    private static async Task ActivateAsync(HttpClient staff, string campus, JsonElement draft)
    {
        using var answer = await staff.PostAsync(
            $"/api/staff/guide/campuses/{campus}/maps/{draft.GetProperty("mapId").GetString()}/activate", null, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<List<string>> PlacesAsync(string campus)
    {
        using var client = guide.App.Anonymous();
        using var answer = await client.GetAsync($"/api/guide/campuses/{campus}/pois", Stop);
        return answer.StatusCode == HttpStatusCode.NotFound ? []
            : [.. (await answer.JsonAsync()).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task A_map_is_a_draft_until_activated_and_an_older_one_can_come_back()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        Assert.Empty(await PlacesAsync(campus));
        var (status, first) = await ImportAsync(staff, campus, Corridor());
        Assert.Equal(201, status);
        Assert.Equal(1, first.GetProperty("version").GetInt32());
        Assert.Equal(3, first.GetProperty("counts").GetProperty("pois").GetInt32());
        Assert.Empty(await PlacesAsync(campus));
        await ActivateAsync(staff, campus, first);
        Assert.Equal(["大门", "服务台", "药房"], (await PlacesAsync(campus)).Order(StringComparer.Ordinal));
        Assert.Equal(200, (await guide.RouteAsync(new { from = new { poi = "a" }, to = new { poi = "c" } }, campus)).Status);

        var (_, second) = await ImportAsync(staff, campus, Corridor("西药房", desk: false));
        var changes = second.GetProperty("changes");
        Assert.Equal("服务台", changes.GetProperty("removed").GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("西药房", changes.GetProperty("renamed").GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal(0, changes.GetProperty("added").GetProperty("count").GetInt32());
        await ActivateAsync(staff, campus, second);
        Assert.Equal(["大门", "西药房"], (await PlacesAsync(campus)).Order(StringComparer.Ordinal));

        await ActivateAsync(staff, campus, first);
        Assert.Contains("药房", await PlacesAsync(campus));
        var maps = (await (await staff.GetAsync($"/api/staff/guide/campuses/{campus}/maps", Stop)).JsonAsync()).GetProperty("items")
            .EnumerateArray().ToList();
        Assert.Equal([2, 1], maps.Select(m => m.GetProperty("version").GetInt32()));
        Assert.Equal([false, true], maps.Select(m => m.GetProperty("active").GetBoolean()));
        Assert.Contains("guide.map_activate ok", await guide.App.AuditedAsync());
    }

    [Fact]
    public async Task A_map_prepared_by_an_older_version_is_made_anew_from_its_source()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        var (_, draft) = await ImportAsync(staff, campus, Corridor());
        await ActivateAsync(staff, campus, draft);
        var before = (await guide.RouteAsync(new { from = new { poi = "a" }, to = new { poi = "c" } }, campus)).Body;
        await guide.App.Db.ExecuteAsync("update guide.map set prepared = 'WAYFIND1'::bytea where id = $1", Stop,
            Guid.Parse(draft.GetProperty("mapId").GetString()!));
        await using var other = await GuideApp.StartAsync(BffApp.DatabaseSetting + guide.App.Database);
        var after = (await guide.RouteAsync(new { from = new { poi = "a" }, to = new { poi = "c" } }, campus, other)).Body;
        Assert.Equal(before.ToString(), after.ToString());
    }

    [Fact]
    public async Task A_plan_in_metres_stays_where_it_was_put_when_imported_again()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        var (_, first) = await ImportAsync(staff, campus, Corridor());
        await ActivateAsync(staff, campus, first);
        var (_, second) = await ImportAsync(staff, campus, Corridor("西药房"));
        Assert.Equal(0, second.GetProperty("changes").GetProperty("moved").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Queries_go_on_while_maps_change()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        var (_, first) = await ImportAsync(staff, campus, Corridor());
        var (_, second) = await ImportAsync(staff, campus, Corridor("西药房"));
        await ActivateAsync(staff, campus, first);
        using var done = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var asked = 0;
            for (; !done.IsCancellationRequested; asked++) Assert.Equal(200,
                (await guide.RouteAsync(new { from = new { poi = "a" }, to = new { poi = "c" } }, campus)).Status);
            return asked;
        }, Stop);
        for (var i = 0; i < 6; i++) await ActivateAsync(staff, campus, i % 2 == 0 ? second : first);
        await done.CancelAsync();
        Assert.True(await asking > 0);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "cut.geojson", """{"type":"FeatureCollection","features":[{"type":"Fea""" },
        { "nothing.json", """{"type":"FeatureCollection","features":[]}""" },
        { "words.txt", "this is no map" },
        { "cut.osm", "<osm version='0.6'><node id='1' lat='31' " },
        { "evil.osm", "<!DOCTYPE osm [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><osm>&a;</osm>" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_file_that_cannot_be_used_says_why_and_leaves_the_old_map(string name, string text)
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        var (_, good) = await ImportAsync(staff, campus, Corridor());
        await ActivateAsync(staff, campus, good);
        var (status, problem) = await ImportAsync(staff, campus, Encoding.UTF8.GetBytes(text), name);
        Assert.Equal(422, status);
        Assert.Equal("guide.import_failed", problem.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        Assert.Contains(problem.GetProperty("lint").EnumerateArray(), l => l.GetProperty("severity").GetString() == "error");
        Assert.Contains("药房", await PlacesAsync(campus));
        var maps = (await (await staff.GetAsync($"/api/staff/guide/campuses/{campus}/maps", Stop)).JsonAsync()).GetProperty("items");
        Assert.Equal(1, maps.GetArrayLength());
    }

    [Fact]
    public async Task A_bomb_a_path_out_of_the_archive_and_too_many_bytes_are_refused()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("nodes.csv", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 300; i++) entry.Write(zeros);
        }
        Assert.InRange(bomb.Length, 1, 1 << 20);
        var (status, problem) = await ImportAsync(staff, campus, bomb.ToArray());
        Assert.Equal(422, status);
        Assert.Equal("zip.bomb", problem.GetProperty("lint")[0].GetProperty("code").GetString());
        Assert.Equal("zip.path_outside",
            (await ImportAsync(staff, campus, Zip(("../nodes.csv", "id"), ("edges.csv", "id"))))
                .Body.GetProperty("lint")[0].GetProperty("code").GetString());
        Assert.Equal("guide.import_empty", (await ImportAsync(staff, campus, [])).Body.GetProperty("code").GetString());

        await using var small = await GuideApp.StartAsync("--Guide:MaxImportBytes=2048");
        using var own = await small.SignInStaffAsync("guide");
        var (tooLarge, answer) = await ImportAsync(own, await NewCampusAsync(own), new byte[4096]);
        Assert.Equal(413, tooLarge);
        Assert.Equal("request.too_large", answer.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_hospitals_campus_and_map_are_not_there()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var east = await GuideApp.SignInStaffOfAsync(guide.App, "demo-east", "guide");
        var campus = await NewCampusAsync(staff);
        Assert.Equal((404, "guide.campus_unknown"), await ImportAsync(east, campus, Corridor()) is var (s, b)
            ? (s, b.GetProperty("code").GetString()) : default);
        var (_, draft) = await ImportAsync(staff, campus, Corridor());
        using var foreign = await east.PostAsync(
            $"/api/staff/guide/campuses/{guide.East}/maps/{draft.GetProperty("mapId").GetString()}/activate", null, Stop);
        Assert.Equal("guide.map_unknown", await foreign.CodeAsync());
        using var created = await east.PostAsJsonAsync("/api/staff/guide/campuses",
            new { hospitalCode = "demo-tcm", name = "x", lon = 1, lat = 1 }, Stop);
        Assert.Equal("request.invalid", await created.CodeAsync());
        using var patched = await east.PatchAsJsonAsync("/api/staff/guide/campuses/" + campus, new { enabled = false }, Stop);
        Assert.Equal("guide.campus_unknown", await patched.CodeAsync());
    }

    [Theory]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"   "}""", "name")]
    [InlineData("""{"nameEn":"a\u0000b"}""", "nameEn")]
    public async Task A_campus_is_not_called_what_cannot_be_read(string body, string field)
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var patched = await staff.PatchAsync("/api/staff/guide/campuses/" + guide.West, content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, patched.StatusCode);
        Assert.True((await patched.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
        using var created = await staff.PostAsJsonAsync("/api/staff/guide/campuses",
            new { name = "a\u0000b", nameEn = new string('x', 101), lon = 181, lat = 91 }, Stop);
        Assert.Equal(["name", "nameEn", "lon", "lat"],
            (await created.JsonAsync()).GetProperty("errors").EnumerateObject().Select(f => f.Name).Take(4));
    }

    [Theory]
    [InlineData("""{"enabled":true}""", "Old Campus")]
    [InlineData("""{"nameEn":" New Campus "}""", "New Campus")]
    [InlineData("""{"nameEn":null}""", null)]
    [InlineData("""{"nameEn":""}""", null)]
    [InlineData("""{"nameEn":"  "}""", null)]
    public async Task An_english_name_stays_until_it_is_named_and_can_be_taken_away(string body, string? after)
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        using var named = await staff.PatchAsJsonAsync("/api/staff/guide/campuses/" + campus, new { nameEn = "Old Campus" }, Stop);
        Assert.Equal("Old Campus", (await named.JsonAsync()).GetProperty("nameEn").GetString());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var patched = await staff.PatchAsync("/api/staff/guide/campuses/" + campus, content, Stop);
        Assert.Equal(after, (await patched.JsonAsync()).GetProperty("nameEn").GetString());
    }

    [Fact]
    public async Task A_campus_set_up_with_an_empty_english_name_has_none()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var created = await staff.PostAsJsonAsync("/api/staff/guide/campuses",
            new { hospitalCode = "demo-tcm", name = "无英文名院区", nameEn = "", lon = 121.4, lat = 31.2 }, Stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await created.JsonAsync()).GetProperty("nameEn").ValueKind);
    }

    [Fact]
    public async Task A_campus_that_is_switched_off_is_gone_for_the_public_only()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var campus = await NewCampusAsync(staff);
        var (_, draft) = await ImportAsync(staff, campus, Corridor());
        await ActivateAsync(staff, campus, draft);
        using var off = await staff.PatchAsJsonAsync("/api/staff/guide/campuses/" + campus, new { enabled = false, name = "老院区" }, Stop);
        Assert.Equal("老院区", (await off.JsonAsync()).GetProperty("name").GetString());
        Assert.Empty(await PlacesAsync(campus));
        Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync($"/api/staff/guide/campuses/{campus}/pois", Stop)).StatusCode);
    }
}
