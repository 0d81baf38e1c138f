using DicomRender.Tiling;

namespace Bff.Gateways.FilmArchive;

/// <summary>
/// Where films lie: a local disk or an S3-compatible store. Objects are content-addressed and never change; a key is a relative path of
/// <c>[a-z0-9/.]</c>. An object exists whole or not at all.
/// </summary>
public interface IFilmArchive
{
    /// <summary>Moves a finished local file into the archive; durable when this returns. An object that is already there stays.</summary>
    Task PutAsync(string key, string localPath, CancellationToken cancellationToken);

    /// <summary>Random access to an object; null when there is none.</summary>
    ValueTask<IArchivedObject?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// A local file with the object's bytes, for libraries that need one. Disposing it removes it if it was a copy.
    /// Null when there is none.
    /// </summary>
    ValueTask<LocalCopy?> GetLocalAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes an object; one that is not there is removed already.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys of all objects whose keys begin so, in any order. There may be millions.</summary>
    IAsyncEnumerable<string> ListAsync(string beginning, CancellationToken cancellationToken);

    /// <summary>Throws when the archive cannot be reached or written.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>The archive is out of reach; asking again later may help.</summary>
public sealed class ArchiveUnavailableException(Exception cause) : Exception("The film archive does not answer: " + cause.Message, cause);

/// <summary>An open object.</summary>
public interface IArchivedObject : IByteSource, IDisposable;

/// <summary>A path to read, removed on dispose when it is a temporary copy.</summary>
public sealed record LocalCopy(string Path, bool Temporary) : IDisposable
{
    /// <summary>Reads it, and takes over from this: a temporary copy is removed when the stream is closed.</summary>
    public FileStream OpenRead() =>
        new(Path, new FileStreamOptions
        {
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan | (Temporary ? FileOptions.DeleteOnClose : 0),
        });

    public void Dispose()
    {
        if (Temporary) File.Delete(Path);
    }
}
