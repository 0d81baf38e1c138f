using DicomRender.Annotating;
using DicomRender.Pictures;
using DicomRender.Windowing;

namespace DicomRender.Rendering;

/// <summary>What to make of a frame.</summary>
public sealed record RenderRequest
{
    /// <summary>Over modality values; replaces the file's own. Ignored for colour. An invalid one is refused.</summary>
    public Window? Window { get; init; }

    /// <summary>One of the file's VOI LUTs, 1-based; only without <see cref="Window"/>.</summary>
    public int? VoiLut { get; init; }

    /// <summary>Null: the whole image pixel by pixel.</summary>
    public Viewport? Viewport { get; init; }

    /// <summary>Draw the file's overlays, white.</summary>
    public bool Overlays { get; init; }

    /// <summary>Text to burn in, over everything else; null: none.</summary>
    public Annotation? Annotation { get; init; }

    /// <summary>The picture's file format.</summary>
    public OutputFormat Format { get; init; } = OutputFormat.Jpeg;

    /// <summary>1..100, JPEG only.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>How many threads may draw a large picture, at least 1; the picture is the same for any number.</summary>
    public int Threads { get; init; } = 1;
}
