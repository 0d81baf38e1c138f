using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Bff.Tests.Platform.Http;

/// <summary>Names, labels, titles and purposes do not turn, break or hide what stands beside them.</summary>
public sealed class ShortTextTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] Bad =
    [
        "李\u202e秀", "\u2067李", "a\u200eb", "a\u061cb", "a\nb", "a\tb", "a\u0000b", "a\u0085b", "a\u2028b", "a\u200bb", "\ufeffa", "a\uffff", "\ud800", "a\udc00b",
        "\u200d", "   ", "",
    ];

    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("门诊")]
    [InlineData("  Dr. O'Neill (2F)  ")]
    [InlineData("二楼 <电梯> 口")]
    [InlineData("👩‍⚕️ 护士站")]
    [InlineData("𠮷田")]
    public void What_people_write_is_taken(string text) => Assert.True(ShortText.IsLine(text, 100));

    [Fact]
    public void What_turns_breaks_or_hides_is_not()
    {
        Assert.DoesNotContain(Bad, text => ShortText.IsLine(text, 100));
        Assert.False(ShortText.IsLine(new string('a', 101), 100));
        Assert.True(ShortText.IsLines("第一行\r\n\t第二行", 100));
        Assert.False(ShortText.IsLines("第一行\u202e", 100));
    }

    [Fact]
    public void Of_all_characters_no_control_and_no_format_passes_but_the_joiners()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.TryCreate(value, out var rune)) continue;
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
            if (isHidden) Assert.Equal((value, value is 0x200C or 0x200D), (value, ShortText.IsLine($"a{rune}b", 10)));
        }
    }

    [Fact]
    public async Task Every_name_label_title_and_purpose_that_can_be_sent_is_held_to_it()
    {
        using var admin = await app.SignInStaffAsync();
        using var editor = await app.SignInStaffAsync("editor");
        using var patient = await app.SignInPatientAsync();
        foreach (var bad in Bad.Where(b => !b.Any(char.IsSurrogate)))
        {
            await RefusedAsync(admin, "/api/staff/support/canned", new { title = bad, text = "w" });
            if (!bad.Contains('\n') && !bad.Contains('\t')) await RefusedAsync(admin, "/api/staff/support/canned", new { title = "t", text = bad });
            await RefusedAsync(admin, "/api/staff/film/integrators",
                new { appId = "short-text", name = "系统" + bad + "名", hospitalCodes = new[] { "demo-east" }, networks = new[] { "10.0.0.0/8" } }, bad.Trim('\u200d', ' ').Length > 0);
            await RefusedAsync(admin, "/api/staff/guide/campuses", new { hospitalCode = "demo-east", name = bad, lon = 121.4, lat = 31.2 });
            await RefusedAsync(editor, "/api/staff/kb/intents",
                new { name = bad, answers = Array.Empty<object>(), utterances = Array.Empty<string>(), services = Array.Empty<string>() });
            await RefusedAsync(editor, "/api/staff/kb/review", new { note = bad });
            await RefusedAsync(patient, "/api/support/conversations", new { hospitalCode = "demo-east", topic = bad });
            var link = System.Text.Json.JsonSerializer.Serialize(
                new { hospitalCode = "demo-east", studyInstanceUid = "1.2", purpose = bad, ttlSeconds = 60 });
            using var answer = await app.SignedAsync(HttpMethod.Post, "/api/film/links", link);
            Assert.Equal((bad, HttpStatusCode.BadRequest), (bad, answer.StatusCode));
        }

        async Task RefusedAsync(HttpClient client, string path, object body, bool isHeld = true)
        {
            if (!isHeld) return;
            using var answer = await client.PostAsJsonAsync(path, body, Stop);
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
        }
    }

    [Fact]
    public async Task A_cursor_that_no_name_can_be_is_refused_like_that_of_every_list()
    {
        using var editor = await app.SignInStaffAsync("editor");
        using var answer = await editor.GetAsync("/api/staff/kb/intents?cursor=a%0ab", Stop);
        Assert.Equal("request.invalid_page", await answer.CodeAsync());
    }

    [Fact]
    public async Task A_canned_reply_says_whose_it_is_when_it_is_made_as_in_the_list()
    {
        using var agent = await Guide.GuideApp.SignInStaffOfAsync(app, "demo-tcm", "agent");
        using var made = await agent.PostAsJsonAsync("/api/staff/support/canned", new { title = "问候", text = "您好" }, Stop);
        Assert.Equal("demo-tcm", (await made.JsonAsync()).GetProperty("hospitalCode").GetString());
    }
}
