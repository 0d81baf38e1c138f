using Bff.Film.Dicomweb;
using DicomRender.Describing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film.Pictures;

/// <summary>Answers with pictures of an instance that was found for the caller.</summary>
internal static class PictureAnswers
{
    /// <summary>One picture, or those of a list of frames as multipart/related.</summary>
    /// <param name="frames">Numbers from 1, parted by commas.</param>
    public static async Task<IResult> DrawAsync(InstanceRow row, string frames, PictureQuery query, HttpContext http, FilmReader reader)
    {
        if (NotShown(row) is { } refusal) return refusal;
        var (numbers, refused) = FrameList.Read(frames, row.Frames);
        if (numbers is null) return refused.Problem;
        if (query.Annotations != AnnotationParts.None && !reader.CanAnnotate) query = WithoutAnnotations(query);
        Warn(http, query.UnknownAnnotations);
        if (numbers.Length > 1)
        {
            var parts = Array.ConvertAll(numbers, n => PartOf(row, n, query, reader));
            return new MultipartResult(query.ContentType, parts, parts.Length * BytesOf(row.Image!, query));
        }
        return await DrawOneAsync(row, numbers[0], query, http, reader);
    }

    /// <summary>Why the instance has no picture; null when it has.</summary>
    public static ProblemHttpResult? NotShown(InstanceRow row) => row.State switch
    {
        InstanceState.Ready => null,
        InstanceState.NotImage => Words.Of(Pictures.NotShown.NotAnImage).Problem,
        InstanceState.Failed => Words.Of(Pictures.NotShown.Failed, row.FailureCode).Problem,
        _ => Words.Of(Pictures.NotShown.Processing).Problem,
    };

    private static async Task<IResult> DrawOneAsync(InstanceRow row, int frame, PictureQuery query, HttpContext http, FilmReader reader)
    {
        var key = FilmReader.PictureKey(row, frame, query);
        if (PictureHeaders.AreKnownTo(http, key)) return TypedResults.StatusCode(304);
        return new PictureResult(await reader.RenderAsync(row, frame, query, key, http.RequestAborted), query.ContentType);
    }

    /// <summary>Of a drawn picture before it is compressed.</summary>
    private static long BytesOf(ImageDescription image, PictureQuery query) =>
        (query.Viewport is { } fit ? (long)fit.Width * fit.Height : (long)image.Columns * image.Rows) * image.SamplesPerPixel;

    private static Part PartOf(InstanceRow row, int frame, PictureQuery query, FilmReader reader) =>
        new(query.ContentType, async cancellationToken =>
        new MemoryStream(await reader.RenderAsync(row, frame, query, FilmReader.PictureKey(row, frame, query), cancellationToken)));

    private static PictureQuery WithoutAnnotations(PictureQuery query)
    {
        var asked = query.Annotations.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
        var unknown = query.UnknownAnnotations.Length > 0 ? asked + "," + query.UnknownAnnotations : asked;
        return query with { Annotations = AnnotationParts.None, UnknownAnnotations = unknown };
    }

    /// <summary>The standard wants it said (PS3.18 8.3.5.1.1).</summary>
    private static void Warn(HttpContext http, string unsupported)
    {
        if (unsupported.Length == 0) return;
        http.Response.Headers.Warning = $"299 bff \"The following annotation values are not supported: {unsupported}\"";
    }
}
