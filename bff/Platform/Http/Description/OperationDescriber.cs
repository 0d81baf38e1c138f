using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Bff.Platform.Http.Description;

/// <summary>
/// Completes every operation from what the house knows of it: the docstring of its handler, its policy, the limits of its address, and what
/// <see cref="OperationDocs"/> put into its metadata.
/// </summary>
internal sealed partial class OperationDescriber(
    XmlDocs docs, IEnumerable<AddressLimit> limits, IEnumerable<Credential> credentials, IAuthorizationPolicyProvider policies)
        : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = "/" + Constraint().Replace(context.Description.RelativePath ?? "", "{$1}");
        var admission = await Admission.OfAsync(metadata, policies);
        operation.OperationId ??= IdOf(context.Description.HttpMethod ?? "GET", path);
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is { } handler) Describe(operation, handler, admission);
        DescribedParameters.Complete(operation, path, metadata);
        ErrorResponses.Set(operation, Errors(operation, path, metadata, admission), context.Document!);
        Credential[] admitted = [.. credentials.Where(c => c.Kinds.Intersect(admission.Kinds).Any()
            && new PathString(path).StartsWithSegments(c.Path.TrimEnd('/')))];
        operation.Security =
            [.. admitted.Select(c =>
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(c.Name, context.Document)] = [] })];
        if (admitted is [{ Samples: { } samples }]) AddSamples(operation, samples);
    }

    /// <summary>Under the name that pages of API descriptions agree on.</summary>
    private static void AddSamples(OpenApiOperation operation, IReadOnlyList<CodeSample> samples) =>
        operation.AddExtension("x-codeSamples", new JsonNodeExtension(new JsonArray(
            [.. samples.Select(s => new JsonObject { ["lang"] = s.Language, ["label"] = s.Language, ["source"] = s.Source })])));

    /// <summary>
    /// From method and path, which are the contract: <c>GET /api/staff/film/links/{id}</c> is <c>getStaffFilmLinksById</c>.
    /// </summary>
    private static string IdOf(string method, string path) => method.ToLowerInvariant() + string.Concat(
        from segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        where segment != "api"
        from word in segment.Replace("{", "by-", StringComparison.Ordinal)
            .Split(['-', '.', '{', '}', '_'], StringSplitOptions.RemoveEmptyEntries)
        select char.ToUpperInvariant(word[0]) + word[1..]);

    private void Describe(OpenApiOperation operation, MethodInfo handler, Admission admission)
    {
        var docstring = docs.Of(handler);
        operation.Summary ??= docstring?.Summary;
        var roles = admission.Roles.Length == 0 ? null
            : $"For staff with the role {string.Join(" or ", admission.Roles.Select(r => $"`{r}`"))}.";
        string[] description = [.. new[] { operation.Description, docstring?.Remarks, roles }.OfType<string>()];
        operation.Description = description.Length == 0 ? null : string.Join("\n\n", description);
        foreach (var argument in handler.GetParameters()) Describe(operation, argument, docstring);
        if (docstring?.Returns is { } returns)
            foreach (var (_, response) in operation.Responses?.Where(r => r.Key.StartsWith('2')) ?? []) response.Description = returns;
    }

    private void Describe(OpenApiOperation operation, ParameterInfo argument, Docstring? docstring)
    {
        if (argument.GetCustomAttribute<Microsoft.AspNetCore.Http.AsParametersAttribute>() is not null)
        {
            foreach (var property in argument.ParameterType.GetProperties()) DescribedParameters.Describe(operation, property.Name,
                docs.Of(property));
            return;
        }
        var said = docstring?.Parameters.GetValueOrDefault(argument.Name ?? "");
        if (DescribedParameters.Describe(operation, argument.Name ?? "", said)) return;
        if (operation.RequestBody is OpenApiRequestBody { Description: null } body && IsBodyOf(argument, body)) body.Description = said
            ?? docs.Of(argument.ParameterType)?.Summary;
    }

    private static bool IsBodyOf(ParameterInfo argument, OpenApiRequestBody body) =>
        argument.Name == "body" || body.Content?.Values.Any(c =>
            (c.Schema as OpenApiSchemaReference)?.Reference.Id == argument.ParameterType.Name) == true;

    private SortedSet<int> Errors(OpenApiOperation operation, string path, IList<object> metadata, Admission admission)
    {
        var statuses = new SortedSet<int>(metadata.OfType<DeclaredErrors>().SelectMany(d => d.Statuses)) { 503 };
        foreach (var (status, response) in operation.Responses ?? [])
            if (ErrorResponses.IsProblem(status, response)) statuses.Add(int.Parse(status, CultureInfo.InvariantCulture));
        if (admission.Kinds.Length > 0) statuses.UnionWith([401, 403]);
        if (limits.Any(l => Array.Exists(l.Paths, p => new PathString(path).StartsWithSegments(p)))) statuses.Add(429);
        if (operation.RequestBody is not null) statuses.UnionWith([400, 413, 415]);
        if (operation.Parameters?.Any(p =>
            p.In == ParameterLocation.Query && p.Schema?.Type is not (null or JsonSchemaType.String)) == true) statuses.Add(400);
        if (metadata.OfType<Idempotent>().Any()) statuses.UnionWith([400, 409]);
        return statuses;
    }

    [GeneratedRegex(@"\{\*{0,2}([^}:=?]+)[^}]*\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Constraint();
}
