using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Platform.Http;

/// <summary>JSON is read in what its sender calls UTF-8 and in China's own encoding; everything else is refused, and nothing breaks.</summary>
public sealed class JsonCharsetTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Words = "请带好身份证和就诊卡。㐀𠀀";

    /// <summary>Written by hand: the code page holds characters that need two bytes and four.</summary>
    private static readonly Encoding China = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=UTF8")]
    [InlineData("application/json; charset=\"Utf-8\"")]
    [InlineData("application/json;charset=utf_8")]
    [InlineData("application/json; charset=unicode-1-1-utf-8")]
    [InlineData("application/json; charset=x-unicode20utf8")]
    [InlineData("application/json; charset=us-ascii")]
    [InlineData("APPLICATION/JSON; CHARSET=UTF8; version=1")]
    public async Task UTF_8_is_read_under_any_name(string type) => await IsStoredAsync(type, new UTF8Encoding(false));

    [Theory]
    [InlineData("application/json; charset=gb18030")]
    [InlineData("application/json; charset=GB18030")]
    [InlineData("application/json; charset=GBK")]
    [InlineData("application/json; charset=\"gb2312\"")]
    [InlineData("application/json; charset=x-gbk")]
    [InlineData("application/json; charset=cp936")]
    public async Task Chinas_encoding_is_decoded(string type) => await IsStoredAsync(type, China);

    [Fact]
    public async Task A_body_that_is_no_text_of_its_encoding_is_malformed()
    {
        using var admin = await app.SignInStaffAsync();
        foreach (var (charset, bytes) in new[] { ("gbk", new byte[] { 0x81, 0x20 }), ("utf8", [0xC3, 0x28]), ("utf8", [0xED, 0xA0, 0x80]) })
        {
            byte[] body = [.. """{"title":"a","text":" """u8, .. bytes, .. "\"}"u8];
            using var answer = await admin.PostAsync("/api/staff/support/canned", Content(body, "application/json; charset=" + charset), Stop);
            Assert.Equal((400, "request.malformed"), ((int)answer.StatusCode, await answer.CodeAsync()));
        }
    }

    [Fact]
    public async Task A_signature_covers_the_bytes_that_were_sent_whatever_their_encoding()
    {
        var body = """{"studyInstanceUid":"1.2.3"}""";
        foreach (var (charset, status) in new[] { ("gbk", 404), ("utf8", 404), ("latin1", 415) })
        {
            using var answer = await app.SignedAsync(HttpMethod.Post, "/api/film/links", body, change: request =>
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=" + charset));
            Assert.True(status == (int)answer.StatusCode || (status == 404 && (int)answer.StatusCode is 400 or 404),
                $"{charset}: {answer.StatusCode}");
            using var changed = await app.SignedAsync(HttpMethod.Post, "/api/film/links", body, sentBody: body + " ", change: request =>
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=" + charset));
            Assert.Equal(status == 415 ? 415 : 401, (int)changed.StatusCode);
        }
    }

    /// <summary>Every operation that takes a body, under every strange name: refused in words or served, never broken.</summary>
    [Fact]
    public async Task No_name_of_an_encoding_breaks_any_operation()
    {
        using var nobody = app.Anonymous();
        using var admin = await app.SignInStaffAsync();
        using var patient = await app.SignInPatientAsync();
        var faults = new List<string>();
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        foreach (var endpoint in endpoints.Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>() is { ContentTypes: var types }
            && types.Any(t => t.Contains("json", StringComparison.Ordinal))))
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
                foreach (var charset in new[] { "utf-16", "utf-7", "iso-8859-1", "big5", "no-such", "\"\"", "\"a b\"", "%00", "utf-8;charset=x" })
                    foreach (var client in new[] { nobody, admin, patient })
                    {
                        using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(endpoint)) { Content = Content("{}"u8.ToArray(), null) };
                        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=" + charset);
                        using var answer = await client.SendAsync(request, Stop);
                        var status = (int)answer.StatusCode;
                        if (status >= 500) faults.Add($"{method} {endpoint.RoutePattern.RawText} {charset}: {status}");
                        if (charset is not "utf-8;charset=x" && status is not (401 or 403 or 415))
                            faults.Add($"{method} {endpoint.RoutePattern.RawText} {charset}: {status} instead of 415");
                    }
        Faults.None(faults);
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => s.Parts[0] switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } => Guid.NewGuid().ToString(),
        _ => "1",
    }));

    private async Task IsStoredAsync(string type, Encoding encoding)
    {
        using var admin = await app.SignInStaffAsync();
        var title = "t" + Guid.NewGuid().ToString("N")[..8];
        var words = type.Contains("ascii", StringComparison.Ordinal) ? "plain" : Words;
        using var content = Content(encoding.GetBytes($$"""{"title":"{{title}}","text":"{{words}}"}"""), type);
        using var answer = await admin.PostAsync("/api/staff/support/canned", content, Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{type}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
        var list = await (await admin.GetAsync("/api/staff/support/canned", Stop)).JsonAsync();
        var stored = list.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("title").GetString() == title);
        Assert.Equal(words, stored.GetProperty("text").GetString());
        await admin.DeleteAsync("/api/staff/support/canned/" + stored.GetProperty("id").GetString(), Stop);
    }

    private static ByteArrayContent Content(byte[] body, string? type)
    {
        var content = new ByteArrayContent(body);
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }
}
