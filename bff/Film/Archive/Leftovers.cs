using Bff.Gateways.FilmArchive;

namespace Bff.Film;

/// <summary>Removes what uploads leave that were refused, cut off or killed: files with personal data that no row refers to.</summary>
internal sealed partial class Leftovers(
    ArrivalStore arrivals, IFilmArchive archive, ReceivingFolder folder, TimeProvider time, ILogger<Leftovers> logger)
{
    /// <summary>An upload may take this long between its first file and its commit.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(1);

    private const int AtOnce = 200;

    /// <summary>Removes files that were announced and never arrived, and what was never finished being received.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        folder.RemoveAbandoned();
        var before = time.GetUtcNow() - Age;
        var removed = 0;
        while (await arrivals.OldestAsync(before, AtOnce, cancellationToken) is { Count: > 0 } oldest)
        {
            var swept = 0;
            foreach (var sha256 in oldest)
                if (await arrivals.SweepAsync(sha256, before, () => RemoveAsync(sha256, cancellationToken), cancellationToken)) swept++;
            removed += swept;
            // Those that were kept stay in the list until their uploads are done.
            if (swept == 0) break;
        }
        if (removed > 0) LogRemoved(removed);
    }

    /// <summary>
    /// Looks through the whole archive for files that nobody refers to: those of earlier releases and those that a restore brought. They are
    /// swept when a day later still nobody does.
    /// </summary>
    public async Task FindStraysAsync(CancellationToken cancellationToken)
    {
        var found = 0;
        await foreach (var some in archive.ListAsync(ArchiveKeys.Files, cancellationToken).Chunk(AtOnce).WithCancellation(cancellationToken))
            found += await arrivals.AdoptAsync([.. some.Select(ArchiveKeys.Sha256Of).OfType<byte[]>()], cancellationToken);
        if (found > 0) LogFound(found);
    }

    private async Task RemoveAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        var name = Convert.ToHexStringLower(sha256);
        foreach (var key in new[] { ArchiveKeys.Frames(name), ArchiveKeys.Metadata(name), ArchiveKeys.File(name) })
            await archive.DeleteAsync(key, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Files} files of uploads that were refused, cut off or killed")]
    private partial void LogRemoved(int files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Files} files of the archive belong to no instance; they are removed in a day")]
    private partial void LogFound(int files);
}
