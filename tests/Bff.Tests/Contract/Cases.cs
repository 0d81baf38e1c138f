using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Bff.Tests.Contract;

/// <summary>A request, before the names of the world in it are replaced.</summary>
internal sealed record FuzzCase(string Caller, string Target, string? Type, string? Body, (string Name, string Value)[] Headers);

/// <summary>Makes requests to an operation from its description: most parts as they should be, some as nobody expects them.</summary>
internal static class Cases
{
    private static readonly string[] Roles = ["admin", "film", "agent", "editor", "guide", "auditor"];
    private static readonly string[] Accepts =
    [
        "image/png", "image/jpeg", "*/*", "application/dicom+json", "application/json", "multipart/related; type=\"application/dicom\"",
        "multipart/related; type=\"application/octet-stream\"; transfer-syntax=*", "a/b;q=NaN", ";;;", ",", "image/*;q=0", "text/html",
    ];

    /// <summary>The same cases for the same operation, always.</summary>
    /// <param name="operation">Its id is the seed.</param>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<FuzzCase> Of(Operation operation, int count)
    {
        var seed = operation.Id.Aggregate(1469598103934665603UL, (hash, c) => (hash ^ c) * 1099511628211UL);
        return [.. Case(operation).Sample(count, new Rnd(seed, seed | 1), 50)];
    }

    private static Gen<FuzzCase> Case(Operation operation) =>
        from caller in Caller(operation)
        from path in Path(operation)
        from query in Query(operation)
        from body in Body(operation)
        from headers in Headers(operation)
        select new FuzzCase(caller, path + query, body.Type, body.Body, headers);

    private static Gen<string> Caller(Operation operation)
    {
        if (operation.Id == "deleteSession") return Gen.Elements("leaving", "leaving", "nobody");
        var anyone = Gen.Elements([.. Roles, "patient", "other-patient", "nobody", "app", "signed"]);
        string[] right = operation.Credentials switch
        {
            [] => ["nobody"],
            var c when c.Contains("appKey") => ["app", "signed"],
            var c when c.Contains("signedRequest") => ["signed"],
            _ when operation.Roles.Length > 0 => operation.Roles,
            _ when operation.Path.StartsWith("/api/staff", StringComparison.Ordinal) => Roles,
            _ => ["patient"],
        };
        return Gen.Frequency((9, Gen.Elements(right)), (1, anyone));
    }

    private static Gen<string> Path(Operation operation)
    {
        var parameters = operation.Parameters.Where(p => p.In == "path").ToDictionary(p => p.Name, p => p.Schema);
        // What is deleted is not what the other operations need.
        string[] Known(string name) => operation.Method == "DELETE" && name == "name" ? ["own-intent-2", "{{far-intent}}"] : World.Known(operation.Path, name);
        return from segments in Gen.CollectToArray(operation.Path.Split('/').Skip(1), segment => segment.StartsWith('{')
                   ? Segment(Known(segment[1..^1]), parameters.GetValueOrDefault(segment[1..^1]))
                   : Gen.Constant(segment))
               select "/" + string.Join('/', segments);
    }

    private static Gen<string> Segment(string[] known, JsonObject? schema)
    {
        var right = Gen.Elements(known.Length > 0 ? known : [(string?)schema?["type"] == "integer" ? "1" : "x"]);
        return Gen.Frequency((10, right), (2, Nasty.Word.Select(Nasty.Escaped)), (1, Nasty.Escape),
            (2, from value in right from escape in Nasty.Escape select value + escape),
            (1, from value in right from word in Nasty.Word select value + Nasty.Escaped(word)));
    }

    private static Gen<string> Query(Operation operation) =>
        from pairs in Gen.CollectToArray(operation.Parameters.Where(p => p.In == "query"), p =>
            Gen.Frequency((3, Gen.Constant("")), (5, Pair(operation, p.Name, p.Schema)),
                (1, from a in Pair(operation, p.Name, p.Schema) from b in Pair(operation, p.Name, p.Schema) select a + "&" + b)))
        from more in Gen.Frequency((9, Gen.Constant("")), (1, Nasty.Word.Select(w => Nasty.Escaped(w) + "=" + Nasty.Escaped(w))))
        let all = string.Join('&', pairs.Append(more).Where(p => p.Length > 0))
        select all.Length == 0 ? "" : "?" + all;

    private static Gen<string> Pair(Operation operation, string name, JsonObject schema) =>
        Gen.Frequency((4, Right(operation, name, schema)), (3, Nasty.Word.Select(Nasty.Escaped)), (1, Nasty.Escape),
            (1, from value in Right(operation, name, schema) from escape in Nasty.Escape select value + escape)).Select(v => name + "=" + v);

    private static Gen<string> Right(Operation operation, string name, JsonObject schema) => World.Known(operation.Path, name) switch
    {
        { Length: > 0 } known => Gen.Elements(known).Select(Nasty.Escaped),
        _ => (string?)schema["format"] switch
        {
            "date" => Gen.Elements("2026-11-01", "2026-12-31", "0001-01-01", "9999-12-31", "9999-01-01", "0001-12-31"),
            "uuid" => Gen.Constant(Guid.Empty.ToString()),
            _ => (string?)schema["type"] switch
            {
                "integer" => Gen.Elements("0", "1", "2", "50", "200", "201", "2147483647", "-1"),
                "number" => Gen.Elements("0", "121.47", "31.2", "-180", "90", "1e308", "NaN", "Infinity"),
                "boolean" => Gen.Elements("true", "false"),
                _ => Nasty.Word.Select(Nasty.Escaped),
            },
        },
    };

    private static Gen<(string? Type, string? Body)> Body(Operation operation)
    {
        if (operation.Method is "GET" or "DELETE") return Gen.Constant<(string?, string?)>((null, null));
        var json = operation.Body is { Type: "application/json" } body
            ? JsonBody.Of(operation.Path, "", body.Schema, 0) : Gen.OneOf(Nasty.Text, Gen.Elements(World.Files), Nasty.Token);
        var type = operation.Body?.Type is { } named && !named.StartsWith("multipart", StringComparison.Ordinal) ? named
            : operation.Body is null ? "application/octet-stream" : "multipart/related; type=\"application/dicom\"; boundary=b";
        return from text in Gen.Frequency((18, json), (1, Nasty.Token), (1, json.Select(j => j[..(j.Length / 2)])),
                   (1, json.Select(j => j + "}")), (1, json.Select(j => "\uFEFF" + j)))
               from kind in Gen.Frequency((20, Gen.Constant(type)), (1, Gen.Elements("text/plain", "application/json", "multipart/form-data",
                   "multipart/related", "a", "application/x-www-form-urlencoded", "text/csv", "application/zip")))
               select ((string?)kind, (string?)text);
    }

    private static Gen<(string, string)[]> Headers(Operation operation)
    {
        var described = operation.Parameters.Where(p => p.In == "header").Select(p => p.Name);
        var values = Gen.Frequency((3, Nasty.Word), (2, Gen.Elements("demo-east", "demo-child", "k")));
        return from own in Gen.CollectToArray(described, name => Gen.Frequency((2, Gen.Constant("")), (2, values)).Select(v => (name, v)))
               // A key that was used before is a request that is not looked at.
               from number in Gen.Choose(0, int.MaxValue)
               from accept in Gen.Frequency((3, Gen.Constant("")), (2, Gen.Elements(Accepts)), (1, Nasty.Word))
               from other in Gen.Elements("Range", "If-None-Match", "If-Modified-Since", "Accept-Language", "Cookie", "X-Forwarded-For",
                   "X-Timestamp", "X-Nonce", "X-App-Id", "X-Content-SHA256", "X-Signature")
               from value in Gen.Frequency((8, Gen.Constant("")), (1, Nasty.Word))
               select ((string, string)[])[.. own.Select(h => h is ("Idempotency-Key", { Length: > 1 }) ? (h.name, h.v + number) : h), ("Accept", accept), (other, value)];
    }
}
