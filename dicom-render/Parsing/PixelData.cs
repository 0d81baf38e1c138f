using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>The frames of an image, left in the file and read one at a time. Safe for several readers.</summary>
public sealed class PixelData
{
    private const long LargestFrame = 512L << 20;
    private readonly DicomDataset _dataset;
    private readonly DicomElement _element;
    private readonly Lazy<FrameFragments> _fragments;
    private readonly long? _cutClaim;

    internal PixelData(DicomDataset dataset, DicomElement element, bool isBigEndian, long? cutClaim, DicomWarnings warnings)
    {
        (_dataset, _element, _cutClaim, IsBigEndian) = (dataset, element, cutClaim, isBigEndian);
        FrameCount = Math.Max(1, dataset.GetInt(DicomTags.NumberOfFrames) ?? 1);
        _fragments = new(() => FrameFragments.Assign(element.Fragments!, FrameCount, dataset, warnings));
    }

    /// <summary>Number of Frames (0028,0008) as the file claims, at least 1; fewer may be there, see <see cref="WholeFrames"/>.</summary>
    public int FrameCount { get; }

    /// <summary>Frames lie in fragments, normally compressed, instead of one after another.</summary>
    public bool IsEncapsulated => _element.Fragments is not null;

    /// <summary>Native words are big endian.</summary>
    public bool IsBigEndian { get; }

    /// <summary>Frames from the first that are there in full, at most <see cref="FrameCount"/>.</summary>
    /// <exception cref="DicomException">As <see cref="ReadFrame"/> when the size of a frame is unknown.</exception>
    public int WholeFrames => IsEncapsulated
        ? _fragments.Value.WholeFrames
        : (int)Math.Min(FrameCount, _element.Length * 8 / FrameBits());

    /// <summary>Reads one frame.</summary>
    /// <param name="index">0-based.</param>
    /// <returns>Native: exactly the bytes of the frame, starting in a byte of its own. Encapsulated: the joined codestream of the
    /// frame.</returns>
    /// <exception cref="DicomException">
    /// <c>frame_out_of_range</c>; <c>truncated</c>: the frame is not whole; <c>missing_attribute</c> or <c>implausible_size</c>: the size
    /// of a native frame is unknown or absurd.
    /// </exception>
    public byte[] ReadFrame(int index)
    {
        if (index < 0 || index >= FrameCount)
            throw new DicomException("frame_out_of_range", $"Frame {index + 1} of {FrameCount} was asked for.");
        return IsEncapsulated ? _fragments.Value.Read(index) : ReadNative(index);
    }

    private byte[] ReadNative(int index)
    {
        var range = _element.Range!;
        var bits = FrameBits();
        var firstBit = bits * index;
        var lastByte = (firstBit + bits + 7) / 8;
        if (lastByte > range.Length)
            throw new DicomException("truncated",
                $"Frame {index + 1} of {FrameCount} needs pixel data up to byte {lastByte}, {range.Length} are there"
                + $"{(_cutClaim is null ? "" : ": the file is cut off")}.");
        var firstByte = firstBit / 8;
        var bytes = IsBytesInWords
            ? ReadSwapped(range, firstByte, lastByte)
            : range.Source.ReadRange(range.Offset + firstByte, (int)(lastByte - firstByte));
        var shift = (int)(firstBit & 7);
        return shift == 0 ? bytes : ShiftBits(bytes, shift, (int)((bits + 7) / 8));
    }

    /// <summary>
    /// Pixels of a byte or less in words (OW), of which the first lies in the lower byte (PS3.5 8.1.1): the second one in a big-endian
    /// file.
    /// </summary>
    private bool IsBytesInWords => IsBigEndian && _element.Vr == Vr.OW && _dataset.GetInt(DicomTags.BitsAllocated) <= 8;

    private static byte[] ReadSwapped(FileRange range, long firstByte, long lastByte)
    {
        // A frame may start or end within a word.
        var (first, last) = (firstByte & ~1L, Math.Min(lastByte + 1 & ~1L, range.Length));
        var bytes = range.Source.ReadRange(range.Offset + first, (int)(last - first));
        for (var i = 0; i + 1 < bytes.Length; i += 2) (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        return bytes.AsSpan((int)(firstByte - first), (int)(lastByte - firstByte)).ToArray();
    }

    /// <summary>Packed bits run from the lowest bit of a byte upwards (PS3.5 8.1.1, annex D).</summary>
    private static byte[] ShiftBits(byte[] bytes, int shift, int length)
    {
        var aligned = new byte[length];
        for (var i = 0; i < length; i++)
        {
            var next = i + 1 < bytes.Length ? bytes[i + 1] : 0;
            aligned[i] = (byte)(bytes[i] >> shift | next << (8 - shift));
        }
        return aligned;
    }

    private long FrameBits()
    {
        long rows = Required(DicomTags.Rows), columns = Required(DicomTags.Columns), allocated = Required(DicomTags.BitsAllocated);
        long samples = Math.Max(1, _dataset.GetInt(DicomTags.SamplesPerPixel) ?? 1);
        if (allocated > 64 || samples > 4) throw new DicomException("unsupported_pixel_data", $"{samples} samples of {allocated} bits.");
        var pixels = rows * columns;
        var full = pixels * samples * allocated;
        if (full > LargestFrame * 8) throw new DicomException("implausible_size", $"One frame would have {full / 8} bytes.");
        return samples == 3 && !HoldsFullSamples(full) ? SubsampledBits(pixels, allocated) ?? full : full;
    }

    /// <summary>Chroma shared by 2 or 4 pixels (PS3.3 C.7.6.3.1.2); null for photometric interpretations that do not share.</summary>
    private long? SubsampledBits(long pixels, long allocated) => _dataset.GetString(DicomTags.PhotometricInterpretation) switch
    {
        "YBR_FULL_422" or "YBR_PARTIAL_422" => pixels * 2 * allocated,
        "YBR_PARTIAL_420" => pixels * 3 / 2 * allocated,
        _ => null,
    };

    /// <summary>Some writers say 422 and keep all samples; the length tells, of a file that is cut off the one it had.</summary>
    private bool HoldsFullSamples(long fullBits) => (_cutClaim ?? _element.Length) >= fullBits / 8 * FrameCount;

    private int Required(DicomTag tag) =>
        _dataset.GetInt(tag) is { } value && value > 0
            ? value
            : throw new DicomException("missing_attribute", $"{tag} is missing or zero; the size of a frame is unknown.");
}
