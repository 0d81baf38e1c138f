using Bff.Film;
using Bff.Film.Links;
using Bff.Film.Pictures;
using DicomRender.Frames;
using Microsoft.Extensions.Options;

namespace Bff.Tests.Film;

/// <summary>Goes past every bound of what films keep in memory and counts what lives.</summary>
public sealed class CacheBoundTests
{
    private const int FrameBytes = 512 * 512 * 2, CacheBytes = 32 << 20, Slices = 1200;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Slices_of_a_large_study_pass_through_the_frame_cache_and_no_more_stay_than_fit()
    {
        var archive = await MemoryArchive.OfAsync(TestFilms.BigSlice());
        using var frames = Frames(archive);
        var container = await frames.ContainerAsync(Sha(0));
        var seen = new List<WeakReference<StoredFrame>>();
        for (var slice = 0; slice < Slices; slice++) seen.Add(new(await frames.FrameAsync(container, Sha(slice), 0, 0)));
        Assert.InRange(frames.FrameCount, 1, CacheBytes / FrameBytes);
        Assert.Equal(0, frames.ReadingCount);
        // What left the cache is held by nobody else. The last ones may still be on this method's stack.
        GC.Collect();
        Assert.InRange(seen.Count(frame => frame.TryGetTarget(out _)), 1, CacheBytes / FrameBytes + 2);
    }

    [Fact]
    public async Task A_frame_that_is_in_use_is_read_once()
    {
        var archive = await MemoryArchive.OfAsync(TestFilms.BigSlice());
        using var frames = Frames(archive);
        var container = await frames.ContainerAsync(Sha(0));
        var first = await frames.FrameAsync(container, Sha(0), 0, 0);
        Assert.Same(first, await frames.FrameAsync(container, Sha(0), 0, 0));
        Assert.Same(container, await frames.ContainerAsync(Sha(0)));
        Assert.Single(archive.Opened);
    }

    [Fact]
    public async Task A_read_that_fails_is_not_remembered()
    {
        var archive = await MemoryArchive.OfAsync(TestFilms.BigSlice());
        using var frames = Frames(archive);
        var container = await frames.ContainerAsync(Sha(0));
        archive.Failures = 1;
        await Assert.ThrowsAsync<IOException>(async () => await frames.FrameAsync(container, Sha(0), 0, 0));
        Assert.Equal(0, frames.ReadingCount);
        Assert.Equal(FrameBytes, (await frames.FrameAsync(container, Sha(0), 0, 0)).ByteSize);
    }

    [Fact]
    public async Task No_more_containers_stay_open_than_the_bound()
    {
        var archive = await MemoryArchive.OfAsync(TestFilms.Slice("1.2.3"));
        using var frames = Frames(archive);
        for (var i = 0; i < 3 * FrameCache.MostContainers; i++) await frames.ContainerAsync(Sha(i));
        Assert.InRange(frames.ContainerCount, 1, FrameCache.MostContainers);
    }

    [Fact]
    public async Task Pictures_that_are_asked_for_again_stay_within_the_budget()
    {
        const int size = 100_000;
        var archive = await MemoryArchive.OfAsync(TestFilms.Slice("1.2.3"));
        using var frames = Frames(archive);
        using var pictures = Pictures(frames);
        for (var i = 0; i < 200; i++)
            for (var times = 0; times < 2; times++)
                await pictures.GetAsync(Sha(0), "picture " + i, isEveryones: false, _ => Task.FromResult(new byte[size]), Stop);
        Assert.InRange(pictures.Count, 1, (4 << 20) / size);
        Assert.Equal(0, pictures.WaitingCount);
    }

    [Fact]
    public async Task Who_asks_when_too_many_wait_is_sent_away_and_all_others_are_served()
    {
        var archive = await MemoryArchive.OfAsync(TestFilms.Slice("1.2.3"));
        using var frames = Frames(archive);
        using var pictures = Pictures(frames);
        var mayDraw = new TaskCompletionSource();
        var waiting = Enumerable.Range(0, FilmPictures.MostWaiting).Select(DrawAsync).ToList();
        Assert.Equal(FilmPictures.MostWaiting, pictures.WaitingCount);
        await Assert.ThrowsAsync<TooBusyException>(() => DrawAsync(-1));
        mayDraw.SetResult();
        await Task.WhenAll(waiting);
        Assert.Equal(0, pictures.WaitingCount);
        Assert.NotEmpty(await DrawAsync(-1));

        Task<byte[]> DrawAsync(int picture) => pictures.GetAsync(Sha(0), "picture " + picture, isEveryones: false, async _ =>
        {
            await mayDraw.Task;
            return [1];
        }, Stop).AsTask();
    }

    [Fact]
    public void The_table_of_what_was_asked_for_does_not_grow()
    {
        var asked = new AskedLately();
        for (var i = 0; i < 300_000; i++) asked.IsAskedAgain("picture " + i);
        Assert.InRange(asked.Count, 60_000, 65_536);
        Assert.False(asked.IsAskedAgain("another"));
        Assert.True(asked.IsAskedAgain("another"));
    }

    [Fact]
    public void No_more_keys_of_links_are_remembered_than_the_bound()
    {
        var cache = new LinkCache(TimeProvider.System);
        for (var i = 0; i < 2 * LinkCache.Most + 5; i++) cache.Keep("key " + i, null);
        Assert.InRange(cache.Count, 1, LinkCache.Most);
        Assert.True(cache.TryFind("key " + (2 * LinkCache.Most + 4), out _));
    }

    [Fact]
    public void No_more_views_are_remembered_than_the_bound()
    {
        using var views = new BoundedCache<InstanceRow>(most: FilmReader.MostViews);
        var row = new InstanceRow
        {
            Id = Guid.NewGuid(),
            HospitalId = Guid.NewGuid(),
            StudyId = Guid.NewGuid(),
            State = InstanceState.Ready,
            ByteSize = 1,
            Sha256 = Sha(0),
            Revision = 0,
            Frames = 1,
        };
        for (var i = 0; i < 2 * FilmReader.MostViews; i++) views.Keep(("link", "id", "study", "series", "sop " + i), row, size: 1);
        Assert.InRange(views.Count, 1, FilmReader.MostViews);
    }

    private static string Sha(int number) => number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);

    private static FrameCache Frames(MemoryArchive archive) => new(archive, Settings);

    private static FilmPictures Pictures(FrameCache frames) => new(frames, new SharedCache(null), Settings);

    private static IOptions<FilmOptions> Settings => Options.Create(new FilmOptions { FrameCacheBytes = CacheBytes, PictureCacheBytes = 4 << 20 });
}
