using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Bff.Guide.Routes;

/// <summary>A 200 with a route written beforehand, in one piece of known length.</summary>
internal sealed class RouteJsonResult(ReadOnlyMemory<byte> json, ArrayBufferWriter<byte>? borrowed = null)
    : IResult, IEndpointMetadataProvider
{
    /// <summary>As many buffers are kept as are written at once; one that grew for a long tour is left to the collector.</summary>
    internal const int MostIdle = 16, LargestIdle = 256 << 10;

    private static readonly ConcurrentQueue<ArrayBufferWriter<byte>> Idle = new();
    private static int _idle;

    /// <summary>Buffers that wait for the next route.</summary>
    internal static int IdleCount => Idle.Count;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(RouteAnswerBody), ["application/json"]));

    /// <summary>Writes an answer now; the buffer goes back when it is sent.</summary>
    public static RouteJsonResult Of(RouteAnswerBody answer)
    {
        if (Idle.TryDequeue(out var buffer)) Interlocked.Decrement(ref _idle);
        else buffer = new(32 << 10);
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
        if (borrowed is { Capacity: <= LargestIdle }) Return(borrowed);
    }

    private static void Return(ArrayBufferWriter<byte> buffer)
    {
        if (Interlocked.Increment(ref _idle) > MostIdle)
        {
            Interlocked.Decrement(ref _idle);
            return;
        }
        buffer.ResetWrittenCount();
        Idle.Enqueue(buffer);
    }
}
