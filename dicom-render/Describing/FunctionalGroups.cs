using DicomRender.Datasets;

namespace DicomRender.Describing;

/// <summary>Functional groups of enhanced multi-frame images (PS3.3 C.7.6.16): per frame first, then shared.</summary>
internal sealed class FunctionalGroups(DicomDataset dataset)
{
    private readonly IReadOnlyList<DicomDataset> _frames = dataset.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence);
    private readonly DicomDataset? _shared = dataset.GetSequence(DicomTags.SharedFunctionalGroupsSequence) is [var first, ..]
        ? first
        : null;

    /// <summary>The macro's item that holds for every frame, or null.</summary>
    public DicomDataset? Shared(DicomTag macro) => _shared?.GetSequence(macro) is [var item, ..] ? item : null;

    /// <summary>Adds what the frames say of themselves. What they all say alike is said once.</summary>
    public ImageDescription Describe(ImageDescription image)
    {
        if (_frames.Count == 0) return image;
        // Number of Frames is only a claim: describe the frames that have groups.
        var described = _frames.Take(image.Frames).Select(Describe).ToArray();
        var first = described[0];
        if (_frames.Count < image.Frames || described.Any(frame => !Alike(frame, first))) return image with { PerFrame = described };
        return image with
        {
            RescaleSlope = first.RescaleSlope ?? image.RescaleSlope,
            RescaleIntercept = first.RescaleIntercept ?? image.RescaleIntercept,
            Windows = first.Windows ?? image.Windows,
            DefaultWindow = first.DefaultWindow ?? image.DefaultWindow,
            PixelSpacing = first.PixelSpacing ?? image.PixelSpacing,
            PixelSpacingKind = first.PixelSpacing is null ? image.PixelSpacingKind : SpacingKind.Calibrated,
        };
    }

    private static FrameDescription Describe(DicomDataset frame)
    {
        var rescale = Item(frame, DicomTags.PixelValueTransformationSequence) is { } item ? ImageDescriptionReader.Rescale(item) : null;
        var windows = Item(frame, DicomTags.FrameVoiLutSequence) is { } voi ? ImageDescriptionReader.Windows(voi) : [];
        return new()
        {
            RescaleSlope = rescale?.Slope,
            RescaleIntercept = rescale?.Intercept,
            Windows = windows.Count == 0 ? null : windows,
            DefaultWindow = windows is [var first, ..] ? first.Window : null,
            PixelSpacing = Item(frame, DicomTags.PixelMeasuresSequence) is { } measures
                ? SpatialCalibration.Spacing(measures, DicomTags.PixelSpacing)
                : null,
        };
    }

    private static DicomDataset? Item(DicomDataset frame, DicomTag macro) => frame.GetSequence(macro) is [var item, ..] ? item : null;

    private static bool Alike(FrameDescription a, FrameDescription b) =>
        a.RescaleSlope == b.RescaleSlope && a.RescaleIntercept == b.RescaleIntercept && a.DefaultWindow == b.DefaultWindow
        && Same(a.Windows, b.Windows) && Same(a.PixelSpacing, b.PixelSpacing);

    private static bool Same<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b) => a is null ? b is null : b is not null && a.SequenceEqual(b);
}
