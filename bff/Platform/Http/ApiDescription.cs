using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bff.Platform.Http;

/// <summary>The published API description: no server address, so that the committed copy is the same everywhere.</summary>
public static class ApiDescription
{
    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "Patient services of Shanghai's municipal hospitals",
            Version = "1",
            Description = "Errors are RFC 9457 problems with a stable `code`. Times are ISO 8601 with offset.",
        };
        document.Servers?.Clear();
        return Task.CompletedTask;
    });
}
