using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bff.Guide;

/// <summary>
/// A 200 with JSON written in one go into the response's own buffer. The framework's writer can pause at any value, which costs a route of 15 KB more
/// than finding it.
/// </summary>
internal sealed class WholeJson<T>(T value, JsonTypeInfo<T> type) : IResult, IEndpointMetadataProvider
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        var body = httpContext.Response.BodyWriter;
        using (var json = new Utf8JsonWriter(body, Options)) JsonSerializer.Serialize(json, value, type);
        await body.FlushAsync(httpContext.RequestAborted);
    }
}
