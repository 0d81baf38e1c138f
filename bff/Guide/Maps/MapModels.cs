namespace Bff.Guide.Maps;

/// <summary>A building of a campus.</summary>
internal sealed record BuildingItem(string Id, string Name, string? NameEn);

/// <summary>A floor.</summary>
/// <param name="Id">Its id in every other answer.</param>
/// <param name="Name">What its signs say.</param>
/// <param name="Ordinal">Its place from the lowest up; the ground floor is 1.</param>
/// <param name="Building">Id of the building; null for the open ground.</param>
/// <param name="ElevationM">Metres above the ground.</param>
internal sealed record LevelItem(string Id, string Name, double Ordinal, string? Building, double ElevationM);

/// <summary>A point of a route or a snapped position.</summary>
/// <param name="Name">Of the place, the room, or the building and floor.</param>
/// <param name="Level">Id of the floor.</param>
/// <param name="LevelName">What its signs say.</param>
/// <param name="Lon">Longitude, WGS 84 degrees.</param>
/// <param name="Lat">Latitude, WGS 84 degrees.</param>
/// <param name="Poi">Id of the place that stands there; null for any other point.</param>
internal sealed record PlaceItem(string Name, string Level, string LevelName, double Lon, double Lat, string? Poi);

/// <summary>A standing closure.</summary>
internal sealed record ClosureItem
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary><c>door</c>, <c>connector</c> or <c>area</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Id of the closed thing in the map.</summary>
    public required string TargetId { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary><c>lift</c>, <c>stairs</c>, <c>escalator</c>, <c>ramp</c>, <c>door</c> or <c>area</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the floor; null for what joins several.</summary>
    public required string? Level { get; init; }

    /// <summary>Why, for visitors.</summary>
    public required string Reason { get; init; }

    /// <summary>When it begins; null: at once.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>When it ends; null: when it is lifted.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Whether it is in force now.</summary>
    public required bool Active { get; init; }
}

/// <summary>The standing closures.</summary>
/// <param name="Version">Grows with every change by staff.</param>
/// <param name="Items">Those in force and those still to come.</param>
internal sealed record ClosureList(long Version, IReadOnlyList<ClosureItem> Items);

/// <summary>What the hub pushes to the pages of a campus.</summary>
internal sealed record ClosurePush(string CampusId, long Version, IReadOnlyList<ClosureItem> Items);

/// <summary>What a map holds. The origin is where on the earth its metres are counted from.</summary>
internal sealed record MapCounts
{
    /// <summary>Buildings.</summary>
    public required int Buildings { get; init; }

    /// <summary>Floors.</summary>
    public required int Levels { get; init; }

    /// <summary>Rooms, corridors and other areas.</summary>
    public required int Areas { get; init; }

    /// <summary>Doors.</summary>
    public required int Doors { get; init; }

    /// <summary>Lifts, stairs, escalators and ramps.</summary>
    public required int Connectors { get; init; }

    /// <summary>Places.</summary>
    public required int Pois { get; init; }

    /// <summary>Nodes of the routing graph.</summary>
    public required int Nodes { get; init; }

    /// <summary>Its edges.</summary>
    public required int Edges { get; init; }

    /// <summary>Findings by code, those not listed included.</summary>
    public required IReadOnlyDictionary<string, int> Lint { get; init; }

    /// <summary>Longitude of the origin, WGS 84 degrees.</summary>
    public required double OriginLon { get; init; }

    /// <summary>Latitude of the origin, WGS 84 degrees.</summary>
    public required double OriginLat { get; init; }
}

/// <summary>What a map changes against the one active when it was imported.</summary>
internal sealed record MapChanges(ChangedPlaces Added, ChangedPlaces Removed, ChangedPlaces Moved, ChangedPlaces Renamed);

/// <summary>How many places, and the first hundred of them.</summary>
internal sealed record ChangedPlaces(int Count, IReadOnlyList<ChangedPlace> Items);

/// <summary>A place that a map changes.</summary>
internal sealed record ChangedPlace(string Id, string Name, string Level);
