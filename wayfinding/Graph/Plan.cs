using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>A passage through a wall: from <paramref name="A"/> to <paramref name="B"/> (equal when only a point is known). <paramref name="Key"/> joins it to lines that end in it.</summary>
internal sealed record Opening(string Id, Label Name, int Level, Point2 A, Point2 B, bool IsEntrance, double? Width, int Hours, Barriers Barriers, string? Key = null)
{
    public Point2 Middle => (A + B) * 0.5;
}

/// <summary>One connector drawn as areas: <paramref name="Links"/> are pairs of area indices, lower first. <paramref name="Up"/> is null for both ways.</summary>
internal sealed record AreaConnector(string Id, Label Name, ConnectorKind Kind, int Building, IReadOnlyList<(int Lower, int Upper)> Links, Barriers Barriers, int Hours = -1, bool? Up = null);

/// <summary>A connector at points that lines share: the same place on several levels.</summary>
internal sealed record PointConnector(string Id, Label Name, ConnectorKind Kind, string Key, Point2 At, IReadOnlyList<int> Levels, Barriers Barriers, int Hours = -1);

/// <summary>What a line is.</summary>
internal enum LineKind { Walk, Outdoor, Stairs, Escalator, Ramp, Shuttle }

/// <summary>A centre line. All points but the last lie on <paramref name="FromLevel"/>; points with the same key and level are one place.</summary>
internal sealed record Line(string Id, IReadOnlyList<string> Keys, IReadOnlyList<Point2> Points, int FromLevel, int ToLevel, LineKind Kind, Barriers Barriers, int Hours = -1, bool OneWay = false);

/// <summary>A place before it has a node.</summary>
internal sealed record PlaceDraft(string Id, Label Name, string Category, int Level, int Building, Point2 At, int Area, int Hours = -1);

/// <summary>A building plan as read from a file, before any graph: what every area format is turned into.</summary>
internal sealed class Plan(Label name, LocalFrame frame)
{
    private readonly Dictionary<string, int> _indexOfHours = [];

    public Label Name { get; } = name;

    public LocalFrame Frame { get; } = frame;

    public List<Campus> Campuses { get; } = [];

    public List<Building> Buildings { get; } = [];

    public List<Level> Levels { get; } = [];

    public List<Area> Areas { get; } = [];

    public List<Opening> Openings { get; } = [];

    public List<AreaConnector> AreaConnectors { get; } = [];

    public List<PointConnector> PointConnectors { get; } = [];

    public List<Line> Lines { get; } = [];

    public List<PlaceDraft> Places { get; } = [];

    public List<OpeningHours> Hours { get; } = [];

    /// <summary>Areas in which points of lines lie, by key and level, where a format says so.</summary>
    public Dictionary<(string Key, int Level), int> AreaOfKey { get; } = [];

    /// <summary>True where areas have walls only against rooms: halls and corridors that share a border are open to each other.</summary>
    public bool OpenBorders { get; set; }

    /// <summary>Joins between a line's point and an area: (key, level) and the area index.</summary>
    public List<(string Key, int Level, Point2 At, int Area)> Entries { get; } = [];

    /// <summary>Doors at which lines of another level end, such as the open ground: the door's key and that level.</summary>
    public List<(string Key, int Level)> Entrances { get; } = [];

    /// <summary>Index of these hours, shared by equal texts.</summary>
    public int HoursIndex(OpeningHours hours)
    {
        if (_indexOfHours.TryGetValue(hours.Text, out var index)) return index;
        Hours.Add(hours);
        return _indexOfHours[hours.Text] = Hours.Count - 1;
    }
}
