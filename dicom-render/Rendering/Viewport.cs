namespace DicomRender.Rendering;

/// <summary>
/// The HTTP parameter <c>viewport=vw,vh[,sx,sy,sw,sh]</c> (PS3.18 8.3.5.1.4): the source region, scaled to the largest picture
/// that fits into the viewport with the image's proportions.
/// </summary>
/// <param name="Width">Greatest width of the picture, 1..<see cref="LargestSide"/>.</param>
/// <param name="Height">Greatest height of the picture, 1..<see cref="LargestSide"/>.</param>
/// <param name="SourceX">First column of the region, in pixels of the image.</param>
/// <param name="SourceY">First row of the region.</param>
/// <param name="SourceWidth">Columns of the region; negative mirrors left to right; null: all to the right of <paramref
/// name="SourceX"/>.</param>
/// <param name="SourceHeight">Rows of the region; negative mirrors top to bottom; null: all below <paramref name="SourceY"/>.</param>
public readonly record struct Viewport(
    int Width, int Height, int SourceX = 0, int SourceY = 0, int? SourceWidth = null, int? SourceHeight = null)
{
    /// <summary>Largest side of a picture that is rendered.</summary>
    public const int LargestSide = 16384;

    /// <summary>
    /// The part of the image this viewport shows and the size it is shown at; null when the region lies wholly outside the image
    /// or a number is out of range.
    /// </summary>
    /// <param name="rows">Rows of the image.</param>
    /// <param name="columns">Columns of the image.</param>
    /// <param name="pixelAspect">Height of a pixel divided by its width.</param>
    public Placement? Place(int rows, int columns, double pixelAspect = 1)
    {
        if (Width is < 1 or > LargestSide || Height is < 1 or > LargestSide || SourceWidth == 0 || SourceHeight == 0) return null;
        if (Clip(SourceX, SourceWidth, columns) is not var (left, width) || Clip(SourceY, SourceHeight, rows) is not var (top, height))
            return null;
        var shownHeight = height * (pixelAspect is > 0.01 and < 100 ? pixelAspect : 1);
        var scale = Math.Min(Width / (double)width, Height / shownHeight);
        return new()
        {
            Left = left,
            Top = top,
            Width = width,
            Height = height,
            OutputWidth = Math.Clamp((int)Math.Round(width * scale), 1, Width),
            OutputHeight = Math.Clamp((int)Math.Round(shownHeight * scale), 1, Height),
            MirrorX = SourceWidth < 0,
            MirrorY = SourceHeight < 0,
        };
    }

    private static (int Start, int Length)? Clip(int start, int? length, int size)
    {
        var from = Math.Max(0L, start);
        var to = Math.Min(size, start + (length is { } given ? Math.Abs((long)given) : size));
        return to > from ? ((int)from, (int)(to - from)) : null;
    }
}
