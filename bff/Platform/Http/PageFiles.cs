using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;

namespace Bff.Platform.Http;

/// <summary>
/// The built pages of webh5, kept in memory as they are sent: compressed once, not per request. Assets carry a hash in their name and never
/// change;
/// the HTML entries are fetched anew each time.
/// </summary>
public sealed class PageFiles(IWebHostEnvironment environment)
{
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly ConcurrentDictionary<string, Asset> _assets = new();
    private readonly ConcurrentDictionary<string, string> _written = new();

    /// <summary>A page with what the host knows already put in.</summary>
    /// <param name="file">Name of the built page, <c>film.html</c>.</param>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="parts">What stands in the place of which marker; the caller escapes it.</param>
    public IResult Written(string file, int status, params (string Marker, string Content)[] parts)
    {
        var html = new StringBuilder(_written.GetOrAdd(file, Read));
        foreach (var (marker, content) in parts) html.Replace(marker, content);
        return new WrittenPage(html.ToString(), status);
    }

    /// <summary>Compresses every asset ahead of whoever asks for it first.</summary>
    public void LoadAssets()
    {
        foreach (var file in environment.WebRootFileProvider.GetDirectoryContents("assets")) Find("assets/" + file.Name);
    }

    /// <summary>A file as it was built, compressed as the client takes it.</summary>
    public IResult Send(HttpContext http, string path, bool immutable)
    {
        if (Find(path) is not { } asset) return Problems.Of(404, "request.unknown", "没有这个地址。");
        var headers = http.Response.Headers;
        headers.CacheControl = immutable ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = asset.ETag;
        headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.Contains(asset.ETag)) return TypedResults.StatusCode(304);
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (encoding, bytes) = asset.Brotli is not null && accepted.Contains("br", StringComparison.Ordinal) ? ("br", asset.Brotli)
            : asset.Gzip is not null && accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", asset.Gzip) : (null, asset.Plain);
        if (encoding is not null) headers.ContentEncoding = encoding;
        return Results.Bytes(bytes, asset.ContentType);
    }

    /// <summary>Files kept in memory: never more than were built, whatever names are asked for.</summary>
    internal int Count => _assets.Count;

    /// <summary>Only what is there is kept, so that guesses at names fill no memory.</summary>
    private Asset? Find(string path)
    {
        if (_assets.TryGetValue(path, out var known)) return known;
        return Load(path) is { } loaded ? _assets.GetOrAdd(path, loaded) : null;
    }

    private Asset? Load(string path)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists || file.IsDirectory) return null;
        using var stream = file.CreateReadStream();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var plain = copy.ToArray();
        if (!Types.TryGetContentType(path, out var type)) type = "application/octet-stream";
        var text = type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("javascript", StringComparison.Ordinal)
            || type.Contains("json", StringComparison.Ordinal) || type.Contains("svg", StringComparison.Ordinal);
        if (type.StartsWith("text/", StringComparison.Ordinal)) type += "; charset=utf-8";
        return new Asset(type, "\"" + Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12)) + "\"", plain,
            text ? Compress(plain, s => new BrotliStream(s, CompressionLevel.Optimal)) : null, text
                ? Compress(plain, s => new GZipStream(s, CompressionLevel.Optimal)) : null);
    }

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> wrap)
    {
        using var target = new MemoryStream();
        using (var compressing = wrap(target)) compressing.Write(plain);
        return target.ToArray();
    }

    private string Read(string path)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists) throw new FileNotFoundException($"The pages are not built: {path} is missing.");
        using var reader = new StreamReader(file.CreateReadStream(), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed record Asset(string ContentType, string ETag, byte[] Plain, byte[]? Brotli, byte[]? Gzip);

    private sealed class WrittenPage(string html, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            if (httpContext.Response.Headers.CacheControl.Count == 0) httpContext.Response.Headers.CacheControl = "no-cache";
            httpContext.Response.Headers.Vary = "Accept-Encoding";
            var plain = Encoding.UTF8.GetBytes(html);
            if (httpContext.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
            {
                httpContext.Response.Headers.ContentEncoding = "gzip";
                plain = Compress(plain, s => new GZipStream(s, CompressionLevel.Fastest));
            }
            httpContext.Response.ContentLength = plain.Length;
            await httpContext.Response.Body.WriteAsync(plain, httpContext.RequestAborted);
        }
    }
}
