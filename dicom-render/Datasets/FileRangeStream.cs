namespace DicomRender.Datasets;

/// <summary>Reads a range of a file once, front to back, its numbers little endian.</summary>
internal sealed class FileRangeStream(FileRange range, Vr vr) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => range.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // Read whole numbers, so that each can be swapped; only the last read may end within one.
        var unit = range.BigEndian ? VrRules.UnitSize(vr) : 1;
        var wanted = (int)Math.Min(buffer.Length, range.Length - _position);
        if (wanted > unit) wanted -= wanted % unit;
        var piece = buffer[..range.Source.Read(range.Offset + _position, buffer[..wanted])];
        if (piece.Length < wanted) throw new DicomException("truncated", "The file has shrunk.");
        if (range.BigEndian) VrRules.SwapBytes(vr, piece);
        _position += piece.Length;
        return piece.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
