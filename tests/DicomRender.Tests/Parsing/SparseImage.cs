using System.Buffers.Binary;

namespace DicomRender.Tests.Parsing;

/// <summary>A multi-frame file of any size that exists only as arithmetic: a head, then frames of zeros in one fragment each.</summary>
internal sealed class SparseImage(byte[] head, int frames, uint frameBytes) : Stream
{
    private readonly long _stride = 8 + (long)frameBytes;

    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => head.Length + frames * _stride + 8;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Length - Position);
        for (var i = 0; i < count; i++) buffer[i] = At(Position + i);
        Position += count;
        BytesRead += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte At(long position)
    {
        if (position < head.Length) return head[position];
        var within = (position - head.Length) % _stride;
        if (within >= 8) return 0;
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0xFFFE);
        var isEnd = (position - head.Length) / _stride == frames;
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], isEnd ? (ushort)0xE0DD : (ushort)0xE000);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], isEnd ? 0 : frameBytes);
        return header[(int)within];
    }
}
