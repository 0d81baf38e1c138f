using Microsoft.OpenApi;

namespace Bff.Film.Dicomweb;

/// <summary>
/// What the API description cannot read from the handlers: bodies that are no JSON of ours, and open-ended search attributes.
/// </summary>
internal static class DicomwebDescription
{
    private const string DicomJson = "application/dicom+json";

    private static readonly Dictionary<string, string> Attributes = new()
    {
        ["PatientID"] = "Medical card number, exactly. Attributes may also be named by tag (00100020); unknown ones do not restrict.",
        ["AccessionNumber"] = "Accession number, exactly.",
        ["StudyInstanceUID"] = "One or several study UIDs, parted by commas.",
        ["StudyDate"] = "A day, 20260101, or a range open at either end, 20260101-20261231.",
        ["ModalitiesInStudy"] = "One or several modalities, parted by commas.",
        ["SeriesInstanceUID"] = "Series UID.",
        ["Modality"] = "Modality, such as CT.",
        ["SOPInstanceUID"] = "Instance UID.",
    };

    /// <summary>A search: its attributes and page, an array of the DICOM JSON model or 204 when nothing is found.</summary>
    public static RouteHandlerBuilder Finds(this RouteHandlerBuilder route, params string[] attributes) => route
        .ProducesErrors(400)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            foreach (var name in attributes) operation.Parameters.Add(Query(name, Attributes[name], JsonSchemaType.String));
            operation.Parameters.Add(Query("limit", "Most rows, 1 to 10000; 1000 unless told.", JsonSchemaType.Integer));
            operation.Parameters.Add(Query("offset", "Rows to pass over.", JsonSchemaType.Integer));
            Answer(operation, "200", "Attributes in the DICOM JSON model.", DicomJson);
            Answer(operation, "204", "Nothing is found.");
            return Task.CompletedTask;
        });

    /// <summary>An upload: <c>multipart/related</c> of DICOM files, answered with an outcome for each.</summary>
    public static RouteHandlerBuilder TakesInstances(this RouteHandlerBuilder route) => route
        .ProducesErrors(400, 403, 413, 415)
        .DescribesParameter("X-Hospital-Code", "Code of the hospital that the instances belong to; the caller's own unless named.", ParameterPlace.Header)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = "DICOM files, one a part.",
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["multipart/related; type=\"application/dicom\""] = Bytes },
            };
            Answer(operation, "200", "All are stored.", DicomJson);
            Answer(operation, "202", "Some are stored; the others are listed with their reasons.", DicomJson);
            Answer(operation, "409", "None is stored; all are listed with their reasons.", DicomJson);
            return Task.CompletedTask;
        });

    /// <summary>A body of one of these types.</summary>
    public static RouteHandlerBuilder Gives(this RouteHandlerBuilder route, params string[] types) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            Answer(operation, "200", "OK", types);
            return Task.CompletedTask;
        });

    /// <summary>The browser that asked may keep it; whoever sends the entity tag it was given is told that nothing has changed.</summary>
    public static RouteHandlerBuilder MayBeUnchanged(this RouteHandlerBuilder route) =>
        route.MayBeKept(KeptBy.OwnBrowser).AddOpenApiOperationTransformer((operation, _, _) =>
        {
            Answer(operation, "304", "The caller has it already.");
            return Task.CompletedTask;
        });

    private static OpenApiMediaType Bytes => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };

    private static OpenApiParameter Query(string name, string description, JsonSchemaType type) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type } };

    private static void Answer(OpenApiOperation operation, string status, string description, params string[] types)
    {
        operation.Responses ??= [];
        operation.Responses[status] = new OpenApiResponse
        {
            Description = description,
            Content = types.ToDictionary(type => type, type => type == DicomJson ? new OpenApiMediaType { Schema = Array } : Bytes),
        };
    }

    private static OpenApiSchema Array => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object } };
}
