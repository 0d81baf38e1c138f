using System.Globalization;
using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>The error answers of the description: one response per status, all with the one schema <c>Problem</c>.</summary>
internal static class ErrorResponses
{
    private const string ProblemSchema = "Problem", ProblemType = "application/problem+json";

    private static readonly Dictionary<int, (string Name, string Description)> Known = new()
    {
        [400] = ("BadRequest", "The request is malformed; `errors` names the wrong fields where there are any."),
        [401] = ("Unauthorized", "No credential, or one that is not valid any more."),
        [403] = ("Forbidden", "Signed in, but without the right to do this."),
        [404] = ("NotFound", "Unknown, also for what exists and is not the caller's."),
        [406] = ("NotAcceptable", "None of the accepted types can be made."),
        [409] = ("Conflict", "In conflict with the present state."),
        [410] = ("Gone", "Expired, revoked or used up."),
        [412] = ("PreconditionFailed", "Changed by someone else in the meantime."),
        [413] = ("ContentTooLarge", "The body, or the answer that is asked for, is too large."),
        [415] = ("UnsupportedMediaType", "The body is of a type that is not read here."),
        [422] = ("Unprocessable", "Understood, but it cannot be done as asked."),
        [423] = ("Locked", "Locked after too many wrong tries."),
        [429] = ("TooManyRequests", "Too many requests or tries; `Retry-After` says when to come back."),
        [502] = ("BadGateway", "A system outside answered something that cannot be used."),
        [503] = ("Unavailable", "The service or one it needs is not available; `Retry-After` says when to come back."),
    };

    /// <summary>Whether a response was declared as a problem by the framework's own words.</summary>
    public static bool IsProblem(string status, IOpenApiResponse response) =>
        int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 400
        && (response.Content is null or { Count: 0 } || response.Content.ContainsKey(ProblemType));

    /// <summary>Sets the error answers of an operation in the order of their statuses.</summary>
    public static void Set(OpenApiOperation operation, IEnumerable<int> statuses, OpenApiDocument document)
    {
        operation.Responses ??= [];
        foreach (var status in statuses.Order())
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference(NameOf(status), document);
    }

    /// <summary>Adds those of the responses that some operation refers to, and their schema.</summary>
    public static void AddComponents(OpenApiDocument document)
    {
        var used = document.Paths.Values.SelectMany(p => p.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>())
            .SelectMany(o => o.Responses!.Keys).ToHashSet();
        foreach (var (status, (name, description)) in Known)
        {
            if (!used.Contains(status.ToString(CultureInfo.InvariantCulture))) continue;
            var response = new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string,
                    OpenApiMediaType>
                { [ProblemType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) } },
            };
            if (status is 429 or 503) response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = RetryAfter() };
            document.AddComponent(name, response);
        }
        document.AddComponent(ProblemSchema, Problem());
        document.Components!.Schemas!.Remove("ProblemDetails");
        document.Components.Schemas.Remove("HttpValidationProblemDetails");
    }

    private static string NameOf(int status) =>
        Known.TryGetValue(status, out var known) ? known.Name
            : throw new InvalidOperationException($"No words for the error status {status}.");

    private static OpenApiHeader RetryAfter() => new()
    {
        Description = "Seconds until a further try makes sense.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1" },
    };

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "An RFC 9457 problem.",
        Required = new HashSet<string> { "type", "title", "status", "traceId", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Kind of problem as a URI; `about:blank` or the RFC of the status."),
            ["title"] = Text("One sentence for people, in Chinese."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
            ["detail"] = Text("What this occurrence is about, where there is more to say."),
            ["traceId"] = Text("Names this request in the logs."),
            ["code"] = Text("Stable code for programs, such as `film.link_expired`."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Wrong fields and what is wrong with each.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String }
                },
            },
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
