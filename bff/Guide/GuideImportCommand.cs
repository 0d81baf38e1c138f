using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Routing;
using Wayfinding.Routing.Contraction;
using Wayfinding.Routing.Prepared;

namespace Bff.Guide;

/// <summary><c>bff guide import FILE [--out MAP.way]</c>: the lint report as JSON, and the prepared map if asked for.</summary>
internal static class GuideImportCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE") { Description = "OSM XML, indoor GeoJSON, IMDF (zip or folder), IndoorGML, or a folder with nodes.csv and edges.csv." };
        var output = new Option<string?>("--out") { Description = "Write the prepared map here." };
        var command = new Command("import", "Import a map and print its lint report.") { path, output };
        command.SetAction(parsed => Run(parsed.GetValue(path)!, parsed.GetValue(output)));
        return command;
    }

    private static int Run(string path, string? output)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Console.Error.WriteLine($"{path}: no such file or folder.");
            return 2;
        }
        var result = MapFiles.Import(path);
        Console.WriteLine(JsonSerializer.Serialize(Report(result), GuideReportJson.Readable.ImportReport));
        if (result.Venue is null) return 1;
        if (output is null) return 0;
        using var stream = File.Create(output);
        PreparedFile.Save(stream, result.Venue, Hierarchy.Build(result.Venue));
        return 0;
    }

    private static ImportReport Report(ImportResult result) => new(
        result.Venue is not null,
        result.Venue?.Buildings.Count ?? 0,
        result.Venue?.Levels.Select(l => l.Name).Distinct().ToArray() ?? [],
        result.Venue?.Areas.Count ?? 0,
        result.Venue?.Doors.Count ?? 0,
        result.Venue?.Connectors.Count ?? 0,
        result.Venue?.Pois.Count ?? 0,
        result.Venue?.Graph.NodeCount ?? 0,
        result.Venue?.Graph.EdgeCount ?? 0,
        result.Lint.Counts,
        result.Lint.Findings);
}

/// <summary>What an import brought in and what its lint found.</summary>
internal sealed record ImportReport(
    bool Imported, int Buildings, string[] Levels, int Areas, int Doors, int Connectors, int Pois, int Nodes, int Edges,
    IReadOnlyDictionary<string, int> Counts, IReadOnlyList<Finding> Findings);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class GuideReportJson : JsonSerializerContext
{
    /// <summary>For terminals: Chinese stays readable.</summary>
    public static GuideReportJson Readable { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase) } });
}
