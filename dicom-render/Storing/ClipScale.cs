using DicomRender.Describing;
using DicomRender.Frames;
using DicomRender.Windowing;

namespace DicomRender.Storing;

/// <summary>
/// The scale that frames are shown by where the file names no window, or one that would hide every pixel: of a clip one from the least to
/// the greatest value of all frames, so that it does not flicker; of slices that stand in space each its own, over which a viewer takes one.
/// </summary>
internal sealed class ClipScale
{
    private readonly Dictionary<int, ValueRange> _own = [];
    private ValueRange? _all;

    /// <summary>Looks at a frame.</summary>
    /// <param name="frame">Its samples.</param>
    /// <param name="image">What goes with it.</param>
    /// <param name="number">0-based.</param>
    public void Add(StoredFrame frame, ImageDescription image, int number)
    {
        if (image.IsColor || AutomaticWindow.ValuesOf(frame, image.ModalityOf(number), image.Padding) is not { } values) return;
        _own[number] = values;
        _all = _all is { } known ? known.With(values) : values;
    }

    /// <summary>Whether what the frames that were looked at are shown by depends on the others.</summary>
    public bool IsOpen(ImageDescription image) =>
        !image.IsColor && image.Frames > 1 && ((!image.IsStack && NeedsWindow(image)) || WindowsOf(image).Any(IsHidden));

    /// <summary>The image with the windows its frames open with.</summary>
    public ImageDescription Settle(ImageDescription image)
    {
        if (image.IsColor) return image;
        var isNeeded = NeedsWindow(image);
        if (isNeeded && image.IsStack && image.Frames > 1) image = EachItsOwn(image);
        if (!isNeeded && !WindowsOf(image).Any(IsHidden)) return image;
        var whole = (_all ?? default).Spanned;
        var isReplaced = isNeeded || (image.DefaultWindow is { } own && IsHidden(own));
        return image with
        {
            DefaultWindow = isReplaced ? whole : image.DefaultWindow,
            IsAutomatic = isReplaced,
            PerFrame = image.PerFrame is null
                ? null
                : [.. image.PerFrame.Select(frame => frame.DefaultWindow is { } window && IsHidden(window) ? frame with { DefaultWindow = whole } : frame)],
        };
    }

    private ImageDescription EachItsOwn(ImageDescription image)
    {
        var described = image.PerFrame ?? [];
        var seen = _own.Count == 0 ? 0 : _own.Keys.Max() + 1;
        var frames = described.Concat(Enumerable.Repeat(new FrameDescription(), Math.Max(0, seen - described.Count)));
        return image with
        {
            PerFrame = [.. frames.Select((frame, i) => NeedsWindow(image, i) && _own.TryGetValue(i, out var values)
                ? frame with { DefaultWindow = values.Spanned }
                : frame)],
        };
    }

    private bool IsHidden(Window window) => _all is { } values && values.IsHiddenBy(window);

    private static bool NeedsWindow(ImageDescription image) => image.PerFrame is null
        ? NeedsWindow(image, 0)
        : Enumerable.Range(0, Math.Min(image.Frames, image.PerFrame.Count + 1)).Any(frame => NeedsWindow(image, frame));

    private static bool NeedsWindow(ImageDescription image, int frame) =>
        image.DefaultWindowOf(frame) is null && image.VoiLutOf(frame) is null;

    private static IEnumerable<Window> WindowsOf(ImageDescription image)
    {
        if (image.DefaultWindow is { } own) yield return own;
        foreach (var frame in image.PerFrame ?? [])
            if (frame.DefaultWindow is { } window) yield return window;
    }
}
