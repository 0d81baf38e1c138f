using System.Security.Cryptography;
using System.Text;

namespace Bff.Film.Pictures;

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

/// <summary>
/// Headers of what never changes: the same bytes of the file and the same request give the same picture. Whoever may see it can change, so
/// a browser asks again after five minutes and is told, for the price of an entity tag, that it has the picture already.
/// </summary>
internal static class PictureHeaders
{
    private const string Kept = "private, max-age=604800, immutable", KeptBriefly = "private, max-age=300, must-revalidate";

    /// <summary>Sets the caching headers; whether the caller has the picture already.</summary>
    /// <param name="pictureKey">Names file, frame and every parameter.</param>
    public static bool AreKnownTo(HttpContext http, string pictureKey)
    {
        var (headers, etag) = (http.Response.Headers, ETag(pictureKey));
        headers.ETag = etag;
        headers.CacheControl = Caller.Of(http) is Caller.Integrator ? Kept : KeptBriefly;
        headers.Vary = "Accept";
        foreach (var known in http.Request.Headers.IfNoneMatch)
            if (known is not null && (known == "*" || known.Contains(etag, StringComparison.Ordinal))) return true;
        return false;
    }

    private static string ETag(string pictureKey) =>
        "\"" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pictureKey)).AsSpan(0, 16)) + "\"";
}
