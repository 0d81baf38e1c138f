using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
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
            foreach (var context in contexts) options.SerializerOptions.TypeInfoResolverChain.Add(context.RefusingNulls());
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
            json.TypeInfoResolverChain.Add(PlatformJson.Default.RefusingNulls());
        });

    /// <summary>
    /// Refuses a null where the declared types know none: an element of a list, and a member that is missing or null. Otherwise every
    /// reader would have to ask for what its types rule out.
    /// </summary>
    public static IJsonTypeInfoResolver RefusingNulls(this IJsonTypeInfoResolver resolver) => resolver.WithAddedModifier(type =>
    {
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false })
            type.OnDeserialized = list =>
            {
                foreach (var element in (IEnumerable)list)
                    if (element is null) throw new JsonException("A list holds a null.");
            };
        if (type.Kind != JsonTypeInfoKind.Object) return;
        JsonPropertyInfo[] needed =
            [.. type.Properties.Where(p => p is { IsSetNullable: false, PropertyType.IsValueType: false, Get: not null })];
        if (needed.Length == 0) return;
        type.OnDeserialized = value =>
        {
            foreach (var member in needed)
                if (member.Get!(value) is null) throw new JsonException($"{member.Name} is missing.");
        };
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
