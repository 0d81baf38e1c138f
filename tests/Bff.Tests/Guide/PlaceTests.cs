using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Bff.Tests.Guide;

public sealed class PlaceTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Path => $"/api/staff/guide/campuses/{guide.East}/pois";

    private async Task<List<string>> FoundAsync(string q)
    {
        using var client = guide.App.Anonymous();
        var page = await (await client.GetAsync($"/api/guide/campuses/{guide.East}/pois?limit=100&q={Uri.EscapeDataString(q)}", Stop))
            .JsonAsync();
        return [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];
    }

    private async Task<JsonElement> PatchAsync(HttpClient staff, string poi, object patch, int status = 200)
    {
        using var answer = await staff.PatchAsJsonAsync($"{Path}/{poi}", patch, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    private async Task<JsonElement> CsvAsync(HttpClient staff, string csv, bool apply, int status = 200)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await staff.PostAsync($"{Path}.csv?apply={apply}", content, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    [Fact]
    public async Task A_new_name_is_found_drawn_and_spoken_and_the_old_one_comes_back()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var changed = await PatchAsync(staff, "M-1F-08", new { name = "健康小铺", aliases = new[] { "杂货" }, labels = new[] { "24 小时" } });
        Assert.Equal("健康小铺", changed.GetProperty("name").GetString());
        var source = changed.GetProperty("sourceName").GetString()!;
        Assert.Contains("健康小铺", await FoundAsync("jkxp"));
        Assert.Contains("健康小铺", await FoundAsync("杂货"));
        var (_, route) = await guide.RouteAsync(new { from = new { poi = "M-1F-03" }, to = new { poi = "M-1F-08" }, at = GuideApp.Monday });
        Assert.Contains("健康小铺", route.GetProperty("legs")[0].GetProperty("steps").EnumerateArray().Last().GetProperty("text").GetString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain(source, route.ToString(), StringComparison.Ordinal);
        var back = await PatchAsync(staff, "M-1F-08", new { name = "", aliases = Array.Empty<string>() });
        Assert.Equal(source, back.GetProperty("name").GetString());
        Assert.Equal("24 小时", back.GetProperty("labels")[0].GetString());
        Assert.DoesNotContain("健康小铺", await FoundAsync("杂货"));
        Assert.Contains("guide.poi_change ok", await guide.App.AuditedAsync());
    }

    [Fact]
    public async Task A_place_switched_off_is_neither_found_nor_a_destination_but_stays_with_staff()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var name = (await PatchAsync(staff, "M-1F-12", new { enabled = false })).GetProperty("name").GetString()!;
        Assert.DoesNotContain(name, await FoundAsync(name));
        Assert.Equal("guide.place_unknown",
            (await guide.RouteAsync(new { from = new { poi = "M-1F-03" }, to = new { poi = "M-1F-12" } })).Body.GetProperty("code")
                .GetString());
        var listed = (await (await staff.GetAsync(Path + "?enabled=false", Stop)).JsonAsync()).GetProperty("items").EnumerateArray();
        Assert.Contains(listed, i => i.GetProperty("id").GetString() == "M-1F-12");
        await PatchAsync(staff, "M-1F-12", new { enabled = true });
        Assert.Contains(name, await FoundAsync(name));
    }

    [Fact]
    public async Task What_is_not_on_the_campus_is_not_there()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        async Task<string?> CodeAsync(string path) => await (await staff.GetAsync(path, Stop)).CodeAsync();
        Assert.Equal("guide.level_unknown", await CodeAsync(Path + "?level=77F"));
        Assert.Equal("guide.level_unknown", await CodeAsync($"/api/staff/guide/campuses/{guide.East}/inspection?level=77F"));
        Assert.Equal("guide.poi_unknown", (await PatchAsync(staff, "K-1F-04", new { name = "x" }, 404)).GetProperty("code").GetString());
        var west = (await (await staff.GetAsync($"/api/staff/guide/campuses/{guide.West}/pois", Stop)).JsonAsync()).GetProperty("items")
            .EnumerateArray().First(p => p.GetProperty("building").ValueKind == JsonValueKind.String);
        var there = new
        {
            lon = west.GetProperty("lon").GetDouble(),
            lat = west.GetProperty("lat").GetDouble(),
            level = west.GetProperty("level").GetString(),
            label = "西院"
        };
        using var code = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/here-codes", there, Stop);
        Assert.Equal("guide.position_off_map", await code.CodeAsync());
        using var own = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.West}/here-codes", there, Stop);
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
        Assert.Equal("guide.campus_unknown", await CodeAsync("/api/staff/guide/campuses/not-an-id/pois"));
    }

    [Fact]
    public async Task Markup_in_a_name_is_only_text()
    {
        const string Name = "<img src=x onerror=alert(1)>";
        using var staff = await guide.App.SignInStaffAsync("guide");
        await PatchAsync(staff, "M-1F-09", new { name = Name, labels = new[] { "<b>新</b>" } });
        Assert.Contains(Name, await FoundAsync("onerror"));
        Assert.Empty((await CsvAsync(staff, await staff.GetStringAsync(Path + ".csv", Stop), apply: false)).GetProperty("changed")
            .EnumerateArray());
        await PatchAsync(staff, "M-1F-09", new { name = "", labels = Array.Empty<string>() });
    }

    [Fact]
    public async Task A_place_can_be_given_every_category_that_is_offered()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var kinds = (await (await staff.GetAsync("/api/staff/guide/categories", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .ToList();
        Assert.Contains(kinds, k => k.GetProperty("code").GetString() == "staff" && !k.GetProperty("isPublic").GetBoolean());
        foreach (var kind in kinds)
            Assert.Equal(kind.GetProperty("code").GetString(),
                (await PatchAsync(staff, "M-1F-10", new { category = kind.GetProperty("code").GetString() })).GetProperty("category")
                    .GetString());
        await PatchAsync(staff, "M-1F-10", new { category = "" });
    }

    [Fact]
    public async Task Malformed_changes_are_refused_field_by_field()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        Assert.True((await PatchAsync(staff, "M-1F-04", new { name = new string('长', 101) }, 400)).GetProperty("errors")
            .TryGetProperty("name", out _));
        Assert.True((await PatchAsync(staff, "M-1F-04", new { category = "casino" }, 400)).GetProperty("errors")
            .TryGetProperty("category", out _));
        Assert.True((await PatchAsync(staff, "M-1F-04", new { aliases = new[] { "" } }, 400)).GetProperty("errors")
            .TryGetProperty("aliases", out _));
        Assert.Equal("guide.poi_unknown", (await PatchAsync(staff, "nowhere", new { name = "x" }, 404)).GetProperty("code").GetString());
        using var elsewhere = await GuideApp.SignInStaffOfAsync(guide.App, "demo-tcm", "guide");
        Assert.Equal("guide.campus_unknown",
            (await PatchAsync(elsewhere, "M-1F-04", new { name = "x" }, 404)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_table_shows_what_it_would_change_before_it_does()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var export = await staff.GetAsync(Path + ".csv", Stop);
        var bytes = await export.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split("\r\n");
        Assert.StartsWith("id,name,name_en,category", lines[0], StringComparison.Ordinal);
        Assert.Empty((await CsvAsync(staff, Encoding.UTF8.GetString(bytes), apply: false)).GetProperty("changed").EnumerateArray());

        var csv = "id,name,aliases,enabled\r\nM-1F-05,\"预检, \"\"一号\"\"台\",分诊|导诊,1\r\nnowhere,x,,1\r\n";
        var preview = await CsvAsync(staff, csv, apply: false);
        Assert.Equal(2, preview.GetProperty("changed").GetArrayLength());
        Assert.Equal(("M-1F-05", lines.Single(l => l.StartsWith("M-1F-05,", StringComparison.Ordinal)).Split(',')[1]),
            (preview.GetProperty("changed")[0].GetProperty("id").GetString(),
                preview.GetProperty("changed")[0].GetProperty("name").GetString()));
        Assert.Equal("预检, \"一号\"台", preview.GetProperty("changed")[0].GetProperty("after").GetString());
        Assert.Equal("nowhere", preview.GetProperty("unknown")[0].GetString());
        Assert.Empty(await FoundAsync("一号台"));
        Assert.True((await CsvAsync(staff, csv, apply: true)).GetProperty("applied").GetBoolean());
        Assert.NotEmpty(await FoundAsync("一号台"));
        Assert.Empty((await CsvAsync(staff, csv, apply: false)).GetProperty("changed").EnumerateArray());
    }

    [Fact]
    public async Task A_table_with_an_error_changes_nothing()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var csv = "id,name,enabled\r\nM-1F-06,新名字,1\r\nM-1F-07,另一个,maybe\r\nM-1F-06,again,1\r\n";
        var preview = await CsvAsync(staff, csv, apply: false);
        Assert.Equal([3, 4], preview.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));
        Assert.Equal("guide.csv_invalid", (await CsvAsync(staff, csv, apply: true, 422)).GetProperty("code").GetString());
        Assert.DoesNotContain("新名字", await FoundAsync("新名字"));
        Assert.Equal(1, (await CsvAsync(staff, "", apply: false)).GetProperty("errors").GetArrayLength());
        var open = Assert.Single((await CsvAsync(staff,
            "id,level,name\r\nM-1F-05,\"two\r\nlines\"\r\nM-1F-06,1F,\"open\r\nM-1F-07,1F,x\r\n", apply: false)).GetProperty("errors")
                .EnumerateArray());
        Assert.Equal((3, "引号没有闭合。"), (open.GetProperty("line").GetInt32(), open.GetProperty("text").GetString()));
        var endless = await CsvAsync(staff, "id\r\n" + string.Concat(Enumerable.Repeat("M-1F-06\r\n", 19_999)), apply: false);
        Assert.Equal(1000, endless.GetProperty("errors").GetArrayLength());
        var named = await CsvAsync(staff, $"id,name_en\r\nM-1F-06,{new string('x', 101)}\r\n", apply: false);
        Assert.Equal("name_en 列：最长 100 个字，不含控制字符。", named.GetProperty("errors")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+86")]
    [InlineData("-1 层通道")]
    [InlineData("@sum")]
    [InlineData("'引号")]
    public async Task A_name_that_a_spreadsheet_would_run_is_written_as_text_and_read_back(string name)
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        var poi = "Z-3F-1" + Math.Abs(name[0]) % 5;
        await PatchAsync(staff, poi, new { name });
        var csv = await staff.GetStringAsync(Path + ".csv", Stop);
        Assert.Contains($"{poi},'{name},", csv, StringComparison.Ordinal);
        Assert.Empty((await CsvAsync(staff, csv, apply: false)).GetProperty("changed").EnumerateArray());
    }

    [Fact]
    public async Task A_printed_code_leads_to_its_place()
    {
        using var staff = await guide.App.SignInStaffAsync("guide");
        using var made = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/here-codes",
            new { lon = 121.4738, lat = 31.23049, level = "2F", label = "二楼 <电梯> 口" }, Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var unreadable = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/here-codes",
            new { lon = 121.4738, lat = 31.23049, level = "2F", label = "a\ufffe" }, Stop);
        Assert.Equal("request.invalid", await unreadable.CodeAsync());
        var item = await made.JsonAsync();
        var code = item.GetProperty("code").GetString()!;
        Assert.EndsWith("/g/" + code, item.GetProperty("url").GetString(), StringComparison.Ordinal);
        using var picture = await staff.GetAsync(item.GetProperty("svgUrl").GetString(), Stop);
        Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
        var svg = System.Xml.Linq.XDocument.Parse(await picture.Content.ReadAsStringAsync(Stop));
        Assert.Contains("二楼 <电梯> 口", svg.Root!.Value, StringComparison.Ordinal);

        using var client = guide.App.Anonymous();
        using var scanned = await client.GetAsync("/g/" + code, Stop);
        Assert.Equal(HttpStatusCode.Redirect, scanned.StatusCode);
        Assert.Equal($"/guide?campus={guide.East}&here={code}", scanned.Headers.Location!.OriginalString);
        var place = await (await client.GetAsync("/api/guide/here/" + code.ToLowerInvariant(), Stop)).JsonAsync();
        Assert.Equal("2F", place.GetProperty("levelName").GetString());
        Assert.Equal("二楼 <电梯> 口", place.GetProperty("name").GetString());

        using var elsewhere = await GuideApp.SignInStaffOfAsync(guide.App, "demo-tcm", "guide");
        Assert.Equal("guide.here_unknown",
            await (await elsewhere.DeleteAsync("/api/staff/guide/here-codes/" + item.GetProperty("id").GetString(), Stop)).CodeAsync());
        Assert.Equal("guide.here_unknown", await (await elsewhere.GetAsync(item.GetProperty("svgUrl").GetString(), Stop)).CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent,
            (await staff.DeleteAsync("/api/staff/guide/here-codes/" + item.GetProperty("id").GetString(), Stop)).StatusCode);
        Assert.Equal("guide.here_unknown", await (await client.GetAsync("/api/guide/here/" + code, Stop)).CodeAsync());
        Assert.Equal("/guide", (await client.GetAsync("/g/" + code, Stop)).Headers.Location!.OriginalString);
        Assert.Equal("/guide", (await client.GetAsync("/g/%00%00", Stop)).Headers.Location?.OriginalString ?? "/guide");
    }
}
