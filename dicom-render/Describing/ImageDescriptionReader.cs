using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Frames;
using DicomRender.Placing;
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
        var places = SlicePlaceReader.OfFrames(dataset, frames);
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
            IsStack = places.Any(place => place.IsInSpace) || IsOfSlices(dataset.GetString(DicomTags.SopClassUid)),
            FrameOrder = FrameOrder(places, frames),
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
        var signed = description.IsSigned || (modalityLut is null && lowest < 0);
        var luts = VoiLuts(dataset, shared, signed);
        var isHounsfield = IsHounsfield(dataset, rescale);
        var windows = shared is null ? Windows(dataset) : Windows(shared);
        description = description with
        {
            RescaleSlope = slope,
            RescaleIntercept = intercept,
            RescaleType = rescale.GetString(DicomTags.RescaleType),
            HasModalityLut = modalityLut is not null,
            IsHounsfield = isHounsfield,
            Padding = Padding(dataset, description.IsSigned),
            Invert = description.PhotometricInterpretation == "MONOCHROME1"
                || dataset.GetString(DicomTags.PresentationLutShape) == "INVERSE",
            Windows = windows,
            VoiLuts = [.. luts.Select(lut => lut.Explanation ?? "")],
            DefaultWindow = DefaultWindow(windows, luts, isHounsfield),
            Tables = new(modalityLut, luts, overlays),
        };
        return groups.WithVoiLuts(groups.Describe(description), signed);
    }

    // Angiography and fluoroscopy (PS3.3 C.8.7.1.1.2): the modality LUT leads back from LOG or DISP to the intensity of the beam, for
    // measuring; what is shown, and what windows mean, are stored values.
    private static bool IsReadyForDisplay(DicomDataset dataset) =>
        dataset.GetString(DicomTags.PixelIntensityRelationship) is "LOG" or "DISP"
        && dataset.GetString(DicomTags.SopClassUid)
            is "1.2.840.10008.5.1.4.1.1.12.1" or "1.2.840.10008.5.1.4.1.1.12.2" or "1.2.840.10008.5.1.4.1.1.12.3";

    // Without a window in the file: none where a VOI LUT is there; 40/400 for Hounsfield units; else the range of all frames, once they
    // are decoded.
    private static Window? DefaultWindow(IReadOnlyList<WindowPreset> windows, List<LookupTable> luts, bool isHounsfield) =>
        windows is [var first, ..] ? first.Window
        : luts.Count == 0 && isHounsfield ? new Window(40, 400)
        : null;

    // CT Image, Enhanced CT Image, Legacy Converted Enhanced CT Image; or whatever says that it holds Hounsfield units.
    private static bool IsHounsfield(DicomDataset dataset, DicomDataset rescale) =>
        (rescale.GetString(DicomTags.RescaleType) ?? dataset.GetString(DicomTags.RescaleType)) is "HU"
        || dataset.GetString(DicomTags.SopClassUid)
            is "1.2.840.10008.5.1.4.1.1.2" or "1.2.840.10008.5.1.4.1.1.2.1" or "1.2.840.10008.5.1.4.1.1.2.2";

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

    // Enhanced CT, MR and PET and what is converted to them: frames are slices, also where a file leaves out where they stand.
    private static bool IsOfSlices(string? sopClass) => sopClass
        is "1.2.840.10008.5.1.4.1.1.2.1" or "1.2.840.10008.5.1.4.1.1.2.2" or "1.2.840.10008.5.1.4.1.1.4.1" or "1.2.840.10008.5.1.4.1.1.4.4"
        or "1.2.840.10008.5.1.4.1.1.130" or "1.2.840.10008.5.1.4.1.1.128.1";

    /// <summary>Null where the frames stand in the file as they are shown.</summary>
    private static IReadOnlyList<int>? FrameOrder(IReadOnlyList<SlicePlace> places, int frames)
    {
        if (places.Count != frames || frames < 2) return null;
        var order = SliceOrder.Of([.. places.Select((place, i) => new OrderedSlice(place, i + 1, ""))]);
        return order.Index().All(pair => pair.Item == pair.Index) ? null : [.. order.Select(i => i + 1)];
    }

    // The first increment is that of the first frame: it has none before it.
    private static double? MeanOfVector(DicomDataset dataset)
    {
        var steps = dataset.GetDoubles(DicomTags.FrameTimeVector).Skip(1).Where(step => step is > 0 and < double.PositiveInfinity).ToList();
        return steps.Count > 0 ? steps.Average() : null;
    }

    private static double? FrameTime(DicomDataset dataset)
    {
        // The pointer says which of the two counts (PS3.3 C.7.6.6.1.1); without it the one that makes sense.
        var (time, vector) = (dataset.GetDouble(DicomTags.FrameTime) is > 0 and var even ? even : (double?)null, MeanOfVector(dataset));
        var pointers = dataset.GetDoubles(DicomTags.FrameIncrementPointer);
        if ((pointers.Contains(DicomTags.FrameTimeVector.Value) ? vector ?? time : time ?? vector) is { } told) return told;
        return (dataset.GetDouble(DicomTags.RecommendedDisplayFrameRate) ?? dataset.GetDouble(DicomTags.CineRate)) is >= 1e-6 and var rate
            ? 1000 / rate
            : null;
    }
}
