using Bff.Platform.Pipes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>
/// The description as JSON. The operations do not change while the host runs, so it is made once, for the first who asks.
/// </summary>
public sealed class PublishedDescription([FromKeyedServices(ApiDescription.Document)] IOpenApiDocumentProvider provider)
{
    private readonly SingleFlight<string, byte[]> _making = new();
    private byte[]? _json;

    /// <summary>UTF-8 JSON of OpenAPI 3.1.</summary>
    public async ValueTask<byte[]> JsonAsync(CancellationToken cancellationToken) =>
        _json ?? await _making.GetAsync(ApiDescription.Document, MakeAsync, cancellationToken);

    private async Task<byte[]> MakeAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return _json = text.ToArray();
    }
}
