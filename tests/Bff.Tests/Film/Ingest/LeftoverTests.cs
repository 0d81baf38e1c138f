using System.Net;
using Bff.Film;
using Bff.Film.Ingest;
using Bff.Gateways.FilmArchive;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bff.Tests.Film;

/// <summary>What uploads leave that end badly, and who may read what they bring.</summary>
public sealed class LeftoverTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_uploads_that_were_refused_or_cut_are_gone_after_a_day_and_those_of_films_stay()
    {
        await using var app = await BffApp.StartAsync("--Film:MaxInstances=3");
        using var pacs = app.Pacs();
        var (study, sop) = (TestFilms.Uid(), TestFilms.Uid());
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop)])).Status);
        // Another study, other bytes under a known UID, one too many, and a part that breaks off.
        await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())], "/dicomweb/studies/" + study);
        await TestFilms.PushAsync(pacs, [TestFilms.Slice(study, sop: sop, offset: 9)]);
        await TestFilms.PushAsync(pacs, Enumerable.Range(0, 4).Select(_ => TestFilms.Slice(TestFilms.Uid())));
        using (var whole = TestFilms.Multipart([TestFilms.Slice(TestFilms.Uid()), TestFilms.Slice(TestFilms.Uid())]))
        {
            var bytes = await whole.ReadAsByteArrayAsync(Stop);
            using var cut = new ByteArrayContent(bytes[..^2000]);
            cut.Headers.ContentType = whole.Headers.ContentType;
            using var answer = await pacs.PostAsync("/dicomweb/studies", cut, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        var archive = app.Services.GetRequiredService<IFilmArchive>();
        Assert.Equal(7, await CountAsync(archive));

        await SweepAsync(app);
        Assert.Equal(7, await CountAsync(archive)); // They may still belong to uploads under way.
        app.Clock.Advance(TimeSpan.FromHours(25));
        await SweepAsync(app);
        Assert.Equal(1, await CountAsync(archive));
        Assert.Empty(await app.Db.ListAsync("select 1 from film.arrival", r => 1, Stop));
        using var picture = await pacs.GetAsync($"/dicomweb/studies/{study}/series/{study}.1/instances/{sop}/rendered", Stop);
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
    }

    [Fact]
    public async Task A_file_that_a_killed_host_or_a_restore_left_is_found_and_gone_a_day_later()
    {
        await using var app = await BffApp.StartAsync();
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())])).Status);
        var archive = app.Services.GetRequiredService<IFilmArchive>();
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, TestFilms.Slice(TestFilms.Uid()), Stop);
        await archive.PutAsync(Bff.Film.ArchiveKeys.File(new string('a', 64)), file, Stop);
        var leftovers = app.Services.GetRequiredService<Leftovers>();
        await leftovers.FindStraysAsync(Stop);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await SweepAsync(app);
        Assert.Equal(1, await CountAsync(archive));
    }

    [Fact]
    public async Task A_film_that_is_brought_again_while_its_leftover_is_swept_is_not_lost()
    {
        await using var app = await BffApp.StartAsync();
        using var pacs = app.Pacs();
        var arrivals = app.Services.GetRequiredService<ArrivalStore>();
        var archive = app.Services.GetRequiredService<IFilmArchive>();
        using var done = new CancellationTokenSource();
        // A sweep for which everything is old enough.
        var sweeping = Task.Run(async () =>
        {
            var before = app.Clock.GetUtcNow().AddDays(365);
            while (!done.IsCancellationRequested)
                foreach (var sha256 in await arrivals.OldestAsync(before, 100, Stop))
                    await arrivals.SweepAsync(
                        sha256, before, () => archive.DeleteAsync(Bff.Film.ArchiveKeys.File(Convert.ToHexStringLower(sha256)), Stop), Stop);
        }, Stop);
        var stored = 0;
        for (var n = 0; n < 40; n++)
        {
            var study = TestFilms.Uid();
            var slice = TestFilms.Slice(study, number: n);
            var pushes = await Task.WhenAll(
                TestFilms.PushAsync(pacs, [slice], "/dicomweb/studies/" + TestFilms.Uid()), TestFilms.PushAsync(pacs, [slice]));
            if (pushes[1].Status == 200) stored++;
        }
        await done.CancelAsync();
        await sweeping;
        Assert.InRange(stored, 1, 40);
        var referenced = await app.Db.ListAsync("select encode(sha256, 'hex') from film.instance", r => r.GetString(0), Stop);
        Assert.Equal(stored, referenced.Count);
        foreach (var name in referenced)
        {
            using var file = await archive.OpenAsync(Bff.Film.ArchiveKeys.File(name), Stop);
            Assert.NotNull(file);
        }
    }

    [Fact]
    public async Task Nobody_but_the_host_may_read_what_lies_in_the_store()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of Linux matter here.");
        await using var app = await BffApp.StartAsync();
        using var pacs = app.Pacs();
        Assert.Equal(200, (await TestFilms.PushAsync(pacs, [TestFilms.Slice(TestFilms.Uid())])).Status);
        while (await app.Db.ListAsync("select 1 from film.instance where state = 'ready'", r => 1, Stop) is []) await Task.Delay(20, Stop);
        var store = app.Services.GetRequiredService<IConfiguration>()["Film:StorePath"]!;
        var all = Directory.EnumerateFileSystemEntries(store, "*", SearchOption.AllDirectories).Append(store).ToArray();
        Assert.InRange(all.Count(File.Exists), 3, 20);
        Faults.None(Modes.OpenToOthers(all));
    }

    [Fact]
    public async Task A_store_that_was_open_to_others_is_closed_at_the_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes of Linux matter here.");
        var folder = Directory.CreateTempSubdirectory("cloudclinic-open-");
        Modes.Open(folder.FullName);
        await using (var app = await BffApp.StartAsync("--Film:StorePath=" + folder.FullName))
            await app.Services.GetRequiredService<IFilmArchive>().CheckAsync(Stop);
        Faults.None(Modes.OpenToOthers([folder.FullName]));
        folder.Delete(recursive: true);
    }

    private static Task SweepAsync(BffApp app) => app.Services.GetRequiredService<Leftovers>().SweepAsync(Stop);

    private static async Task<int> CountAsync(IFilmArchive archive)
    {
        var count = 0;
        await foreach (var _ in archive.ListAsync(Bff.Film.ArchiveKeys.Files, Stop)) count++;
        return count;
    }
}

#pragma warning disable CA1416 // Tests that use it are skipped on Windows.
/// <summary>Who may read files and folders.</summary>
internal static class Modes
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Those that other accounts may read, write or enter.</summary>
    public static IEnumerable<string> OpenToOthers(IEnumerable<string> paths) =>
        from path in paths
        let mode = File.GetUnixFileMode(path)
        where (mode & Others) != 0
        select $"{path}: {mode}";

    /// <summary>Opens a folder to all.</summary>
    public static void Open(string folder) => File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
}
#pragma warning restore CA1416
