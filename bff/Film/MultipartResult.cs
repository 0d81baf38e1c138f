using System.Text;

namespace Bff.Film;

/// <summary>One part: its content type and how its body is had.</summary>
internal sealed record Part(string ContentType, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>A <c>multipart/related</c> answer (RFC 2387), written part by part so that one part is in memory at a time. What fails before the
/// first part is open is still an ordinary problem.</summary>
/// <param name="rootType">The type parameter: what the parts are.</param>
internal sealed class MultipartResult(string rootType, IEnumerable<Part> parts) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var boundary = Guid.NewGuid().ToString("N");
        var (response, abort) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = $"multipart/related; type=\"{rootType}\"; boundary={boundary}";
        foreach (var part in parts)
        {
            await using var body = await part.OpenAsync(abort);
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Type: {part.ContentType}\r\n\r\n"), abort);
            await body.CopyToAsync(response.Body, abort);
            await response.Body.WriteAsync("\r\n"u8.ToArray(), abort);
        }
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"), abort);
    }
}
