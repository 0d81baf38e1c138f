using System.Buffers.Binary;

namespace DicomRender.Tiling;

/// <summary>The last 64 bytes of a container. A writer that was cut short leaves none, so that half a file never passes for one.</summary>
internal readonly record struct ContainerTrailer(
    long ThumbnailOffset, int ThumbnailLength, uint ThumbnailCrc, long IndexOffset, int IndexLength, uint IndexCrc)
{
    public const int Length = 64;
    public static ReadOnlySpan<byte> Magic => "FILMFRM1"u8;

    public byte[] Write()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), ThumbnailOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), ThumbnailLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), ThumbnailCrc);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), IndexOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), IndexLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(36), IndexCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Crc32C.Of(bytes.AsSpan(0, 60)));
        return bytes;
    }

    /// <exception cref="DicomException">container_damaged.</exception>
    public static ContainerTrailer Read(ReadOnlySpan<byte> bytes, long fileLength)
    {
        if (!bytes[..8].SequenceEqual(Magic)) throw FrameContainer.Damaged("it does not end as a frame container of this version does");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != Crc32C.Of(bytes[..60]))
            throw FrameContainer.Damaged("the trailer's checksum is wrong");
        var trailer = new ContainerTrailer(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]));
        var fits = trailer is { ThumbnailOffset: >= 0, ThumbnailLength: >= 0, IndexOffset: >= 0, IndexLength: >= 0 }
            && trailer.ThumbnailOffset + trailer.ThumbnailLength <= trailer.IndexOffset
            && trailer.IndexOffset + trailer.IndexLength == fileLength - Length;
        return fits ? trailer : throw FrameContainer.Damaged("the trailer does not fit the file's length");
    }
}
