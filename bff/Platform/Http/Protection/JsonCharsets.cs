using System.Collections.Frozen;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Bff.Platform.Http;

/// <summary>
/// JSON is UTF-8, under whatever name its sender calls it; GB18030 and its older parts, which programs of hospitals still speak, are decoded.
/// Every other encoding is refused with 415 before anything reads the body. After authentication, since a signature covers the bytes as sent,
/// and before what keeps bodies.
/// </summary>
public sealed class JsonCharsets(RequestDelegate next)
{
    /// <summary>Names as browsers know them (WHATWG), and what databases and old Java call them. Plain ASCII is UTF-8.</summary>
    private static readonly FrozenSet<string> Utf8 = new[]
    {
        "utf-8", "utf8", "utf_8", "utf-8-bom", "utf8mb4", "unicode-1-1-utf-8", "unicode11utf8", "unicode20utf8", "x-unicode20utf8", "cp65001",
        "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>GB18030 contains the others.</summary>
    private static readonly FrozenSet<string> Gb18030 = new[]
    {
        "gb18030", "gb-18030", "gb18030-2022", "gbk", "x-gbk", "cp936", "ms936", "windows-936", "gb2312", "gb_2312", "gb_2312-80", "x-euc-cn", "euc-cn",
        "chinese", "csgb2312", "csiso58gb231280", "iso-ir-58",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly Encoding China = CodePagesEncodingProvider.Instance.GetEncoding(
        "gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public async Task InvokeAsync(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !IsJson(type) || !type.Charset.HasValue)
        {
            await next(http);
            return;
        }
        var charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        if (Utf8.Contains(charset)) await ReadAsUtf8Async(http, type);
        else if (Gb18030.Contains(charset))
        {
            http.Request.Body = Encoding.CreateTranscodingStream(http.Request.Body, China, new UTF8Encoding(false), leaveOpen: true);
            http.Request.ContentLength = null; // That of the decoded text is not known yet.
            await ReadAsUtf8Async(http, type);
        }
        else await Problems.WriteAsync(http, 415, "request.unsupported_media_type", "JSON 请使用 UTF-8 或 GB18030 编码。");
    }

    private async Task ReadAsUtf8Async(HttpContext http, MediaTypeHeaderValue type)
    {
        foreach (var named in type.Parameters.Where(p => p.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).ToArray())
            type.Parameters.Remove(named);
        http.Request.ContentType = type.ToString();
        try
        {
            await next(http);
        }
        catch (DecoderFallbackException e)
        {
            throw new BadHttpRequestException("The body is no text of the encoding it names.", StatusCodes.Status400BadRequest, e);
        }
    }

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
