using System.Globalization;
using DicomRender.Datasets;

namespace DicomRender.Placing;

/// <summary>Reads where an image and its frames stand.</summary>
public static class SlicePlaceReader
{
    /// <summary>The place of an image of one frame.</summary>
    public static SlicePlace Of(DicomDataset image) => SlicePlace.Of(
        image.GetDoubles(DicomTags.ImageOrientationPatient), image.GetDoubles(DicomTags.ImagePositionPatient),
        [
            image.GetDouble(DicomTags.TemporalPositionIdentifier), image.GetDouble(DicomTags.AcquisitionNumber),
            Moment(image, DicomTags.AcquisitionDateTime, null) ?? Moment(image, DicomTags.AcquisitionTime, DicomTags.AcquisitionDate),
            image.GetDouble(DicomTags.TriggerTime), image.GetDouble(DicomTags.EchoTime), image.GetDouble(DicomTags.DiffusionBValue), null,
            Moment(image, DicomTags.ContentTime, DicomTags.ContentDate),
        ]);

    /// <summary>The places of the frames that have functional groups (PS3.3 C.7.6.16), in the file's order.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frames">Most frames that are read.</param>
    public static IReadOnlyList<SlicePlace> OfFrames(DicomDataset image, int frames)
    {
        var shared = image.GetSequence(DicomTags.SharedFunctionalGroupsSequence) is [var first, ..] ? first : DicomDataset.Empty;
        return [.. image.GetSequence(DicomTags.PerFrameFunctionalGroupsSequence).Take(frames).Select(frame => OfFrame(frame, shared))];
    }

    private static SlicePlace OfFrame(DicomDataset frame, DicomDataset shared)
    {
        var content = Item(frame, shared, DicomTags.FrameContentSequence);
        var dimensions = content.GetDoubles(DicomTags.DimensionIndexValues);
        return SlicePlace.Of(
            Item(frame, shared, DicomTags.PlaneOrientationSequence).GetDoubles(DicomTags.ImageOrientationPatient),
            Item(frame, shared, DicomTags.PlanePositionSequence).GetDoubles(DicomTags.ImagePositionPatient),
            [
                content.GetDouble(DicomTags.TemporalPositionIndex), content.GetDouble(DicomTags.FrameAcquisitionNumber),
                Moment(content, DicomTags.FrameAcquisitionDateTime, null),
                Item(frame, shared, DicomTags.CardiacSynchronizationSequence).GetDouble(DicomTags.NominalCardiacTriggerDelayTime),
                Item(frame, shared, DicomTags.MrEchoSequence).GetDouble(DicomTags.EffectiveEchoTime),
                Item(frame, shared, DicomTags.MrDiffusionSequence).GetDouble(DicomTags.DiffusionBValue),
                dimensions is [var leading, ..] ? leading : null, Moment(content, DicomTags.FrameReferenceDateTime, null),
            ],
            dimensions);
    }

    private static DicomDataset Item(DicomDataset frame, DicomDataset shared, DicomTag macro) =>
        frame.GetSequence(macro) is [var own, ..] ? own : shared.GetSequence(macro) is [var common, ..] ? common : DicomDataset.Empty;

    /// <summary>Seconds from some beginning, of a DT, or of a TM and its DA; null where it is no time.</summary>
    private static double? Moment(DicomDataset dataset, DicomTag tag, DicomTag? day)
    {
        if (dataset.GetString(tag) is not { } text) return null;
        if (day is null) return text.Length >= 14 ? Day(text[..8]) + Clock(text[8..].Split('+', '-')[0]) : null;
        return Clock(text.Replace(":", "", StringComparison.Ordinal)) + (dataset.GetString(day.Value) is { } date ? Day(date) : 0);
    }

    private static double? Day(string text) =>
        DateOnly.TryParseExact(text.Replace(".", "", StringComparison.Ordinal), "yyyyMMdd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var day) ? day.DayNumber * 86_400.0 : null;

    /// <summary>Seconds since midnight of HHMMSS.FFFFFF, of which the end may be missing.</summary>
    private static double? Clock(string text)
    {
        var whole = text.Split('.')[0];
        if (whole.Length is not (2 or 4 or 6) || !int.TryParse(whole.PadRight(6, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return null;
        var part = whole.Length == 6 && double.TryParse("0" + text[6..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rest)
            ? rest
            : 0;
        return n / 10_000 * 3600 + n / 100 % 100 * 60 + n % 100 + part;
    }
}
