using Bff.Gateways.FilmArchive;
using Bff.Platform.Pipes;
using DicomRender;
using DicomRender.Frames;
using DicomRender.Tiling;
using Microsoft.Extensions.Options;

namespace Bff.Film.Pictures;

/// <summary>Open frame containers and decoded frames of the archive, in memory while they are in use and within a bound.</summary>
internal sealed class FrameCache(IFilmArchive archive, IOptions<FilmOptions> options) : IDisposable
{
    /// <summary>Containers kept open.</summary>
    public const int MostContainers = 512;

    private static readonly TimeSpan ContainerIdle = TimeSpan.FromMinutes(5);
    private readonly BoundedCache<FrameContainer> _containers = new(most: MostContainers);
    private readonly BoundedCache<StoredFrame> _frames = new(most: options.Value.FrameCacheBytes);
    private readonly SingleFlight<string, StoredFrame> _reading = new();

    /// <summary>Frames in memory at this moment.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>Containers open at this moment.</summary>
    public int ContainerCount => _containers.Count;

    /// <summary>Frames being read at this moment.</summary>
    public int ReadingCount => _reading.Count;

    /// <summary>
    /// A file's frames. Open containers are shared; their file handles close when the collector finds the last reader gone.
    /// </summary>
    /// <exception cref="DicomException">frames_missing, container_damaged.</exception>
    public async Task<FrameContainer> ContainerAsync(string sha256)
    {
        if (_containers.Find(sha256) is { } known) return known;
        var source = await archive.OpenAsync(ArchiveKeys.Frames(sha256), CancellationToken.None)
            ?? throw new DicomException("frames_missing", "The prepared frames of this image are gone from the archive.");
        var container = await FrameContainer.OpenAsync(source, CancellationToken.None);
        _containers.Keep(sha256, container, size: 1, idle: ContainerIdle);
        return container;
    }

    /// <summary>A decoded frame. A read that fails is tried again by the next who asks.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="level">0 full size.</param>
    /// <exception cref="DicomException">frame_out_of_range, container_damaged.</exception>
    public ValueTask<StoredFrame> FrameAsync(FrameContainer container, string sha256, int frame, int level)
    {
        var key = $"{sha256}/{frame}/{level}";
        return _frames.Find(key) is { } found
            ? ValueTask.FromResult(found)
            : ReadOnceAsync(container, key, frame, level);
    }

    /// <summary>Lets go of what was made of these files; readers that have it open finish.</summary>
    public void Forget(IReadOnlySet<string> sha256)
    {
        _containers.Forget(sha256.Contains);
        _frames.Forget(key => sha256.Contains(key[..64]));
    }

    public void Dispose()
    {
        _containers.Dispose();
        _frames.Dispose();
    }

    private ValueTask<StoredFrame> ReadOnceAsync(FrameContainer container, string key, int frame, int level) =>
        _reading.GetAsync(key, () => ReadAsync(container, key, frame, level), CancellationToken.None);

    private async Task<StoredFrame> ReadAsync(FrameContainer container, string key, int frame, int level)
    {
        var read = await container.ReadFrameAsync(frame, level, CancellationToken.None);
        _frames.Keep(key, read, size: read.ByteSize);
        return read;
    }
}
