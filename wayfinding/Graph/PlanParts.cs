using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// A passage through a wall: from <paramref name="A"/> to <paramref name="B"/>, in metres (equal when only a point is known);
/// <paramref name="Level"/> is an index into the plan's levels.
/// </summary>
public sealed record Opening(string Id, Label Name, int Level, Point2 A, Point2 B)
{
    /// <summary>True where one comes in from the open.</summary>
    public bool IsEntrance { get; init; }

    /// <summary>Clear width in metres; null when not known.</summary>
    public double? Width { get; init; }

    /// <summary>Index into the plan's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;

    /// <summary>What passing it demands.</summary>
    public Barriers Barriers { get; init; }

    /// <summary>True for a door by which one only leaves.</summary>
    public bool IsExitOnly { get; init; }

    /// <summary>Joins it to lines that end in a point of this key; null when none does.</summary>
    public string? Key { get; init; }

    /// <summary>Half way between both sides.</summary>
    public Point2 Middle => (A + B) * 0.5;
}

/// <summary>
/// One connector drawn as areas: <paramref name="Links"/> are pairs of area indices, lower floor first; <paramref name="Building"/> is
/// an index into the plan's buildings or -1.
/// </summary>
public sealed record AreaConnector(
    string Id, Label Name, ConnectorKind Kind, int Building, IReadOnlyList<(int Lower, int Upper)> Links)
{
    /// <summary>What riding or climbing it demands.</summary>
    public Barriers Barriers { get; init; }

    /// <summary>Index into the plan's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;

    /// <summary>The direction an escalator runs in; null for both ways.</summary>
    public bool? Up { get; init; }
}

/// <summary>A connector at points that lines share: the same place, named by <paramref name="Key"/>, on several levels.</summary>
public sealed record PointConnector(string Id, Label Name, ConnectorKind Kind, string Key, Point2 At, IReadOnlyList<int> Levels)
{
    /// <summary>What riding or climbing it demands.</summary>
    public Barriers Barriers { get; init; }

    /// <summary>Index into the plan's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;

    /// <summary>Where one gets in on a level, by its index, if not at the point itself.</summary>
    public IReadOnlyDictionary<int, (string Key, Point2 At)> Doors { get; init; } = new Dictionary<int, (string, Point2)>();
}

/// <summary>What a line is.</summary>
public enum LineKind
{
    /// <summary>A way indoors.</summary>
    Walk,

    /// <summary>A path in the open.</summary>
    Outdoor,

    /// <summary>A flight of stairs.</summary>
    Stairs,

    /// <summary>An escalator.</summary>
    Escalator,

    /// <summary>A ramp.</summary>
    Ramp,

    /// <summary>The way of a shuttle bus.</summary>
    Shuttle,
}

/// <summary>
/// A centre line, one key and one point in metres for every bend. All points but the last lie on <paramref name="FromLevel"/>, the last
/// on <paramref name="ToLevel"/>; points with the same key and level are one place.
/// </summary>
public sealed record Line(
    string Id, IReadOnlyList<string> Keys, IReadOnlyList<Point2> Points, int FromLevel, int ToLevel, LineKind Kind)
{
    /// <summary>What walking it demands.</summary>
    public Barriers Barriers { get; init; }

    /// <summary>Index into the plan's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;

    /// <summary>True where one goes from the first point to the last only.</summary>
    public bool OneWay { get; init; }

    /// <summary>Metres of the whole, where the map says other than it draws; else null.</summary>
    public double? Metres { get; init; }
}

/// <summary>A place before it has a node; <paramref name="Area"/> is -1 where no area of the plan is its own.</summary>
public sealed record PlaceDraft(string Id, Label Name, string Category, int Level, int Building, Point2 At, int Area)
{
    /// <summary>Index into the plan's hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;
}

/// <summary>
/// What stands on lines at one of their points, so that all who pass the point pass it: a gate, a kerb, a step.
/// </summary>
public sealed record Gate(Barriers Barriers, int Hours)
{
    /// <summary>True for a door, which joins areas by itself.</summary>
    public bool IsDoor { get; init; }

    /// <summary>True where one only leaves a building.</summary>
    public bool IsExitOnly { get; init; }
}

/// <summary>On what terms a stretch may be walked.</summary>
public sealed record Terms
{
    /// <summary>Anyone, at any time, both ways.</summary>
    public static Terms Free { get; } = new();

    /// <summary>What it demands.</summary>
    public Barriers Barriers { get; init; }

    /// <summary>Index of its opening hours; -1 for always open.</summary>
    public int Hours { get; init; } = -1;

    /// <summary>Index of its door or connector; -1 for none.</summary>
    public int Feature { get; init; } = -1;

    /// <summary>True where one goes from the first node to the second only.</summary>
    public bool IsOneWay { get; init; }

    /// <summary>An edge on these terms besides its own.</summary>
    internal EdgeDraft On(EdgeDraft edge) => edge with { Barriers = edge.Barriers | Barriers, Hours = Hours, Feature = Feature };
}
