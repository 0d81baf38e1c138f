using System.Text.Json.Serialization;
using Bff.Accounts.Contract;
using Bff.Guide.Maps;

namespace Bff.Guide.Staff.Campuses;

/// <summary>A campus as staff see it.</summary>
internal sealed record StaffCampus
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

    /// <summary>Whether the public sees it.</summary>
    public required bool Enabled { get; init; }

    /// <summary>The map that is served; null until one was activated.</summary>
    public required string? MapId { get; init; }

    /// <summary>Its number; 0 without one.</summary>
    public required int MapVersion { get; init; }

    /// <summary>Floors on the map.</summary>
    public required IReadOnlyList<LevelItem> Levels { get; init; }

    /// <summary>Buildings on the map.</summary>
    public required IReadOnlyList<BuildingItem> Buildings { get; init; }

    /// <summary>A campus of a site as this node serves it.</summary>
    public static StaffCampus Of(GuideSite site, CampusRow campus)
    {
        var (map, index) = (site.Map, site.IndexOf(campus));
        return new()
        {
            Id = campus.Id.ToString(),
            Hospital = site.Hospital,
            Name = campus.Name,
            NameEn = campus.NameEn,
            Lon = campus.Lon,
            Lat = campus.Lat,
            Enabled = campus.Enabled,
            MapId = map?.Id.ToString(),
            MapVersion = map?.Version ?? 0,
            Levels = map is null ? [] : [.. MapWords.Levels(map, index)],
            Buildings = map is null ? [] : [.. MapWords.Buildings(map, index)],
        };
    }
}

/// <summary>A campus to import a map for.</summary>
/// <param name="HospitalCode">Whose; staff of one hospital leave it out.</param>
/// <param name="Name">Name in Chinese, 1 to 100 characters.</param>
/// <param name="NameEn">Name in English.</param>
/// <param name="Lon">Longitude, WGS 84 degrees.</param>
/// <param name="Lat">Latitude, WGS 84 degrees.</param>
internal sealed record NewCampus(string? HospitalCode, string? Name, string? NameEn, double? Lon, double? Lat);

/// <summary>A change of a campus. What is not named stays as it is; an English name that is null or empty is taken away.</summary>
internal sealed record CampusPatch
{
    /// <summary>Name in Chinese, 1 to 100 characters.</summary>
    public string? Name { get; set; }

    /// <summary>Name in English; null or empty takes it away.</summary>
    public string? NameEn
    {
        get;
        // Called for an explicit null as well, which takes the name away; a name that is not sent leaves it.
        set => (field, IsNameEnGiven) = (value, true);
    }

    /// <summary>Whether the public sees it.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Whether <see cref="NameEn"/> was named at all.</summary>
    [JsonIgnore]
    public bool IsNameEnGiven { get; private set; }
}
