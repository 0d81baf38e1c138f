using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bff.Gateways.FilmArchive;

/// <summary>Films under a folder of this machine. A file is synced before it is renamed into place, and its folder after.</summary>
internal sealed partial class DiskArchive : IFilmArchive
{
    private readonly string _root;

    public DiskArchive(string root)
    {
        _root = Path.GetFullPath(root);
        PrivateFiles.CreateFolder(_root);
        PrivateFiles.CloseFolder(_root);
    }

    public Task PutAsync(string key, string localPath, CancellationToken cancellationToken)
    {
        var target = PathOf(key);
        // One that was cut since is put there anew.
        if (new FileInfo(target) is { Exists: true } held && held.Length == new FileInfo(localPath).Length)
        {
            File.Delete(localPath);
            return Task.CompletedTask;
        }
        var folder = Path.GetDirectoryName(target)!;
        PrivateFiles.CreateFolder(folder);
        using (var handle = File.OpenHandle(localPath, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.FlushToDisk(handle);
        File.Move(localPath, target, overwrite: true);
        SyncFolder(folder);
        return Task.CompletedTask;
    }

    public ValueTask<IArchivedObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult<IArchivedObject?>(new OpenFile(File.OpenHandle(PathOf(key), options: FileOptions.RandomAccess)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult<IArchivedObject?>(Missing<IArchivedObject>(e));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveUnavailableException(e);
        }
    }

    public ValueTask<LocalCopy?> GetLocalAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(
        File.Exists(PathOf(key)) ? new LocalCopy(PathOf(key), Temporary: false) : Missing<LocalCopy>(new FileNotFoundException("No file.")));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException e)
        {
            _ = Missing<IArchivedObject>(e);
        }
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<string> ListAsync(string beginning, CancellationToken cancellationToken)
    {
        var folder = PathOf(beginning);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_root, f)).ToAsyncEnumerable()
            : AsyncEnumerable.Empty<string>();
    }

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        var probe = Path.Combine(_root, ".probe-" + Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(probe, [1]);
        File.Delete(probe);
        return Task.CompletedTask;
    }

    /// <summary>A file that is not there is no object, unless the whole folder is gone.</summary>
    private T? Missing<T>(Exception cause)
        where T : class => Directory.Exists(_root) ? null : throw new ArchiveUnavailableException(cause);

    private string PathOf(string key) => Path.Combine(_root, key);

    /// <summary>Without this a rename can be undone by a power cut (rename(2) is only in the folder's page cache).</summary>
    private static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw new IOException($"Cannot open the folder to sync it (errno {Marshal.GetLastPInvokeError()}).");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Fsync(descriptor) != 0) throw new IOException($"Cannot sync the folder (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    private sealed class OpenFile(SafeFileHandle handle) : IArchivedObject
    {
        public long Length { get; } = RandomAccess.GetLength(handle);

        public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            // Mostly from the page cache: a synchronous read of a few hundred KB costs less than a hop to another thread.
            try
            {
                for (var done = 0; done < buffer.Length;)
                {
                    var read = RandomAccess.Read(handle, buffer.Span[done..], offset + done);
                    if (read == 0) throw new EndOfStreamException("The archived object is shorter than its index says.");
                    done += read;
                }
            }
            catch (IOException e)
            {
                throw new ArchiveUnavailableException(e);
            }
            return ValueTask.CompletedTask;
        }

        public void Dispose() => handle.Dispose();
    }
}
