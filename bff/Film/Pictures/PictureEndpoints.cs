using Bff.Film.Dicomweb;

namespace Bff.Film.Pictures;

/// <summary>WADO-RS (PS3.18 10.4.1.1.3): rendered pictures; and our lossless samples for phones.</summary>
internal static class PictureEndpoints
{
    private static readonly string[] Types = ["image/jpeg", "image/png", "image/gif"];

    public static void MapPictures(this RouteGroupBuilder group)
    {
        var instance = group.MapGroup(FilmPaths.Instance);
        Draws(instance.MapGet("/rendered", RenderedAsync)).Gives([.. Types, Documents.PdfType]);
        Draws(instance.MapGet("/frames/{frames}/rendered", FrameRenderedAsync)).Gives([.. Types, "multipart/related"]);
        instance.MapGet("/frames/{frame:int}/samples", SamplesAsync)
            .Gives("application/octet-stream").MayBeUnchanged().ProducesErrors(406, 422, 503);
    }

    /// <summary>What every picture may answer besides itself.</summary>
    internal static RouteHandlerBuilder Draws(RouteHandlerBuilder route) =>
        route.MayBeUnchanged().ProducesErrors(400, 406, 422, 503);

    /// <summary>Renders the first frame of an instance, or gives the document that it holds (WADO-RS).</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    private static async Task<IResult> RenderedAsync(
        string study, string series, string sop, [AsParameters] PictureParameters asked, HttpContext http, FilmReader reader,
        Documents documents)
    {
        var (query, problem) = PictureQueryReader.Read(asked, http.Request.Headers.Accept);
        var takesPdf = PictureQueryReader.Takes(asked, http.Request.Headers.Accept, Documents.PdfType);
        if (problem is { } malformed && !(takesPdf && malformed == Malformed.PictureType)) return Words.Of(malformed).Problem;
        if (await reader.FindAsync(http, study, series, sop) is not { } row) return Words.Of(Missing.Image).Problem;
        if (takesPdf && row.State == InstanceState.NotImage
            && await documents.PdfAsync(row.Sha256, row.ByteSize, http.RequestAborted) is { } pdf)
        {
            if (PictureHeaders.AreKnownTo(http, row.Sha256 + "/pdf")) return TypedResults.StatusCode(304);
            http.Response.Headers.ContentDisposition = "inline; filename=\"document.pdf\"";
            return new PictureResult(pdf, Documents.PdfType);
        }
        return query is null ? Words.Of(Malformed.PictureType).Problem : await PictureAnswers.DrawAsync(row, "1", query, http, reader);
    }

    /// <summary>Renders frames of an instance (WADO-RS): one as a picture, several as parts.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    /// <param name="frames">Frame numbers from 1, parted by commas.</param>
    private static async Task<IResult> FrameRenderedAsync(
        string study, string series, string sop, string frames, [AsParameters] PictureParameters asked, HttpContext http, FilmReader reader)
    {
        var (query, problem) = PictureQueryReader.Read(asked, http.Request.Headers.Accept);
        if (problem is { } malformed) return Words.Of(malformed).Problem;
        return await reader.FindAsync(http, study, series, sop) is { } row
            ? await PictureAnswers.DrawAsync(row, frames, query!, http, reader)
            : Words.Of(Missing.Image).Problem;
    }

    /// <summary>Gives a frame's stored values, lossless and gzipped, for a phone that windows them itself.</summary>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID.</param>
    /// <param name="sop">SOP Instance UID.</param>
    /// <param name="frame">Frame number from 1.</param>
    /// <param name="level">0 full size, each further one half of it; 0 unless told.</param>
    private static async Task<IResult> SamplesAsync(
        string study, string series, string sop, int frame, int? level, HttpContext http, FilmReader reader)
    {
        if (await reader.FindAsync(http, study, series, sop) is not { } row) return Words.Of(Missing.Image).Problem;
        if (PictureAnswers.NotShown(row) is { } refusal) return refusal;
        if (frame < 1 || frame > row.Frames || level is < 0 || level >= row.Image!.Levels) return Words.Of(Missing.Frame).Problem;
        if (row.Image.SamplesPerPixel != 1) return Words.Of(Pictures.NotShown.InColour).Problem;
        if (PictureHeaders.AreKnownTo(http, $"{row.Sha256}/{frame}/samples/{level ?? 0}")) return TypedResults.StatusCode(304);
        var samples = await reader.SamplesAsync(row, frame, level ?? 0, http.RequestAborted);
        http.Response.Headers.ContentEncoding = "gzip";
        return new PictureResult(samples, "application/octet-stream");
    }
}
