using System.Net;
using Bff.Gateways.FilmArchive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bff.Tests.Film;

/// <summary>An object of the archive that is gone, cut or changed is told in one way, whatever is asked of it.</summary>
public sealed class LostFileTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Code = "film.file_lost";
    private static readonly string[] OfFile = ["", "/frames/1", "/bulkdata/7FE00010"], OfFrames =
        ["/rendered", "/frames/1/rendered", "/thumbnail", "/thumbnail?viewport=64,64", "/frames/1/samples"], OfMetadata = ["/metadata"];
    private readonly string study = TestFilms.Uid(), sop = TestFilms.Uid();
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private string Instance => $"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}";

    [Theory]
    [InlineData("dicom", "gone")]
    [InlineData("dicom", "cut")]
    [InlineData("dicom", "changed")]
    [InlineData("frames", "gone")]
    [InlineData("frames", "cut")]
    [InlineData("frames", "changed")]
    [InlineData("metadata", "gone")]
    public async Task On_a_disk_every_address_says_so_and_the_others_answer(string what, string harm)
    {
        var app = shared.App;
        using var pacs = app.Pacs();
        await PushAsync(pacs);
        var root = app.Services.GetRequiredService<IOptions<FilmArchiveOptions>>().Value.StorePath;
        var path = Directory.GetFiles(Path.Combine(root, what), await Sha256Async(app) + ".*", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        if (harm == "gone") File.Delete(path);
        else await File.WriteAllBytesAsync(path, Harmed(bytes, harm), Stop);
        await SaysSoAsync(pacs, what);
    }

    [Theory]
    [InlineData("dicom", "gone")]
    [InlineData("dicom", "cut")]
    [InlineData("frames", "gone")]
    [InlineData("frames", "cut")]
    [InlineData("metadata", "gone")]
    public async Task In_a_bucket_it_is_the_same(string what, string harm)
    {
        await using var s3 = await StandInS3.StartAsync();
        await using var app = await BffApp.StartAsync(s3.Settings);
        using var pacs = app.Pacs();
        await PushAsync(pacs);
        var key = s3.Objects.Keys.Single(k => k.StartsWith(what, StringComparison.Ordinal));
        if (harm == "gone") Assert.True(s3.Objects.TryRemove(key, out _));
        else s3.Objects[key] = Harmed(s3.Objects[key], harm);
        await SaysSoAsync(pacs, what);
    }

    [Fact]
    public async Task A_file_that_is_lost_before_it_is_prepared_is_told_in_the_same_way_and_listed_for_staff()
    {
        var app = shared.App;
        using var pacs = app.Pacs();
        await PushAsync(pacs);
        await app.Db.ExecuteAsync(
            "update film.instance set state = 'failed', failure_code = 'file_missing', failure_detail = 'gone', image = null where sop_instance_uid = $1",
            Stop, sop);
        using var answer = await pacs.GetAsync(Instance + "/rendered", Stop);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, Code), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task It_is_counted_for_the_operator()
    {
        var app = shared.App;
        using var pacs = app.Pacs();
        await PushAsync(pacs);
        var root = app.Services.GetRequiredService<IOptions<FilmArchiveOptions>>().Value.StorePath;
        File.Delete(Directory.GetFiles(Path.Combine(root, "dicom"), await Sha256Async(app) + ".dcm", SearchOption.AllDirectories).Single());
        var before = await LostAsync();
        await RefusedAsync(pacs, Instance);
        Assert.True(await LostAsync() > before);

        async Task<double> LostAsync()
        {
            using var anyone = app.Anonymous();
            var line = (await anyone.GetStringAsync("/metrics", Stop)).Split('\n').FirstOrDefault(l => l.StartsWith("bff_film_lost", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private async Task PushAsync(HttpClient pacs)
    {
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        using var prepared = await pacs.GetAsync(Instance + "/metadata", Stop);
        Assert.Equal(HttpStatusCode.OK, prepared.StatusCode);
    }

    private Task<string> Sha256Async(BffApp app) => app.Db.FirstAsync(
        "select encode(sha256, 'hex') from film.instance where sop_instance_uid = $1", r => r.GetString(0), Stop, sop)!;

    private static byte[] Harmed(byte[] bytes, string harm)
    {
        if (harm == "cut") return bytes[..300];
        var changed = (byte[])bytes.Clone();
        changed[^(changed.Length / 3)] ^= 0x55;
        changed[changed.Length / 3] ^= 0x55;
        return changed;
    }

    private async Task SaysSoAsync(HttpClient pacs, string what)
    {
        foreach (var path in OfFile) await AnswersAsync(path, what == "dicom");
        foreach (var path in OfFrames) await AnswersAsync(path, what == "frames");
        foreach (var path in OfMetadata) await AnswersAsync(path, what == "metadata");
        if (what != "dicom") return;
        await RefusedAsync(pacs, "/dicomweb/studies/" + study);
        await RefusedAsync(pacs, $"/dicomweb/studies/{study}/series/{study}.1");
        pacs.DefaultRequestHeaders.Accept.ParseAdd("application/dicom");
        await RefusedAsync(pacs, Instance);

        async Task AnswersAsync(string path, bool isLost)
        {
            if (isLost) await RefusedAsync(pacs, Instance + path);
            else Assert.Equal((path, HttpStatusCode.OK), (path, (await pacs.GetAsync(Instance + path, Stop)).StatusCode));
        }
    }

    private static async Task RefusedAsync(HttpClient pacs, string path)
    {
        using var answer = await pacs.GetAsync(path, Stop);
        Assert.Equal((path, 503), (path, (int)answer.StatusCode));
        var problem = await answer.JsonAsync();
        Assert.Equal((path, Code), (path, problem.GetProperty("code").GetString()));
        Assert.Equal("影像文件暂时读不到，请稍后再试或联系医院。", problem.GetProperty("title").GetString());
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
