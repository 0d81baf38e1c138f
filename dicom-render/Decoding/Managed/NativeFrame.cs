using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace DicomRender.Decoding.Managed;

/// <summary>Native pixel data (PS3.5 8.1.1): the words as they are, in little endian.</summary>
internal static class NativeFrame
{
    public static DecodedFrame Decode(ReadOnlySpan<byte> bytes, PixelShape shape, bool bigEndian)
    {
        // A codestream tells how many samples it has; here only the attributes do.
        if (shape.SamplesPerPixel == 1 && shape.PhotometricInterpretation
            is "RGB" or "YBR_FULL" or "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420" or "YBR_RCT" or "YBR_ICT")
            throw new DicomException("invalid_attribute", $"{shape.PhotometricInterpretation} with one sample per pixel.");
        // Some writers say 422 and keep all samples.
        if (shape.IsNative422 && bytes.Length >= shape.PixelCount * 3 * (shape.BitsAllocated / 8))
            shape = shape with { PhotometricInterpretation = "YBR_FULL" };
        var length = (int)shape.FrameBytes;
        if (bytes.Length < length)
            throw new DicomException("truncated", $"A native frame holds {bytes.Length} of {length} bytes.");
        var samples = bytes[..length].ToArray();
        if (bigEndian) SwapWords(samples, shape.BitsAllocated);
        return new DecodedFrame(shape, samples);
    }

    /// <summary>Deflated Image Frame Compression (PS3.5 A.4.11): inflates no further than the frame is long.</summary>
    public static DecodedFrame Inflate(ReadOnlyMemory<byte> deflated, PixelShape shape)
    {
        // Deflate never makes more than 1032 bytes from one.
        if (deflated.Length * 1032L < shape.FrameBytes)
            throw new DicomException("truncated", $"{deflated.Length} deflated bytes cannot hold a frame of {shape.FrameBytes} bytes.");
        var samples = GC.AllocateUninitializedArray<byte>((int)shape.FrameBytes);
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(deflated.ToArray(), writable: false), CompressionMode.Decompress);
            var read = inflate.ReadAtLeast(samples, samples.Length, throwOnEndOfStream: false);
            if (read < samples.Length)
                throw new DicomException("truncated", $"A deflated frame holds {read} of {samples.Length} bytes.");
        }
        catch (InvalidDataException e)
        {
            throw new DicomException("codec_failed", "A deflated frame is damaged.", e);
        }
        return new DecodedFrame(shape, samples);
    }

    private static void SwapWords(Span<byte> samples, int bitsAllocated)
    {
        if (bitsAllocated == 16)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(samples);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (bitsAllocated == 32)
        {
            var words = MemoryMarshal.Cast<byte, uint>(samples);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}
