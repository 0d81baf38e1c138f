using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>A forward reading position with a small buffer over a <see cref="DicomSource"/>; moving it costs no reading.</summary>
internal sealed class DicomCursor(DicomSource source)
{
    private readonly byte[] _buffer = new byte[8 * 1024];
    private long _bufferStart;
    private int _buffered;

    public long Position { get; set; }

    public long Length => source.Length;

    /// <summary>The next bytes without moving; fewer than asked at the end of the file.</summary>
    /// <param name="count">At most 64.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var start = Position - _bufferStart;
        if (start < 0 || start + count > _buffered)
        {
            _bufferStart = Position;
            _buffered = source.Read(Position, _buffer);
            start = 0;
        }
        return _buffer.AsSpan((int)start, Math.Min(count, _buffered - (int)start));
    }

    /// <summary>Reads a value whose length the caller has checked against the end of the file.</summary>
    public byte[] ReadValue(int length)
    {
        if (length == 0) return [];
        byte[] value;
        var start = Position - _bufferStart;
        if (start >= 0 && start + length <= _buffered) value = _buffer.AsSpan((int)start, length).ToArray();
        else if (length <= _buffer.Length) value = Peek(length).ToArray();
        else value = source.ReadRange(Position, length);
        if (value.Length < length) throw new DicomException("truncated", $"The file ends before the {length} bytes at offset {Position}.");
        Position += length;
        return value;
    }
}
