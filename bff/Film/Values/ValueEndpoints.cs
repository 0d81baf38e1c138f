using Bff.Film.Dicomweb;
using Bff.Film.Pictures;
using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Parsing;

namespace Bff.Film.Values;

/// <summary>WADO-RS (PS3.18 10.4): single values and frames of an instance, uncompressed.</summary>
internal static class ValueEndpoints
{
    private const string OctetStream = "application/octet-stream", Multipart = "multipart/related";

    /// <summary>Explicit and implicit VR little endian, which say the same of a frame.</summary>
    private static readonly string[] Uncompressed = ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"];

    public static void MapValues(this RouteGroupBuilder group)
    {
        group.MapGet(FilmPaths.Instance + "/bulkdata/{**path}", BulkDataAsync).Gives(Multipart, OctetStream);
        group.MapGet(FilmPaths.Instance + "/frames/{frames}", FramesAsync).Gives(Multipart).ProducesErrors(400, 406);
    }

    /// <summary>
    /// Retrieves a value that metadata give a link to (WADO-RS): little endian as it stands; of pixel data every whole frame, decoded, in a
    /// part of its own.
    /// </summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    /// <param name="path">Tags and item numbers as in the link.</param>
    private static async Task<IResult> BulkDataAsync(
        string study, string series, string sop, string path, HttpContext http, FilmReader reader, FrameValues values)
    {
        if (await reader.FindAsync(http, study, series, sop) is not { } row) return Words.Of(Missing.Image).Problem;
        var file = await values.OpenAsync(http, row);
        if (DicomJson.Find(file.Dataset, path) is not { Length: not 0 } element) return Words.Of(Missing.BulkData).Problem;
        if (file.PixelData is { } pixels && element == file.Dataset.Find(DicomTags.PixelData))
            return Frames(file, pixels, [.. Enumerable.Range(1, pixels.WholeFrames)], values);
        var accept = http.Request.Headers.Accept.ToString();
        if (accept.Contains(OctetStream, StringComparison.Ordinal) && !accept.Contains("multipart", StringComparison.Ordinal))
            return TypedResults.Stream(element.OpenRead(), OctetStream);
        return new MultipartResult(OctetStream, [new Part(OctetStream, _ => Task.FromResult(element.OpenRead()))], element.Length);
    }

    /// <summary>Retrieves frames as uncompressed little-endian samples (WADO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    /// <param name="frames">Frame numbers from 1, parted by commas.</param>
    private static async Task<IResult> FramesAsync(
        string study, string series, string sop, string frames, HttpContext http, FilmReader reader, FrameValues values)
    {
        if (!MediaRange.Takes(http.Request.Headers.Accept.ToString(), OctetStream, Uncompressed))
            return Words.Of(NotGiven.InTransferSyntax).Problem;
        if (await reader.FindAsync(http, study, series, sop) is not { } row) return Words.Of(Missing.Image).Problem;
        if (row.State == InstanceState.NotImage) return Words.Of(NotShown.NotAnImage).Problem;
        var (numbers, refusal) = FrameList.Read(frames, row.Frames);
        if (numbers is null) return refusal.Problem;
        var file = await values.OpenAsync(http, row);
        return file.PixelData is { } pixels ? Frames(file, pixels, numbers, values) : Words.Of(Missing.Frame).Problem;
    }

    private static MultipartResult Frames(DicomFile file, PixelData pixels, int[] numbers, FrameValues values)
    {
        var shape = PixelShape.From(file.Dataset);
        var parts = Array.ConvertAll(numbers, n => new Part(OctetStream, async cancellationToken =>
            new MemoryStream(await values.DecodeAsync(file, pixels.ReadFrame(n - 1), shape, cancellationToken))));
        return new MultipartResult(OctetStream, parts, parts.Length * shape.FrameBytes);
    }
}
