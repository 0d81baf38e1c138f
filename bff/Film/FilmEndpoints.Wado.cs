using System.Globalization;
using System.Text;
using Bff.Gateways.FilmArchive;
using DicomRender.Datasets;
using DicomRender.Decoding;
using DicomRender.Parsing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film;

/// <summary>WADO-RS (PS3.18 10.4): instances, metadata, frames, rendered pictures, thumbnails; and our lossless samples for phones.</summary>
public static partial class FilmEndpoints
{
    private const string InstancePath = "/studies/{study}/series/{series}/instances/{sop}";

    private static void MapWado(RouteGroupBuilder group)
    {
        group.MapGet("/studies/{study}", (string study, HttpContext http, FilmStore store, IFilmArchive archive, Audit audit) => InstancesAsync(study, null, null, http, store, archive, audit));
        group.MapGet("/studies/{study}/metadata", (string study, HttpContext http, FilmStore store, FilmIngest ingest, IFilmArchive archive, Audit audit) =>
            MetadataAsync(study, null, null, http, store, ingest, archive, audit));
        group.MapGet("/studies/{study}/thumbnail", (string study, HttpContext http, FilmStore store, FilmReader reader) => RepresentativeThumbnailAsync(study, null, http, store, reader));
        group.MapGet("/studies/{study}/series/{series}", (string study, string series, HttpContext http, FilmStore store, IFilmArchive archive, Audit audit) =>
            InstancesAsync(study, series, null, http, store, archive, audit));
        group.MapGet("/studies/{study}/series/{series}/metadata", (string study, string series, HttpContext http, FilmStore store, FilmIngest ingest, IFilmArchive archive, Audit audit) =>
            MetadataAsync(study, series, null, http, store, ingest, archive, audit));
        group.MapGet("/studies/{study}/series/{series}/thumbnail", (string study, string series, HttpContext http, FilmStore store, FilmReader reader) =>
            RepresentativeThumbnailAsync(study, series, http, store, reader));
        group.MapGet(InstancePath, (string study, string series, string sop, HttpContext http, FilmStore store, IFilmArchive archive, Audit audit) =>
            InstancesAsync(study, series, sop, http, store, archive, audit));
        group.MapGet(InstancePath + "/metadata", (string study, string series, string sop, HttpContext http, FilmStore store, FilmIngest ingest, IFilmArchive archive, Audit audit) =>
            MetadataAsync(study, series, sop, http, store, ingest, archive, audit));
        group.MapGet(InstancePath + "/bulkdata/{**path}", BulkDataAsync);
        group.MapGet(InstancePath + "/rendered", (string study, string series, string sop, HttpContext http, FilmReader reader) => RenderedAsync(study, series, sop, "1", http, reader));
        group.MapGet(InstancePath + "/frames/{frames}/rendered", RenderedAsync);
        group.MapGet(InstancePath + "/thumbnail", ThumbnailAsync);
        group.MapGet(InstancePath + "/frames/{frames}/thumbnail", FrameThumbnailAsync);
        group.MapGet(InstancePath + "/frames/{frames}", FramesAsync);
        group.MapGet(InstancePath + "/frames/{frame:int}/samples", SamplesAsync);
    }

    private static async Task<IResult> RenderedAsync(string study, string series, string sop, string frames, HttpContext http, FilmReader reader)
    {
        var (query, problem) = PictureQuery.Read(http.Request);
        if (problem is { } p) return Problems.Of(p.Status, p.Code, p.Title);
        return await reader.FindAsync(http, Scope(http), study, series, sop) is { } row ? await PicturesAsync(row, frames, query!, http, reader) : UnknownInstance;
    }

    /// <summary>The thumbnail of a frame: its picture, small unless a viewport is asked for.</summary>
    private static async Task<IResult> FrameThumbnailAsync(string study, string series, string sop, string frames, HttpContext http, FilmReader reader)
    {
        var (query, problem) = PictureQuery.Read(http.Request, PictureQuery.ThumbnailViewport);
        if (problem is { } p) return Problems.Of(p.Status, p.Code, p.Title);
        return await reader.FindAsync(http, Scope(http), study, series, sop) is { } row ? await PicturesAsync(row, frames, query!, http, reader) : UnknownInstance;
    }

    /// <summary>The thumbnail of an instance: that of its middle frame, which is at hand since ingest.</summary>
    private static async Task<IResult> ThumbnailAsync(string study, string series, string sop, HttpContext http, FilmReader reader)
    {
        var (query, problem) = PictureQuery.Read(http.Request, PictureQuery.ThumbnailViewport);
        if (problem is { } p) return Problems.Of(p.Status, p.Code, p.Title);
        if (await reader.FindAsync(http, Scope(http), study, series, sop) is not { } row) return UnknownInstance;
        if (query != PictureQuery.PreparedThumbnail) return await PicturesAsync(row, $"{row.Frames / 2 + 1}", query!, http, reader);
        if (NotShown(row) is { } refusal) return refusal;
        if (NotModified(http, FilmPictures.ETag(row.Sha256 + "/thumbnail"))) return TypedResults.StatusCode(304);
        return new PictureResult(await reader.ThumbnailAsync(row, http.RequestAborted), "image/jpeg");
    }

    /// <summary>One picture, or those of a list of frames as multipart/related.</summary>
    private static async Task<IResult> PicturesAsync(InstanceRow row, string frames, PictureQuery query, HttpContext http, FilmReader reader)
    {
        if (NotShown(row) is { } refusal) return refusal;
        if (FrameNumbers(frames, row.Frames) is not { } numbers) return FrameUnknown;
        if (query.Annotations != AnnotationParts.None && !reader.CanAnnotate)
        {
            // The standard wants it said (PS3.18 8.3.5.1.1).
            http.Response.Headers.Warning = $"299 bff \"The following annotation values are not supported: {query.Annotations.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal)}\"";
            query = query with { Annotations = AnnotationParts.None };
        }
        if (numbers.Length > 1)
            return new MultipartResult(query.ContentType, numbers.Select(n => new Part(query.ContentType, async abort =>
                new MemoryStream(await reader.RenderAsync(row, n, query, FilmReader.PictureKey(row, n, query), abort)))));

        var key = FilmReader.PictureKey(row, numbers[0], query);
        if (NotModified(http, FilmPictures.ETag(key))) return TypedResults.StatusCode(304);
        return new PictureResult(await reader.RenderAsync(row, numbers[0], query, key, http.RequestAborted), query.ContentType);
    }

    /// <summary>The thumbnail of a study or series: its middle image.</summary>
    private static async Task<IResult> RepresentativeThumbnailAsync(string study, string? series, HttpContext http, FilmStore store, FilmReader reader)
    {
        var instances = (await store.InstancesAsync(Scope(http), study, series, null, 10_000, 0, http.RequestAborted)).Where(i => i.State != InstanceState.NotImage).ToList();
        if (instances.Count == 0) return UnknownInstance;
        var first = instances.TakeWhile(i => i.SeriesId == instances[0].SeriesId).ToList();
        var middle = first[first.Count / 2];
        return await ThumbnailAsync(study, middle.SeriesInstanceUid, middle.SopInstanceUid, http, reader);
    }

    private static async Task<IResult> SamplesAsync(string study, string series, string sop, int frame, int? level, HttpContext http, FilmReader reader)
    {
        if (await reader.FindAsync(http, Scope(http), study, series, sop) is not { } row) return UnknownInstance;
        if (NotShown(row) is { } refusal) return refusal;
        if (frame < 1 || frame > row.Frames || level is < 0 || level >= row.Image!.Levels) return FrameUnknown;
        if (row.Image.SamplesPerPixel != 1) return Problems.Of(406, "film.samples_only_grey", "彩色影像没有原始灰度数据，请使用 rendered。");
        if (NotModified(http, FilmPictures.ETag($"{row.Sha256}/{frame}/samples/{level ?? 0}"))) return TypedResults.StatusCode(304);
        var samples = await reader.SamplesAsync(row, frame, level ?? 0, http.RequestAborted);
        http.Response.Headers.ContentEncoding = "gzip";
        return new PictureResult(samples, "application/octet-stream");
    }

    /// <summary>Original instances as multipart/related, or one alone as application/dicom.</summary>
    private static async Task<IResult> InstancesAsync(
        string study, string? series, string? sop, HttpContext http, FilmStore store, IFilmArchive archive, Audit audit)
    {
        var instances = await store.InstancesAsync(Scope(http), study, series, sop, 100_000, 0, http.RequestAborted);
        if (instances.Count == 0) return UnknownInstance;
        await audit.RecordAsync(http, new AuditEntry("film.retrieve", "study-uid:" + study));
        var accept = http.Request.Headers.Accept.ToString();
        if (sop is not null && accept.Contains("application/dicom", StringComparison.Ordinal) && !accept.Contains("multipart", StringComparison.Ordinal))
        {
            var local = await archive.GetLocalAsync(FilmIngest.FileKey(instances[0].Sha256), http.RequestAborted);
            if (local is null) return UnknownInstance;
            http.Response.RegisterForDispose(local);
            return TypedResults.PhysicalFile(local.Path, "application/dicom");
        }
        return new MultipartResult("application/dicom", instances.Select(i => new Part("application/dicom; transfer-syntax=" + i.TransferSyntaxUid, async abort =>
            (await archive.GetLocalAsync(FilmIngest.FileKey(i.Sha256), abort) ?? throw new IOException("An archived file is gone.")).OpenRead())));
    }

    private static async Task<IResult> MetadataAsync(
        string study, string? series, string? sop, HttpContext http, FilmStore store, FilmIngest ingest, IFilmArchive archive, Audit audit)
    {
        var instances = await store.InstancesAsync(Scope(http), study, series, sop, 100_000, 0, http.RequestAborted);
        if (instances.Count == 0) return UnknownInstance;
        await audit.RecordAsync(http, new AuditEntry("film.metadata", "study-uid:" + study));
        foreach (var waiting in instances.Where(i => i.State == InstanceState.Received))
            if (await store.InstanceAsync(waiting.Id, http.RequestAborted) is { } row) await ingest.FinishNowAsync(row, http.RequestAborted);
        http.Response.ContentType = "application/dicom+json";
        http.Response.Headers.CacheControl = "no-store";
        var path = http.Request.Path.Value!;
        var root = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{path[..path.IndexOf("/studies/", StringComparison.Ordinal)]}";
        var separator = "["u8.ToArray();
        foreach (var instance in instances)
        {
            using var local = await archive.GetLocalAsync(FilmIngest.MetadataKey(instance.Sha256), http.RequestAborted);
            if (local is null) continue; // A file that failed before its header was kept has nothing to tell.
            await http.Response.Body.WriteAsync(separator, http.RequestAborted);
            separator = ","u8.ToArray();
            var bulkData = $"{root}/studies/{instance.StudyInstanceUid}/series/{instance.SeriesInstanceUid}/instances/{instance.SopInstanceUid}/bulkdata";
            await WriteLinkedAsync(http, await File.ReadAllBytesAsync(local.Path, http.RequestAborted), Encoding.UTF8.GetBytes(bulkData));
        }
        await http.Response.Body.WriteAsync(separator[0] == '[' ? "[]"u8.ToArray() : "]"u8.ToArray(), http.RequestAborted);
        return Results.Empty;
    }

    /// <summary>Metadata as kept, with the links to bulk values, which are kept without their beginning, made whole.</summary>
    private static async Task WriteLinkedAsync(HttpContext http, ReadOnlyMemory<byte> metadata, byte[] bulkData)
    {
        // Inside a text its quotation marks would be escaped.
        var (mark, body) = ("\"BulkDataURI\":\""u8.ToArray(), http.Response.Body);
        for (int at; (at = metadata.Span.IndexOf(mark)) >= 0; metadata = metadata[(at + mark.Length)..])
        {
            await body.WriteAsync(metadata[..(at + mark.Length)], http.RequestAborted);
            await body.WriteAsync(bulkData, http.RequestAborted);
        }
        await body.WriteAsync(metadata, http.RequestAborted);
    }

    /// <summary>A value that metadata give a link to: little endian as it stands; of pixel data every whole frame, decoded, in a part of its own.</summary>
    private static async Task<IResult> BulkDataAsync(
        string study, string series, string sop, string path, HttpContext http, FilmReader reader, IFilmArchive archive, IDicomCodec codec)
    {
        if (await reader.FindAsync(http, Scope(http), study, series, sop) is not { } row) return UnknownInstance;
        var local = await archive.GetLocalAsync(FilmIngest.FileKey(row.Sha256), http.RequestAborted);
        if (local is null) return UnknownInstance;
        http.Response.RegisterForDispose(local);
        var file = DicomFile.Open(local.Path);
        http.Response.RegisterForDispose(file);
        if (DicomJson.Find(file.Dataset, path) is not { Length: not 0 } element) return Problems.Of(404, "film.bulk_data_unknown", "没有这项数据。");
        if (file.PixelData is { } pixels && element == file.Dataset.Find(DicomTags.PixelData)) return Frames(file, pixels, Enumerable.Range(1, pixels.WholeFrames), codec);
        var accept = http.Request.Headers.Accept.ToString();
        if (accept.Contains("application/octet-stream", StringComparison.Ordinal) && !accept.Contains("multipart", StringComparison.Ordinal))
            return TypedResults.Stream(element.OpenRead(), "application/octet-stream");
        return new MultipartResult("application/octet-stream", [new Part("application/octet-stream", _ => Task.FromResult(element.OpenRead()))]);
    }

    /// <summary>Frames as uncompressed little-endian samples.</summary>
    private static async Task<IResult> FramesAsync(
        string study, string series, string sop, string frames, HttpContext http, FilmReader reader, IFilmArchive archive, IDicomCodec codec)
    {
        if (await reader.FindAsync(http, Scope(http), study, series, sop) is not { } row) return UnknownInstance;
        if (row.State == InstanceState.NotImage) return NotShown(row)!;
        if (FrameNumbers(frames, row.Frames) is not { } numbers) return FrameUnknown;
        var local = await archive.GetLocalAsync(FilmIngest.FileKey(row.Sha256), http.RequestAborted);
        if (local is null) return UnknownInstance;
        http.Response.RegisterForDispose(local);
        var file = DicomFile.Open(local.Path);
        http.Response.RegisterForDispose(file);
        if (file.PixelData is not { } pixels) return FrameUnknown;
        return Frames(file, pixels, numbers, codec);
    }

    private static MultipartResult Frames(DicomFile file, PixelData pixels, IEnumerable<int> numbers, IDicomCodec codec)
    {
        var shape = PixelShape.From(file.Dataset);
        return new MultipartResult("application/octet-stream", numbers.Select(n => new Part("application/octet-stream", async abort =>
        {
            return new MemoryStream((await codec.DecodeAsync(file.TransferSyntaxUid, pixels.ReadFrame(n - 1), shape, abort)).Samples);
        })));
    }

    private static ProblemHttpResult? NotShown(InstanceRow row) => row.State switch
    {
        InstanceState.Ready => null,
        InstanceState.NotImage => Problems.Of(406, "film.not_an_image", "这个对象不是影像。"),
        InstanceState.Failed => Problems.Of(422, "film." + row.FailureCode, "这幅影像的文件有问题，无法显示。"),
        _ => Problems.Of(503, "film.processing", "影像处理中，请稍后再试。"),
    };

    private static ProblemHttpResult UnknownInstance => Problems.Of(404, "film.unknown", "没有这个影像。");

    private static ProblemHttpResult FrameUnknown => Problems.Of(404, "film.frame_unknown", "没有这一帧。");

    /// <summary>Reads a frame list <c>1,3,7</c> (from 1); null when any is not of the instance.</summary>
    private static int[]? FrameNumbers(string list, int frames)
    {
        var parts = list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 4096) return null;
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] < 1 || numbers[i] > frames) return null;
        return numbers;
    }

    /// <summary>Sets the caching headers of an immutable picture; whether the caller has it already.</summary>
    private static bool NotModified(HttpContext http, string etag)
    {
        var headers = http.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "private, max-age=604800, immutable";
        headers.Vary = "Accept";
        return http.Request.Headers.IfNoneMatch.Any(v => v is not null && (v == "*" || v.Contains(etag, StringComparison.Ordinal)));
    }
}

/// <summary>A finished picture; its caching headers are already set.</summary>
internal sealed class PictureResult(byte[] bytes, string contentType) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = bytes.Length;
        return httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}
