using System.Numerics;
using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Native;

/// <summary>JPEG 2000 and HTJ2K (PS3.5 8.2.4, 8.2.14, A.4.4) through OpenJPEG, strictly: an incomplete codestream is an error.</summary>
internal static unsafe class Jpeg2000Frame
{
    public static DecodedFrame Decode(ReadOnlySpan<byte> codestream, PixelShape expected, bool mayBeLossy)
    {
        RequireVersion();
        fixed (byte* data = codestream)
        {
            var source = new OpenJpegSource(data, codestream.Length);
            var stream = OpenJpegSource.OpenStream(&source);
            var isJp2 = codestream.Length > 8 && codestream[4..].StartsWith("jP  "u8);
            var codec = OpenJpeg.CreateDecompress(isJp2 ? OpenJpeg.CodecJp2 : OpenJpeg.CodecJ2K);
            OpenJpeg.Image* image = null;
            try
            {
                if (stream == 0 || codec == 0) throw new DicomException("codec_memory", "OpenJPEG got no memory to start with.");
                SetUp(codec, &source);
                if (OpenJpeg.ReadHeader(stream, codec, &image) == 0) throw Failure(in source);
                CheckHeader(image, expected);
                if (OpenJpeg.Decode(codec, stream, image) == 0 || OpenJpeg.EndDecompress(codec, stream) == 0) throw Failure(in source);
                return Collect(image, expected, mayBeLossy);
            }
            finally
            {
                if (image != null) OpenJpeg.ImageDestroy(image);
                if (codec != 0) OpenJpeg.DestroyCodec(codec);
                if (stream != 0) OpenJpeg.StreamDestroy(stream);
            }
        }
    }

    private static void RequireVersion()
    {
        var version = Marshal.PtrToStringUTF8((nint)OpenJpeg.Version()) ?? "";
        if (!System.Version.TryParse(version, out var parsed) || parsed < new Version(2, 5))
            throw new DicomException("codec_missing", $"OpenJPEG {version} is too old; {OpenJpeg.Package} 2.5 or later is needed.");
    }

    private static void SetUp(nint codec, OpenJpegSource* source)
    {
        _ = OpenJpeg.SetErrorHandler(codec, &OpenJpegSource.KeepFirstMessage, source);
        var parameters = NativeMemory.AllocZeroed(OpenJpeg.ParametersSize);
        try
        {
            OpenJpeg.SetDefaultDecoderParameters(parameters);
            if (OpenJpeg.SetupDecoder(codec, parameters) == 0 || OpenJpeg.SetStrictMode(codec, 1) == 0) throw Failure(in *source);
        }
        finally
        {
            NativeMemory.Free(parameters);
        }
    }

    private static void CheckHeader(OpenJpeg.Image* image, PixelShape expected)
    {
        if (image->X1 - image->X0 != (uint)expected.Columns || image->Y1 - image->Y0 != (uint)expected.Rows)
            throw new DicomException("implausible_size",
                $"The JPEG 2000 codestream is {image->X1 - image->X0}x{image->Y1 - image->Y0}; "
                + $"the attributes say {expected.Columns}x{expected.Rows}.");
        if (image->ComponentCount != (uint)expected.SamplesPerPixel)
            throw new DicomException("codec_failed",
                $"The JPEG 2000 codestream has {image->ComponentCount} components; SamplesPerPixel is {expected.SamplesPerPixel}.");
        var first = image->Components[0];
        for (var c = 0; c < expected.SamplesPerPixel; c++)
        {
            var component = image->Components[c];
            if (component.Precision is < 1 or > 16 || component.Precision != first.Precision || component.IsSigned != first.IsSigned)
                throw new DicomException("unsupported_pixel_data",
                    $"JPEG 2000 components of {first.Precision} and {component.Precision} bits are not supported.");
        }
    }

    private static DecodedFrame Collect(OpenJpeg.Image* image, PixelShape expected, bool mayBeLossy)
    {
        var first = image->Components[0];
        // The multi-component transforms are undone by now (PS3.3 C.7.6.3.1.2), and halved colour is spread over its pixels below.
        var meaning = expected.PhotometricInterpretation switch
        {
            "YBR_RCT" or "YBR_ICT" => "RGB",
            "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420" => "YBR_FULL",
            var other => other,
        };
        var shape = expected.AfterDecoding((int)first.Precision, first.IsSigned != 0, mayBeLossy && !expected.IsSigned, meaning);
        var samples = GC.AllocateUninitializedArray<byte>((int)shape.FrameBytes);
        for (var c = 0; c < shape.SamplesPerPixel; c++)
        {
            var component = image->Components[c];
            if (component.Data == null || component.Dx == 0 || component.Dy == 0)
                throw new DicomException("codec_failed", $"OpenJPEG returned no samples for component {c}.");
            if (shape.BitsAllocated == 8) Store<byte>(component, image, shape, samples, c);
            else Store(component, image, shape, MemoryMarshal.Cast<byte, ushort>(samples.AsSpan()), c);
        }
        return new DecodedFrame(shape, samples);
    }

    private static void Store<T>(OpenJpeg.Component component, OpenJpeg.Image* image, PixelShape shape, Span<T> samples, int offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stride = shape.SamplesPerPixel;
        for (int y = 0, o = offset; y < shape.Rows; y++)
        {
            var row = Row(component, image, y);
            if (component.Dx == 1 && row.Length == shape.Columns)
                for (var x = 0; x < row.Length; x++, o += stride) samples[o] = T.CreateTruncating(row[x]);
            else
                for (var x = 0; x < shape.Columns; x++, o += stride) samples[o] = T.CreateTruncating(row[Column(component, image, x)]);
        }
    }

    // Components are sampled on a grid of their own, which starts at X0 / Dx rounded up (T.800 B.2).
    private static ReadOnlySpan<int> Row(OpenJpeg.Component component, OpenJpeg.Image* image, int y)
    {
        var row = Math.Clamp((image->Y0 + y) / component.Dy - component.Y0, 0, (long)component.Height - 1);
        return new ReadOnlySpan<int>(component.Data + row * component.Width, (int)component.Width);
    }

    private static int Column(OpenJpeg.Component component, OpenJpeg.Image* image, int x) =>
        (int)Math.Clamp((image->X0 + x) / component.Dx - component.X0, 0, (long)component.Width - 1);

    private static DicomException Failure(in OpenJpegSource source)
    {
        var message = source.Message;
        // What the library says when malloc returns null.
        if (message.Contains("memory", StringComparison.OrdinalIgnoreCase)
            || message.Contains("exceeds system limits", StringComparison.Ordinal))
            return new DicomException("codec_memory", $"OpenJPEG ran out of memory: {message}");
        return new DicomException("codec_failed", $"OpenJPEG refused the codestream: {(message.Length > 0 ? message : "no reason given")}");
    }
}
