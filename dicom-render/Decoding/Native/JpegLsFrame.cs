using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Native;

/// <summary>JPEG-LS, lossless and near-lossless (PS3.5 8.2.3), through CharLS.</summary>
internal static unsafe class JpegLsFrame
{
    public static DecodedFrame Decode(ReadOnlySpan<byte> codestream, PixelShape expected)
    {
        var decoder = CharLs.Create();
        if (decoder == 0) throw new DicomException("codec_memory", "CharLS got no memory to start with.");
        try
        {
            fixed (byte* source = codestream)
            {
                Check(CharLs.SetSource(decoder, source, (nuint)codestream.Length));
                Check(CharLs.ReadHeader(decoder));
                return Decode(decoder, expected);
            }
        }
        finally
        {
            CharLs.Destroy(decoder);
        }
    }

    private static DecodedFrame Decode(nint decoder, PixelShape expected)
    {
        CharLs.FrameInfo info;
        int near, interleave;
        nuint length;
        Check(CharLs.GetFrameInfo(decoder, &info));
        if (info.Width != (uint)expected.Columns || info.Height != (uint)expected.Rows)
            throw new DicomException("implausible_size",
                $"The JPEG-LS codestream is {info.Width}x{info.Height}; the attributes say {expected.Columns}x{expected.Rows}.");
        if (info.ComponentCount != expected.SamplesPerPixel)
            throw new DicomException("codec_failed",
                $"The JPEG-LS codestream has {info.ComponentCount} components; SamplesPerPixel is {expected.SamplesPerPixel}.");
        Check(CharLs.GetNearLossless(decoder, 0, &near));
        Check(CharLs.GetInterleaveMode(decoder, &interleave));
        var meaning = expected.IsNative422 ? "YBR_FULL" : expected.PhotometricInterpretation;
        var shape = expected.AfterDecoding(info.BitsPerSample, false, lossy: near > 0 && !expected.IsSigned, meaning);
        Check(CharLs.GetDestinationSize(decoder, 0, &length));
        if (length != (nuint)shape.FrameBytes)
            throw new DicomException("codec_failed", $"CharLS wants to write {length} bytes where {shape.FrameBytes} are expected.");
        var samples = GC.AllocateUninitializedArray<byte>((int)shape.FrameBytes);
        var isByPlane = interleave == CharLs.InterleaveNone && shape.SamplesPerPixel > 1;
        fixed (byte* destination = samples)
        {
            var error = CharLs.DecodeTo(decoder, destination, length, 0);
            // Old encoders pad the last scan with zeros. The library complains of them only after it has decoded every sample, so the
            // frame is good.
            if (isByPlane || error is not (CharLs.TooMuchEncodedData or CharLs.MarkerStartNotFound)) Check(error);
        }
        return new DecodedFrame(shape, isByPlane ? ByPixel(samples, shape) : samples);
    }

    private static byte[] ByPixel(byte[] planes, PixelShape shape)
    {
        var samples = GC.AllocateUninitializedArray<byte>(planes.Length);
        var (word, pixels) = (shape.BitsAllocated / 8, (int)shape.PixelCount);
        for (var c = 0; c < shape.SamplesPerPixel; c++)
            for (var i = 0; i < pixels; i++)
                planes.AsSpan((c * pixels + i) * word, word).CopyTo(samples.AsSpan((i * shape.SamplesPerPixel + c) * word));
        return samples;
    }

    private static void Check(int error)
    {
        if (error == 0) return;
        if (error == CharLs.NotEnoughMemory) throw new DicomException("codec_memory", "CharLS ran out of memory.");
        var message = Marshal.PtrToStringUTF8((nint)CharLs.ErrorMessage(error));
        throw new DicomException("codec_failed", $"CharLS refused the codestream: {message}");
    }
}
