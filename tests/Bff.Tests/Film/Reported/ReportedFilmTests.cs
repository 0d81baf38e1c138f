using System.Net;
using System.Text;
using System.Text.Json;
using Bff.Film.Ingest;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

/// <summary>Small films made for faults that users of other products reported, through STOW, QIDO, WADO and the manifest of the page.</summary>
public sealed class ReportedFilmTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly BffApp _app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Pushes the files one by one; the study they belong to.</summary>
    private async Task<string> PushAsync(params string[] names)
    {
        using var pacs = _app.Pacs();
        var study = "";
        foreach (var name in names)
        {
            var (status, body) = await TestFilms.PushAsync(pacs, [ReportedFilms.Read(name)]);
            Assert.Equal(200, status);
            study = body.Value("00081190")!.Split('/')[^1];
        }
        return study;
    }

    private async Task<(string Key, JsonElement Manifest)> OpenAsync(string study)
    {
        using var pacs = _app.Pacs();
        using var prepared = await pacs.GetAsync($"/dicomweb/studies/{study}/metadata", Stop); // Waits until all are.
        Assert.Equal(HttpStatusCode.OK, prepared.StatusCode);
        var body = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊", ttlSeconds = 600 });
        using var created = await _app.SignedAsync(HttpMethod.Post, "/api/film/links", body);
        var key = (await created.JsonAsync()).GetProperty("key").GetString()!;
        using var client = _app.Anonymous();
        using var answer = await client.GetAsync("/api/film/" + key, Stop);
        return (key, await answer.JsonAsync());
    }

    private async Task<JsonElement[]> FoundAsync(string path)
    {
        using var pacs = _app.Pacs();
        using var answer = await pacs.GetAsync("/dicomweb/" + path, Stop);
        return answer.StatusCode == HttpStatusCode.NoContent ? [] : [.. (await answer.JsonAsync()).EnumerateArray()];
    }

    private static string[] Uids(JsonElement manifest) =>
        [.. manifest.GetProperty("series")[0].GetProperty("instances").EnumerateArray().Select(i => i.GetProperty("sopInstanceUid").GetString()!)];

    private static string SopOf(string name)
    {
        using var file = DicomRender.Parsing.DicomFile.Read(new MemoryStream(ReportedFilms.Read(name)));
        return file.Dataset.GetString(DicomRender.Datasets.DicomTags.SopInstanceUid)!;
    }

    [Theory]
    [InlineData("order-interleaved-", "7,0,3,1,6,2,5,4", "0,1,2,3,4,5,6,7")]
    [InlineData("order-4d-", "13,03,10,00,11,12,01,02", "00,01,02,03,10,11,12,13")]
    public async Task Slices_are_shown_and_found_in_space_whatever_came_first(string name, string pushed, string shown)
    {
        var study = await PushAsync([.. pushed.Split(',').Select(k => $"{name}{k}.dcm")]);
        var expected = shown.Split(',').Select(k => SopOf($"{name}{k}.dcm")).ToArray();
        Assert.Equal(expected, Uids((await OpenAsync(study)).Manifest));
        Assert.Equal(expected, (await FoundAsync($"studies/{study}/instances")).Select(i => i.Value("00080018")));
        Assert.Equal(expected[2..5], (await FoundAsync($"studies/{study}/instances?limit=3&offset=2")).Select(i => i.Value("00080018")));
    }

    [Fact]
    public async Task Planes_are_not_mixed()
    {
        string[] names = [.. Enumerable.Range(0, 9).Select(i => $"order-planes-{i % 3}{i / 3}.dcm")];
        var planes = names.ToDictionary(SopOf, name => (Plane: name[13], Place: name[14]));
        var shown = Uids((await OpenAsync(await PushAsync(names))).Manifest).Select(uid => planes[uid]).ToList();
        foreach (var run in shown.Chunk(3))
        {
            Assert.Single(run.Select(p => p.Plane).Distinct());
            Assert.Equal('1', run[1].Place);
        }
    }

    [Theory]
    [InlineData("cs-ir58-jing.dcm", "王^璟")]
    [InlineData("cs-ir58-yue.dcm", "Li^Yue=李^玥")]
    [InlineData("cs-ir58-rong.dcm", "朱^镕基")]
    [InlineData("cs-ir58-yun.dcm", "Chen^Yun=陈^赟")]
    [InlineData("cs-gb18030-utf8.dcm", "张^小东")]
    [InlineData("guard-cs-ir58-escape.dcm", "Zhang^XiaoDong=张^小东")]
    public async Task Names_are_right(string file, string expected)
    {
        var name = Assert.Single(await FoundAsync("studies?StudyInstanceUID=" + await PushAsync(file))).GetProperty("00100010").GetProperty("Value")[0];
        Assert.Equal(expected, string.Join('=', name.EnumerateObject().Select(group => group.Value.GetString())));
    }

    [Fact]
    public async Task Frames_of_an_enhanced_image_are_shown_in_space()
    {
        var (_, manifest) = await OpenAsync(await PushAsync("frame-order.dcm"));
        Assert.Equal([2, 4, 6, 1, 5, 3], manifest.GetProperty("images")[0].GetProperty("frameOrder").EnumerateArray().Select(f => f.GetInt32()));
        Assert.Equal(1, manifest.GetProperty("firstImage").GetProperty("frame").GetInt32());
    }

    [Fact]
    public async Task A_clip_runs_as_its_pointer_says()
    {
        var image = (await OpenAsync(await PushAsync("cine-pointer.dcm"))).Manifest.GetProperty("images")[0];
        Assert.Equal(100, image.GetProperty("frameTimeMs").GetDouble());
        Assert.True(image.GetProperty("isAutomatic").GetBoolean());
    }

    [Fact]
    public async Task An_overlay_is_drawn_when_asked_for_and_the_first_picture_asks()
    {
        var (_, manifest) = await OpenAsync(await PushAsync("overlay-ct.dcm"));
        var first = manifest.GetProperty("firstImage").GetProperty("url").GetString()!;
        Assert.Contains("overlays=true", first, StringComparison.Ordinal);
        using var client = _app.Anonymous();
        var with = await client.GetByteArrayAsync(first, Stop);
        Assert.NotEqual(with, await client.GetByteArrayAsync(first.Replace("&overlays=true", "", StringComparison.Ordinal), Stop));
    }

    [Fact]
    public async Task A_document_is_told_of_and_opens()
    {
        var study = await PushAsync("pdf-only.dcm");
        var (key, manifest) = await OpenAsync(study);
        var series = manifest.GetProperty("series")[0];
        Assert.Equal("pdf", series.GetProperty("instances")[0].GetProperty("document").GetString());
        using var client = _app.Anonymous();
        var instance = $"/api/film/{key}/dicomweb/studies/{study}/series/{series.GetProperty("seriesInstanceUid").GetString()}/instances/{Uids(manifest)[0]}";
        using var answer = await client.GetAsync(instance + "/rendered?accept=application/pdf", Stop);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("%PDF-1.4", Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(Stop)), StringComparison.Ordinal);
        using var picture = await client.GetAsync(instance + "/rendered?accept=image/jpeg", Stop);
        Assert.Equal("film.not_an_image", await picture.CodeAsync());
    }

    [Fact]
    public async Task Frames_are_as_the_metadata_say_and_files_come_in_the_syntax_asked_for_or_not_at_all()
    {
        var study = await PushAsync("jpeg-ybr422.dcm");
        using var pacs = _app.Pacs();
        using var answer = await pacs.GetAsync($"/dicomweb/studies/{study}/metadata", Stop);
        var metadata = (await answer.JsonAsync())[0];
        Assert.Contains(metadata.Value("00280004"), (string?[])["RGB", "YBR_FULL"]);
        var instance = $"/dicomweb/studies/{study}/series/{metadata.Value("0020000E")}/instances/{metadata.Value("00080018")}";
        var frame = await pacs.GetByteArrayAsync(instance + "/frames/1", Stop);
        Assert.InRange(frame.Length, 3072, 3072 + 300);
        foreach (var (syntax, status) in new[] { ("1.2.840.10008.1.2.1", 406), ("1.2.840.10008.1.2.4.50", 200), ("*", 200) })
            foreach (var path in new[] { instance, instance[..instance.IndexOf("/instances", StringComparison.Ordinal)], "/dicomweb/studies/" + study })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Accept", $"multipart/related; type=\"application/dicom\"; transfer-syntax={syntax}");
                using var given = await pacs.SendAsync(request, Stop);
                Assert.Equal(status, (int)given.StatusCode);
            }
    }

    [Fact]
    public async Task A_type_without_quotation_marks_is_understood()
    {
        using var content = new ByteArrayContent([.. "--B\r\nContent-Type: application/dicom\r\n\r\n"u8, .. TestFilms.Slice(TestFilms.Uid()), .. "\r\n--B--\r\n"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/related; type=application/dicom; boundary=B");
        using var pacs = _app.Pacs();
        using var answer = await pacs.PostAsync("/dicomweb/studies", content, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("studies?PatientName=NOBODY*")]
    [InlineData("studies?StudyID=none")]
    [InlineData("studies?StudyTime=000000-000001")]
    [InlineData("studies?ReferringPhysicianName=NOBODY*")]
    [InlineData("studies?0040A730=x")]
    [InlineData("instances?ImageType=foo")]
    [InlineData("instances?SOPClassUID=1.2.3")]
    [InlineData("instances?InstanceNumber=999999")]
    [InlineData("series?SeriesNumber=99999")]
    public async Task A_key_never_finds_everybody(string query)
    {
        using var pacs = _app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())])).Status);
        Assert.Empty(await FoundAsync(query));
        using var answer = await pacs.GetAsync("/dicomweb/" + query, Stop);
        Assert.Equal(query.Contains("0040A730", StringComparison.Ordinal) || query.Contains("ImageType", StringComparison.Ordinal), answer.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task Empty_keys_and_what_clients_add_of_their_own_restrict_nothing()
    {
        var study = TestFilms.Uid();
        using var pacs = _app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study)])).Status);
        var query = $"/dicomweb/studies?00200010=&00100010=*&limit=12&offset=0&fuzzymatching=false&includefield=00081030%2C00080060&StudyInstanceUID={study}&";
        using var answer = await pacs.GetAsync(query, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Warning"));
    }

    [Fact]
    public async Task What_an_earlier_release_prepared_is_prepared_again_while_it_is_shown()
    {
        var study = await PushAsync("frame-order.dcm");
        await OpenAsync(study);
        const string Of = "from film.instance i join film.study s on s.id = i.study_id where s.study_instance_uid = $1";
        await _app.Db.ExecuteAsync(
            "update film.instance set revision = 1, place = null, image = image - 'frameOrder' where study_id = (select id from film.study where study_instance_uid = $1)",
            Stop, study);
        Assert.False((await OpenAsync(study)).Manifest.GetProperty("images")[0].TryGetProperty("frameOrder", out _));
        var preparation = _app.Services.GetRequiredService<Preparation>();
        while (await preparation.RenewOneAsync(Stop))
            Assert.Equal("ready", Assert.Single(await _app.Db.ListAsync("select i.state " + Of, r => r.GetString(0), Stop, study)));
        Assert.Equal([2], await _app.Db.ListAsync("select i.revision::int " + Of, r => r.GetInt32(0), Stop, study));
        Assert.True((await OpenAsync(study)).Manifest.GetProperty("images")[0].TryGetProperty("frameOrder", out _));
    }

    [Fact]
    public async Task A_name_is_found_by_its_groups_and_wildcards_and_page_by_page()
    {
        using var pacs = _app.Pacs();
        var family = "Zhuge" + Guid.NewGuid().ToString("N")[..6];
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid(), name: $"{family}^Liang=诸葛^亮{i}")])).Status);
        Assert.Equal(3, (await FoundAsync($"studies?PatientName={family.ToUpperInvariant()}*")).Length);
        Assert.Single(await FoundAsync($"studies?PatientName={family}*&offset=2"));
        Assert.Contains(await FoundAsync("studies?00100010=诸葛^亮?"), s => s.GetRawText().Contains(family, StringComparison.Ordinal));
    }
}
