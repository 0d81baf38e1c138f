namespace DicomRender.Windowing;

/// <summary>The least and greatest modality value of some pixels.</summary>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>The window from black to white over it.</summary>
    public Window Spanned => Window.Spanning(Low, High);

    /// <summary>The range of both.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>
    /// Whether a window hides everything: pixels that differ, all of them black or all of them white.
    /// </summary>
    public bool IsHiddenBy(Window window) => High > Low && (window.Apply(High) * 255 < 1 || window.Apply(Low) >= 1);
}
