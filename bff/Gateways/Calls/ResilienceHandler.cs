using System.Net;
using System.Text.Json;

namespace Bff.Gateways.Calls;

/// <summary>
/// Sends a request within the limits of its platform. What comes out is a busy status without a body, or a whole answer in JSON;
/// everything else is an <see cref="HttpRequestException"/>, so that the breaker counts it.
/// </summary>
internal sealed class ResilienceHandler(PlatformLine line) : DelegatingHandler
{
    /// <summary>Whether a status says "later" whatever the body says.</summary>
    public static bool IsBusy(HttpStatusCode status) =>
        status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await line.Pipeline.ExecuteAsync(async (r, token) => await TryAsync(r, token), request, cancellationToken);

    private async Task<HttpResponseMessage> TryAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        using var sent = answer.Content;
        try
        {
            if ((int)answer.StatusCode is >= 300 and < 400) throw Unreadable("a redirect");
            answer.Content = new ByteArrayContent(IsBusy(answer.StatusCode) ? [] : await ReadJsonAsync(sent, cancellationToken));
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<byte[]> ReadJsonAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > line.MostBytes) throw Unreadable("too large");
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new MemoryStream();
        var part = new byte[16 << 10];
        while (await stream.ReadAsync(part, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > line.MostBytes) throw Unreadable("too large");
            body.Write(part, 0, read);
        }
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (bytes.Span is [0xEF, 0xBB, 0xBF, ..]) bytes = bytes[3..];
        return IsJson(bytes.Span) ? bytes.ToArray() : throw Unreadable("not JSON");
    }

    /// <summary>The media type is not asked: WeChat says text/plain.</summary>
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read()) return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static HttpRequestException Unreadable(string why) => new(HttpRequestError.InvalidResponse, "The answer is " + why + ".");
}
