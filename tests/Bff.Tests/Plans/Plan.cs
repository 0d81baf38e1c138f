using System.Text.Json;

namespace Bff.Tests.Plans;

/// <summary>What PostgreSQL does for a statement, as <c>explain (format json)</c> tells it.</summary>
internal static class Plan
{
    /// <summary>Nodes that read more of a growing table than a page and its details, or read all of it to sort.</summary>
    /// <param name="most">Rows that one node may read.</param>
    public static IEnumerable<string> Faults(string json, IReadOnlySet<string> growing, double most)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Nodes(document.RootElement[0].GetProperty("Plan")).Select(node => Fault(node, growing, most)).OfType<string>()];
    }

    private static string? Fault(JsonElement node, IReadOnlySet<string> growing, double most)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        var rows = Read(node);
        if (type == "Sort") return rows > most ? $"sorts {rows:0} rows" : null;
        if (!node.TryGetProperty("Relation Name", out var relation) || type == "ModifyTable") return null;
        var table = node.TryGetProperty("Schema", out var schema) ? schema.GetString() + "." + relation.GetString() : relation.GetString()!;
        if (!growing.Contains(table)) return null;
        if (type == "Seq Scan") return $"reads all of {table}";
        return rows > most ? $"reads {rows:0} rows of {table} ({type})" : null;
    }

    /// <summary>What the node really read, where it was run; else what PostgreSQL expects of it.</summary>
    private static double Read(JsonElement node)
    {
        if (!node.TryGetProperty("Actual Rows", out var actual)) return node.GetProperty("Plan Rows").GetDouble();
        double removed = 0;
        foreach (var name in (string[])["Rows Removed by Filter", "Rows Removed by Index Recheck"])
            if (node.TryGetProperty(name, out var value)) removed += value.GetDouble();
        return (actual.GetDouble() + removed) * node.GetProperty("Actual Loops").GetDouble();
    }

    private static IEnumerable<JsonElement> Nodes(JsonElement node)
    {
        yield return node;
        if (!node.TryGetProperty("Plans", out var plans)) yield break;
        foreach (var inner in plans.EnumerateArray().SelectMany(Nodes)) yield return inner;
    }
}
