using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bff.Gateways.FilmArchive;
using DicomRender;
using DicomRender.Frames;
using DicomRender.Tiling;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Bff.Film;

/// <summary>
/// Pictures from the archive's frame containers. Decoded frames, and finished pictures that are asked for again, stay in memory within a byte budget;
/// those that everyone asks for are shared with the other nodes. A picture that is asked for twice at once is drawn once; no more are drawn at once
/// than there are cores.
/// </summary>
internal sealed class FilmPictures(IFilmArchive archive, SharedCache shared, IOptions<FilmOptions> options) : IDisposable
{
    private const int MostWaiting = 1024;
    private readonly MemoryCache pictures = new(new MemoryCacheOptions { SizeLimit = options.Value.PictureCacheBytes });
    private readonly MemoryCache frames = new(new MemoryCacheOptions { SizeLimit = options.Value.FrameCacheBytes });
    private readonly MemoryCache containers = new(new MemoryCacheOptions { SizeLimit = 512 });
    private readonly ConcurrentDictionary<string, Task<byte[]>> drawing = new();
    private readonly ConcurrentDictionary<string, Task<StoredFrame>> reading = new();
    private readonly int[] asked = new int[1 << 16];
    private readonly SemaphoreSlim drawers = new(Environment.ProcessorCount);
    private int waiting;

    /// <summary>How many threads a drawing that has begun may use: its own and those that no other drawing holds.</summary>
    public int Threads => 1 + drawers.CurrentCount;

    /// <summary>A strong entity tag: the same bytes of the file and the same request give the same picture.</summary>
    public static string ETag(string pictureKey) => "\"" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pictureKey)).AsSpan(0, 16)) + "\"";

    /// <summary>A finished picture that is still in memory, else null.</summary>
    public byte[]? Cached(string pictureKey) => pictures.TryGetValue(pictureKey, out byte[]? found) ? found : null;

    /// <summary>Draws a picture or takes it from memory.</summary>
    /// <param name="pictureKey">Names file, frame and every parameter.</param>
    /// <param name="isEveryones">Whether all who open the film ask for this very picture: then it is shared with the other nodes.</param>
    /// <param name="draw">Draws it from the opened container.</param>
    /// <exception cref="TooBusyException">The queue is full.</exception>
    public async ValueTask<byte[]> GetAsync(string sha256, string pictureKey, bool isEveryones, Func<FrameContainer, Task<byte[]>> draw, CancellationToken cancellationToken)
    {
        if (Cached(pictureKey) is { } found) return found;
        var mine = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = drawing.GetOrAdd(pictureKey, mine.Task);
        if (work != mine.Task) return await work.WaitAsync(cancellationToken);
        try
        {
            // Not cancelled with this caller: others may wait for the same picture.
            var picture = await MakeAsync(sha256, pictureKey, isEveryones, draw);
            mine.SetResult(picture);
            return picture;
        }
        catch (Exception e)
        {
            mine.SetException(e);
            _ = mine.Task.Exception; // Observed: this caller gets it by the throw below, the others by their await.
            throw;
        }
        finally
        {
            drawing.TryRemove(pictureKey, out _);
        }
    }

    /// <summary>A decoded frame, from memory while it is in use.</summary>
    public async ValueTask<StoredFrame> FrameAsync(FrameContainer container, string sha256, int frame, int level)
    {
        var key = $"{sha256}/{frame}/{level}";
        if (frames.TryGetValue(key, out StoredFrame? found)) return found!;
        return await reading.GetOrAdd(key, _ => ReadAsync(container, key, frame, level));
    }

    public void Dispose()
    {
        pictures.Dispose();
        frames.Dispose();
        containers.Dispose();
        drawers.Dispose();
    }

    private async Task<byte[]> MakeAsync(string sha256, string key, bool isEveryones, Func<FrameContainer, Task<byte[]>> draw)
    {
        var picture = isEveryones ? await shared.FindAsync(RedisKeys.Picture(key), CancellationToken.None) : null;
        if (picture is null)
        {
            picture = await DrawAsync(sha256, draw);
            if (isEveryones) await shared.KeepAsync(RedisKeys.Picture(key), picture, RedisKeys.PictureLifetime, CancellationToken.None);
        }
        if (IsAskedAgain(key)) pictures.Set(key, picture, new MemoryCacheEntryOptions { Size = picture.Length + 200 });
        return picture;
    }

    private async Task<byte[]> DrawAsync(string sha256, Func<FrameContainer, Task<byte[]>> draw)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > MostWaiting) throw new TooBusyException();
            await drawers.WaitAsync();
            try
            {
                return await draw(await ContainerAsync(sha256));
            }
            finally
            {
                drawers.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>
    /// Whether the picture was asked for lately, by a table of hashes in which a newer one takes an older one's place. Most windows are asked for once:
    /// kept, they would push out what is asked for often, and the collector would carry each of them from generation to generation.
    /// </summary>
    private bool IsAskedAgain(string pictureKey)
    {
        var hash = pictureKey.GetHashCode(StringComparison.Ordinal);
        ref var slot = ref asked[hash & (asked.Length - 1)];
        if (slot == hash) return true;
        slot = hash;
        return false;
    }

    private async Task<StoredFrame> ReadAsync(FrameContainer container, string key, int frame, int level)
    {
        try
        {
            var read = await container.ReadFrameAsync(frame, level, CancellationToken.None);
            frames.Set(key, read, new MemoryCacheEntryOptions { Size = read.ByteSize });
            return read;
        }
        finally
        {
            reading.TryRemove(key, out _);
        }
    }

    /// <summary>Open containers are shared; their file handles close when the collector finds the last reader gone.</summary>
    private async Task<FrameContainer> ContainerAsync(string sha256)
    {
        if (containers.TryGetValue(sha256, out FrameContainer? known)) return known!;
        var source = await archive.OpenAsync(FilmIngest.FramesKey(sha256), CancellationToken.None)
            ?? throw new DicomException("frames_missing", "The prepared frames of this image are gone from the archive.");
        var container = await FrameContainer.OpenAsync(source, CancellationToken.None);
        containers.Set(sha256, container, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(5) });
        return container;
    }
}
