using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>
/// A member of a body that takes null may as well be left out. The framework's generator calls every member of a record's header required,
/// which is true of answers alone; a type that is both sent and answered is described as it is sent.
/// </summary>
internal static class OptionalMembers
{
    /// <summary>Takes them off the required members of everything that bodies are made of.</summary>
    public static void Release(OpenApiDocument document)
    {
        var seen = new HashSet<string>();
        foreach (var operation in document.Paths.Values.SelectMany(p => p.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
            foreach (var content in operation.RequestBody?.Content?.Values ?? Enumerable.Empty<OpenApiMediaType>())
                Release(content.Schema, document, seen);
    }

    private static void Release(IOpenApiSchema? schema, OpenApiDocument document, HashSet<string> seen)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            if (seen.Add(id) && document.Components?.Schemas?.TryGetValue(id, out var target) == true) Release(target, document, seen);
            return;
        }
        if (schema is not OpenApiSchema own) return;
        foreach (var (name, member) in own.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (TakesNull(member)) own.Required?.Remove(name);
            Release(member, document, seen);
        }
        if (own.Required is { Count: 0 }) own.Required = null;
        Release(own.Items, document, seen);
        foreach (var choice in own.OneOf ?? []) Release(choice, document, seen);
    }

    private static bool TakesNull(IOpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(choice => choice.Type == JsonSchemaType.Null) == true;
}
