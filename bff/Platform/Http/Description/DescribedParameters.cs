using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>The parameters of an operation: described, and completed by those that no argument of the handler stands for.</summary>
internal static class DescribedParameters
{
    private static readonly DescribedParameter[] OfEveryList =
    [
        new("limit", "Rows a page, 1 to 200; 50 unless told.", ParameterPlace.Query),
        new("cursor", "`nextCursor` of the page before; the first page without.", ParameterPlace.Query),
    ];

    /// <summary>Describes a parameter that is declared; false when there is none of that name.</summary>
    public static bool Describe(OpenApiOperation operation, string name, string? description)
    {
        if (operation.Parameters?.FirstOrDefault(p =>
            string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } parameter) return false;
        if (description is not null) parameter.Description = description;
        return true;
    }

    /// <summary>Adds what the path, the metadata and the idempotency key bring.</summary>
    public static void Complete(OpenApiOperation operation, string path, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var segment in path.Split('/').Where(s => s.StartsWith('{')))
            if (operation.Parameters.All(p => p.Name != segment[1..^1])) operation.Parameters.Add(
                New(segment[1..^1], ParameterLocation.Path, null));
        foreach (var said in metadata.OfType<DescribedParameter>())
            if (!Describe(operation, said.Name, said.Description) && said.Place != ParameterPlace.Path)
                operation.Parameters.Add(New(said.Name, said.Place == ParameterPlace.Query ? ParameterLocation.Query
                    : ParameterLocation.Header, said.Description));
        foreach (var common in OfEveryList)
            if (operation.Parameters.FirstOrDefault(p => p.Name == common.Name) is { Description: null } parameter) parameter.Description =
                common.Description;
        if (metadata.OfType<Idempotent>().Any())
            operation.Parameters.Add(New("Idempotency-Key", ParameterLocation.Header,
                "Up to 128 characters of the caller's choice. The same key and body give the same answer for 24 hours, another body 409."));
        if (operation.Parameters.Count == 0) operation.Parameters = null;
    }

    private static OpenApiParameter New(string name, ParameterLocation place, string? description) => new()
    {
        Name = name,
        In = place,
        Required = place == ParameterLocation.Path,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
