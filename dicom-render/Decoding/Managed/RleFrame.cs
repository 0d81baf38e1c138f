using System.Buffers.Binary;

namespace DicomRender.Decoding.Managed;

/// <summary>
/// RLE Lossless (PS3.5 annex G): a header of 16 words, then one PackBits segment per byte of the composite pixel code,
/// most significant byte first, component by component.
/// </summary>
internal static class RleFrame
{
    private const int HeaderBytes = 64;
    // Two bytes of input make at most 128 of output.
    private const int MaxExpansion = 64;

    public static DecodedFrame Decode(ReadOnlySpan<byte> codestream, PixelShape expected)
    {
        // Segments are whole planes, so the colour of YBR_FULL_422 is not shared here.
        var shape = expected with
        {
            PlanarConfiguration = 0,
            PhotometricInterpretation = expected.IsNative422 ? "YBR_FULL" : expected.PhotometricInterpretation,
        };
        var bytesPerSample = Math.Max(1, shape.BitsAllocated / 8);
        var segments = shape.SamplesPerPixel * bytesPerSample;
        var planeBytes = (int)(shape.FrameBytes / segments);
        if (codestream.Length < HeaderBytes)
            throw new DicomException("truncated", $"An RLE frame of {codestream.Length} bytes has no whole header.");
        var count = BinaryPrimitives.ReadUInt32LittleEndian(codestream);
        if (count != segments)
            throw new DicomException("codec_failed", $"The RLE header counts {count} segments; the attributes ask for {segments}.");
        if ((long)codestream.Length * MaxExpansion < shape.FrameBytes)
            throw new DicomException("truncated", $"{codestream.Length} RLE bytes cannot hold a frame of {shape.FrameBytes} bytes.");

        var samples = GC.AllocateUninitializedArray<byte>((int)shape.FrameBytes);
        var plane = segments == 1 ? samples : GC.AllocateUninitializedArray<byte>(planeBytes);
        for (var i = 0; i < segments; i++)
        {
            Unpack(Segment(codestream, i, segments), plane, i);
            if (segments == 1) break;
            var (sample, byteFromTop) = (i / bytesPerSample, i % bytesPerSample);
            Scatter(plane, samples, sample * bytesPerSample + (bytesPerSample - 1 - byteFromTop), segments);
        }
        return new DecodedFrame(shape, samples);
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> codestream, int index, int segments)
    {
        var start = BinaryPrimitives.ReadUInt32LittleEndian(codestream[(4 + 4 * index)..]);
        var end = index + 1 < segments ? BinaryPrimitives.ReadUInt32LittleEndian(codestream[(8 + 4 * index)..]) : (uint)codestream.Length;
        if (start < HeaderBytes || start > codestream.Length)
            throw new DicomException("codec_failed", $"RLE segment {index} starts at byte {start} of {codestream.Length}.");
        // Where the next offset is wrong, read on to the end of the frame: unpacking stops when the plane is full.
        if (end < start || end > codestream.Length) end = (uint)codestream.Length;
        return codestream[(int)start..(int)end];
    }

    private static void Unpack(ReadOnlySpan<byte> segment, Span<byte> plane, int index)
    {
        var (from, to) = (0, 0);
        while (to < plane.Length && from < segment.Length)
        {
            var control = (sbyte)segment[from++];
            if (control == sbyte.MinValue) continue;
            if (control >= 0)
            {
                var literal = Math.Min(control + 1, plane.Length - to);
                if (literal > segment.Length - from) break;
                segment.Slice(from, literal).CopyTo(plane[to..]);
                (from, to) = (from + literal, to + literal);
            }
            else
            {
                if (from >= segment.Length) break;
                var run = Math.Min(1 - control, plane.Length - to);
                plane.Slice(to, run).Fill(segment[from++]);
                to += run;
            }
        }
        if (to < plane.Length)
            throw new DicomException("truncated", $"RLE segment {index} ends after {to} of {plane.Length} bytes.");
    }

    private static void Scatter(ReadOnlySpan<byte> plane, Span<byte> samples, int offset, int stride)
    {
        for (int i = 0, o = offset; i < plane.Length; i++, o += stride) samples[o] = plane[i];
    }
}
