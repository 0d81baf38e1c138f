using System.Net;
using Bff.Gateways.FilmArchive;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bff.Tests.Film;

/// <summary>A film of 12 MB in a store that is sent parts of 5 MB.</summary>
public sealed class LargeObjectTests
{
    private const int Parts = 3;
    private readonly string study = TestFilms.Uid(), sop = TestFilms.Uid();
    private readonly byte[] film;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private string Instance => $"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}";

    public LargeObjectTests() => film = TestFilms.Clip(study, sop, frames: 12, rows: 1000, columns: 1000);

    [Fact]
    public async Task It_is_sent_in_parts_and_given_back_whole()
    {
        await using var s3 = await StandInS3.StartAsync();
        await using var app = await BffApp.StartAsync(s3.Settings);
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [film])).Status);
        Assert.Equal(Parts, Assert.Single(s3.PartsOf).Value);
        Assert.Equal(film, s3.Objects[s3.PartsOf.Keys.Single()]);
        using var shown = await pacs.GetAsync(Instance + "/frames/12/rendered", Stop);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, Instance) { Headers = { { "Accept", "application/dicom" } } };
        using var given = await pacs.SendAsync(request, Stop);
        Assert.Equal(film, await given.Content.ReadAsByteArrayAsync(Stop));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Parts)]
    public async Task A_part_that_the_store_refuses_leaves_nothing_behind_and_the_film_can_be_pushed_again(int refused)
    {
        await using var s3 = await StandInS3.StartAsync();
        await using var app = await BffApp.StartAsync(s3.Settings);
        using var pacs = app.Pacs();
        s3.TakesPart = (part, _) => Task.FromResult(part != refused);
        var (status, problem) = await TestFilms.PushAsync(pacs, [film]);
        Assert.Equal((503, "film.archive_unavailable"), (status, problem.GetProperty("code").GetString()));
        Assert.Empty(s3.Objects);
        Assert.Empty(s3.Uploads);
        Assert.Empty(Received(app));

        s3.TakesPart = (_, _) => Task.FromResult(true);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [film])).Status);
        Assert.Equal(film, s3.Objects[s3.PartsOf.Keys.Single()]);
    }

    [Fact(Timeout = 240_000)]
    public async Task A_caller_who_goes_away_between_two_parts_leaves_nothing_behind()
    {
        await using var s3 = await StandInS3.StartAsync();
        await using var app = await BffApp.StartAsync(s3.Settings);
        using var pacs = app.Pacs();
        var reached = new TaskCompletionSource();
        s3.TakesPart = async (part, aborted) =>
        {
            if (part == 1) return true;
            reached.SetResult();
            await Task.Delay(Timeout.Infinite, aborted);
            return false;
        };
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dicomweb/studies") { Content = TestFilms.Multipart([film]) };
        request.Headers.Add("X-Hospital-Code", "demo-east");
        var push = pacs.SendAsync(request, leaving.Token);
        await reached.Task.WaitAsync(Stop);
        Assert.Single(Assert.Single(s3.Uploads).Value);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push);
        while (!s3.Uploads.IsEmpty || Received(app).Length > 0) await Task.Delay(20, Stop);
        Assert.Empty(s3.Objects);
    }

    private static string[] Received(BffApp app) =>
        Directory.GetFiles(Path.Combine(app.Services.GetRequiredService<IOptions<FilmArchiveOptions>>().Value.StorePath, "receiving"));
}
