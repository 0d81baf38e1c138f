using System.Text;
using Microsoft.Extensions.Options;

namespace Bff.Film.Dicomweb;

/// <summary>One part: its content type, and what opens its body when its turn comes.</summary>
internal sealed record Part(string ContentType, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>
/// A <c>multipart/related</c> answer (RFC 2387), written part by part so that one part is in memory at a time. A failure before the first
/// part is open is still answered as an ordinary problem.
/// </summary>
/// <param name="rootType">The type parameter: what the parts are.</param>
/// <param name="bytes">Of all parts together, at most: the holder of a link is given only so much at once.</param>
internal sealed class MultipartResult(string rootType, IReadOnlyList<Part> parts, long bytes) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (parts.Count > 1 && Caller.Of(httpContext) is Caller.Link && bytes > MostOfLink(httpContext))
        {
            await Words.Of(NotGiven.TooLarge).Problem.ExecuteAsync(httpContext);
            return;
        }
        var boundary = Guid.NewGuid().ToString("N");
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = $"multipart/related; type=\"{rootType}\"; boundary={boundary}";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        foreach (var part in parts)
        {
            await using var body = await part.OpenAsync(cancellationToken);
            await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Type: {part.ContentType}\r\n\r\n"),
                cancellationToken);
            await body.CopyToAsync(response.Body, cancellationToken);
            await response.Body.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"), cancellationToken);
    }

    private static long MostOfLink(HttpContext http) =>
        http.RequestServices.GetRequiredService<IOptions<FilmOptions>>().Value.MostBytesOfLinkAnswer;
}
