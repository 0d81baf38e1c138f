using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Bff.Film.Ingest;
using Bff.Film.Pictures;
using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Parsing;
using DicomRender.Tests.Pictures;
using DicomRender.Tiling;
using DicomRender.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

public sealed class PictureTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly BffApp app = shared.App;
    private readonly string study = TestFilms.Uid(), sop = TestFilms.Uid();
    private HttpClient pacs = null!;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private string Instance => $"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}";

    public async ValueTask InitializeAsync()
    {
        pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop, offset: 1000)])).Status);
    }

    public ValueTask DisposeAsync()
    {
        pacs.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/rendered", null, "image/jpeg")]
    [InlineData("/rendered?window=40,400,linear", "image/png", "image/png")]
    [InlineData("/rendered", "image/gif", "image/gif")]
    [InlineData("/rendered", "text/html, image/png;q=0.5, image/jpeg;q=0.9", "image/jpeg")]
    [InlineData("/rendered?accept=image/png", "text/html", "image/png")]
    [InlineData("/frames/1/rendered?viewport=32,24", null, "image/jpeg")]
    [InlineData("/thumbnail", null, "image/jpeg")]
    public async Task A_picture_comes_in_the_type_asked_for_and_may_be_kept_for_ever(string path, string? accept, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Instance + path);
        if (accept is not null) request.Headers.Add("Accept", accept);
        using var answer = await pacs.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.Private);
        Assert.Contains("immutable", answer.Headers.CacheControl.ToString(), StringComparison.Ordinal);
        Assert.False(answer.Headers.ETag!.IsWeak);

        using var again = new HttpRequestMessage(HttpMethod.Get, Instance + path);
        if (accept is not null) again.Headers.Add("Accept", accept);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, (await pacs.SendAsync(again, Stop)).StatusCode);
    }

    [Fact]
    public async Task A_picture_is_kept_from_the_second_time_it_is_asked_for()
    {
        using var prepared = await pacs.GetAsync(Instance + "/rendered", Stop);
        var sha256 = (await app.Db.ListAsync("select encode(sha256, 'hex') from film.instance where sop_instance_uid = $1", r => r.GetString(0), Stop, sop)).Single();
        var (pictures, drawn) = (app.Services.GetRequiredService<FilmPictures>(), 0);
        for (var i = 0; i < 4; i++)
            Assert.Equal([1, 2, 3], await pictures.GetAsync(sha256, sha256 + "/often", isEveryones: true, Draw, Stop));
        Assert.Equal(2, drawn);

        Task<byte[]> Draw(FrameContainer container)
        {
            drawn++;
            return Task.FromResult<byte[]>([1, 2, 3]);
        }
    }

    [Fact]
    public async Task Text_is_burned_in_when_asked_for_patient_above_and_technique_below()
    {
        if (!app.Services.GetRequiredService<FilmAnnotations>().IsAvailable) Assert.Skip("libfreetype6 or fonts-noto-cjk is not installed");
        var (columns, plain) = await GrayAsync("");
        // Words that are none of the standard's are passed over, and said.
        var (_, unknown) = await GrayAsync("&annotation=colour,%0d%0aX", "299 bff \"The following annotation values are not supported: colour,?\"");
        Assert.Equal(plain, unknown);
        foreach (var (asked, top, bottom) in ((string, bool, bool)[])[("patient", true, false), ("technique", false, true), ("technique,patient", true, true)])
        {
            var (_, annotated) = await GrayAsync("&annotation=" + asked);
            var half = plain.Length / 2 / columns * columns;
            Assert.Equal(top, !annotated.AsSpan(0, half).SequenceEqual(plain.AsSpan(0, half)));
            Assert.Equal(bottom, !annotated.AsSpan(half).SequenceEqual(plain.AsSpan(half)));
        }
        var tags = new List<string>();
        foreach (var asked in (string[])["", "&annotation=patient", "&annotation=technique"])
            using (var answer = await pacs.GetAsync(Instance + "/rendered?viewport=256,256" + asked, Stop)) tags.Add(answer.Headers.ETag!.Tag);
        Assert.Equal(3, tags.Distinct().Count());

        async Task<(int Columns, byte[] Pixels)> GrayAsync(string annotation, string warning = "")
        {
            using var answer = await pacs.GetAsync(Instance + "/rendered?viewport=256,256&accept=image/png" + annotation, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(warning, answer.Headers.Warning.ToString());
            var (size, pixels) = PngReader.Read(await answer.Content.ReadAsByteArrayAsync(Stop));
            return (size.Width, pixels);
        }
    }

    [Fact]
    public async Task Without_a_font_the_standards_warning_says_that_no_text_is_burned_in()
    {
        await using var plainApp = await BffApp.StartAsync("--Film:FontPath=/no/such/font.ttf");
        using var sender = plainApp.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(sender, [TestFilms.Slice(study, sop: sop)])).Status);
        using var asked = await sender.GetAsync(Instance + "/rendered?annotation=technique,patient", Stop);
        using var plain = await sender.GetAsync(Instance + "/rendered", Stop);
        Assert.Contains("annotation values are not supported: patient,technique\"", asked.Headers.Warning.ToString(), StringComparison.Ordinal);
        Assert.Empty(plain.Headers.Warning);
        Assert.Equal(plain.Headers.ETag, asked.Headers.ETag);
    }

    [Theory]
    [InlineData("/rendered?window=40", 400, "film.window_malformed")]
    [InlineData("/rendered?window=40,0,linear", 400, "film.window_malformed")]
    [InlineData("/rendered?window=NaN,400,linear", 400, "film.window_malformed")]
    [InlineData("/rendered?window=40,400,cubic", 400, "film.window_malformed")]
    [InlineData("/rendered?viewport=0,10", 400, "film.viewport_malformed")]
    [InlineData("/rendered?viewport=10", 400, "film.viewport_malformed")]
    [InlineData("/rendered?viewport=99999,99999", 400, "film.viewport_malformed")]
    [InlineData("/rendered?quality=0", 400, "film.quality_malformed")]
    [InlineData("/rendered?quality=101", 400, "film.quality_malformed")]
    [InlineData("/rendered?accept=video/mpeg", 406, "film.type_not_available")]
    [InlineData("/frames/2/rendered", 404, "film.frame_unknown")]
    [InlineData("/frames/0/rendered", 404, "film.frame_unknown")]
    [InlineData("/frames/1,x/rendered", 404, "film.frame_unknown")]
    [InlineData("/frames/1/samples?level=7", 404, "film.frame_unknown")]
    [InlineData("9/rendered", 404, "film.unknown")]
    public async Task A_malformed_request_is_named(string path, int status, string code)
    {
        using var answer = await pacs.GetAsync(Instance + path, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, await answer.CodeAsync());
    }

    [Fact]
    public async Task The_lossless_samples_are_the_stored_values()
    {
        using var answer = await pacs.GetAsync(Instance + "/frames/1/samples", Stop);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        await using var gzip = new GZipStream(await answer.Content.ReadAsStreamAsync(Stop), CompressionMode.Decompress);
        using var planes = new MemoryStream();
        await gzip.CopyToAsync(planes, Stop);
        var bytes = planes.ToArray();
        Assert.Equal(48 * 64 * 2, bytes.Length);
        var values = new short[48 * 64];
        for (var i = 0; i < values.Length; i++)
        {
            var z = (ushort)(bytes[i] | (bytes[values.Length + i] << 8));
            var delta = (short)((z >> 1) ^ -(z & 1));
            var predicted = i % 64 > 0 ? values[i - 1] : i > 0 ? values[i - 64] : (short)0;
            values[i] = (short)(predicted + delta);
        }
        Assert.Equal(1000, values[0]);
        Assert.Equal(10 * 47 + 63 + 1000, values[^1]);
    }

    [Fact]
    public async Task Frames_metadata_and_originals_follow_the_standard()
    {
        using var frames = await pacs.GetAsync(Instance + "/frames/1", Stop);
        Assert.StartsWith("multipart/related; type=\"application/octet-stream\"", frames.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.True((await frames.Content.ReadAsByteArrayAsync(Stop)).Length > 48 * 64 * 2);

        var metadata = await (await pacs.GetAsync(Instance + "/metadata", Stop)).JsonAsync();
        Assert.Equal(sop, Assert.Single(metadata.EnumerateArray()).Value("00080018"));
        Assert.Equal("48", metadata[0].Value("00280010"));

        using var original = await pacs.GetAsync($"/dicomweb/studies/{study}", Stop);
        var body = Encoding.Latin1.GetString(await original.Content.ReadAsByteArrayAsync(Stop));
        Assert.Contains("Content-Type: application/dicom; transfer-syntax=1.2.840.10008.1.2.1", body, StringComparison.Ordinal);
        Assert.Contains("DICM", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_brings_a_fault_of_ours_to_light_is_set_aside_and_does_not_stop_the_workers()
    {
        Assert.Equal(HttpStatusCode.OK, (await pacs.GetAsync(Instance + "/rendered", Stop)).StatusCode);
        // Back in the queue, and leased to this test.
        var leased = (await app.Db.ListAsync(
            "update film.instance set state = 'received', leased_until = now() + interval '1 hour' where sop_instance_uid = $1 returning id, encode(sha256, 'hex')",
            r => new LeasedInstance(r.GetGuid(0), r.GetString(1), 1), Stop, sop)).Single();
        var building = ActivatorUtilities.CreateInstance<FrameBuilding>(app.Services, new FaultyCodec());
        await ActivatorUtilities.CreateInstance<Preparation>(app.Services, building).ProcessAsync(leased, Stop);
        var outcome = await app.Db.ListAsync(
            "select state || ' ' || failure_code from film.instance where id = $1", r => r.GetString(0), Stop, leased.Id);
        Assert.Equal("failed unexpected", Assert.Single(outcome));
    }

    [Fact]
    public async Task A_NUL_in_a_text_that_is_kept_with_the_picture_does_no_harm()
    {
        var other = TestFilms.Uid();
        using var original = DicomFile.Read(new MemoryStream(TestFilms.Slice(other, sop: other + ".9")));
        var builder = new DicomDatasetBuilder();
        foreach (var element in original.Dataset.Elements) builder.Set(element);
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.AddBytes(DicomTags.WindowCenterWidthExplanation, Vr.LO, [.. "A\0B"u8, 0]).Build());
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [file.ToArray()])).Status);
        Assert.Equal(HttpStatusCode.OK, (await pacs.GetAsync($"/dicomweb/studies/{other}/series/{other}.1/instances/{other}.9/rendered", Stop)).StatusCode);
    }

    [Theory]
    [InlineData(TransferSyntax.ExplicitLittleEndian)]
    [InlineData(TransferSyntax.ExplicitBigEndian)]
    public async Task Large_values_in_metadata_are_links_that_lead_to_them(string transferSyntax)
    {
        var (other, document, table, wide) = (TestFilms.Uid(), new byte[5001], new byte[1026], new byte[70_002]);
        Random.Shared.NextBytes(document);
        Random.Shared.NextBytes(table);
        Random.Shared.NextBytes(wide);
        using var original = DicomFile.Read(new MemoryStream(TestFilms.Slice(other, sop: other + ".9")));
        var builder = new DicomDatasetBuilder().AddBytes(new(0x0042, 0x0011), Vr.OB, document).AddBytes(new(0x0028, 0x1201), Vr.OW, wide)
            .AddSequence(DicomTags.VoiLutSequence, new DicomDatasetBuilder().Build(), new DicomDatasetBuilder().AddBytes(DicomTags.LutData, Vr.OW, table).Build());
        foreach (var element in original.Dataset.Elements) builder.Set(element);
        using var file = new MemoryStream();
        DicomWriter.Write(file, builder.Build(), transferSyntax);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [file.ToArray()])).Status);

        foreach (var level in new[] { $"/dicomweb/studies/{other}", $"/dicomweb/studies/{other}/series/{other}.1", $"/dicomweb/studies/{other}/series/{other}.1/instances/{other}.9" })
        {
            var metadata = (await (await pacs.GetAsync(level + "/metadata", Stop)).JsonAsync())[0];
            Assert.Equal([.. document, 0], await LinkedAsync(metadata.GetProperty("00420011")));
            Assert.Equal(wide, await LinkedAsync(metadata.GetProperty("00281201")));
            Assert.Equal(table, await LinkedAsync(metadata.GetProperty("00283010").GetProperty("Value")[1].GetProperty("00283006")));
            using var frames = await pacs.GetAsync(metadata.GetProperty("7FE00010").GetProperty("BulkDataURI").GetString(), Stop);
            var parts = await frames.Content.ReadAsByteArrayAsync(Stop);
            Assert.StartsWith("multipart/related", frames.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
            Assert.True(parts.AsSpan().IndexOf(original.PixelData!.ReadFrame(0)) > 0);
        }
        foreach (var path in new[] { "00420012", "00283010", "00283010/1/00283006", "00283010/3/00283006", "00283010/2", "x" })
            Assert.Equal(HttpStatusCode.NotFound, (await pacs.GetAsync($"/dicomweb/studies/{other}/series/{other}.1/instances/{other}.9/bulkdata/{path}", Stop)).StatusCode);
        Assert.Contains("film.view ok", await app.AuditedAsync());

        async Task<byte[]> LinkedAsync(JsonElement attribute)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, attribute.GetProperty("BulkDataURI").GetString());
            request.Headers.Add("Accept", "application/octet-stream");
            using var answer = await pacs.SendAsync(request, Stop);
            Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
            return await answer.Content.ReadAsByteArrayAsync(Stop);
        }
    }

    /// <param name="missing">Bytes cut off: of the pixel data, and all of them with some of the header.</param>
    [Theory]
    [InlineData(2000)]
    [InlineData(48 * 64 * 2 + 17)]
    [InlineData(48 * 64 * 2 + 100)]
    public async Task A_file_that_cannot_be_shown_is_listed_for_staff_with_its_reason_and_can_be_tried_again(int missing)
    {
        var (other, broken) = (TestFilms.Uid(), TestFilms.Uid());
        var bytes = TestFilms.Slice(other, sop: broken)[..^missing];
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [bytes])).Status);
        using var shown = await pacs.GetAsync($"/dicomweb/studies/{other}/series/{other}.1/instances/{broken}/rendered", Stop);
        Assert.Equal(422, (int)shown.StatusCode);
        Assert.Equal("film.truncated", await shown.CodeAsync());

        using var staff = await app.SignInStaffAsync("film");
        var row = (await (await staff.GetAsync("/api/staff/film/ingests?state=failed", Stop)).JsonAsync()).GetProperty("items").EnumerateArray()
            .Single(i => i.GetProperty("sopInstanceUid").GetString() == broken);
        Assert.Equal(HttpStatusCode.NoContent, (await staff.PostAsync($"/api/staff/film/ingests/{row.GetProperty("id").GetString()}/retry", null, Stop)).StatusCode);
    }

    private sealed class FaultyCodec : IDicomCodec
    {
        public bool Supports(string transferSyntaxUid) => true;

        public ValueTask<DecodedFrame> DecodeAsync(string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A fault of ours.");
    }
}
