using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bff.Tests.Contract;

/// <summary>One operation of <c>bff/openapi.json</c>.</summary>
/// <param name="Id">Its operationId.</param>
/// <param name="Method">Upper case.</param>
/// <param name="Path">With <c>{names}</c>.</param>
/// <param name="Node">As it is written.</param>
internal sealed partial record Operation(string Id, string Method, string Path, JsonObject Node)
{
    private static readonly Lazy<JsonObject> Document = new(() =>
        JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(SourceTree.Root, "bff", "openapi.json")))!.AsObject());

    /// <summary>Every operation: those that read first, those that end something last.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        .. from path in Document.Value["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where operation.Key is "get" or "post" or "put" or "patch" or "delete"
           let method = operation.Key.ToUpperInvariant()
           orderby method switch { "GET" => 0, "DELETE" => 2, _ => 1 }
           select new Operation((string)operation.Value!["operationId"]!, method, path.Key, operation.Value!.AsObject()),
    ];

    /// <summary>Name, place and schema of each parameter.</summary>
    public IEnumerable<(string Name, string In, JsonObject Schema)> Parameters =>
        from parameter in Node["parameters"]?.AsArray() ?? []
        select ((string)parameter["name"]!, (string)parameter["in"]!, Resolve(parameter["schema"]!));

    /// <summary>Media type and schema of the body; null where none is described.</summary>
    public (string Type, JsonObject Schema)? Body =>
        Node["requestBody"]?["content"]?.AsObject().FirstOrDefault() is { Key: { } type, Value: { } content }
            ? (type, Resolve(content["schema"]!)) : null;

    /// <summary>Names of the credentials, one of which is needed.</summary>
    public string[] Credentials => [.. (Node["security"]?.AsArray() ?? []).SelectMany(s => s!.AsObject()).Select(s => s.Key)];

    /// <summary>Roles of which one is needed.</summary>
    public string[] Roles => RoleSentence().Match((string?)Node["description"] ?? "") is { Success: true } sentence
        ? [.. Quoted().Matches(sentence.Value).Select(m => m.Groups[1].Value)] : [];

    /// <summary>Whether an answer of this status is described as something else than a problem.</summary>
    public bool IsNoProblem(int status) =>
        Node["responses"]?[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] is { } response && response["$ref"] is null;

    /// <summary>What a reference stands for.</summary>
    public static JsonObject Resolve(JsonNode schema) =>
        (string?)schema["$ref"] is { } reference
            ? Document.Value["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject() : schema.AsObject();

    [GeneratedRegex("staff with the role .*")]
    private static partial Regex RoleSentence();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Quoted();
}
