using Bff.Platform.Pipes;
using DicomRender.Tiling;
using Microsoft.Extensions.Options;

namespace Bff.Film.Pictures;

/// <summary>
/// Finished pictures. Those that are asked for again stay in memory within a byte budget; those that everyone asks for are shared with the
/// other nodes.
/// A picture that is asked for twice at once is drawn once; no more are drawn at once than there are cores.
/// </summary>
internal sealed class FilmPictures(FrameCache frames, SharedCache shared, IOptions<FilmOptions> options) : IDisposable
{
    /// <summary>Drawings that wait or are at work; who asks for one more is told to come back.</summary>
    public const int MostWaiting = 1024;

    private const int EntryOverhead = 200; // Bytes, about.
    private readonly BoundedCache<byte[]> _pictures = new(most: options.Value.PictureCacheBytes);
    private readonly SingleFlight<string, byte[]> _drawing = new();
    private readonly AskedLately _asked = new();
    private readonly SemaphoreSlim _drawers = new(Environment.ProcessorCount);
    private int _waiting;

    /// <summary>How many threads a drawing that has begun may use: its own and those that no other drawing holds.</summary>
    public int Threads => 1 + _drawers.CurrentCount;

    /// <summary>Pictures in memory at this moment.</summary>
    public int Count => _pictures.Count;

    /// <summary>Drawings that wait or are at work at this moment.</summary>
    public int WaitingCount => Volatile.Read(ref _waiting);

    /// <summary>Draws a picture or takes it from memory. It is drawn to its end when the caller leaves: others may wait for it.</summary>
    /// <param name="pictureKey">Names file, frame and every parameter.</param>
    /// <param name="isEveryones">Whether all who open the film ask for this very picture: then it is shared with the other nodes.</param>
    /// <param name="draw">Draws it from the opened container.</param>
    /// <exception cref="TooBusyException">The queue is full.</exception>
    public ValueTask<byte[]> GetAsync(
        string sha256, string pictureKey, bool isEveryones, Func<FrameContainer, Task<byte[]>> draw, CancellationToken cancellationToken) =>
        _pictures.Find(pictureKey) is { } found
            ? ValueTask.FromResult(found)
            : DrawOnceAsync(sha256, pictureKey, isEveryones, draw, cancellationToken);

    /// <summary>Lets this node's memory go of what was made of these files. Keys begin with the file's hash.</summary>
    public void Forget(IReadOnlyCollection<string> sha256)
    {
        if (sha256.Count == 0) return;
        var gone = sha256.ToHashSet();
        frames.Forget(gone);
        _pictures.Forget(key => gone.Contains(key[..64]));
    }

    /// <summary>Lets the nodes' shared memory go of what was made of these files.</summary>
    public async Task ForgetSharedAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellationToken)
    {
        var gone = sha256.Select(RedisKeys.Picture).ToHashSet();
        var prefix = RedisKeys.Picture("");
        await shared.ForgetAsync(prefix + "*", key => key.Length > prefix.Length + 64 && gone.Contains(key[..(prefix.Length + 64)]), cancellationToken);
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _drawers.Dispose();
    }

    // A method of its own: its closure is not made where a picture is found.
    private ValueTask<byte[]> DrawOnceAsync(
        string sha256, string key, bool isEveryones, Func<FrameContainer, Task<byte[]>> draw, CancellationToken cancellationToken) =>
        _drawing.GetAsync(key, () => MakeAsync(sha256, key, isEveryones, draw), cancellationToken);

    private async Task<byte[]> MakeAsync(string sha256, string key, bool isEveryones, Func<FrameContainer, Task<byte[]>> draw)
    {
        var picture = isEveryones ? await shared.FindAsync(RedisKeys.Picture(key), CancellationToken.None) : null;
        if (picture is null)
        {
            picture = await DrawAsync(sha256, draw);
            if (isEveryones) await shared.KeepAsync(RedisKeys.Picture(key), picture, RedisKeys.PictureLifetime, CancellationToken.None);
        }
        // Most windows are asked for once: kept, they would push out what is asked for often and cost the collector work.
        if (_asked.IsAskedAgain(key)) _pictures.Keep(key, picture, size: picture.Length + EntryOverhead);
        return picture;
    }

    private async Task<byte[]> DrawAsync(string sha256, Func<FrameContainer, Task<byte[]>> draw)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting) throw new TooBusyException();
            await _drawers.WaitAsync();
            try
            {
                return await draw(await frames.ContainerAsync(sha256));
            }
            finally
            {
                _drawers.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
