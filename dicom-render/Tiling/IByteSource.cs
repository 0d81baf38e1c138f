using Microsoft.Win32.SafeHandles;

namespace DicomRender.Tiling;

/// <summary>Where a container's bytes are: a file, or an object in a remote store. Safe for several readers.</summary>
public interface IByteSource
{
    /// <summary>Bytes in all.</summary>
    long Length { get; }

    /// <summary>Fills the whole buffer from <paramref name="offset"/>; fails when the source ends before that.</summary>
    ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>
/// A container on a local disk. Reads are synchronous: from the page cache they take microseconds, a thread switch takes longer.
/// </summary>
public sealed class FileByteSource(string path) : IByteSource, IDisposable
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    public long Length { get; } = new FileInfo(path).Length;

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (var done = 0; done < buffer.Length;)
        {
            var read = RandomAccess.Read(_handle, buffer.Span[done..], offset + done);
            if (read == 0) throw new EndOfStreamException();
            done += read;
        }
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _handle.Dispose();
}

/// <summary>A container in memory.</summary>
public sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    public long Length => bytes.Length;

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset + buffer.Length > bytes.Length) throw new EndOfStreamException();
        bytes.Slice((int)offset, buffer.Length).CopyTo(buffer);
        return ValueTask.CompletedTask;
    }
}
