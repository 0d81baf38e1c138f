using System.Text;

namespace Bff.Film.Dicomweb;

/// <summary>Metadata of instances, streamed one by one; values that are too long for them are links that are made whole here.</summary>
internal sealed class MetadataResult(IReadOnlyList<InstanceListRow> instances, Originals originals) : IResult
{
    /// <summary>What stands before a link's address. Inside a text its quotation marks would be escaped.</summary>
    private static readonly byte[] LinkMark = "\"BulkDataURI\":\""u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/dicom+json";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        var (root, separator) = (RootOf(httpContext.Request), "["u8.ToArray());
        foreach (var instance in instances)
        {
            using var local = await originals.MetadataAsync(instance, cancellationToken);
            if (local is null) continue;
            await response.Body.WriteAsync(separator, cancellationToken);
            separator = ","u8.ToArray();
            var series = $"{root}/studies/{instance.StudyInstanceUid}/series/{instance.SeriesInstanceUid}";
            var bulkData = $"{series}/instances/{instance.SopInstanceUid}/bulkdata";
            var metadata = await File.ReadAllBytesAsync(local.Path, cancellationToken);
            await WriteLinkedAsync(response.Body, metadata, Encoding.UTF8.GetBytes(bulkData), cancellationToken);
        }
        await response.Body.WriteAsync(separator[0] == '[' ? "[]"u8.ToArray() : "]"u8.ToArray(), cancellationToken);
    }

    /// <summary>The address that this request's DICOMweb routes start with: an integrator's or a link's.</summary>
    private static string RootOf(HttpRequest request)
    {
        var path = request.Path.Value!;
        return $"{PublicAddress.Of(request.HttpContext).RootOf(request)}{request.PathBase}{path[..path.IndexOf("/studies/", StringComparison.Ordinal)]}";
    }

    /// <summary>Links are kept without their beginning, which is put in.</summary>
    private static async Task WriteLinkedAsync(
        Stream body, ReadOnlyMemory<byte> metadata, byte[] bulkData, CancellationToken cancellationToken)
    {
        for (int at; (at = metadata.Span.IndexOf(LinkMark)) >= 0; metadata = metadata[(at + LinkMark.Length)..])
        {
            await body.WriteAsync(metadata[..(at + LinkMark.Length)], cancellationToken);
            await body.WriteAsync(bulkData, cancellationToken);
        }
        await body.WriteAsync(metadata, cancellationToken);
    }
}
