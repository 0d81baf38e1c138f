using System.Text.Json.Serialization;
using Bff.Platform;

namespace Bff.Guide;

/// <summary>A finding of an import, with its place where it has one.</summary>
internal sealed record LintItem(string Code, string Severity, string Text, string? Source, string? Level, double? Lon, double? Lat);

/// <summary>What a map holds; <paramref name="Lint"/> counts findings by code, those not listed included.</summary>
internal sealed record MapCounts(int Buildings, int Levels, int Areas, int Doors, int Connectors, int Pois, int Nodes, int Edges, IReadOnlyDictionary<string, int> Lint);

/// <summary>What a map changes against the one active when it was imported.</summary>
internal sealed record MapChanges(ChangedPlaces Added, ChangedPlaces Removed, ChangedPlaces Moved, ChangedPlaces Renamed);

/// <summary>How many places, and the first hundred of them.</summary>
internal sealed record ChangedPlaces(int Count, IReadOnlyList<ChangedPlace> Items);

internal sealed record ChangedPlace(string Id, string Name, string Level);

/// <summary>An import kept as a draft.</summary>
internal sealed record MapDraft(string MapId, int Version, MapCounts Counts, IReadOnlyList<LintItem> Lint, MapChanges Changes);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MapDraft))]
[JsonSerializable(typeof(List<LintItem>))]
internal sealed partial class GuideStaffJson : JsonSerializerContext;
