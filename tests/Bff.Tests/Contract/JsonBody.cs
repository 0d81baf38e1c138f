using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Bff.Tests.Contract;

/// <summary>JSON for a schema, as text: mostly what is described, with wrong types, missing, extra and double members among it.</summary>
internal static class JsonBody
{
    private const int Deepest = 6;

    /// <param name="path">Of the operation.</param>
    /// <param name="name">Of the member.</param>
    /// <param name="schema">What is described.</param>
    /// <param name="depth">How deep it stands.</param>
    public static Gen<string> Of(string path, string name, JsonObject schema, int depth) =>
        depth > Deepest ? Gen.Constant("null") : Gen.Frequency((24, Right(path, name, schema, depth)), (1, Nasty.Token));

    private static Gen<string> Right(string path, string name, JsonObject schema, int depth)
    {
        if (schema["oneOf"] is JsonArray choices)
            return Gen.OneOf(choices.Select(choice => Right(path, name, Operation.Resolve(choice!), depth)));
        if (schema["enum"] is JsonArray words) return Gen.Elements(words.Select(w => w?.ToJsonString() ?? "null"));
        var type = schema["type"] is JsonArray types ? types.Select(t => (string)t!).First(t => t != "null") : (string?)schema["type"];
        return type switch
        {
            "object" => Object(path, schema, depth),
            "array" => Array(path, name, Operation.Resolve(schema["items"]!), depth),
            "integer" => Gen.Elements("0", "1", "2", "5", "100", "-1", "2147483647"),
            "number" => Gen.Elements("0", "121.4737", "31.2304", "0.5", "1e308", "-1e308", "5e-324"),
            "boolean" => Gen.Elements("true", "false"),
            "null" => Gen.Constant("null"),
            _ => String(path, name, schema),
        };
    }

    private static Gen<string> String(string path, string name, JsonObject schema)
    {
        var right = World.Known(path, name) is { Length: > 0 } known ? Gen.Elements(known) : (string?)schema["format"] switch
        {
            "date" => Gen.Elements("2026-11-01", "0001-01-01", "9999-12-31"),
            "date-time" => Gen.Elements("2026-11-30T10:00:00+08:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
                "9999-12-31T23:59:59-14:00"),
            "uuid" => Gen.Elements(Guid.Empty.ToString(), "01890000-0000-7000-8000-000000000001"),
            _ => Gen.Elements("一楼大厅怎么走", "abc", "1 号"),
        };
        return Gen.Frequency((14, right), (3, Nasty.Text), (1, from value in right from word in Nasty.Word select value + word)).Select(Nasty.Quoted);
    }

    private static Gen<string> Array(string path, string name, JsonObject items, int depth) =>
        from count in Gen.Frequency((8, Gen.Choose(0, 3)), (1, Gen.Constant(120)))
        from values in Gen.CollectToArray(Enumerable.Range(0, count > 3 ? 1 : count), _ => Of(path, name, items, depth + 1))
        from nothing in Gen.Frequency((9, Gen.Constant("")), (1, Gen.Constant("null")))
        let all = count > 3 ? Enumerable.Repeat(values[0], count) : values
        select "[" + string.Join(',', nothing.Length > 0 ? all.Append(nothing) : all) + "]";

    private static Gen<string> Object(string path, JsonObject schema, int depth) =>
        from members in Gen.CollectToArray(schema["properties"]?.AsObject() ?? [], member =>
            from value in Of(path, member.Key, Operation.Resolve(member.Value!), depth + 1)
            from form in Gen.Frequency((24, Gen.Constant("{0}:{1}")), (IsOptional(member.Value!) ? 18 : 1, Gen.Constant("")), (1, Gen.Constant("{0}:{1},{0}:{1}")),
                (1, Gen.Constant("{0}:{1},{0}:null")))
            select form.Replace("{0}", Nasty.Quoted(member.Key), StringComparison.Ordinal).Replace("{1}", value, StringComparison.Ordinal))
        from extra in Gen.Frequency((9, Gen.Constant("")), (1, from key in Nasty.Word
                                                               from value in Nasty.Token
                                                               select Nasty.Quoted(key) + ":" + value))
        select "{" + string.Join(',', members.Append(extra).Where(m => m.Length > 0)) + "}";

    private static bool IsOptional(JsonNode schema) =>
        schema["type"] is JsonArray types && types.Any(t => (string?)t == "null")
        || schema["oneOf"] is JsonArray choices && choices.Any(c => (string?)c!["type"] == "null");
}
