using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>A building plan as read from a file, before any graph: what every area format is turned into.</summary>
public sealed class Plan(Label name, LocalFrame frame)
{
    private readonly Dictionary<string, int> _indexOfHours = [];

    /// <summary>Name of the hospital.</summary>
    public Label Name { get; } = name;

    /// <summary>Where metres meet degrees.</summary>
    public LocalFrame Frame { get; } = frame;

    /// <summary>Sites.</summary>
    public List<Campus> Campuses { get; } = [];

    /// <summary>Buildings.</summary>
    public List<Building> Buildings { get; } = [];

    /// <summary>Floors of all buildings, and the open ground.</summary>
    public List<Level> Levels { get; } = [];

    /// <summary>Areas of all floors.</summary>
    public List<Area> Areas { get; } = [];

    /// <summary>Doors and gates.</summary>
    public List<Opening> Openings { get; } = [];

    /// <summary>Lifts, stairs, escalators and ramps drawn as areas.</summary>
    public List<AreaConnector> AreaConnectors { get; } = [];

    /// <summary>Those drawn as points.</summary>
    public List<PointConnector> PointConnectors { get; } = [];

    /// <summary>Centre lines.</summary>
    public List<Line> Lines { get; } = [];

    /// <summary>Places to go.</summary>
    public List<PlaceDraft> Places { get; } = [];

    /// <summary>Distinct opening hours referred to by index; see <see cref="HoursIndex"/>.</summary>
    public List<OpeningHours> Hours { get; } = [];

    /// <summary>Areas in which points of lines lie, by key and level, where a format says so.</summary>
    public Dictionary<(string Key, int Level), int> AreaOfKey { get; } = [];

    /// <summary>Which borders that areas share can be walked across.</summary>
    public OpenBorders OpenBorders { get; set; }

    /// <summary>Walls drawn by themselves: where one stands on a border nobody walks across.</summary>
    public List<(int Level, Point2 A, Point2 B)> Walls { get; } = [];

    /// <summary>Areas, by index, of which nobody knows whether they are open: only doors lead into them.</summary>
    public HashSet<int> Walled { get; } = [];

    /// <summary>Joins between a line's point and an area: (key, level) and the area index.</summary>
    public List<(string Key, int Level, Point2 At, int Area)> Entries { get; } = [];

    /// <summary>Doors at which lines of another level end, such as the open ground: the door's key and that level.</summary>
    public List<(string Key, int Level)> Entrances { get; } = [];

    /// <summary>What stands on lines, by the key of the point.</summary>
    public Dictionary<string, Gate> Gates { get; } = [];

    /// <summary>Index of these hours, shared by equal texts.</summary>
    public int HoursIndex(OpeningHours hours)
    {
        if (_indexOfHours.TryGetValue(hours.Text, out var index)) return index;
        Hours.Add(hours);
        return _indexOfHours[hours.Text] = Hours.Count - 1;
    }
}

/// <summary>Which borders that areas share can be walked across where no door is drawn.</summary>
public enum OpenBorders
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those between halls, corridors and paved ground.</summary>
    Halls,

    /// <summary>Those, and that of a room without any door.</summary>
    HallsAndRooms,
}
