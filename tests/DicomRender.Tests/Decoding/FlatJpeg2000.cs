using System.Buffers.Binary;

namespace DicomRender.Tests.Decoding;

/// <summary>
/// A 16-bit JPEG 2000 picture of one tile, one resolution and one empty packet: valid at any size, and 80 bytes long. Every sample is
/// 32768.
/// </summary>
internal static class FlatJpeg2000
{
    public static byte[] Write(int rows, int columns, int tileSize = 0, int padding = 0)
    {
        var bytes = Convert.FromHexString(
            "FF4FFF510029000000001770000017700000000000000000000017700000177000000000000000000001" + "0F0101"
            + "FF52000C00000001000004040001" + "FF5C0004" + "4080"
            + "FF90000A0000" + "0000000F0001" + "FF9380" + "FFD9");
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), columns);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), rows);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(24), tileSize > 0 ? tileSize : columns);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), tileSize > 0 ? tileSize : rows);
        return [.. bytes, .. new byte[padding]];
    }
}
