using DicomRender.Frames;

namespace DicomRender.Rendering;

/// <summary>
/// The HTTP parameter <c>viewport=vw,vh[,sx,sy,sw,sh]</c> (PS3.18 8.3.5.1.4): the source region, scaled to the largest picture
/// that fits into the viewport with the image's proportions.
/// </summary>
/// <param name="Width">Greatest width of the picture, 1..<see cref="LargestSide"/>.</param>
/// <param name="Height">Greatest height of the picture, 1..<see cref="LargestSide"/>.</param>
/// <param name="SourceX">First column of the region, in pixels of the image.</param>
/// <param name="SourceY">First row of the region.</param>
/// <param name="SourceWidth">Columns of the region; negative mirrors left to right; null: all to the right of <paramref name="SourceX"/>.</param>
/// <param name="SourceHeight">Rows of the region; negative mirrors top to bottom; null: all below <paramref name="SourceY"/>.</param>
public readonly record struct Viewport(int Width, int Height, int SourceX = 0, int SourceY = 0, int? SourceWidth = null, int? SourceHeight = null)
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
        if (Clip(SourceX, SourceWidth, columns) is not var (left, width) || Clip(SourceY, SourceHeight, rows) is not var (top, height)) return null;
        var shownHeight = height * (pixelAspect is > 0.01 and < 100 ? pixelAspect : 1);
        var scale = Math.Min(Width / (double)width, Height / shownHeight);
        return new(left, top, width, height,
            Math.Clamp((int)Math.Round(width * scale), 1, Width), Math.Clamp((int)Math.Round(shownHeight * scale), 1, Height),
            SourceWidth < 0, SourceHeight < 0);
    }

    private static (int Start, int Length)? Clip(int start, int? length, int size)
    {
        var from = Math.Max(0L, start);
        var to = Math.Min(size, start + (length is { } given ? Math.Abs((long)given) : size));
        return to > from ? ((int)from, (int)(to - from)) : null;
    }
}

/// <summary>A region of an image and the size of the picture made of it.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="OutputWidth">Columns of the picture.</param>
/// <param name="OutputHeight">Rows of the picture.</param>
/// <param name="MirrorX">Left becomes right.</param>
/// <param name="MirrorY">Top becomes bottom.</param>
public readonly record struct Placement(int Left, int Top, int Width, int Height, int OutputWidth, int OutputHeight, bool MirrorX = false, bool MirrorY = false)
{
    /// <summary>The whole image, pixel by pixel.</summary>
    public static Placement Whole(int rows, int columns) => new(0, 0, columns, rows, columns, rows);

    /// <summary>Whether pixels are copied one by one.</summary>
    public bool IsUnscaled => Width == OutputWidth && Height == OutputHeight;

    /// <summary>The deepest of <paramref name="levels"/> that still has a pixel for each of the picture's.</summary>
    public int DeepestLevel(int levels)
    {
        var level = 0;
        while (level + 1 < levels && Width >> (level + 1) >= OutputWidth && Height >> (level + 1) >= OutputHeight) level++;
        return level;
    }

    /// <summary>The same region in the pixels of a halved level.</summary>
    public Placement AtLevel(int level, int rows, int columns)
    {
        if (level == 0) return this;
        var (left, top) = (Left >> level, Top >> level);
        var width = Math.Clamp(Pyramid.SizeAt(Left + Width, level) - left, 1, columns - left);
        var height = Math.Clamp(Pyramid.SizeAt(Top + Height, level) - top, 1, rows - top);
        return this with { Left = left, Top = top, Width = width, Height = height };
    }
}
