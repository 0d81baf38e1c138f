using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Bff.Tests.Guide;

public sealed class PublicTests(GuideApp guide) : IClassFixture<GuideApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<JsonElement> GetAsync(string path, int status = 200)
    {
        using var client = guide.App.Anonymous();
        using var answer = await client.GetAsync("/api/guide" + path, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    private static List<string> Names(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("name").GetString()!)];

    [Fact]
    public async Task Campuses_come_nearest_first()
    {
        Assert.Equal(2, Names(await GetAsync("/campuses")).Count);
        Assert.Equal("西院区", Names(await GetAsync("/campuses?lon=121.49&lat=31.23"))[0]);
        var near = await GetAsync("/campuses?lon=121.4740&lat=31.2304");
        Assert.Equal("东院区", Names(near)[0]);
        Assert.InRange(near.GetProperty("items")[0].GetProperty("distanceM").GetDouble(), 0, 150);
        Assert.Empty(Names(await GetAsync("/campuses?hospital=demo-tcm")));
        Assert.Equal("guide.position_malformed", (await GetAsync("/campuses?lon=121", 400)).GetProperty("code").GetString());
        Assert.Equal("guide.position_malformed", (await GetAsync("/campuses?lon=999&lat=1", 400)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_campus_tells_its_buildings_floors_and_kinds_of_places()
    {
        var campus = await GetAsync("/campuses/" + guide.East);
        Assert.Equal(["门诊楼", "住院楼"], campus.GetProperty("buildings").EnumerateArray().Select(b => b.GetProperty("name").GetString()));
        var levels = campus.GetProperty("levels").EnumerateArray().ToList();
        Assert.Contains(levels, l => l.GetProperty("name").GetString() == "12F");
        Assert.DoesNotContain(levels, l => l.GetProperty("name").GetString() == "0F");
        Assert.Equal(levels.Count, levels.Select(l => l.GetProperty("id").GetString()).Distinct().Count());
        var codes = campus.GetProperty("categories").EnumerateArray().Select(c => c.GetProperty("code").GetString()).ToList();
        Assert.Equal("kiosk", codes[0]);
        Assert.DoesNotContain("staff", codes);
        Assert.Contains("stepFree", campus.GetProperty("profiles").EnumerateArray().Select(p => p.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("/campuses/nothing")]
    [InlineData("/campuses/01890000-0000-7000-8000-000000000000")]
    [InlineData("/campuses/01890000-0000-7000-8000-000000000000/pois")]
    [InlineData("/campuses/01890000-0000-7000-8000-000000000000/closures")]
    public async Task A_campus_that_is_not_there_is_unknown(string path) =>
        Assert.Equal("guide.campus_unknown", (await GetAsync(path, 404)).GetProperty("code").GetString());

    [Fact]
    public async Task A_floor_is_geojson_that_a_browser_keeps_until_it_changes()
    {
        var level = (await GetAsync("/campuses/" + guide.East)).GetProperty("levels").EnumerateArray()
            .First(l => l.GetProperty("name").GetString() == "1F" && l.GetProperty("building").GetString() == "M").GetProperty("id")
                .GetString();
        using var client = guide.App.Anonymous();
        using var answer = await client.GetAsync($"/api/guide/campuses/{guide.East}/levels/{level}", Stop);
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType!.MediaType);
        var features = (await answer.JsonAsync()).GetProperty("features").EnumerateArray().ToList();
        foreach (var kind in new[] { "area", "door", "connector", "poi" }) Assert.Contains(features, f =>
            f.GetProperty("properties").GetProperty("kind").GetString() == kind);
        var ring = features.First(f => f.GetProperty("geometry").GetProperty("type").GetString() == "Polygon").GetProperty("geometry")
            .GetProperty("coordinates")[0];
        Assert.Equal(ring[0].ToString(), ring[ring.GetArrayLength() - 1].ToString());
        Assert.InRange(ring[0][0].GetDouble(), 121.4, 121.5);
        var lift = features.First(f => f.GetProperty("properties").TryGetProperty("connectorKind", out var k) && k.GetString() == "lift");
        Assert.True(lift.GetProperty("properties").GetProperty("levels").GetArrayLength() > 1);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/api/guide/campuses/{guide.East}/levels/{level}");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again, Stop)).StatusCode);
        using var packed = new HttpRequestMessage(HttpMethod.Get,
            $"/api/guide/campuses/{guide.East}/levels/{level}")
        {
            Headers =
                { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } }
        };
        Assert.Equal(["gzip"], (await client.SendAsync(packed, Stop)).Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_signed_name_is_enough_where_only_one_floor_bears_it()
    {
        Assert.Equal("FeatureCollection", (await GetAsync($"/campuses/{guide.East}/levels/12F")).GetProperty("type").GetString());
        Assert.Equal("guide.level_unknown", (await GetAsync($"/campuses/{guide.East}/levels/1F", 404)).GetProperty("code").GetString());
        Assert.Equal("guide.level_unknown", (await GetAsync($"/campuses/{guide.West}/levels/12F", 404)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("放射科", "放射科登记处", "name")]
    [InlineData("fangsheke", "放射科登记处", "pinyin")]
    [InlineData("fsk", "放射科登记处", "initials")]
    [InlineData("拍片", "放射科登记处", "alias")]
    [InlineData("放社科", "放射科登记处", "typo")]
    public async Task A_place_is_found_by_name_sound_initials_lay_words_and_slips(string typed, string name, string match)
    {
        var items = (await GetAsync($"/campuses/{guide.East}/pois?limit=50&q={Uri.EscapeDataString(typed)}")).GetProperty("items")
            .EnumerateArray();
        Assert.Contains(items, i => i.GetProperty("name").GetString() == name && i.GetProperty("match").GetString() == match);
    }

    [Fact]
    public async Task Places_of_a_category_come_nearest_first_by_the_way_one_walks()
    {
        var floor = (await GetAsync($"/campuses/{guide.East}/pois?q=" + Uri.EscapeDataString("12 楼护士站"))).GetProperty("items")[0];
        var (lon, lat) = (floor.GetProperty("lon").GetDouble(), floor.GetProperty("lat").GetDouble());
        var here = $"lon={lon}&lat={lat}&fromLevel={floor.GetProperty("level").GetString()}";
        var page = await GetAsync($"/campuses/{guide.East}/pois?category=toilet&limit=5&{here}");
        var items = page.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("12F", items[0].GetProperty("levelName").GetString());
        Assert.True(items[0].GetProperty("distanceM").GetDouble() <= items[^1].GetProperty("distanceM").GetDouble());
        var next = await GetAsync(
            $"/campuses/{guide.East}/pois?category=toilet&limit=5&cursor={page.GetProperty("nextCursor").GetString()}");
        Assert.NotEmpty(Names(next));
    }

    [Fact]
    public async Task Places_of_joined_campuses_are_found_where_asked_for_after_those_of_the_campus_itself()
    {
        var campuses = (await GetAsync("/campuses")).GetProperty("items").EnumerateArray().ToList();
        Assert.Single(campuses.Select(c => c.GetProperty("site").GetString()).Distinct());
        var desk = Uri.EscapeDataString("西院服务台");
        Assert.DoesNotContain("西院服务台", Names(await GetAsync($"/campuses/{guide.East}/pois?q={desk}")));
        var found = (await GetAsync($"/campuses/{guide.East}/pois?joined=true&q={desk}")).GetProperty("items")[0];
        Assert.Equal(("西院服务台", guide.West, "康复楼"),
            (found.GetProperty("name").GetString(), found.GetProperty("campus").GetString(),
                found.GetProperty("buildingName").GetString()));

        var near = await GetAsync($"/campuses/{guide.West}/pois?joined=true&limit=100&category=toilet&lon=121.4740&lat=31.2304");
        var places = near.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("campus").GetString()).ToList();
        Assert.Equal([guide.West, guide.East], places.Distinct());
        Assert.Equal(places.OrderBy(c => c == guide.East), places);
    }

    [Fact]
    public async Task The_page_names_what_its_first_picture_needs()
    {
        using var client = guide.App.Anonymous();
        async Task<List<string>> NamedAsync(string address)
        {
            using var answer = await client.GetAsync(address, Stop);
            Assert.True(answer.Headers.CacheControl!.NoCache);
            return [.. System.Text.RegularExpressions.Regex.Matches(await answer.Content.ReadAsStringAsync(Stop),
                "as=\"fetch\" crossorigin href=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
        }

        var west = await NamedAsync("/guide?campus=" + guide.West);
        Assert.Equal(["/api/guide/campuses", "/api/guide/campuses/" + guide.West], west[..2]);
        foreach (var path in west) Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Stop)).StatusCode);
        var ground = (await GetAsync("/campuses/" + guide.West)).GetProperty("levels").EnumerateArray()
            .Where(l => l.GetProperty("ordinal").GetDouble() == 1).Select(l => l.GetProperty("id").GetString());
        Assert.Equal(ground, west[2..].Select(path => path.Split('/')[^1]));
        Assert.Contains("/api/guide/campuses/" + guide.East, await NamedAsync("/guide?campus=nothing&here=%22%3E"));

        using var staff = await guide.App.SignInStaffAsync("guide");
        var ward = (await GetAsync($"/campuses/{guide.East}/pois?q=" + Uri.EscapeDataString("12 楼护士站"))).GetProperty("items")[0];
        using var made = await staff.PostAsJsonAsync($"/api/staff/guide/campuses/{guide.East}/here-codes",
            new
            {
                lon = ward.GetProperty("lon").GetDouble(),
                lat = ward.GetProperty("lat").GetDouble(),
                level = ward.GetProperty("level").GetString(),
                label = "护士站"
            }, Stop);
        var code = (await made.JsonAsync()).GetProperty("code").GetString();
        Assert.Equal(["/api/guide/campuses", "/api/guide/here/" + code, "/api/guide/campuses/" + guide.East,
            $"/api/guide/campuses/{guide.East}/levels/{ward.GetProperty("level").GetString()}"],
            await NamedAsync($"/guide?campus={guide.West}&here={code}"));
    }

    [Theory]
    [InlineData("?limit=0", 400, "request.invalid_page")]
    [InlineData("?cursor=abc", 400, "request.invalid_page")]
    [InlineData("?lon=1", 400, "guide.position_malformed")]
    [InlineData("?level=99F", 404, "guide.level_unknown")]
    public async Task A_malformed_question_says_what_is_wrong(string query, int status, string code) =>
        Assert.Equal(code, (await GetAsync($"/campuses/{guide.East}/pois{query}", status)).GetProperty("code").GetString());

    [Fact]
    public async Task Presets_name_the_usual_chain_of_a_visit() =>
        Assert.Equal(["签到", "诊室", "检验", "缴费", "取药"],
            (await GetAsync("/presets")).GetProperty("items")[0].GetProperty("stops").EnumerateArray()
                .Select(s => s.GetProperty("name").GetString()));
}
