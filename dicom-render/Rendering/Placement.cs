using DicomRender.Frames;

namespace DicomRender.Rendering;

/// <summary>A region of an image and the size of the picture made of it.</summary>
public readonly record struct Placement
{
    /// <summary>First column.</summary>
    public required int Left { get; init; }

    /// <summary>First row.</summary>
    public required int Top { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the picture.</summary>
    public required int OutputWidth { get; init; }

    /// <summary>Rows of the picture.</summary>
    public required int OutputHeight { get; init; }

    /// <summary>Left becomes right.</summary>
    public bool MirrorX { get; init; }

    /// <summary>Top becomes bottom.</summary>
    public bool MirrorY { get; init; }

    /// <summary>The whole image, pixel by pixel.</summary>
    public static Placement Whole(int rows, int columns) => new()
    {
        Left = 0,
        Top = 0,
        Width = columns,
        Height = rows,
        OutputWidth = columns,
        OutputHeight = rows,
    };

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
