using System.Net;
using System.Text.Json;
using Bff.Film.Pictures;

namespace Bff.Tests.Film;

/// <summary>What one request may ask of one instance, for a PACS and for the holder of a link.</summary>
public sealed class FrameListTests(BoundedLinkApp bounded) : IClassFixture<BoundedLinkApp>, IAsyncLifetime
{
    private const int Frames = 20, Rows = 300, Columns = 300, FrameBytes = Rows * Columns;
    private readonly BffApp app = bounded.App;
    private readonly string study = TestFilms.Uid(), sop = TestFilms.Uid();
    private HttpClient pacs = null!, anyone = null!;
    private string ofPacs = "", ofLink = "";
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private string Instance => $"/studies/{study}/series/{study}.1/instances/{sop}";

    public async ValueTask InitializeAsync()
    {
        (pacs, anyone) = (app.Pacs(), app.Anonymous());
        byte[][] files = [TestFilms.Clip(study, sop, Frames, Rows, Columns), TestFilms.Slice(study, sop: study + ".7")];
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, files)).Status);
        var order = JsonSerializer.Serialize(new { hospitalCode = "demo-east", studyInstanceUid = study, purpose = "门诊", ttlSeconds = 3600 });
        using var link = await app.SignedAsync(HttpMethod.Post, "/api/film/links", order);
        ofPacs = "/dicomweb" + Instance;
        ofLink = $"/api/film/{(await link.JsonAsync()).GetProperty("key").GetString()}/dicomweb{Instance}";
        using var opened = await anyone.GetAsync(ofLink[..ofLink.IndexOf("/dicomweb", StringComparison.Ordinal)], Stop);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
    }

    public ValueTask DisposeAsync()
    {
        pacs.Dispose();
        anyone.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/frames/1,1")]
    [InlineData("/frames/1,2,3,2")]
    [InlineData("/frames/2,2/rendered")]
    [InlineData("/frames/20,20/thumbnail")]
    public async Task A_frame_is_given_once_in_an_answer(string path)
    {
        await AnswersAsync(pacs, ofPacs + path, 400, "film.frames_malformed");
        await AnswersAsync(anyone, ofLink + path, 400, "film.frames_malformed");
    }

    [Fact]
    public async Task Thousands_of_the_same_frame_are_refused_before_the_first()
    {
        var many = string.Join(',', Enumerable.Repeat("1", 3500));
        foreach (var path in new[] { "/frames/" + many, $"/frames/{many}/rendered", $"/frames/{many}/thumbnail" })
        {
            await AnswersAsync(pacs, ofPacs + path, 400, "film.frames_malformed");
            await AnswersAsync(anyone, ofLink + path, 400, "film.frames_malformed");
        }
    }

    [Theory]
    [InlineData("/frames/1,2,3,4,5,6,7,8,9,10,11,12", 413)]
    [InlineData("/frames/1,2,3,4,5,6,7,8,9,10,11", 200)]
    [InlineData("/frames/1,2/rendered?viewport=1000,1000", 413)]
    [InlineData("/frames/1/rendered?viewport=1000,1000", 200)]
    [InlineData("/frames/1,2/thumbnail?viewport=1000,1000", 413)]
    [InlineData("/frames/1,2/thumbnail", 200)]
    [InlineData("/bulkdata/7FE00010", 413)]
    [InlineData("", 200)]
    public async Task The_holder_of_a_link_is_given_so_many_bytes_at_once_and_a_pacs_whatever_there_is(string path, int status)
    {
        await AnswersAsync(anyone, ofLink + path, status, "film.answer_too_large");
        await AnswersAsync(pacs, ofPacs + path, 200, "");
    }

    [Fact]
    public async Task Whole_studies_and_series_are_bound_alike()
    {
        var (series, whole) = ($"/studies/{study}/series/{study}.1", "/studies/" + study);
        foreach (var path in new[] { series, whole })
        {
            await AnswersAsync(anyone, ofLink.Replace(Instance, path, StringComparison.Ordinal), 413, "film.answer_too_large");
            await AnswersAsync(pacs, "/dicomweb" + path, 200, "");
        }
    }

    [Fact]
    public void A_list_that_is_read_names_frames_of_the_instance_each_once()
    {
        var random = new Random(20261130);
        for (var i = 0; i < 20_000; i++)
        {
            var frames = random.Next(1, 12);
            var asked = Enumerable.Range(0, random.Next(1, 14)).Select(_ => random.Next(0, 14)).ToArray();
            var (numbers, _) = FrameList.Read(string.Join(random.Next(2) == 0 ? "," : ", ", asked), frames);
            Assert.Equal(asked.All(n => n >= 1 && n <= frames) && asked.Distinct().Count() == asked.Length, numbers is not null);
            if (numbers is not null) Assert.Equal(asked, numbers);
        }
    }

    private static async Task AnswersAsync(HttpClient client, string path, int status, string code)
    {
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status != 200) Assert.Equal(code, await answer.CodeAsync());
    }
}

/// <summary>A host whose links give one megabyte an answer.</summary>
public sealed class BoundedLinkApp : IAsyncLifetime
{
    public BffApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await BffApp.StartAsync("--Film:MostBytesOfLinkAnswer=1048576");

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
