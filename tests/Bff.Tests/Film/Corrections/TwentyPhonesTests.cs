using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using static Bff.Tests.Film.Corrections.Withdrawing;

namespace Bff.Tests.Film.Corrections;

/// <summary>A withdrawal while phones read the film, at two nodes.</summary>
public sealed class TwentyPhonesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_second_no_node_gives_out_anything_and_no_browser_keeps_it_longer_than_five_minutes()
    {
        await using var app = await BffApp.StartAsync();
        // The other node has the same archive, as nodes have.
        var folder = app.Services.GetService(typeof(Microsoft.Extensions.Options.IOptions<Bff.Gateways.FilmArchive.FilmArchiveOptions>))
            as Microsoft.Extensions.Options.IOptions<Bff.Gateways.FilmArchive.FilmArchiveOptions>;
        await using var other = await BffApp.StartAsync(BffApp.DatabaseSetting + app.Database, "--Film:StorePath=" + folder!.Value.StorePath);
        using HttpClient pacs = app.Pacs(), here = app.Anonymous(), there = other.Anonymous();
        var study = TestFilms.Uid();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, Enumerable.Range(1, 8).Select(n => Wrong.Picture(study, $"{study}.1.{n}", (byte)(10 * n))))).Status);
        while (await app.Db.ListAsync("select 1 from film.instance where state = 'received'", r => 1, Stop) is not []) await Task.Delay(20, Stop);
        var link = await app.LinkAsync(study);

        var given = new ConcurrentBag<(long At, int Status, TimeSpan? Kept)>();
        using var ended = new CancellationTokenSource();
        var tags = new ConcurrentDictionary<string, EntityTagHeaderValue>();
        var phones = Enumerable.Range(0, 20).Select(n => Task.Run(() => ReadAsync(n % 2 == 0 ? here : there, n), Stop)).ToList();
        while (given.Count(g => g.Status == 200) < 400) await Task.Delay(20, Stop);
        Assert.Equal((204, null), await pacs.AnswerAsync("/dicomweb/studies/" + study, HttpMethod.Delete));
        var withdrawn = Stopwatch.GetTimestamp();
        while (given.Count(g => g.Status == 410 && Stopwatch.GetElapsedTime(withdrawn, g.At) > TimeSpan.FromSeconds(1.5)) < 400) await Task.Delay(20, Stop);
        await ended.CancelAsync();
        await Task.WhenAll(phones);

        Assert.DoesNotContain(given, g => g.Status is not (200 or 304 or 410));
        var last = given.Where(g => g.Status is 200 or 304).Max(g => Stopwatch.GetElapsedTime(withdrawn, g.At));
        Assert.True(last < TimeSpan.FromSeconds(1), $"Still given {last.TotalMilliseconds:F0} ms after the withdrawal.");
        Assert.All(given.Where(g => g.Status is 200 or 304), g => Assert.True(g.Kept is null || g.Kept <= TimeSpan.FromMinutes(5)));
        // Who asks whether his copy still holds is told that it does not.
        foreach (var (path, tag) in tags)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.IfNoneMatch.Add(tag);
            using var answer = await there.SendAsync(request, Stop);
            Assert.Equal(410, (int)answer.StatusCode);
        }
        var audit = await app.AuditedAsync();
        Assert.Contains("film.withdraw_deleted ok", audit);
        Assert.Contains("film.withdrawn refused", audit);
        Assert.Contains("film.view ok", audit);

        async Task ReadAsync(HttpClient phone, int n)
        {
            string[] what = ["rendered", "frames/1/rendered?viewport=128,128", "frames/1/samples", "thumbnail", "metadata", ""];
            for (var i = n; !ended.IsCancellationRequested; i++)
            {
                var instance = $"{link}/dicomweb/studies/{study}/series/{study}.1/instances/{study}.1.{1 + i % 8}";
                var path = i % 7 == 0 ? link : $"{instance}/{what[i % what.Length]}".TrimEnd('/');
                var began = Stopwatch.GetTimestamp();
                using var answer = await phone.GetAsync(path, Stop);
                await answer.Content.ReadAsByteArrayAsync(Stop);
                given.Add((began, (int)answer.StatusCode, answer.Headers.CacheControl?.MaxAge));
                if (answer.Headers.ETag is { } tag) tags[path] = tag;
            }
        }
    }
}
