using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Frames;
using DicomRender.Windowing;

namespace DicomRender.Describing;

/// <summary>
/// Attributes to <see cref="ImageDescription"/>. What is missing or senseless falls back as the rules of each attribute say.
/// </summary>
internal static class ImageDescriptionReader
{
    public static ImageDescription Read(DicomDataset dataset, PixelShape? decoded)
    {
        var shape = decoded ?? PixelShape.From(dataset);
        return Read(dataset, shape, IsColor(dataset, shape));
    }

    /// <summary>The grey image beneath a supplemental palette.</summary>
    public static ImageDescription ReadGray(DicomDataset dataset, PixelShape shape) => Read(dataset, shape, isColor: false);

    private static ImageDescription Read(DicomDataset dataset, PixelShape shape, bool isColor)
    {
        var interpretation = dataset.GetString(DicomTags.PhotometricInterpretation) ?? shape.PhotometricInterpretation;
        var groups = new FunctionalGroups(dataset);
        var frames = Math.Max(1, dataset.GetInt(DicomTags.NumberOfFrames) ?? 1);
        var description = new ImageDescription
        {
            Rows = shape.Rows,
            Columns = shape.Columns,
            Frames = frames,
            SamplesPerPixel = isColor ? 3 : 1,
            PhotometricInterpretation = interpretation,
            BitsStored = shape.BitsAllocated == 32 ? 16 : shape.BitsStored,
            IsSigned = shape.IsSigned,
            BytesPerSample = shape.SamplesPerPixel == 1 && StoredValues.KindOf(shape) != SampleKind.Gray8 ? 2 : 1,
            FrameTimeMs = FrameTime(dataset),
            UltrasoundRegions = SpatialCalibration.Regions(dataset),
            Overlays = [.. Overlays.Labels(dataset)],
        };
        description = SpatialCalibration.Apply(description, dataset, groups);
        var overlays = Overlays.Read(dataset, frames);
        if (description.IsColor)
            return description with { BytesPerSample = 1, BitsStored = 8, IsSigned = false, Tables = new(null, [], overlays) };
        return WithGray(description, dataset, groups, overlays);
    }

    /// <summary>Whether grey lies below the colours of a supplemental palette (PS3.3 C.7.6.19, C.8.16.2.1.1.1).</summary>
    public static bool HasSupplementalPalette(DicomDataset dataset) =>
        dataset.GetString(DicomTags.PixelPresentation) is "COLOR" && dataset.Contains(DicomTags.RedPaletteColorLookupTableDescriptor);

    private static bool IsColor(DicomDataset dataset, PixelShape shape) =>
        shape.SamplesPerPixel == 3 || dataset.GetString(DicomTags.PhotometricInterpretation) == "PALETTE COLOR"
            || HasSupplementalPalette(dataset);

    private static ImageDescription WithGray(ImageDescription description, DicomDataset dataset, FunctionalGroups groups,
        IReadOnlyList<OverlayPlane> overlays)
    {
        var isReady = IsReadyForDisplay(dataset);
        var modalityLut = !isReady && dataset.GetSequence(DicomTags.ModalityLutSequence) is [var item, ..]
            ? LookupTableReader.Read(item, description.IsSigned)
            : null;
        var rescale = groups.Shared(DicomTags.PixelValueTransformationSequence) ?? dataset;
        var (slope, intercept) = isReady ? (1, 0) : Rescale(rescale) ?? Rescale(dataset) ?? (1, 0);
        var shared = groups.Shared(DicomTags.FrameVoiLutSequence);
        var lowest = slope * (slope > 0 == description.IsSigned ? -(1 << (description.BitsStored - 1)) : 0) + intercept;
        var luts = VoiLuts(dataset, shared, description.IsSigned || (modalityLut is null && lowest < 0));
        var windows = shared is null ? Windows(dataset) : Windows(shared);
        description = description with
        {
            RescaleSlope = slope,
            RescaleIntercept = intercept,
            RescaleType = rescale.GetString(DicomTags.RescaleType),
            HasModalityLut = modalityLut is not null,
            Padding = Padding(dataset, description.IsSigned),
            Invert = description.PhotometricInterpretation == "MONOCHROME1"
                || dataset.GetString(DicomTags.PresentationLutShape) == "INVERSE",
            Windows = windows,
            VoiLuts = [.. luts.Select(lut => lut.Explanation ?? "")],
            DefaultWindow = DefaultWindow(windows, luts, dataset),
            Tables = new(modalityLut, luts, overlays),
        };
        return groups.Describe(description);
    }

    // Angiography and fluoroscopy (PS3.3 C.8.7.1.1.2): the modality LUT leads back from LOG or DISP to the intensity of the beam, for
    // measuring; what is shown, and what windows mean, are stored values.
    private static bool IsReadyForDisplay(DicomDataset dataset) =>
        dataset.GetString(DicomTags.PixelIntensityRelationship) is "LOG" or "DISP"
        && dataset.GetString(DicomTags.SopClassUid)
            is "1.2.840.10008.5.1.4.1.1.12.1" or "1.2.840.10008.5.1.4.1.1.12.2" or "1.2.840.10008.5.1.4.1.1.12.3";

    // Without a window in the file: none where a VOI LUT is there; 40/400 for CT; else the range of the frame, once it is decoded.
    private static Window? DefaultWindow(IReadOnlyList<WindowPreset> windows, List<LookupTable> luts, DicomDataset dataset) =>
        windows is [var first, ..] ? first.Window
        : luts.Count == 0 && dataset.GetString(DicomTags.Modality) == "CT" ? new Window(40, 400)
        : null;

    /// <summary>Slope and intercept; null unless they make sense.</summary>
    internal static (double Slope, double Intercept)? Rescale(DicomDataset dataset)
    {
        var (slope, intercept) = (Plausible(dataset, DicomTags.RescaleSlope), Plausible(dataset, DicomTags.RescaleIntercept));
        return slope is { } factor && factor != 0 ? (factor, intercept ?? 0) : intercept is { } offset ? (1, offset) : null;
    }

    /// <summary>A number far enough from the end of all numbers that modality values and the window over them stay finite.</summary>
    private static double? Plausible(DicomDataset dataset, DicomTag tag) =>
        dataset.GetDouble(tag) is { } number && Math.Abs(number) <= 1e30 ? number : null;

    /// <summary>Pairs of centre and width; a pair without meaning is left out.</summary>
    internal static IReadOnlyList<WindowPreset> Windows(DicomDataset dataset)
    {
        var (centers, widths) = (dataset.GetDoubles(DicomTags.WindowCenter), dataset.GetDoubles(DicomTags.WindowWidth));
        var explanations = dataset.GetStrings(DicomTags.WindowCenterWidthExplanation);
        var function = VoiFunctions.Parse(dataset.GetString(DicomTags.VoiLutFunction)) ?? VoiFunction.Linear;
        var windows = new List<WindowPreset>();
        for (var i = 0; i < Math.Min(centers.Count, widths.Count); i++)
            if (new Window(centers[i], widths[i], function).IsValid)
                windows.Add(new(centers[i], widths[i], function, i < explanations.Count && explanations[i].Length > 0
                    ? explanations[i]
                    : null));
        return windows;
    }

    private static List<LookupTable> VoiLuts(DicomDataset dataset, DicomDataset? shared, bool signed)
    {
        var items = dataset.GetSequence(DicomTags.VoiLutSequence);
        if (items.Count == 0 && shared is not null) items = shared.GetSequence(DicomTags.VoiLutSequence);
        return [.. items.Select(item => LookupTableReader.Read(item, signed)).OfType<LookupTable>()];
    }

    private static StoredRange? Padding(DicomDataset dataset, bool signed)
    {
        if (dataset.GetInt(DicomTags.PixelPaddingValue) is not { } value) return null;
        var limit = dataset.GetInt(DicomTags.PixelPaddingRangeLimit) ?? value;
        // Some writers use US although the pixels are signed: -2000 then appears as 63536.
        int Signed(int number) => signed && number is > short.MaxValue and <= ushort.MaxValue ? (short)number : !signed && number < 0
            ? number & 0xFFFF : number;
        var (first, second) = (Signed(value), Signed(limit));
        return new(Math.Min(first, second), Math.Max(first, second));
    }

    private static double? FrameTime(DicomDataset dataset)
    {
        if (dataset.GetDouble(DicomTags.FrameTime) is > 0 and var time) return time;
        if (dataset.GetDoubles(DicomTags.FrameTimeVector) is [_, > 0 and < double.PositiveInfinity and var second, ..]) return second;
        return (dataset.GetDouble(DicomTags.RecommendedDisplayFrameRate) ?? dataset.GetDouble(DicomTags.CineRate)) is >= 1e-6 and var rate
            ? 1000 / rate
            : null;
    }
}
