using DicomRender.Datasets;

namespace DicomRender.Decoding;

/// <summary>
/// How the samples of one frame are laid out (PS3.3 C.7.6.3, PS3.5 section 8). A shape made by <see cref="Create"/>
/// is plausible: positive sizes, consistent bit depths and at most <see cref="MaxFrameBytes"/> per frame.
/// </summary>
public sealed record PixelShape
{
    /// <summary>Largest frame this engine touches: 512 MiB of samples.</summary>
    public const long MaxFrameBytes = 512L << 20;

    /// <summary>Height in pixels (0028,0010), 1 to 65535.</summary>
    public required int Rows { get; init; }
    /// <summary>Width in pixels (0028,0011), 1 to 65535.</summary>
    public required int Columns { get; init; }
    /// <summary>Samples of each pixel (0028,0002): 1 or 3.</summary>
    public required int SamplesPerPixel { get; init; }
    /// <summary>Bits of a stored word (0028,0100): 1, 8, 16 or 32.</summary>
    public required int BitsAllocated { get; init; }
    /// <summary>Bits that carry the value (0028,0101), 1 to <see cref="BitsAllocated"/>.</summary>
    public required int BitsStored { get; init; }
    /// <summary>Position of the value's highest bit (0028,0102), at least <see cref="BitsStored"/> - 1.</summary>
    public required int HighBit { get; init; }
    /// <summary>0: samples of a pixel follow each other; 1: each component is a plane (0028,0006).</summary>
    public required int PlanarConfiguration { get; init; }
    /// <summary>Whether values are two's complement with the sign at <see cref="HighBit"/> (0028,0103). A single bit never is.</summary>
    public required bool IsSigned { get; init; }
    /// <summary>What the samples mean (0028,0004), such as MONOCHROME2 or YBR_FULL_422.</summary>
    public required string PhotometricInterpretation { get; init; }

    /// <summary>Pixels of the frame.</summary>
    public long PixelCount => (long)Rows * Columns;

    /// <summary>
    /// Bytes of one native frame. 1-bit pixels are packed; YBR_FULL_422 shares its colour between two pixels (PS3.3 C.7.6.3.1.2).
    /// </summary>
    public long FrameBytes => BitsAllocated == 1 ? (PixelCount * SamplesPerPixel + 7) / 8
        : IsNative422 ? PixelCount * 2 * (BitsAllocated / 8)
        : PixelCount * SamplesPerPixel * (BitsAllocated / 8);

    internal bool IsNative422 => SamplesPerPixel == 3 && PhotometricInterpretation is "YBR_FULL_422" or "YBR_PARTIAL_422";

    /// <summary>Reads the image pixel attributes (PS3.3 C.7.6.3) of a data set. What can be told from the others may be missing.</summary>
    /// <exception cref="DicomException">missing_attribute, or as <see cref="Create"/>.</exception>
    public static PixelShape From(DicomDataset dataset)
    {
        if (!dataset.Contains(DicomTags.PixelData)
            && (dataset.Contains(DicomTags.FloatPixelData) || dataset.Contains(DicomTags.DoubleFloatPixelData)))
            throw new DicomException("unsupported_pixel_data", "Floating point pixel data is not supported.");
        var samplesPerPixel = dataset.GetInt(DicomTags.SamplesPerPixel) ?? 1;
        var bitsAllocated = Required(dataset, DicomTags.BitsAllocated, "BitsAllocated");
        var bitsStored = dataset.GetInt(DicomTags.BitsStored) ?? bitsAllocated;
        var highBit = dataset.GetInt(DicomTags.HighBit) ?? bitsStored - 1;
        return Create(
            Required(dataset, DicomTags.Rows, "Rows"),
            Required(dataset, DicomTags.Columns, "Columns"),
            samplesPerPixel,
            new(bitsAllocated, bitsStored, highBit, dataset.GetInt(DicomTags.PixelRepresentation) == 1),
            dataset.GetInt(DicomTags.PlanarConfiguration) ?? 0,
            dataset.GetString(DicomTags.PhotometricInterpretation) ?? (samplesPerPixel == 1 ? "MONOCHROME2" : "RGB"));
    }

    private static int Required(DicomDataset dataset, DicomTag tag, string name) =>
        dataset.GetInt(tag) ?? throw new DicomException("missing_attribute", $"{name} ({tag.Group:X4},{tag.Element:X4}) is missing.");

    /// <summary>Checks the claims of a file before anything is allocated for them.</summary>
    /// <exception cref="DicomException">invalid_attribute, unsupported_pixel_data or implausible_size.</exception>
    public static PixelShape Create(
        int rows, int columns, int samplesPerPixel, SampleBits bits, int planarConfiguration, string photometricInterpretation)
    {
        var (bitsAllocated, bitsStored, highBit, isSigned) = bits;
        if (rows is < 1 or > 65535 || columns is < 1 or > 65535)
            throw new DicomException("implausible_size", $"Rows {rows} and Columns {columns} must lie between 1 and 65535.");
        if (samplesPerPixel is not (1 or 3))
            throw new DicomException("unsupported_pixel_data", $"SamplesPerPixel (0028,0002) is {samplesPerPixel}; 1 and 3 are supported.");
        if (bitsAllocated is not (1 or 8 or 16 or 32))
            throw new DicomException("unsupported_pixel_data",
                $"BitsAllocated (0028,0100) is {bitsAllocated}; 1, 8, 16 and 32 are supported.");
        if (bitsStored < 1 || bitsStored > bitsAllocated || highBit < bitsStored - 1 || highBit >= bitsAllocated)
            throw new DicomException("invalid_attribute",
                $"BitsStored {bitsStored} and HighBit {highBit} do not fit BitsAllocated {bitsAllocated}.");
        if (planarConfiguration is not (0 or 1))
            throw new DicomException("invalid_attribute", $"PlanarConfiguration (0028,0006) is {planarConfiguration}; 0 and 1 exist.");
        var bytes = (long)rows * columns * samplesPerPixel * Math.Max(1, bitsAllocated / 8);
        if (bytes > MaxFrameBytes)
            throw new DicomException("implausible_size",
                $"A frame of {columns}x{rows} would take {bytes >> 20} MiB; the limit is {MaxFrameBytes >> 20} MiB.");
        return new PixelShape
        {
            Rows = rows,
            Columns = columns,
            SamplesPerPixel = samplesPerPixel,
            BitsAllocated = bitsAllocated,
            BitsStored = bitsStored,
            HighBit = highBit,
            PlanarConfiguration = planarConfiguration,
            IsSigned = isSigned && bitsStored > 1,
            PhotometricInterpretation = photometricInterpretation,
        };
    }

    /// <summary>
    /// The shape of samples that came out of a codestream, which controls over the attributes (PS3.5 8.2): words of 8 or 16 bits,
    /// interleaved by pixel. A lossless codestream may carry wider words than the values in them; then the attributes still say
    /// where a value lies. A lossy one may overshoot BitsStored, and masking would wrap white to black, so its own precision counts.
    /// </summary>
    /// <param name="precision">Bits per sample of the codestream, 1 to 16.</param>
    /// <param name="codestreamSigned">Whether the codestream itself declares signed samples (JPEG 2000 only).</param>
    /// <param name="lossy">Whether values may differ from those encoded.</param>
    /// <param name="photometricInterpretation">What the decoded samples mean.</param>
    public PixelShape AfterDecoding(int precision, bool codestreamSigned, bool lossy, string photometricInterpretation)
    {
        var attributesLocateValue = !codestreamSigned && !lossy && precision > HighBit;
        return this with
        {
            BitsAllocated = precision <= 8 ? 8 : 16,
            BitsStored = attributesLocateValue ? BitsStored : precision,
            HighBit = attributesLocateValue ? HighBit : precision - 1,
            PlanarConfiguration = 0,
            IsSigned = IsSigned || codestreamSigned,
            PhotometricInterpretation = photometricInterpretation,
        };
    }
}
