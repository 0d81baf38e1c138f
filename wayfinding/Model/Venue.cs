namespace Wayfinding.Model;

/// <summary>A name in Chinese and, where known, in English.</summary>
public sealed record Label(string Zh, string? En = null)
{
    /// <summary>No name.</summary>
    public static Label None { get; } = new("");

    /// <summary>True when there is nothing to say.</summary>
    public bool IsEmpty => Zh.Length == 0;

    /// <inheritdoc/>
    public override string ToString() => Zh;
}

/// <summary>One site of the hospital.</summary>
public sealed record Campus(string Id, Label Name);

/// <summary>A building; <paramref name="Campus"/> is an index into the venue's campuses.</summary>
public sealed record Building(string Id, Label Name, int Campus, Polygon? Footprint = null);

/// <summary>
/// A floor. <paramref name="Name"/> is what the signs say (B1, 1F). <paramref name="Ordinal"/> orders floors from below and is
/// counted by the source; <paramref name="Building"/> is -1 for a floor shared by all and for the open ground.
/// <paramref name="Elevation"/> is in metres.
/// </summary>
public sealed record Level(string Name, double Ordinal, int Building, double Elevation);

/// <summary>What an area is for.</summary>
public enum AreaKind : byte
{
    /// <summary>A room: one enters it, one does not cross it.</summary>
    Room,

    /// <summary>A corridor.</summary>
    Corridor,

    /// <summary>A hall, lobby or waiting area.</summary>
    Hall,

    /// <summary>A stair well on one floor.</summary>
    Stairs,

    /// <summary>A lift cabin or shaft on one floor.</summary>
    Lift,

    /// <summary>An escalator on one floor.</summary>
    Escalator,

    /// <summary>A ramp.</summary>
    Ramp,

    /// <summary>A toilet.</summary>
    Toilet,

    /// <summary>Paved ground in the open.</summary>
    Outdoor,

    /// <summary>Not walkable: wall, void, technical.</summary>
    Closed,
}

/// <summary>A walkable or drawn surface on one level.</summary>
public sealed record Area(string Id, Label Name, AreaKind Kind, int Level, int Building, Polygon Shape)
{
    /// <summary>What walking in it demands.</summary>
    public Barriers Barriers { get; init; }

    /// <summary>Index into the venue's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;
}

/// <summary>A door, gate or entrance: a place one passes, that may be locked. <paramref name="Width"/> in metres when known.</summary>
public sealed record Door(string Id, Label Name, int Level, Point2 At, bool IsEntrance, double? Width = null, int Hours = -1);

/// <summary>What moves people between floors or campuses.</summary>
public enum ConnectorKind : byte
{
    /// <summary>Stairs.</summary>
    Stairs,

    /// <summary>A lift.</summary>
    Lift,

    /// <summary>An escalator.</summary>
    Escalator,

    /// <summary>A ramp.</summary>
    Ramp,
}

/// <summary>A lift, stair, escalator or ramp as one thing; <paramref name="Nodes"/> holds one graph node per floor, lowest first.</summary>
public sealed record Connector(string Id, Label Name, ConnectorKind Kind, int Building, int[] Nodes);

/// <summary>A place people ask for. <paramref name="Node"/> is where a route to it ends, -1 when none can.</summary>
public sealed record Poi(string Id, Label Name, string Category, int Level, int Building, Point2 At, int Node)
{
    /// <summary>Index into the venue's areas; -1 when it stands in the open.</summary>
    public int Area { get; init; } = -1;

    /// <summary>Index into the venue's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;
}

/// <summary>Everything known of one hospital: the drawn areas and the graph walked on, side by side. Immutable.</summary>
/// <remarks>
/// How the engine hangs together. A namespace uses only those named after its arrow; none leads back (a test holds it):
/// <code>
/// Model            the venue, its geometry, opening hours and walkers' profiles; uses nothing
/// Checks           -> Model           findings, and what is checked of every finished venue
/// Graph            -> Checks, Model   from a building plan to the graph people walk on
/// Import.Reading   -> Checks, Model   what the readers of all formats share: limits, archives, text, shapes
/// Import.{Csv, Imdf, IndoorGml, Osm}  -> Import.Reading, Graph, Checks, Model   one format each
/// Import           -> all of these    MapImporter: recognizes a map and imports it
/// Export           -> Model           IMDF
/// Routing.Contraction -> Model        the prepared graph (customizable contraction hierarchy) and its searches
/// Routing.Prepared -> Routing.Contraction, Model   a prepared map as a file
/// Routing.Live     -> Routing.Contraction, Model   closures and opening hours: Network
/// Routing.Timed    -> Routing.Live, Routing.Contraction, Model   doors that open or close while one walks
/// Routing.Obstacles -> Routing.Timed and what it uses   why there is no way
/// Routing          -> all of these    Router, TourPlanner, Locator
/// Steps            -> Routing, Model  routes put into words
/// Search           -> Model           places found by what people type
/// </code>
/// </remarks>
public sealed class Venue
{
    /// <summary>Name of the hospital.</summary>
    public required Label Name { get; init; }

    /// <summary>Where metres meet degrees.</summary>
    public required LocalFrame Frame { get; init; }

    /// <summary>Sites.</summary>
    public required IReadOnlyList<Campus> Campuses { get; init; }

    /// <summary>Buildings.</summary>
    public required IReadOnlyList<Building> Buildings { get; init; }

    /// <summary>Floors.</summary>
    public required IReadOnlyList<Level> Levels { get; init; }

    /// <summary>Areas.</summary>
    public required IReadOnlyList<Area> Areas { get; init; }

    /// <summary>Doors.</summary>
    public required IReadOnlyList<Door> Doors { get; init; }

    /// <summary>Connectors.</summary>
    public required IReadOnlyList<Connector> Connectors { get; init; }

    /// <summary>Places to go.</summary>
    public required IReadOnlyList<Poi> Pois { get; init; }

    /// <summary>Distinct opening hours referred to by index.</summary>
    public required IReadOnlyList<OpeningHours> Hours { get; init; }

    /// <summary>The graph.</summary>
    public required WalkGraph Graph { get; init; }
}
