using System.Globalization;
using DicomRender.Pictures;
using DicomRender.Rendering;
using DicomRender.Windowing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Bff.Film.Pictures;

/// <summary>The query of a rendered resource (PS3.18 8.3.5.1) as it comes; all parts are optional.</summary>
internal sealed record PictureParameters
{
    /// <summary>Centre, width and function of the window: <c>40,400,linear</c>; functions are linear, linear-exact and sigmoid.</summary>
    [FromQuery(Name = "window")]
    public string? Window { get; init; }

    /// <summary>What the picture fits into, and the part of the image it shows: <c>width,height[,x,y,width,height]</c>.</summary>
    [FromQuery(Name = "viewport")]
    public string? Viewport { get; init; }

    /// <summary>Of a JPEG, 1 to 100; 80 unless told.</summary>
    [FromQuery(Name = "quality")]
    public string? Quality { get; init; }

    /// <summary>Text burned into the picture: <c>patient</c>, <c>technique</c> or both, parted by a comma.</summary>
    [FromQuery(Name = "annotation")]
    public string? Annotation { get; init; }

    /// <summary><c>true</c> draws the overlays that the file holds, white; they are left out unless told.</summary>
    [FromQuery(Name = "overlays")]
    public bool? Overlays { get; init; }

    /// <summary>Stands for the header where a page cannot set one: image/jpeg, image/png or image/gif.</summary>
    [FromQuery(Name = "accept")]
    public string[]? Accept { get; init; }
}

/// <summary>Reads the query of a rendered resource.</summary>
internal static class PictureQueryReader
{
    private const int MostPixels = 8192, MostOfSource = 65535, MostUnknown = 8;

    /// <summary>The picture that is asked for, or which part of the query cannot be read.</summary>
    /// <param name="asked">May contain window, viewport, quality, annotation and accept; all optional.</param>
    /// <param name="acceptHeader">Types the caller takes; JPEG when none is named.</param>
    /// <param name="defaultViewport">Where none is asked for; null: the whole image pixel by pixel.</param>
    public static (PictureQuery? Query, Malformed? Problem) Read(
        PictureParameters asked, StringValues acceptHeader, Viewport? defaultViewport = null)
    {
        StringValues accept = asked.Accept is { Length: > 0 } named ? new StringValues(named) : acceptHeader;
        if (Accepted(accept) is not { } format) return (null, Malformed.PictureType);
        if (!TryWindow(asked.Window, out var window)) return (null, Malformed.Window);
        if (!TryViewport(asked.Viewport, out var viewport)) return (null, Malformed.Viewport);
        var quality = PictureQuery.DefaultQuality;
        if (asked.Quality is { } text && !(TryCount(text, out quality) && quality is >= 1 and <= 100)) return (null, Malformed.Quality);
        var (annotations, unknown) = AnnotationsOf(asked.Annotation ?? "");
        return (new PictureQuery(window, viewport ?? defaultViewport, quality, format, annotations) { UnknownAnnotations = unknown, Overlays = asked.Overlays == true }, null);
    }

    /// <summary>Whether a caller takes a type that is no picture.</summary>
    public static bool Takes(PictureParameters asked, StringValues acceptHeader, string type) =>
        asked.Accept is { Length: > 0 } named
            ? named.Contains(type)
            : acceptHeader.Count == 0 || (MediaTypeHeaderValue.TryParseList(acceptHeader.OfType<string>().ToList(), out var ranges)
                && ranges.Any(range => range.Quality is not 0 && new MediaTypeHeaderValue(type).IsSubsetOf(new MediaTypeHeaderValue(range.MediaType))));

    /// <summary>Other values than the two are no error: the standard has them passed over, and said (PS3.18 8.3.5.1.1).</summary>
    private static (AnnotationParts Known, string Unknown) AnnotationsOf(string list)
    {
        var known = AnnotationParts.None;
        var unknown = new List<string>();
        foreach (var part in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "patient") known |= AnnotationParts.Patient;
            else if (part == "technique") known |= AnnotationParts.Technique;
            else unknown.Add(IsToken(part) ? part : "?"); // It is repeated in a header.
        }
        return (known, string.Join(',', unknown.Distinct().Take(MostUnknown)));
    }

    private static bool IsToken(string text) => text.Length <= 32 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

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
            if (!TryExtent(parts[4], out sourceWidth) || !TryExtent(parts[5], out sourceHeight)) return false;
            if (x < 0 || y < 0 || Math.Max(x, y) > MostOfSource) return false;
        }
        viewport = new Viewport(width, height, (int)x, (int)y, (int?)sourceWidth, (int?)sourceHeight);
        return true;
    }

    /// <summary>A negative extent turns the picture over; an empty one reaches to the far edge.</summary>
    private static bool TryExtent(string text, out double? extent)
    {
        extent = null;
        if (text.Length == 0) return true;
        if (!TryNumber(text, out var number) || number == 0 || Math.Abs(number) > MostOfSource) return false;
        extent = number;
        return true;
    }

    private static bool TrySize(string text, out int size) =>
        TryCount(text, out size) && size is >= 1 and <= MostPixels;

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value)
            && Math.Abs(value) < 1e9;

    /// <summary>The best type we make of those accepted; JPEG when none is named.</summary>
    /// <param name="accept">Of the query, else of the header.</param>
    private static OutputFormat? Accepted(StringValues accept)
    {
        if (accept.Count == 0) return OutputFormat.Jpeg;
        if (accept is ["image/jpeg" or "*/*"]) return OutputFormat.Jpeg;
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types)) return null;
        foreach (var type in types.OrderByDescending(t => t.Quality ?? 1))
        {
            if (type.Quality == 0) continue;
            switch (NameOf(type))
            {
                case "*/*" or "image/*" or "image/jpeg": return OutputFormat.Jpeg;
                case "image/png": return OutputFormat.Png;
                case "image/gif": return OutputFormat.Gif;
            }
        }
        return null;
    }

    /// <summary>Of a multipart answer, what its parts are.</summary>
    private static string? NameOf(MediaTypeHeaderValue type) => type.MediaType == "multipart/related"
        ? type.Parameters.FirstOrDefault(p => p.Name.Equals("type", StringComparison.OrdinalIgnoreCase))?.Value.ToString().Trim('"')
        : type.MediaType.ToString();
}
