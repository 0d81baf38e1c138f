using Bff.Accounts.Contract;
using Bff.Guide.Maps;

namespace Bff.Guide.Public;

/// <summary>A campus in the list.</summary>
internal sealed record CampusItem
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Campuses of one site are joined by ways.</summary>
    public required string Site { get; init; }

    /// <summary>Whose campus it is.</summary>
    public required HospitalRef Hospital { get; init; }

    /// <summary>Name in Chinese.</summary>
    public required string Name { get; init; }

    /// <summary>Name in English, if it has one.</summary>
    public required string? NameEn { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>Metres in a straight line from the position given; null without one.</summary>
    public required double? DistanceM { get; init; }

    /// <summary>How many buildings.</summary>
    public required int Buildings { get; init; }

    /// <summary>How many floors.</summary>
    public required int Levels { get; init; }
}

/// <summary>A campus with all a page needs to start.</summary>
internal sealed record CampusDetail
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Whose campus it is.</summary>
    public required HospitalRef Hospital { get; init; }

    /// <summary>Name in Chinese.</summary>
    public required string Name { get; init; }

    /// <summary>Name in English, if it has one.</summary>
    public required string? NameEn { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>Number of the map that is served.</summary>
    public required int MapVersion { get; init; }

    /// <summary>Its buildings.</summary>
    public required IReadOnlyList<BuildingItem> Buildings { get; init; }

    /// <summary>Its floors, building by building from below.</summary>
    public required IReadOnlyList<LevelItem> Levels { get; init; }

    /// <summary>Kinds of places that can be found here.</summary>
    public required IReadOnlyList<CategoryItem> Categories { get; init; }

    /// <summary>What is shut or will be.</summary>
    public required IReadOnlyList<ClosureItem> Closures { get; init; }

    /// <summary>Whom a route can be planned for.</summary>
    public required IReadOnlyList<ProfileItem> Profiles { get; init; }
}

/// <summary>A kind of place and how many there are.</summary>
internal sealed record CategoryItem(string Code, string Name, string Group, int Count);

/// <summary>Whom a route can be planned for.</summary>
internal sealed record ProfileItem(string Code, string Name);

/// <summary>A place found.</summary>
internal sealed record PoiItem
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the campus it is on.</summary>
    public required string Campus { get; init; }

    /// <summary>Name in Chinese.</summary>
    public required string Name { get; init; }

    /// <summary>Name in English, if it has one.</summary>
    public required string? NameEn { get; init; }

    /// <summary>Code of its kind.</summary>
    public required string Category { get; init; }

    /// <summary>Name of its kind in the language asked for.</summary>
    public required string CategoryName { get; init; }

    /// <summary>Id of the floor.</summary>
    public required string Level { get; init; }

    /// <summary>What the floor's signs say.</summary>
    public required string LevelName { get; init; }

    /// <summary>Id of the building; null in the open.</summary>
    public required string? Building { get; init; }

    /// <summary>Name of the building in the language asked for.</summary>
    public required string? BuildingName { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>Whether it is open now; null where no hours are known.</summary>
    public required bool? Open { get; init; }

    /// <summary>When it opens, if it is shut.</summary>
    public required DateTimeOffset? OpensAt { get; init; }

    /// <summary>When it shuts, if it is open.</summary>
    public required DateTimeOffset? ClosesAt { get; init; }

    /// <summary>Metres walked where there is a way, else in a straight line; null without a position.</summary>
    public required double? DistanceM { get; init; }

    /// <summary>What matched: <c>name</c>, <c>pinyin</c>, <c>initials</c>, <c>alias</c>, <c>typo</c> or <c>category</c>.</summary>
    public required string Match { get; init; }
}

/// <summary>The place of a printed code on the map served now.</summary>
internal sealed record HerePlace(string Campus, double Lon, double Lat, string Level, string LevelName, string Name);

/// <summary>A usual chain of stops of a visit.</summary>
internal sealed record PresetItem(string Code, string Name, IReadOnlyList<PresetStop> Stops);

/// <summary>A stop: any place of a category; one that is <c>asked</c> is the patient's own, which only he knows.</summary>
internal sealed record PresetStop(string Category, string Name, bool Asked = false);
