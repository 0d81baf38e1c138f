using System.Security.Cryptography;
using DicomRender.Datasets;
using DicomRender.Windowing;

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
        if (_frames.Count < image.Frames || described.Any(frame => !Alike(frame, first)) || _frames.Any(HasVoiLut))
            return image with { PerFrame = described };
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

    /// <summary>Reads the VOI LUTs of the frames' own groups; a table that many frames repeat is kept once.</summary>
    /// <param name="image">Gets them after its own.</param>
    /// <param name="signed">As for the image's own.</param>
    public ImageDescription WithVoiLuts(ImageDescription image, bool signed)
    {
        if (image.PerFrame is not { } described) return image;
        var luts = image.Tables.VoiLuts.ToList();
        var known = new Dictionary<string, int>();
        var own = described.Select((frame, i) => frame with { VoiLut = frame.DefaultWindow is null ? NumberOf(_frames[i]) : null }).ToArray();
        if (known.Count == 0) return image;
        return image with
        {
            PerFrame = own,
            Tables = image.Tables with { VoiLuts = luts },
            VoiLuts = [.. luts.Select(lut => lut.Explanation ?? "")],
            SharedVoiLuts = image.Tables.VoiLuts.Count,
        };

        int? NumberOf(DicomDataset frame)
        {
            if (Item(frame, DicomTags.FrameVoiLutSequence)?.GetSequence(DicomTags.VoiLutSequence) is not [var item, ..]) return null;
            var key = Convert.ToHexString(SHA256.HashData([.. item.GetBytes(DicomTags.LutDescriptor).Span, .. item.GetBytes(DicomTags.LutData).Span]));
            if (known.TryGetValue(key, out var number)) return number;
            if (LookupTableReader.Read(item, signed) is not { } lut) return null;
            luts.Add(lut);
            return known[key] = luts.Count;
        }
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

    private static bool HasVoiLut(DicomDataset frame) =>
        Item(frame, DicomTags.FrameVoiLutSequence) is { } voi && voi.GetSequence(DicomTags.VoiLutSequence).Count > 0;

    private static DicomDataset? Item(DicomDataset frame, DicomTag macro) => frame.GetSequence(macro) is [var item, ..] ? item : null;

    private static bool Alike(FrameDescription a, FrameDescription b) =>
        a.RescaleSlope == b.RescaleSlope && a.RescaleIntercept == b.RescaleIntercept && a.DefaultWindow == b.DefaultWindow
        && Same(a.Windows, b.Windows) && Same(a.PixelSpacing, b.PixelSpacing);

    private static bool Same<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b) => a is null ? b is null : b is not null && a.SequenceEqual(b);
}
