using System.Numerics;
using System.Runtime.InteropServices;
using DicomRender.Decoding;
using DicomRender.Frames;

namespace DicomRender.Windowing;

/// <summary>Decoded colour samples to interleaved RGB of 8 bits (PS3.3 C.7.6.3.1.2).</summary>
internal static class ColorConversion
{
    public static StoredFrame ToRgb(DecodedFrame frame)
    {
        var shape = frame.Shape;
        if (shape.SamplesPerPixel != 3)
            throw new DicomException("unsupported_pixel_data",
                $"{shape.PhotometricInterpretation} with {shape.SamplesPerPixel} samples per pixel.");
        var samples = shape.BitsAllocated switch
        {
            8 when shape.BitsStored == 8 => frame.Samples,
            8 => Array.ConvertAll(frame.Samples, sample => Scale(sample, shape)),
            16 => Narrow<ushort>(frame.Samples, shape),
            32 => Narrow<uint>(frame.Samples, shape),
            _ => throw new DicomException("unsupported_pixel_data", $"Colour samples of {shape.BitsAllocated} bits."),
        };
        var pixels = checked((int)shape.PixelCount);
        var rgb = shape switch
        {
            { IsNative422: true } when shape.Columns % 2 == 0 => Join422(samples),
            { IsNative422: true } => throw new DicomException("invalid_attribute",
                $"Two pixels share their colour, but Columns (0028,0011) is odd: {shape.Columns}."),
            { PlanarConfiguration: 1 } => Interleave(samples, pixels),
            _ => samples,
        };
        switch (shape.PhotometricInterpretation)
        {
            case "RGB" or "YBR_RCT" or "YBR_ICT":
                break;
            case "YBR_FULL" or "YBR_FULL_422":
                FromYbr(rgb, 1, 0, 1.402, 0.344136, 0.714136, 1.772);
                break;
            case "YBR_PARTIAL_422" or "YBR_PARTIAL_420":
                FromYbr(rgb, 1.1644, 16, 1.5960, 0.3917, 0.8130, 2.0173);
                break;
            default:
                throw new DicomException("unsupported_pixel_data",
                    $"Photometric interpretation {shape.PhotometricInterpretation} with 3 samples per pixel.");
        }
        return new(shape.Rows, shape.Columns, SampleKind.Rgb24, rgb);
    }

    /// <summary>Palette indices to colours.</summary>
    public static StoredFrame ToRgb(StoredFrame indices, Palette palette)
    {
        var rgb = new byte[indices.Rows * indices.Columns * 3];
        for (var i = 0; i < rgb.Length / 3; i++) palette[ValueAt(indices, i)].CopyTo(rgb.AsSpan(i * 3));
        return new(indices.Rows, indices.Columns, SampleKind.Rgb24, rgb);
    }

    /// <summary>Grey below the supplemental palette, its colours from there on (PS3.3 C.7.6.19).</summary>
    public static StoredFrame ToRgb(StoredFrame frame, ReadOnlySpan<byte> grey, Palette palette)
    {
        var rgb = new byte[grey.Length * 3];
        for (var i = 0; i < grey.Length; i++)
        {
            var stored = ValueAt(frame, i);
            if (stored >= palette.FirstMapped) palette[stored].CopyTo(rgb.AsSpan(i * 3));
            else rgb.AsSpan(i * 3, 3).Fill(grey[i]);
        }
        return new(frame.Rows, frame.Columns, SampleKind.Rgb24, rgb);
    }

    private static int ValueAt(StoredFrame frame, int index) => frame.Kind switch
    {
        SampleKind.Gray8 => frame.Samples.Span[index],
        SampleKind.GrayU16 => frame.Words[index],
        SampleKind.GrayS16 => (short)frame.Words[index],
        SampleKind.Rgb24 => throw new ArgumentException("Already colour.", nameof(frame)),
    };

    private static byte Scale(uint sample, PixelShape shape)
    {
        var value = sample << (31 - shape.HighBit) >> (32 - shape.BitsStored);
        return (byte)(shape.BitsStored > 8 ? value >> (shape.BitsStored - 8) : value * 255 / ((1u << shape.BitsStored) - 1));
    }

    private static byte[] Narrow<T>(byte[] samples, PixelShape shape) where T : unmanaged, IBinaryInteger<T>
    {
        var words = MemoryMarshal.Cast<byte, T>(samples);
        var bytes = new byte[words.Length];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = Scale(uint.CreateTruncating(words[i]), shape);
        return bytes;
    }

    private static byte[] Interleave(byte[] planes, int pixels)
    {
        var rgb = new byte[pixels * 3];
        for (var i = 0; i < pixels; i++)
            (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = (planes[i], planes[pixels + i], planes[2 * pixels + i]);
        return rgb;
    }

    // Y1 Y2 Cb Cr for two pixels.
    private static byte[] Join422(byte[] samples)
    {
        var ybr = new byte[samples.Length / 2 * 3];
        for (int from = 0, to = 0; to < ybr.Length; from += 4, to += 6)
        {
            (ybr[to], ybr[to + 1], ybr[to + 2]) = (samples[from], samples[from + 2], samples[from + 3]);
            (ybr[to + 3], ybr[to + 4], ybr[to + 5]) = (samples[from + 1], samples[from + 2], samples[from + 3]);
        }
        return ybr;
    }

    private static void FromYbr(byte[] ybr, double gain, int black, double redCr, double greenCb, double greenCr, double blueCb)
    {
        // 16-bit fixed point with half a level for rounding.
        static int Fixed(double factor) => (int)Math.Round(factor * 65536);
        var (y, r, gb, gr, b) = (Fixed(gain), Fixed(redCr), Fixed(greenCb), Fixed(greenCr), Fixed(blueCb));
        for (var i = 0; i + 2 < ybr.Length; i += 3)
        {
            var (luma, cb, cr) = ((ybr[i] - black) * y + 32768, ybr[i + 1] - 128, ybr[i + 2] - 128);
            ybr[i] = (byte)Math.Clamp((luma + r * cr) >> 16, 0, 255);
            ybr[i + 1] = (byte)Math.Clamp((luma - gb * cb - gr * cr) >> 16, 0, 255);
            ybr[i + 2] = (byte)Math.Clamp((luma + b * cb) >> 16, 0, 255);
        }
    }
}
