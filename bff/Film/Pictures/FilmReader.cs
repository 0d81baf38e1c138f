using Bff.Film.Ingest;
using DicomRender;
using DicomRender.Annotating;
using DicomRender.Rendering;
using DicomRender.Tiling;
using DicomRender.Windowing;

namespace Bff.Film.Pictures;

/// <summary>Finds what a caller may read, has it prepared where it is not yet, and records the access before anything is shown.</summary>
internal sealed class FilmReader(
    InstanceStore store, Preparation preparation, FilmPictures pictures, FrameCache frames, FilmAnnotations annotations, Audit audit)
        : IDisposable
{
    // A ready instance never changes. What the caller reaches may, so it is compared each time.
    private readonly BoundedCache<InstanceRow> _views = new(most: MostViews);

    /// <summary>Rows of instances that are kept, one a caller and instance.</summary>
    public const int MostViews = 20_000;

    /// <summary>What is withdrawn or moved is given to nobody after this, by no node.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>Whether text can be burned into pictures on this machine.</summary>
    public bool CanAnnotate => annotations.IsAvailable;

    /// <summary>
    /// An instance within the caller's reach, prepared if that was still to do; null when there is none, which is recorded.
    /// </summary>
    public async ValueTask<InstanceRow?> FindAsync(HttpContext http, string studyUid, string seriesUid, string sopUid)
    {
        var caller = Caller.Of(http);
        var key = (caller.ActorKind, caller.ActorId, studyUid, seriesUid, sopUid);
        if (_views.Find(key) is not { } row || !IsWithin(Reach.Of(caller), row))
        {
            if (await LoadAsync(Reach.Of(caller), studyUid, seriesUid, sopUid, http.RequestAborted) is not { } loaded)
            {
                await audit.RefuseAsync(http, Missing.Image, "study-uid:" + studyUid);
                return null;
            }
            row = loaded;
            if (row.State == InstanceState.Ready) _views.Keep(key, row, size: 1, Freshness);
        }
        await audit.RecordAsync(
            http, new AuditEntry("film.view", "study:" + row.StudyId, HospitalId: row.HospitalId, PatientId: row.PatientId));
        return row;
    }

    /// <summary>A picture's key in the cache and its entity tag.</summary>
    public static string PictureKey(InstanceRow row, int frame, PictureQuery query) => $"{row.Sha256}.{row.Revision}/{frame}/{query.Key}";

    /// <summary>The rendered picture of a frame (from 1).</summary>
    /// <exception cref="TooBusyException">Too many pictures are waited for.</exception>
    public ValueTask<byte[]> RenderAsync(InstanceRow row, int frame, PictureQuery query, string key, CancellationToken cancellationToken) =>
        pictures.GetAsync(row.Sha256, key, isEveryones: query.IsEveryones, async container =>
        {
            var request = new RenderRequest
            {
                Window = query.Window,
                Viewport = query.Viewport,
                Annotation = await annotations.ReadAsync(row, frame, query, CancellationToken.None),
                Overlays = query.Overlays,
                Format = query.Format,
                Quality = query.Quality,
                Threads = pictures.Threads,
            };
            var stored = await frames.FrameAsync(container, row.Sha256, frame - 1, Renderer.LevelFor(container.Description, request));
            return Renderer.Render(stored, container.Description, frame - 1, request);
        }, cancellationToken);

    /// <summary>The 128-pixel picture made at ingest.</summary>
    public ValueTask<byte[]> ThumbnailAsync(InstanceRow row, CancellationToken cancellationToken) =>
        pictures.GetAsync(
            row.Sha256, row.Sha256 + "/thumbnail", isEveryones: true,
            container => container.ReadThumbnailAsync(CancellationToken.None).AsTask(), cancellationToken);

    /// <summary>A frame's samples in the lossless form for the phone (gzip).</summary>
    public ValueTask<byte[]> SamplesAsync(InstanceRow row, int frame, int level, CancellationToken cancellationToken) =>
        pictures.GetAsync(row.Sha256, $"{row.Sha256}/{frame}/samples/{level}", isEveryones: true, async container =>
            SamplesFormat.Encode(await container.ReadFrameAsync(frame - 1, level, CancellationToken.None)), cancellationToken);

    public void Dispose() => _views.Dispose();

    private static bool IsWithin(Reach reach, InstanceRow row) => reach.Includes(row.HospitalId) || reach.Study == row.StudyId;

    private async Task<InstanceRow?> LoadAsync(
        Reach reach, string studyUid, string seriesUid, string sopUid, CancellationToken cancellationToken)
    {
        var row = await store.InstanceAsync(reach, studyUid, seriesUid, sopUid, cancellationToken);
        if (row is not { State: InstanceState.Received }) return row;
        await preparation.PrepareNowAsync(row.Id, cancellationToken);
        return await store.InstanceAsync(reach, studyUid, seriesUid, sopUid, cancellationToken);
    }
}
