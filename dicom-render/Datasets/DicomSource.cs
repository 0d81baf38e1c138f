namespace DicomRender.Datasets;

/// <summary>The bytes of a file, read at any place. Safe for several readers at a time.</summary>
internal sealed class DicomSource(Stream stream, bool leaveOpen) : IDisposable
{
    private readonly Lock _oneReader = new();

    /// <summary>Length when the file was opened; growth is ignored.</summary>
    public long Length { get; } = stream.Length;

    /// <summary>Fills <paramref name="target"/> as far as the file goes.</summary>
    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    public int Read(long offset, Span<byte> target)
    {
        if (offset >= Length) return 0;
        lock (_oneReader)
        {
            stream.Position = offset;
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
    }

    /// <summary>Reads a whole range.</summary>
    /// <exception cref="DicomException"><c>truncated</c>: the file ends before, or has shrunk.</exception>
    public byte[] ReadRange(long offset, int length)
    {
        if (offset + length > Length) throw Short(offset, length);
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        if (Read(offset, bytes) < length) throw Short(offset, length);
        return bytes;
    }

    /// <summary>The underlying stream, placed at an offset, for one sequential reader while nobody else reads.</summary>
    public Stream From(long offset)
    {
        stream.Position = offset;
        return stream;
    }

    public void Dispose()
    {
        if (!leaveOpen) stream.Dispose();
    }

    private static DicomException Short(long offset, int length) =>
        new("truncated", $"The file ends before the {length} bytes at offset {offset}.");
}
