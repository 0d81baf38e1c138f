using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>The published API description: no server address, so that the committed copy is the same everywhere.</summary>
public static class ApiDescription
{
    internal const string Document = "v1";

    /// <summary>Registers the description; the slices bring operations, tags and credentials.</summary>
    public static void AddApiDescription(this IServiceCollection services)
    {
        services.AddSingleton<XmlDocs>();
        services.AddSingleton<PublishedDescription>();
        services.AddOpenApi(Document, options =>
        {
            options.AddSchemaTransformer<SchemaDescriber>();
            options.AddOperationTransformer<OperationDescriber>();
            options.AddDocumentTransformer(CompleteAsync);
        });
    }

    private static Task CompleteAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Patient services of Shanghai's municipal hospitals",
            Version = "1",
            Description = "Errors are RFC 9457 problems with a stable `code`. Times are ISO 8601 with offset.",
        };
        document.Servers?.Clear();
        ErrorResponses.AddComponents(document);
        OptionalMembers.Release(document);
        foreach (var credential in context.ApplicationServices.GetServices<Credential>()) document.AddComponent<IOpenApiSecurityScheme>(
            credential.Name, credential.Scheme);
        var tags = context.ApplicationServices.GetServices<ApiTag>().ToDictionary(t => t.Name, t => t.Description);
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>()) tag.Description ??= tags.GetValueOrDefault(tag.Name ?? "");
        return Task.CompletedTask;
    }
}
