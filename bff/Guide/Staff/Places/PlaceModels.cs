using Microsoft.AspNetCore.Mvc;

namespace Bff.Guide.Staff.Places;

/// <summary>A place as staff see it, disabled ones too; the source's own words beside what staff made of them.</summary>
internal sealed record StaffPoi
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Name in Chinese.</summary>
    public required string Name { get; init; }

    /// <summary>Name in English, if it has one.</summary>
    public required string? NameEn { get; init; }

    /// <summary>Code of its kind.</summary>
    public required string Category { get; init; }

    /// <summary>Other words by which it is found.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Words that are drawn beside it.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Whether the public finds it.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Id of the floor.</summary>
    public required string Level { get; init; }

    /// <summary>What the floor's signs say.</summary>
    public required string LevelName { get; init; }

    /// <summary>Id of the building; null in the open.</summary>
    public required string? Building { get; init; }

    /// <summary>Name of the building.</summary>
    public required string? BuildingName { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>Name in the imported map.</summary>
    public required string SourceName { get; init; }

    /// <summary>Code of its kind in the imported map.</summary>
    public required string SourceCategory { get; init; }
}

/// <summary>A category a place can be given.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name in Chinese.</param>
/// <param name="IsPublic">One that is not public is drawn but neither listed nor found.</param>
internal sealed record PlaceKind(string Code, string Name, bool IsPublic);

/// <summary>A change of a place: null leaves as it is, an empty text or list goes back to the source.</summary>
/// <param name="Name">Name in Chinese, up to 100 characters.</param>
/// <param name="NameEn">Name in English, up to 100 characters.</param>
/// <param name="Category">Code of a kind.</param>
/// <param name="Aliases">Up to 20 other words by which it is found, of 1 to 40 characters.</param>
/// <param name="Labels">Up to 20 words that are drawn beside it, of 1 to 40 characters.</param>
/// <param name="Enabled">Whether the public finds it.</param>
internal sealed record PoiPatch(
    string? Name, string? NameEn, string? Category, IReadOnlyList<string>? Aliases, IReadOnlyList<string>? Labels, bool? Enabled);

/// <summary>Changes of a place.</summary>
/// <param name="PoiId">Its id in the source.</param>
internal readonly record struct PlaceEdit(string PoiId, PoiPatch Patch);

/// <summary>What a CSV of places would change, or has.</summary>
internal sealed record CsvPreview(bool Applied, IReadOnlyList<CsvChange> Changed, IReadOnlyList<string> Unknown,
    IReadOnlyList<CsvError> Errors);

/// <summary>One cell of a table that differs.</summary>
/// <param name="Id">Id of the place.</param>
/// <param name="Name">What the place is called until then.</param>
/// <param name="Field">Its field on the wire.</param>
/// <param name="Before">What it is.</param>
/// <param name="After">What it becomes.</param>
internal sealed record CsvChange(string Id, string Name, string Field, string Before, string After);

/// <summary>What is wrong with a line of a table.</summary>
internal sealed record CsvError(int Line, string Text);

/// <summary>What places are listed by; all of it may be left out.</summary>
internal sealed record StaffPoiQuery
{
    /// <summary>A part of the name, of an alias or of the source's name, or the id.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Code of a kind.</summary>
    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>Id or signed name of a floor.</summary>
    [FromQuery(Name = "level")]
    public string? Level { get; init; }

    /// <summary>Only those that the public finds, or only those that it does not.</summary>
    [FromQuery(Name = "enabled")]
    public bool? Enabled { get; init; }

    /// <summary>Rows of a page, 1 to 200; 50 unless told.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>The last page's <c>nextCursor</c>.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}
