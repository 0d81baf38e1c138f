using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Bff.Tests.Film;

/// <summary>Thumbnails of a clip of three frames of 300x600 pixels, for a PACS and under a link.</summary>
public sealed class ThumbnailTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Frames = 3, Middle = 2;
    private readonly BffApp app = shared.App;
    private readonly string study = TestFilms.Uid(), sop = TestFilms.Uid();
    private HttpClient pacs = null!;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private string Instance => $"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}";

    public async ValueTask InitializeAsync()
    {
        pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Clip(study, sop, Frames, rows: 300, columns: 600)])).Status);
    }

    public ValueTask DisposeAsync()
    {
        pacs.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_thumbnail_of_a_frame_is_that_frame_within_128_pixels()
    {
        for (var frame = 1; frame <= Frames; frame++)
        {
            var thumbnail = await GetAsync($"{Instance}/frames/{frame}/thumbnail");
            Assert.Equal((128, 64), JpegSize(thumbnail));
            Assert.Equal(await GetAsync($"{Instance}/frames/{frame}/rendered?viewport=128,128"), thumbnail);
            Assert.NotEqual(await GetAsync($"{Instance}/frames/{frame % Frames + 1}/thumbnail"), thumbnail);
        }
    }

    [Fact]
    public async Task A_viewport_and_a_type_are_given_as_asked_for()
    {
        Assert.Equal((32, 16), JpegSize(await GetAsync(Instance + "/frames/1/thumbnail?viewport=32,32")));
        Assert.Equal((300, 150), JpegSize(await GetAsync(Instance + "/thumbnail?viewport=300,300")));
        var png = await GetAsync(Instance + "/frames/3/thumbnail?accept=image/png");
        Assert.Equal((128, 64), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?accept=image/png")]
    [InlineData("?viewport=64,64")]
    [InlineData("?window=10,20,linear")]
    public async Task That_of_an_instance_a_series_and_a_study_is_that_of_the_middle_frame(string query)
    {
        var middle = await GetAsync($"{Instance}/frames/{Middle}/thumbnail{query}");
        foreach (var path in new[] { Instance, $"/dicomweb/studies/{study}/series/{study}.1", $"/dicomweb/studies/{study}" })
            Assert.Equal(middle, await GetAsync(path + "/thumbnail" + query));
    }

    [Fact]
    public async Task It_may_be_kept_for_ever_and_is_not_sent_again()
    {
        foreach (var path in new[] { "/thumbnail", "/frames/1/thumbnail" })
        {
            using var answer = await pacs.GetAsync(Instance + path, Stop);
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            using var again = new HttpRequestMessage(HttpMethod.Get, Instance + path);
            again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(answer.Headers.ETag!.Tag));
            Assert.Equal(HttpStatusCode.NotModified, (await pacs.SendAsync(again, Stop)).StatusCode);
        }
    }

    [Fact]
    public async Task Several_frames_come_as_parts()
    {
        using var answer = await pacs.GetAsync(Instance + "/frames/1,3/thumbnail", Stop);
        Assert.StartsWith("multipart/related; type=\"image/jpeg\"", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        var body = await answer.Content.ReadAsByteArrayAsync(Stop);
        foreach (var frame in new[] { 1, 3 })
        {
            var alone = await GetAsync($"{Instance}/frames/{frame}/thumbnail");
            Assert.NotEqual(-1, body.AsSpan().IndexOf(alone));
        }
    }

    [Theory]
    [InlineData("/frames/4/thumbnail", 404, "film.frame_unknown")]
    [InlineData("/frames/1/thumbnail?viewport=0,1", 400, "film.viewport_malformed")]
    [InlineData("/thumbnail?accept=video/mpeg", 406, "film.type_not_available")]
    [InlineData("9/frames/1/thumbnail", 404, "film.unknown")]
    public async Task A_malformed_request_is_named(string path, int status, string code)
    {
        using var answer = await pacs.GetAsync(Instance + path, Stop);
        Assert.Equal((status, code), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task A_link_shows_them_too()
    {
        using var created = await app.SignedAsync(
            HttpMethod.Post, "/api/film/links", $$"""{"hospitalCode":"demo-east","studyInstanceUid":"{{study}}","purpose":"test","ttlSeconds":600}""");
        var key = (await created.JsonAsync()).GetProperty("key").GetString();
        using var phone = app.Anonymous();
        var picture = await phone.GetByteArrayAsync($"/api/film/{key}{Instance}/frames/1/thumbnail", Stop);
        Assert.Equal(await GetAsync(Instance + "/frames/1/thumbnail"), picture);
    }

    private async Task<byte[]> GetAsync(string path)
    {
        using var answer = await pacs.GetAsync(path, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    private static (int Width, int Height) JpegSize(byte[] jpeg)
    {
        var frame = jpeg.AsSpan(jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5);
        return (BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), BinaryPrimitives.ReadUInt16BigEndian(frame));
    }
}
