using System.Globalization;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Windowing;

namespace Bff.Film.Pictures;

/// <summary>The query parameters of a rendered resource (PS3.18 8.3.5.1), checked.</summary>
internal sealed record PictureQuery(
    Window? Window, Viewport? Viewport, int Quality, OutputFormat Format, AnnotationParts Annotations = AnnotationParts.None)
{
    /// <summary>What <c>annotation</c> asks for and the standard does not know, in the order asked; empty: nothing.</summary>
    public string UnknownAnnotations { get; init; } = "";

    /// <summary>Whether the file's overlays are drawn.</summary>
    public bool Overlays { get; init; }

    /// <summary>Of a JPEG, 1 to 100, unless told.</summary>
    public const int DefaultQuality = 80;

    private const int ThumbnailSide = 128;

    /// <summary>What a film's first picture fits into: large enough for a phone's width.</summary>
    public const int FirstSide = 512;

    /// <summary>What a thumbnail fits into when no viewport is asked for; PS3.18 leaves it to the server.</summary>
    public static Viewport ThumbnailViewport { get; } = new(ThumbnailSide, ThumbnailSide);

    /// <summary>The thumbnail that ingest has made.</summary>
    public static PictureQuery PreparedThumbnail { get; } = new(null, ThumbnailViewport, DefaultQuality, OutputFormat.Jpeg);

    /// <summary>Names everything that changes the picture.</summary>
    public string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{Window?.Center},{Window?.Width},{Window?.Function}/{Viewport}/{QualityKey}/{Format}{AnnotationsKey}{(Overlays ? "/overlays" : "")}");

    private int QualityKey => Format == OutputFormat.Jpeg ? Quality : 0;

    private string AnnotationsKey =>
        Annotations == AnnotationParts.None ? "" : "/" + ((int)Annotations).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether all who open the film ask for this picture: whole frames, first pictures and thumbnails as the file shows them. A window, a
    /// part or a name on it is one's own.
    /// </summary>
    public bool IsEveryones => Window is null && !Overlays && Annotations == AnnotationParts.None
        && (Viewport is null || Viewport == ThumbnailViewport || Viewport == new Viewport(FirstSide, FirstSide));

    public string ContentType => Format switch
    {
        OutputFormat.Jpeg => "image/jpeg",
        OutputFormat.Png => "image/png",
        OutputFormat.Gif => "image/gif",
        OutputFormat.Pgm or OutputFormat.Ppm => "image/x-portable-anymap",
    };
}
