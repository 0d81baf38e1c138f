using System.Buffers.Binary;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>Tag, VR and value length as they stand before a value (PS3.5 7.1).</summary>
/// <param name="Tag">Group and element.</param>
/// <param name="Vr">The file's VR; null where it has none (implicit VR, items and delimiters).</param>
/// <param name="ValueLength">Claimed length; 0xFFFFFFFF is undefined.</param>
/// <param name="HeaderLength">Bytes of the header itself, 8 or 12.</param>
internal readonly record struct ElementHeader(DicomTag Tag, Vr? Vr, uint ValueLength, int HeaderLength)
{
    public const uint Undefined = 0xFFFFFFFF;

    public bool IsUndefinedLength => ValueLength == Undefined;

    /// <summary>Reads the header at the start of some bytes.</summary>
    /// <param name="bytes">At least 12 bytes, or all that is left.</param>
    /// <param name="encoding">How the data set is written.</param>
    /// <returns>The header, or null when the bytes do not hold a whole one.</returns>
    public static ElementHeader? Read(ReadOnlySpan<byte> bytes, ElementEncoding encoding)
    {
        if (bytes.Length < 8) return null;
        var tag = new DicomTag(UInt16(bytes, encoding), UInt16(bytes[2..], encoding));
        if (!encoding.IsExplicit || tag.Group == 0xFFFE || !VrRules.LooksLikeVr(bytes[4], bytes[5]))
            return new(tag, null, UInt32(bytes[4..], encoding), 8);
        var vr = (Vr)(bytes[4] << 8 | bytes[5]);
        if (!VrRules.HasLongLength(vr)) return new(tag, vr, UInt16(bytes[6..], encoding), 8);
        if (bytes.Length < 12) return null;
        return new(tag, VrRules.IsKnown(vr) ? vr : Datasets.Vr.UN, UInt32(bytes[8..], encoding), 12);
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, ElementEncoding encoding) =>
        encoding.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, ElementEncoding encoding) =>
        encoding.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
