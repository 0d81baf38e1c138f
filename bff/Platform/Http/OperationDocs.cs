using Microsoft.OpenApi;

namespace Bff.Platform.Http;

/// <summary>Error statuses that an operation declares besides those that follow from its policy, body and limits.</summary>
/// <param name="Statuses">HTTP statuses from 400 on.</param>
public sealed record DeclaredErrors(int[] Statuses);

/// <summary>Where a described parameter stands.</summary>
public enum ParameterPlace
{
    /// <summary>A segment of the path.</summary>
    Path,

    /// <summary>The query string.</summary>
    Query,

    /// <summary>A header.</summary>
    Header,
}

/// <summary>A parameter that no argument of the handler stands for, such as one that a filter of the group reads.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Place">Where it stands.</param>
public sealed record DescribedParameter(string Name, string Description, ParameterPlace Place);

/// <summary>A chapter of the API description, registered by the slice whose operations bear the tag.</summary>
/// <param name="Name">The tag.</param>
/// <param name="Description">What its operations are for.</param>
public sealed record ApiTag(string Name, string Description);

/// <summary>
/// What an endpoint tells the API description beyond its docstring. Summary, parameters and body are described by the docstring of the
/// handler:
/// <c>summary</c>, <c>param</c>, <c>remarks</c>, <c>returns</c>.
/// </summary>
public static class OperationDocs
{
    /// <summary>
    /// Declares error statuses as problems. 401 and 403 follow from the policy, 429 from the address limits, 400, 413 and 415 from a body,
    /// 409 from <see cref="Idempotent"/>, and 503 is everywhere: name only what is the operation's own.
    /// </summary>
    /// <param name="builder">A route or a group of routes.</param>
    /// <param name="statuses">HTTP statuses from 400 on.</param>
    public static TBuilder ProducesErrors<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DeclaredErrors(statuses));

    /// <summary>
    /// Describes a parameter that no argument of the handler stands for; one that the route has anyway is only given the description.
    /// </summary>
    /// <param name="builder">A route or a group of routes.</param>
    /// <param name="name">Its name on the wire.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="place">Where it stands.</param>
    public static TBuilder DescribesParameter<TBuilder>(
        this TBuilder builder, string name, string description, ParameterPlace place = ParameterPlace.Path)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DescribedParameter(name, description, place));

    /// <summary>The body is a file, which the handler reads as it comes.</summary>
    /// <param name="route">The route.</param>
    /// <param name="description">What is in it, one sentence.</param>
    /// <param name="types">Its media types.</param>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder route, string description, params string[] types) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody { Description = description, Required = true, Content = Bytes(types) };
            return Task.CompletedTask;
        });

    /// <summary>The answer is a file.</summary>
    /// <param name="route">The route.</param>
    /// <param name="types">One of these media types.</param>
    public static RouteHandlerBuilder GivesFile(this RouteHandlerBuilder route, params string[] types) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse { Description = "The file.", Content = Bytes(types) };
            return Task.CompletedTask;
        });

    private static Dictionary<string, OpenApiMediaType> Bytes(string[] types) => types.ToDictionary(
        type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } });

    /// <summary>Describes a chapter of the API.</summary>
    public static void AddApiTag(this IServiceCollection services, string name, string description) =>
        services.AddSingleton(new ApiTag(name, description));
}
