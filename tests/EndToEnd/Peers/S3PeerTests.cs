using System.Net;
using Bff.Tests;
using Bff.Tests.Film;

namespace EndToEnd.Peers;

/// <summary>Films in somebody else's S3 server.</summary>
public sealed class S3PeerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_film_kept_in_a_bucket_is_shown_and_given_back_and_neither_an_outage_nor_a_lost_bucket_loses_anything()
    {
        await using var s3 = await S3Server.StartAsync();
        await using var app = await BffApp.StartAsync(s3.Settings);
        using var pacs = app.Pacs();
        var study = TestFilms.Uid();
        var file = TestFilms.Slice(study);

        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [file])).Status);
        var instance = await InstanceAsync(pacs, study);
        using (var picture = await pacs.GetAsync(instance + "/rendered?window=40,400,linear", Stop)) Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        using (var given = await pacs.GetAsync(instance, Stop)) Assert.NotEqual(-1, (await given.Content.ReadAsByteArrayAsync(Stop)).AsSpan().IndexOf(file));
        Assert.Equal(3, s3.Count); // The file, its prepared frames, its metadata.

        var second = TestFilms.Slice(study, number: 2);
        await s3.StopAsync();
        var (status, problem) = await TestFilms.PushAsync(pacs, [second]);
        Assert.Equal((503, "film.archive_unavailable"), (status, problem.GetProperty("code").GetString()));
        using (var unseen = await pacs.GetAsync(instance, Stop)) Assert.Equal((HttpStatusCode.ServiceUnavailable, "film.archive_unavailable"), (unseen.StatusCode, await unseen.CodeAsync()));
        using (var health = await pacs.GetAsync("/health/ready", Stop)) Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);

        await s3.RunAsync();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [second])).Status);

        s3.HideBucket(true);
        var third = TestFilms.Slice(study, number: 3);
        (status, problem) = await TestFilms.PushAsync(pacs, [third]);
        Assert.Equal((503, "film.archive_unavailable"), (status, problem.GetProperty("code").GetString()));
        using (var unseen = await pacs.GetAsync(instance, Stop)) Assert.Equal((HttpStatusCode.ServiceUnavailable, "film.archive_unavailable"), (unseen.StatusCode, await unseen.CodeAsync()));
        s3.HideBucket(false);
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [third])).Status);
        using var found = await pacs.GetAsync($"/dicomweb/studies/{study}/instances", Stop);
        Assert.Equal(3, (await found.JsonAsync()).GetArrayLength());
    }

    [Fact]
    public async Task A_film_larger_than_a_part_is_put_together_by_the_store()
    {
        await using var s3 = await S3Server.StartAsync();
        await using var app = await BffApp.StartAsync([.. s3.Settings, $"--Film:S3PartBytes={5 << 20}"]);
        using var pacs = app.Pacs();
        var study = TestFilms.Uid();
        var file = TestFilms.Clip(study, TestFilms.Uid(), frames: 12, rows: 1000, columns: 1000);

        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [file])).Status);
        var instance = await InstanceAsync(pacs, study);
        using (var picture = await pacs.GetAsync(instance + "/frames/12/rendered", Stop)) Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        using (var given = await pacs.GetAsync(instance, Stop)) Assert.NotEqual(-1, (await given.Content.ReadAsByteArrayAsync(Stop)).AsSpan().IndexOf(file));
        Assert.Equal(3, s3.Count); // Of the parts nothing is left.
    }

    private static async Task<string> InstanceAsync(HttpClient pacs, string study)
    {
        using var found = await pacs.GetAsync($"/dicomweb/studies/{study}/instances", Stop);
        var attributes = (await found.JsonAsync())[0];
        return $"/dicomweb/studies/{study}/series/{attributes.Value("0020000E")}/instances/{attributes.Value("00080018")}";
    }
}
