using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DicomRender.Decoding;

namespace DicomRender.Frames;

/// <summary>
/// Grey samples as decoded to stored values (PS3.5 8.1.1): shifted down from HighBit, cut to BitsStored, sign-extended.
/// What lies above or below (old overlays) is gone afterwards.
/// </summary>
internal static class StoredValues
{
    /// <summary>What a frame of this shape is stored as.</summary>
    public static SampleKind KindOf(PixelShape shape) => shape switch
    {
        { SamplesPerPixel: > 1 } => SampleKind.Rgb24,
        { BitsAllocated: 32 } => SampleKind.GrayU16,
        { IsSigned: true, BitsAllocated: > 1 } => SampleKind.GrayS16,
        { BitsStored: <= 8 } => SampleKind.Gray8,
        _ => SampleKind.GrayU16,
    };

    /// <summary>Samples of 1, 8 or 16 bits to <see cref="KindOf"/>; may take the decoded array itself.</summary>
    public static StoredFrame Extract(DecodedFrame frame)
    {
        var shape = frame.Shape;
        var kind = KindOf(shape);
        var samples = shape.BitsAllocated switch
        {
            1 => Bits(frame.Samples, checked((int)shape.PixelCount)),
            8 when kind == SampleKind.Gray8 => Bytes(frame.Samples, shape),
            8 => SignedBytes(frame.Samples, shape),
            16 => Words(frame.Samples, shape, kind),
            _ => throw new DicomException("unsupported_pixel_data", $"Grey samples of {shape.BitsAllocated} bits."),
        };
        return new(shape.Rows, shape.Columns, kind, samples);
    }

    private static byte[] Bits(byte[] packed, int pixels)
    {
        var samples = new byte[pixels];
        for (var i = 0; i < pixels; i++) samples[i] = (byte)(packed[i >> 3] >> (i & 7) & 1);
        return samples;
    }

    private static byte[] Bytes(byte[] samples, PixelShape shape)
    {
        if (shape.BitsStored == 8) return samples;
        var (shift, mask) = (shape.HighBit + 1 - shape.BitsStored, (1 << shape.BitsStored) - 1);
        for (var i = 0; i < samples.Length; i++) samples[i] = (byte)(samples[i] >> shift & mask);
        return samples;
    }

    private static byte[] SignedBytes(byte[] samples, PixelShape shape)
    {
        var words = new byte[samples.Length * 2];
        var target = MemoryMarshal.Cast<byte, short>(words.AsSpan());
        for (var i = 0; i < samples.Length; i++) target[i] = (short)((sbyte)(samples[i] << (7 - shape.HighBit)) >> (8 - shape.BitsStored));
        return words;
    }

    private static byte[] Words(byte[] samples, PixelShape shape, SampleKind kind)
    {
        var words = MemoryMarshal.Cast<byte, ushort>(samples.AsSpan());
        Normalize(words, 15 - shape.HighBit, 16 - shape.BitsStored, shape.IsSigned);
        if (kind != SampleKind.Gray8) return samples;
        var bytes = new byte[words.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)words[i];
        return bytes;
    }

    // Shift left until HighBit is the word's highest bit, then right by the unused bits; an arithmetic shift extends the sign.
    private static void Normalize(Span<ushort> words, int up, int down, bool signed)
    {
        if (up == 0 && down == 0) return;
        var i = 0;
        for (; i <= words.Length - 16; i += 16)
        {
            var lifted = Vector256.Create<ushort>(words[i..]) << up;
            var value = signed ? Vector256.ShiftRightArithmetic(lifted.AsInt16(), down).AsUInt16() : lifted >>> down;
            value.CopyTo(words[i..]);
        }
        for (; i < words.Length; i++)
        {
            var lifted = (ushort)(words[i] << up);
            words[i] = signed ? (ushort)((short)lifted >> down) : (ushort)(lifted >> down);
        }
    }
}
