using DicomRender.Datasets;

namespace DicomRender.Describing;

/// <summary>What a pixel measures: spacing, aspect, ultrasound regions (PS3.3 10.7, C.8.5.5).</summary>
internal static class SpatialCalibration
{
    public static ImageDescription Apply(ImageDescription image, DicomDataset dataset, FunctionalGroups groups)
    {
        var shared = groups.Shared(DicomTags.PixelMeasuresSequence);
        var aspect = Positive(dataset.GetDoubles(DicomTags.PixelAspectRatio));
        image = image with { PixelAspectRatio = aspect is [var height, var width] && height != width ? aspect : null };
        if ((shared is null ? null : Spacing(shared, DicomTags.PixelSpacing)) is { } measured)
            return With(image, measured, SpacingKind.Calibrated);
        var spacing = Spacing(dataset, DicomTags.PixelSpacing);
        var detector = Spacing(dataset, DicomTags.ImagerPixelSpacing);
        if (detector is null) return spacing is null ? image : With(image, spacing, SpacingKind.Calibrated);
        // Projection images: Pixel Spacing is in the patient when it differs from the detector's spacing or is said to be calibrated.
        var calibrated = dataset.GetString(DicomTags.PixelSpacingCalibrationType) is "GEOMETRY" or "FIDUCIAL"
            || (spacing is not null && !spacing.SequenceEqual(detector));
        if (spacing is not null && calibrated) return With(image, spacing, SpacingKind.Calibrated);
        return dataset.GetDouble(DicomTags.EstimatedRadiographicMagnificationFactor) is >= 1 and var factor
            ? With(image, [detector[0] / factor, detector[1] / factor], SpacingKind.Magnification)
            : With(image, detector, SpacingKind.Detector);
    }

    /// <summary>Row and column spacing; null unless both are finite and greater than zero.</summary>
    public static IReadOnlyList<double>? Spacing(DicomDataset dataset, DicomTag tag) => Positive(dataset.GetDoubles(tag));

    public static IReadOnlyList<UltrasoundRegion> Regions(DicomDataset dataset) =>
    [
        .. from item in dataset.GetSequence(DicomTags.SequenceOfUltrasoundRegions)
           let deltaX = item.GetDouble(DicomTags.PhysicalDeltaX)
           let deltaY = item.GetDouble(DicomTags.PhysicalDeltaY)
           where deltaX is not null && deltaY is not null
           select new UltrasoundRegion
           {
               MinX = Value(item, DicomTags.RegionLocationMinX0),
               MinY = Value(item, DicomTags.RegionLocationMinY0),
               MaxX = Value(item, DicomTags.RegionLocationMaxX1),
               MaxY = Value(item, DicomTags.RegionLocationMaxY1),
               UnitsX = Value(item, DicomTags.PhysicalUnitsXDirection),
               UnitsY = Value(item, DicomTags.PhysicalUnitsYDirection),
               DeltaX = deltaX.Value,
               DeltaY = deltaY.Value,
               SpatialFormat = Value(item, DicomTags.RegionSpatialFormat),
           },
    ];

    private static int Value(DicomDataset item, DicomTag tag) => item.GetInt(tag) ?? 0;

    private static ImageDescription With(ImageDescription image, IReadOnlyList<double> spacing, SpacingKind kind) =>
        image with { PixelSpacing = spacing, PixelSpacingKind = kind };

    private static IReadOnlyList<double>? Positive(IReadOnlyList<double> pair) =>
        pair is [> 0 and < double.PositiveInfinity, > 0 and < double.PositiveInfinity, ..] ? [pair[0], pair[1]] : null;
}
