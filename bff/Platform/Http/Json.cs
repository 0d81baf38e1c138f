using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Bff.Platform.Http;

/// <summary>
/// The source-generated contexts are the only resolvers: a type that was not registered fails the first test that touches it.
/// </summary>
public static class Json
{
    /// <summary>Registers the contexts of a library; each slice brings its own.</summary>
    public static void AddJson(this IServiceCollection services, params JsonSerializerContext[] contexts) =>
        services.ConfigureHttpJsonOptions(options =>
        {
            foreach (var context in contexts) options.SerializerOptions.TypeInfoResolverChain.Add(context);
        });

    /// <summary>The rules of all JSON over HTTP; before the contexts of the slices.</summary>
    public static void AddJsonRules(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
            json.TypeInfoResolverChain.Clear();
            json.TypeInfoResolverChain.Add(PlatformJson.Default);
        });
}

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="NextCursor">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(DateOnly?))]
public sealed partial class PlatformJson : JsonSerializerContext;
