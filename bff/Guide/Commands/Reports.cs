using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wayfinding.Checks;
using Wayfinding.Import;

namespace Bff.Guide.Commands;

/// <summary>What an import brought in and what its lint found.</summary>
internal sealed record ImportReport
{
    public required bool Imported { get; init; }
    public required int Buildings { get; init; }
    public required string[] Levels { get; init; }
    public required int Areas { get; init; }
    public required int Doors { get; init; }
    public required int Connectors { get; init; }
    public required int Pois { get; init; }
    public required int Nodes { get; init; }
    public required int Edges { get; init; }
    public required IReadOnlyDictionary<string, int> Counts { get; init; }
    public required IReadOnlyList<Finding> Findings { get; init; }

    public static ImportReport Of(ImportResult result) => new()
    {
        Imported = result.Venue is not null,
        Buildings = result.Venue?.Buildings.Count ?? 0,
        Levels = result.Venue?.Levels.Select(l => l.Name).Distinct().ToArray() ?? [],
        Areas = result.Venue?.Areas.Count ?? 0,
        Doors = result.Venue?.Doors.Count ?? 0,
        Connectors = result.Venue?.Connectors.Count ?? 0,
        Pois = result.Venue?.Pois.Count ?? 0,
        Nodes = result.Venue?.Graph.NodeCount ?? 0,
        Edges = result.Venue?.Graph.EdgeCount ?? 0,
        Counts = result.Lint.Counts,
        Findings = result.Lint.Findings,
    };
}

/// <summary>
/// Figures of one run: microseconds per query with path and per route put into words; milliseconds for importing, building, loading,
/// customizing (alone, and with another thread asking) and closing; megabytes of managed memory in use after loading and of the whole
/// process.
/// </summary>
internal sealed record BenchReport
{
    public required int Nodes { get; init; }
    public required int Edges { get; init; }
    public required int Arcs { get; init; }
    public required int TreeHeight { get; init; }
    public required string Profile { get; init; }
    public required int Queries { get; init; }
    public required double MedianUs { get; init; }
    public required double P90Us { get; init; }
    public required double P99Us { get; init; }
    public required double MaxUs { get; init; }
    public required int Unreachable { get; init; }
    public required double CostSum { get; init; }
    public required int Compared { get; init; }
    public required int Mismatches { get; init; }
    public required double ImportMs { get; init; }
    public required double BuildMs { get; init; }
    public required double LoadMs { get; init; }
    public required double CustomiseMs { get; init; }
    public required double CustomiseBusyMs { get; init; }
    public required double ClosureMedianMs { get; init; }
    public required double ClosureP99Ms { get; init; }
    public required double NarrateMedianUs { get; init; }
    public required double NarrateP99Us { get; init; }
    public required double HeapMb { get; init; }
    public required double WorkingSetMb { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>For terminals: Chinese stays readable.</summary>
    public static ReportJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase) },
    });
}
