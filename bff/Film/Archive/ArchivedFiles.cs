using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Bff.Gateways.FilmArchive;
using DicomRender;

namespace Bff.Film;

/// <summary>An object that the archive must hold is gone, or is not what was put there; it comes back from a backup alone.</summary>
internal sealed class FileLostException(string key, string what) : Exception($"The archive has lost {key}: {what}.");

/// <summary>Objects of the archive as their rows promise them. One that is not so is lost: the caller is told, and the operator.</summary>
internal static class ArchivedFiles
{
    /// <summary>The engine's words for frames that are gone, or whose checksum is wrong.</summary>
    private static readonly HashSet<string> LostFrames = ["frames_missing", "container_damaged"];

    /// <summary>Up to here a file is hashed before it is given out, which takes some milliseconds.</summary>
    private const long CheapToHash = 4 << 20;

    private static readonly Meter Meter = new("bff");
    private static readonly Counter<long> Losses =
        Meter.CreateCounter<long>("bff.film.lost", null, "Requests that met with an object the archive has lost.");

    /// <summary>The file as it was sent.</summary>
    /// <param name="byteSize">Of its row.</param>
    /// <exception cref="FileLostException">It is gone, or has not its length or, where that is told cheaply, its hash.</exception>
    public static async Task<LocalCopy> FileAsync(
        this IFilmArchive archive, string sha256, long byteSize, CancellationToken cancellationToken)
    {
        var key = ArchiveKeys.File(sha256);
        var local = await archive.GetLocalAsync(key, cancellationToken) ?? throw new FileLostException(key, "it is gone");
        try
        {
            await using var file = new FileStream(local.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length != byteSize) throw new FileLostException(key, $"it has {file.Length} bytes of {byteSize}");
            if (byteSize <= CheapToHash && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) != sha256)
                throw new FileLostException(key, "its bytes have changed");
            return local;
        }
        catch
        {
            local.Dispose();
            throw;
        }
    }

    /// <summary>The attributes of a file that was prepared.</summary>
    /// <exception cref="FileLostException">They are gone.</exception>
    public static async Task<LocalCopy> MetadataAsync(this IFilmArchive archive, string sha256, CancellationToken cancellationToken)
    {
        var key = ArchiveKeys.Metadata(sha256);
        return await archive.GetLocalAsync(key, cancellationToken) ?? throw new FileLostException(key, "it is gone");
    }

    /// <summary>The refusal for what shows itself while a request is answered; a loss is counted.</summary>
    public static (int Status, string Code, string Title)? ProblemOf(Exception exception)
    {
        if (exception is FileLostException || (exception is DicomException dicom && LostFrames.Contains(dicom.Code)))
        {
            Losses.Add(1);
            var lost = Words.Of(NotGiven.Lost);
            return (lost.Status, lost.Code, lost.Title);
        }
        return Words.Of(exception);
    }
}
