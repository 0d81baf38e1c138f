using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bff.Guide;

/// <summary>A 200 with a route written beforehand, in one piece of known length.</summary>
internal sealed class RouteJsonResult(ReadOnlyMemory<byte> json, ArrayBufferWriter<byte>? borrowed) : IResult, IEndpointMetadataProvider
{
    // As many as are written at once; a buffer that grew for a long tour is left to the collector.
    private const int MostIdle = 16, LargestIdle = 256 << 10;

    private static readonly ConcurrentQueue<ArrayBufferWriter<byte>> Idle = new();

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(RouteAnswerBody), ["application/json"]));

    /// <summary>Writes an answer now; the buffer goes back when it is sent.</summary>
    public static RouteJsonResult Of(RouteAnswerBody answer)
    {
        if (!Idle.TryDequeue(out var buffer)) buffer = new(32 << 10);
        RouteJson.Write(buffer, answer);
        return new(buffer.WrittenMemory, buffer);
    }

    /// <summary>The answer's bytes, for keeping.</summary>
    public byte[] Copy() => json.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.ContentType, response.ContentLength) = ("application/json; charset=utf-8", json.Length);
        await response.BodyWriter.WriteAsync(json, httpContext.RequestAborted);
        if (borrowed is not { Capacity: <= LargestIdle } || Idle.Count >= MostIdle) return;
        borrowed.ResetWrittenCount();
        Idle.Enqueue(borrowed);
    }
}
