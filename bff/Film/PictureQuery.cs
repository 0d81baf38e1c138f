using System.Globalization;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Windowing;
using Microsoft.Net.Http.Headers;

namespace Bff.Film;

/// <summary>The query parameters of a rendered resource (PS3.18 8.3.5.1), checked.</summary>
internal sealed record PictureQuery(Window? Window, Viewport? Viewport, int Quality, OutputFormat Format, AnnotationParts Annotations = AnnotationParts.None)
{
    private const int MostPixels = 8192, DefaultQuality = 80, ThumbnailSide = 128;

    /// <summary>What a film's first picture fits into: large enough for a phone's width.</summary>
    public const int FirstSide = 512;

    /// <summary>What a thumbnail fits into when no viewport is asked for; PS3.18 leaves it to the server.</summary>
    public static Viewport ThumbnailViewport { get; } = new(ThumbnailSide, ThumbnailSide);

    /// <summary>The thumbnail that ingest has made.</summary>
    public static PictureQuery PreparedThumbnail { get; } = new(null, ThumbnailViewport, DefaultQuality, OutputFormat.Jpeg);

    /// <summary>Names everything that changes the picture.</summary>
    public string Key => string.Create(
        CultureInfo.InvariantCulture, $"{Window?.Center},{Window?.Width},{Window?.Function}/{Viewport}/{(Format == OutputFormat.Jpeg ? Quality : 0)}/{Format}{(Annotations == AnnotationParts.None ? "" : $"/{(int)Annotations}")}");

    /// <summary>Whole frames, first pictures and thumbnails as the file shows them are what everyone asks for; a window, a part or a name on it is one's own.</summary>
    public bool IsEveryones => Window is null && Annotations == AnnotationParts.None
        && (Viewport is null || Viewport == ThumbnailViewport || Viewport == new Viewport(FirstSide, FirstSide));

    public string ContentType => Format switch
    {
        OutputFormat.Jpeg => "image/jpeg",
        OutputFormat.Png => "image/png",
        OutputFormat.Gif => "image/gif",
        OutputFormat.Pgm or OutputFormat.Ppm => "image/x-portable-anymap",
    };

    /// <summary>Reads the parameters; the problem is a 400 code or 406.</summary>
    /// <param name="request">Names window, viewport, quality and type, each if it likes.</param>
    /// <param name="defaultViewport">Where it names none; null: the whole image pixel by pixel.</param>
    public static (PictureQuery? Query, (int Status, string Code, string Title)? Problem) Read(HttpRequest request, Viewport? defaultViewport = null)
    {
        if (Accepted(request) is not { } format) return (null, (406, "film.type_not_available", "只提供 image/jpeg、image/png 和 image/gif。"));
        var query = request.Query;
        if (!TryWindow(query["window"], out var window)) return (null, (400, "film.window_malformed", "window 应为 中心,宽度,linear|linear-exact|sigmoid。"));
        if (!TryViewport(query["viewport"], out var viewport)) return (null, (400, "film.viewport_malformed", "viewport 应为 宽,高[,sx,sy,sw,sh]。"));
        var quality = DefaultQuality;
        if (query["quality"] is [{ } text, ..] && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out quality) && quality is >= 1 and <= 100))
            return (null, (400, "film.quality_malformed", "quality 应为 1 到 100。"));
        return (new PictureQuery(window, viewport ?? defaultViewport, quality, format, AnnotationsOf(query["annotation"].ToString())), null);
    }

    /// <summary>Other values than the two are no error: the standard has them passed over.</summary>
    private static AnnotationParts AnnotationsOf(string list)
    {
        var parts = AnnotationParts.None;
        foreach (var part in list.Split(','))
            parts |= part switch { "patient" => AnnotationParts.Patient, "technique" => AnnotationParts.Technique, _ => AnnotationParts.None };
        return parts;
    }

    private static bool TryWindow(string? text, out Window? window)
    {
        window = null;
        if (text is null) return true;
        var parts = text.Split(',');
        if (parts.Length is not (2 or 3) || !TryNumber(parts[0], out var center) || !TryNumber(parts[1], out var width)) return false;
        var function = parts.Length == 3 ? VoiFunctions.Parse(parts[2]) : VoiFunction.Linear;
        if (function is null) return false;
        window = new Window(center, width, function.Value);
        return window.Value.IsValid;
    }

    private static bool TryViewport(string? text, out Viewport? viewport)
    {
        viewport = null;
        if (text is null) return true;
        var parts = text.Split(',');
        if (parts.Length is not (2 or 6)) return false;
        if (!TrySize(parts[0], out var width) || !TrySize(parts[1], out var height)) return false;
        double x = 0, y = 0;
        double? sourceWidth = null, sourceHeight = null;
        if (parts.Length == 6)
        {
            // Each part may be left empty (PS3.18 8.3.5.1.4): from the corner, to the far edge.
            if (parts[2].Length > 0 && !TryNumber(parts[2], out x)) return false;
            if (parts[3].Length > 0 && !TryNumber(parts[3], out y)) return false;
            if (parts[4].Length > 0) { if (!TryNumber(parts[4], out var w) || w == 0) return false; sourceWidth = w; }
            if (parts[5].Length > 0) { if (!TryNumber(parts[5], out var h) || h == 0) return false; sourceHeight = h; }
            if (x < 0 || y < 0 || Math.Max(x, y) > 65535 || Math.Abs(sourceWidth ?? 1) > 65535 || Math.Abs(sourceHeight ?? 1) > 65535) return false;
        }
        viewport = new Viewport(width, height, (int)x, (int)y, (int?)sourceWidth, (int?)sourceHeight);
        return true;
    }

    private static bool TrySize(string text, out int size) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MostPixels;

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && Math.Abs(value) < 1e9;

    /// <summary>The best type we make of those accepted; JPEG when none is named.</summary>
    private static OutputFormat? Accepted(HttpRequest request)
    {
        // The accept query parameter stands for the header where a page cannot set one (PS3.18 8.3.3.1).
        var accept = request.Query["accept"] is { Count: > 0 } asked ? asked : request.Headers.Accept;
        if (accept.Count == 0) return OutputFormat.Jpeg;
        if (accept is ["image/jpeg" or "*/*"]) return OutputFormat.Jpeg;
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types)) return null;
        foreach (var type in types.OrderByDescending(t => t.Quality ?? 1))
        {
            if (type.Quality == 0) continue;
            var name = type.MediaType == "multipart/related"
                ? type.Parameters.FirstOrDefault(p => p.Name.Equals("type", StringComparison.OrdinalIgnoreCase))?.Value.ToString().Trim('"') : type.MediaType.ToString();
            switch (name)
            {
                case "*/*" or "image/*" or "image/jpeg": return OutputFormat.Jpeg;
                case "image/png": return OutputFormat.Png;
                case "image/gif": return OutputFormat.Gif;
            }
        }
        return null;
    }
}
