using System.Collections.Concurrent;
using Bff.Gateways.FilmArchive;
using DicomRender.Decoding.Managed;
using DicomRender.Parsing;
using DicomRender.Storing;

namespace Bff.Tests.Film;

/// <summary>An archive in memory whose reads finish synchronously, as those of a local disk do. Every name leads to the one container.</summary>
internal sealed class MemoryArchive(byte[] container) : IFilmArchive
{
    /// <summary>Reads that are to fail from now on.</summary>
    public int Failures { get; set; }

    /// <summary>Names that were opened.</summary>
    public ConcurrentBag<string> Opened { get; } = [];

    /// <summary>An archive with the frames of a file.</summary>
    public static async Task<MemoryArchive> OfAsync(byte[] dicom)
    {
        using var file = DicomFile.Read(new MemoryStream(dicom));
        using var frames = new MemoryStream();
        await FrameContainerBuilder.BuildAsync(file, frames, new ManagedCodecs(), CancellationToken.None);
        return new MemoryArchive(frames.ToArray());
    }

    public ValueTask<IArchivedObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        Opened.Add(key);
        return ValueTask.FromResult<IArchivedObject?>(new Source(this, container));
    }

    public Task PutAsync(string key, string localPath, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<LocalCopy?> GetLocalAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListAsync(string beginning, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Source(MemoryArchive archive, byte[] bytes) : IArchivedObject
    {
        public long Length => bytes.Length;

        public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (archive.Failures > 0)
            {
                archive.Failures--;
                throw new IOException("The disk does not answer.");
            }
            bytes.AsMemory((int)offset, buffer.Length).CopyTo(buffer);
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
