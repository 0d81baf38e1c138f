using System.Net;
using System.Net.Http.Json;

namespace Bff.Tests.Accounts;

/// <summary>A page of another site makes a visitor's browser sign in: nothing of it may last.</summary>
public sealed class ForeignSignInTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly (string Path, object Body)[] SignIns =
    [
        ("/api/session/staff", new { username = "film", password = "sandbox-film" }),
        ("/api/session/wechat", new { code = "demo-li" }),
        ("/api/session/miniprogram", new { code = "demo-li" }),
        ("/api/session/suishenban", new { ticket = "demo-li", channel = "app" }),
    ];

    private readonly BffApp _app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("{0}.evil.example")]
    [InlineData("{0}/")]
    [InlineData("")]
    public async Task A_sign_in_of_a_foreign_page_leaves_no_session_and_no_cookie(string origin)
    {
        origin = string.Format(System.Globalization.CultureInfo.InvariantCulture, origin, _app.Address.GetLeftPart(UriPartial.Authority));
        foreach (var (path, body) in SignIns)
        {
            var before = await SessionsAsync();
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var client = _app.Anonymous();
            using var answer = await client.SendAsync(request, Stop);
            Assert.Equal((HttpStatusCode.Forbidden, "request.foreign_origin"), (answer.StatusCode, await answer.CodeAsync()));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Equal(before, await SessionsAsync());
        }
    }

    [Fact]
    public async Task A_new_sign_in_of_the_same_browser_ends_its_old_session()
    {
        foreach (var (path, body) in SignIns)
        {
            using var client = _app.Anonymous();
            using var first = await client.PostAsJsonAsync("/api/session/wechat", new { code = "demo-wang" }, Stop);
            var cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Origin", _app.Address.GetLeftPart(UriPartial.Authority));
            using var second = await client.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.OK, second.StatusCode);
            var renewed = second.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            Assert.NotEqual(cookie, renewed);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await MeAsync(client, cookie), await MeAsync(client, renewed)));
        }
    }

    [Fact]
    public async Task A_failed_sign_in_leaves_the_session_of_the_browser_as_it_was()
    {
        using var client = _app.Anonymous();
        using var first = await client.PostAsJsonAsync("/api/session/wechat", new { code = "demo-wang" }, Stop);
        var cookie = first.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        foreach (var (path, body) in new (string, object)[]
        {
            ("/api/session/wechat", new { code = "stranger" }), ("/api/session/staff", new { username = "film", password = "wrong" }),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            request.Headers.Add("Cookie", cookie);
            using var refused = await client.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.False(refused.Headers.Contains("Set-Cookie"));
        }
        Assert.Equal(HttpStatusCode.OK, await MeAsync(client, cookie));
    }

    private static async Task<HttpStatusCode> MeAsync(HttpClient client, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    private async Task<int> SessionsAsync() =>
        (await _app.Db.ListAsync("select count(*)::integer from accounts.session", r => r.GetInt32(0), Stop))[0];
}
