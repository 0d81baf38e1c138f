using System.Net;
using Bff.Gateways.FilmArchive;

namespace Bff.Tests.Film;

public sealed class StowTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp app = shared.App;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<List<string>> StoredAsync(string study) => app.Db.ListAsync(
        "select i.sop_instance_uid from film.instance i join film.study s on s.id = i.study_id where s.study_instance_uid = $1 order by 1", r => r.GetString(0), Stop, study);

    [Fact]
    public async Task A_pushed_study_is_acknowledged_instance_by_instance_and_found_again()
    {
        var study = TestFilms.Uid();
        string[] sops = [TestFilms.Uid(), TestFilms.Uid()];
        using var pacs = app.Pacs();
        var (status, body) = await TestFilms.PushAsync(pacs, sops.Select((s, i) => TestFilms.Slice(study, sop: s, number: i + 1, patientId: "QIDO-7", accession: "ACC-7")));
        Assert.Equal(200, status);
        Assert.Equal(sops.Order(), body.Items("00081199").Select(i => i.Value("00081155")!).Order());
        Assert.Empty(body.Items("00081198"));

        foreach (var query in new[] { "PatientID=QIDO-7", "00100020=QIDO-7", "AccessionNumber=ACC-7", $"StudyInstanceUID={study}", $"StudyDate=20261001-20261130&StudyInstanceUID={study}", $"ModalitiesInStudy=CT&PatientID=QIDO-7" })
        {
            var found = await (await pacs.GetAsync("/dicomweb/studies?" + query, Stop)).JsonAsync();
            var only = Assert.Single(found.EnumerateArray());
            Assert.Equal(study, only.Value("0020000D"));
            Assert.Equal("测试^病人", only.GetProperty("00100010").GetProperty("Value")[0].GetProperty("Alphabetic").GetString());
            Assert.Equal("2", only.Value("00201208"));
        }
        Assert.Equal(HttpStatusCode.NoContent, (await pacs.GetAsync("/dicomweb/studies?ModalitiesInStudy=MR&PatientID=QIDO-7", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await pacs.GetAsync("/dicomweb/studies?StudyDate=20250101&PatientID=QIDO-7", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await pacs.GetAsync("/dicomweb/studies?StudyDate=yesterday", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await pacs.GetAsync("/dicomweb/studies?StudyDate=-", Stop)).StatusCode);
    }

    [Fact]
    public async Task The_same_instance_twice_is_one_and_another_file_under_its_uid_is_refused_with_the_first_kept()
    {
        string study = TestFilms.Uid(), sop = TestFilms.Uid();
        var first = TestFilms.Slice(study, sop: sop);
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [first])).Status);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [first])).Status);
        var (status, body) = await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop, offset: 5)]);
        Assert.Equal(409, status);
        Assert.Equal("273", Assert.Single(body.Items("00081198")).Value("00081197")); // 0x0111, duplicate SOP instance
        Assert.Single(await StoredAsync(study));
        pacs.DefaultRequestHeaders.Accept.ParseAdd("application/dicom");
        Assert.Equal(first, await pacs.GetByteArrayAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}", Stop));
    }

    [Fact]
    public async Task Twenty_parallel_pushes_of_one_study_store_each_instance_once()
    {
        var study = TestFilms.Uid();
        var files = Enumerable.Range(1, 5).Select(n => TestFilms.Slice(study, sop: study + "." + n, number: n)).ToList();
        using var pacs = app.Pacs();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TestFilms.PushAsync(pacs, files)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Equal(5, (await StoredAsync(study)).Count);
    }

    [Fact]
    public async Task One_bad_part_does_not_sink_the_rest()
    {
        var study = TestFilms.Uid();
        using var pacs = app.Pacs();
        var (status, body) = await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, number: 1), "not a dicom file at all"u8.ToArray(), TestFilms.Slice(study, number: 2)]);
        Assert.Equal(202, status);
        Assert.Equal(2, body.Items("00081199").Count);
        Assert.Equal("49152", Assert.Single(body.Items("0008119A")).Value("00081197")); // 0xC000, cannot understand
    }

    [Fact]
    public async Task An_instance_of_another_study_is_refused_where_the_path_names_one()
    {
        using var pacs = app.Pacs();
        var (status, body) = await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())], "/dicomweb/studies/" + TestFilms.Uid());
        Assert.Equal(409, status);
        Assert.Equal("43264", Assert.Single(body.Items("00081198")).Value("00081197")); // 0xA900
    }

    [Theory]
    [InlineData("application/dicom")]
    [InlineData("multipart/related; type=\"application/dicom\"")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_body_that_is_not_multipart_related_is_refused(string type)
    {
        using var pacs = app.Pacs();
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await pacs.PostAsync("/dicomweb/studies", content, Stop);
        Assert.Equal("film.not_multipart", await answer.CodeAsync());
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_stores_nothing()
    {
        var study = TestFilms.Uid();
        using var pacs = app.Pacs();
        using var whole = TestFilms.Multipart([TestFilms.Slice(study)]);
        var bytes = await whole.ReadAsByteArrayAsync(Stop);
        using var content = new ByteArrayContent(bytes[..^200]);
        content.Headers.TryAddWithoutValidation("Content-Type", whole.Headers.ContentType!.ToString());
        using var answer = await pacs.PostAsync("/dicomweb/studies", content, Stop);
        Assert.Equal("film.multipart_malformed", await answer.CodeAsync());
        Assert.Empty(await StoredAsync(study));
    }

    [Fact]
    public async Task Sizes_and_parts_have_limits()
    {
        await using var small = await BffApp.StartAsync("--Film:MaxInstances=2", "--Film:MaxInstanceBytes=1048576");
        using var pacs = small.Pacs();
        var study = TestFilms.Uid();
        Assert.Equal(413, (await TestFilms.PushAsync(pacs, Enumerable.Range(0, 3).Select(n => TestFilms.Slice(study, number: n)))).Status);
        Assert.Equal(413, (await TestFilms.PushAsync(pacs, [new byte[1_100_000]])).Status);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study)])).Status);
        var folder = small.Services.GetService(typeof(Microsoft.Extensions.Options.IOptions<FilmArchiveOptions>)) as Microsoft.Extensions.Options.IOptions<FilmArchiveOptions>;
        // The worker uses the folder while it prepares the one that was accepted.
        while (Directory.GetFiles(Path.Combine(folder!.Value.StorePath, "receiving")).Length > 0) await Task.Delay(50, Stop);
    }

    [Fact]
    public async Task A_pacs_pushes_only_to_its_own_hospitals()
    {
        using var pacs = app.Pacs();
        Assert.Equal(403, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())], hospital: "elsewhere")).Status);
    }
}
