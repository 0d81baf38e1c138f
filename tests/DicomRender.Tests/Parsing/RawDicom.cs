using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using DicomRender.Parsing;

namespace DicomRender.Tests.Parsing;

/// <summary>Writes bytes by hand, right or wrong, for tests of what a well-behaved writer never produces.</summary>
internal sealed class RawDicom
{
    public const uint Undefined = 0xFFFFFFFF;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly bool _isBigEndian;

    private RawDicom(bool isBigEndian) => _isBigEndian = isBigEndian;

    public static RawDicom Bare(bool bigEndian = false) => new(bigEndian);

    public static RawDicom File(string? transferSyntax = TransferSyntax.ExplicitLittleEndian)
    {
        var file = new RawDicom(false);
        file._bytes.Write(new byte[128]);
        file._bytes.Write("DICM"u8);
        file.Explicit(0x0002, 0x0001, "OB", [0, 1]);
        return transferSyntax is null ? file
            : file.Explicit(0x0002, 0x0010, "UI",
                Encoding.ASCII.GetBytes(transferSyntax.PadRight(transferSyntax.Length + (transferSyntax.Length & 1), '\0')));
    }

    public RawDicom Explicit(ushort group, ushort element, string vr, ReadOnlySpan<byte> value, uint? claimedLength = null)
    {
        Tag(group, element);
        _bytes.Write(Encoding.ASCII.GetBytes(vr));
        var length = claimedLength ?? (uint)value.Length;
        if (vr is "OB" or "OW" or "OF" or "OD" or "OV" or "SQ" or "UN" or "UT" or "UC" or "UR")
        {
            UInt16(0);
            UInt32(length);
        }
        else UInt16((ushort)length);
        return Raw(value);
    }

    public RawDicom Explicit(ushort group, ushort element, string vr, string text) =>
        Explicit(group, element, vr, Encoding.Latin1.GetBytes(text.PadRight(text.Length + (text.Length & 1))));

    public RawDicom Explicit(ushort group, ushort element, ushort value)
    {
        Explicit(group, element, "US", [], 2);
        UInt16(value);
        return this;
    }

    public RawDicom Implicit(ushort group, ushort element, ReadOnlySpan<byte> value, uint? claimedLength = null)
    {
        Tag(group, element);
        UInt32(claimedLength ?? (uint)value.Length);
        return Raw(value);
    }

    public RawDicom Item(uint length = Undefined) => Implicit(0xFFFE, 0xE000, [], length);

    public RawDicom Item(ReadOnlySpan<byte> fragment) => Implicit(0xFFFE, 0xE000, fragment);

    public RawDicom EndItem() => Implicit(0xFFFE, 0xE00D, []);

    public RawDicom EndSequence() => Implicit(0xFFFE, 0xE0DD, []);

    public RawDicom Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    /// <summary>The Image Pixel attributes of a small image in explicit VR.</summary>
    public RawDicom ImagePixel(ushort rows, ushort columns, ushort bits = 8, int? frames = null, ushort samples = 1,
        string photometric = "MONOCHROME2")
    {
        Explicit(0x0028, 0x0002, samples).Explicit(0x0028, 0x0004, "CS", photometric);
        if (frames is { } count) Explicit(0x0028, 0x0008, "IS", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Explicit(0x0028, 0x0010, rows).Explicit(0x0028, 0x0011, columns).Explicit(0x0028, 0x0100, bits)
            .Explicit(0x0028, 0x0101, bits)
            .Explicit(0x0028, 0x0102, (ushort)(bits - 1)).Explicit(0x0028, 0x0103, 0);
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public DicomFile Read() => DicomFile.Read(new MemoryStream(ToArray()));

    private void Tag(ushort group, ushort element)
    {
        UInt16(group);
        UInt16(element);
    }

    private void UInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (_isBigEndian) BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    private void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (_isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
