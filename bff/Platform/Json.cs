using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Bff.Platform;

/// <summary>
/// The source-generated contexts are the only resolvers: a type that was not registered fails the first test that touches it.
/// </summary>
internal static class Json
{
    public static void AddJson(this IServiceCollection services, params JsonSerializerContext[] contexts) =>
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
            json.TypeInfoResolverChain.Clear();
            json.TypeInfoResolverChain.Add(PlatformJson.Default);
            foreach (var context in contexts) json.TypeInfoResolverChain.Add(context);
        });
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Opaque; null on the last page.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(DateOnly?))]
[JsonSerializable(typeof(Page<AuditRow>))]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class PlatformJson : JsonSerializerContext;
