using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>Gives schemas and their properties what the docstrings say of them.</summary>
internal sealed class SchemaDescriber(XmlDocs docs) : IOpenApiSchemaTransformer
{
    // The words of the framework's generator: a schema with an id becomes a component, and the description beside the reference to it is
    // kept apart.
    private const string SchemaId = "x-schema-id", ReferenceDescription = "x-ref-description";

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var isComponent = schema.Metadata?.TryGetValue(SchemaId, out var id) == true && id is string { Length: > 0 };
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (isComponent && docs.Of(type)?.Summary is { } ofType) schema.Description = ofType;
        if (PropertyOf(context) is { } property && docs.Of(property) is { } ofProperty)
        {
            if (isComponent) schema.Metadata![ReferenceDescription] = ofProperty;
            else schema.Description = ofProperty;
        }
        if (PropertyOf(context)?.IsDefined(typeof(CoordinatePairsAttribute), inherit: false) == true) schema.Items = Pair;
        return Task.CompletedTask;
    }

    private static OpenApiSchema Pair => new()
    {
        Type = JsonSchemaType.Array,
        MinItems = 2,
        MaxItems = 2,
        Items = new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
    };

    private static PropertyInfo? PropertyOf(OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo is not { } json) return null;
        return json.AttributeProvider as PropertyInfo ?? json.DeclaringType.GetProperties().FirstOrDefault(p =>
            p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name == json.Name
                || JsonNamingPolicy.CamelCase.ConvertName(p.Name) == json.Name);
    }
}
