using DicomRender.Annotating;
using DicomRender.Rendering;
using DicomRender;
using DicomRender.Tiling;
using DicomRender.Windowing;
using Microsoft.Extensions.Caching.Memory;

namespace Bff.Film;

/// <summary>Finds what a caller may read, has it prepared where it is not yet, and records the access before anything is shown.</summary>
internal sealed class FilmReader(FilmStore store, FilmIngest ingest, FilmPictures pictures, FilmAnnotations annotations, Audit audit) : IDisposable
{
    // A ready instance never changes; a link or an app that lost its right is refused before this is asked.
    private readonly MemoryCache rows = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>An instance within the caller's reach, processed if that was still to do; null when there is none.</summary>
    public async ValueTask<InstanceRow?> FindAsync(HttpContext http, FilmScope scope, string studyUid, string seriesUid, string sopUid)
    {
        var key = (scope.Key, studyUid, seriesUid, sopUid);
        if (!rows.TryGetValue(key, out InstanceRow? row))
        {
            row = await store.InstanceAsync(scope, studyUid, seriesUid, sopUid, http.RequestAborted);
            if (row is { State: InstanceState.Received }) row = await ingest.FinishNowAsync(row, http.RequestAborted);
            if (row is null) return null;
            if (row.State == InstanceState.Ready)
                rows.Set(key, row, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(30) });
        }
        await audit.RecordAsync(http, new AuditEntry("film.view", "study:" + row!.StudyId, HospitalId: row.HospitalId, PatientId: row.PatientId));
        return row;
    }

    /// <summary>Whether text can be burned into pictures on this machine.</summary>
    public bool CanAnnotate => annotations.IsAvailable;

    /// <summary>A picture's key in the cache and its entity tag.</summary>
    public static string PictureKey(InstanceRow row, int frame, PictureQuery query) => $"{row.Sha256}/{frame}/{query.Key}";

    /// <summary>The rendered picture of a frame (from 1).</summary>
    public ValueTask<byte[]> RenderAsync(InstanceRow row, int frame, PictureQuery query, string key, CancellationToken cancellationToken) =>
        pictures.GetAsync(row.Sha256, key, isEveryones: query.IsEveryones, async container =>
        {
            var request = new RenderRequest
            {
                Window = query.Window,
                Viewport = query.Viewport,
                Annotation = await annotations.ReadAsync(row, frame, query, CancellationToken.None),
                Format = query.Format,
                Quality = query.Quality,
                Threads = pictures.Threads,
            };
            var stored = await pictures.FrameAsync(container, row.Sha256, frame - 1, Renderer.LevelFor(container.Description, request));
            return Renderer.Render(stored, container.Description, frame - 1, request);
        }, cancellationToken);

    /// <summary>The 128-pixel picture made at ingest.</summary>
    public ValueTask<byte[]> ThumbnailAsync(InstanceRow row, CancellationToken cancellationToken) =>
        pictures.GetAsync(row.Sha256, row.Sha256 + "/thumbnail", isEveryones: true, container => container.ReadThumbnailAsync(CancellationToken.None).AsTask(), cancellationToken);

    /// <summary>A frame's samples in the lossless form for the phone (gzip).</summary>
    public ValueTask<byte[]> SamplesAsync(InstanceRow row, int frame, int level, CancellationToken cancellationToken) =>
        pictures.GetAsync(row.Sha256, $"{row.Sha256}/{frame}/samples/{level}", isEveryones: true, async container =>
            SamplesFormat.Encode(await container.ReadFrameAsync(frame - 1, level, CancellationToken.None)), cancellationToken);

    public void Dispose() => rows.Dispose();
}
