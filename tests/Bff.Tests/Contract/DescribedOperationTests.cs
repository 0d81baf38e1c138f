using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bff.Tests.Contract;

/// <summary>What makers of clients need of every operation and no linter asks for.</summary>
public sealed partial class DescribedOperationTests
{
    [Fact]
    public void Each_parameter_of_a_path_is_declared_and_no_other() =>
        Faults.None(from operation in Operation.All
                    let declared = operation.Parameters.Where(p => p.In == "path").Select(p => p.Name).Order()
                    where !declared.SequenceEqual(InPath().Matches(operation.Path).Select(m => m.Groups[1].Value).Order())
                    select $"{operation.Method} {operation.Path}: {string.Join(", ", declared)}");

    [Fact]
    public void Each_answer_with_a_body_says_of_what_type_it_is() =>
        Faults.None(from operation in Operation.All
                    where operation.Node["responses"]!["200"] is { } answer && answer["content"] is not JsonObject { Count: > 0 }
                    select $"{operation.Method} {operation.Path}");

    /// <summary>Those that take no body, by their nature.</summary>
    [Fact]
    public void Each_operation_that_reads_a_body_describes_it()
    {
        string[] without = ["retry", "activate", "done", "train", "rollback", "dismiss", "links", "hub-tickets"];
        Faults.None(from operation in Operation.All
                    where operation.Method is "POST" or "PUT" or "PATCH" && operation.Body is null
                    where !without.Contains(operation.Path[(operation.Path.LastIndexOf('/') + 1)..])
                    select $"{operation.Method} {operation.Path}");
    }

    [Fact]
    public void What_may_be_null_in_a_body_may_be_left_out()
    {
        var seen = new HashSet<JsonObject>();
        var open = new Queue<JsonNode>(Operation.All.Select(o => o.Body?.Schema).OfType<JsonNode>());
        var faults = new List<string>();
        while (open.TryDequeue(out var node))
        {
            var schema = Operation.Resolve(node);
            if (!seen.Add(schema)) continue;
            foreach (var part in (schema["oneOf"]?.AsArray() ?? []).Append(schema["items"]).OfType<JsonNode>()) open.Enqueue(part);
            foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
            {
                open.Enqueue(member!);
                if (TakesNull(member!) && (schema["required"]?.AsArray() ?? []).Any(r => (string?)r == name)) faults.Add(schema.GetPath() + " " + name);
            }
        }
        Assert.True(seen.Count > 40);
        Faults.None(faults);
    }

    private static bool TakesNull(JsonNode schema) =>
        schema["type"] is JsonArray types && types.Any(t => (string?)t == "null")
        || schema["oneOf"] is JsonArray choices && choices.Any(c => (string?)c!["type"] == "null");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();
}
