using System.Buffers;
using System.Text.Json;

namespace Bff.Film.Dicomweb;

/// <summary>A finished body of <c>application/dicom+json</c>.</summary>
internal sealed class DicomwebResult(int status, ReadOnlyMemory<byte> body) : IResult
{
    /// <summary>An array with an object a row.</summary>
    /// <param name="write">Writes the attributes of a row inside its object.</param>
    public static DicomwebResult OfRows<T>(IEnumerable<T> rows, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var row in rows)
            {
                json.WriteStartObject();
                write(json, row);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return new DicomwebResult(200, buffer.WrittenMemory);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/dicom+json";
        await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
