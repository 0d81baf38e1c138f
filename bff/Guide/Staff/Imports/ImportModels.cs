using Bff.Guide.Maps;
using Wayfinding.Checks;

namespace Bff.Guide.Staff.Imports;

/// <summary>A finding of an import, with its place where it has one.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Source">File or element it is about.</param>
/// <param name="Level">Floor it is on.</param>
/// <param name="Lon">Longitude, WGS 84 degrees.</param>
/// <param name="Lat">Latitude, WGS 84 degrees.</param>
internal sealed record LintItem(string Code, string Severity, string Text, string? Source, string? Level, double? Lon, double? Lat)
{
    /// <summary>A finding as staff see it.</summary>
    public static LintItem Of(Finding f) =>
        new(f.Code, f.Severity.ToString().ToLowerInvariant(), f.Message, f.Source, f.Level, f.At?.Lon, f.At?.Lat);
}

/// <summary>An import kept as a draft.</summary>
internal sealed record MapDraft(string MapId, int Version, MapCounts Counts, IReadOnlyList<LintItem> Lint, MapChanges Changes);

/// <summary>A kept map.</summary>
internal sealed record MapItem
{
    /// <summary>Its id.</summary>
    public required string MapId { get; init; }

    /// <summary>Its number within the site.</summary>
    public required int Version { get; init; }

    /// <summary>The file it was made from.</summary>
    public required string FileName { get; init; }

    /// <summary>What it holds.</summary>
    public required MapCounts Counts { get; init; }

    /// <summary>What the import found.</summary>
    public required IReadOnlyList<LintItem> Lint { get; init; }

    /// <summary>What it changed against the map that was active then.</summary>
    public required MapChanges Changes { get; init; }

    /// <summary>Who imported it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last made the active one.</summary>
    public required DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Whether it is the one that is served.</summary>
    public required bool Active { get; init; }
}

/// <summary>An import that was sound, or the report that says why it was not.</summary>
internal sealed record ImportOutcome(MapDraft? Draft, IReadOnlyList<LintItem> Lint);
