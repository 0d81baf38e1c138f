using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>What lies on either side of a door, in the words of one language. Doors are given as edges of the graph.</summary>
internal sealed class Doorways(Venue venue, Wording words)
{
    private readonly WalkGraph _graph = venue.Graph;

    /// <summary>True for a door into or out of a building.</summary>
    public bool IsEntrance(int door) => _graph.NodeBuilding[_graph.From[door]] != _graph.NodeBuilding[_graph.To[door]];

    /// <summary>The sentence for going into or out of a building.</summary>
    public string Entrance(Decision d, Stretch stretch)
    {
        var (from, to) = (_graph.NodeBuilding[_graph.From[d.Door]], _graph.NodeBuilding[_graph.To[d.Door]]);
        var building = venue.Buildings[to >= 0 ? to : from].Name;
        var door = _graph.Feature[d.Door] >= 0 ? venue.Doors[_graph.Feature[d.Door]].Name : Label.None;
        return words.Entrance(
            NameOf(building), entering: to >= 0, NameOf(door), d.Before, d.Before is null ? d.After : null, stretch);
    }

    /// <summary>The room or shaft a door leads into; null for any other area.</summary>
    public string? Into(int door) => ShaftAt(_graph.To[door]) ?? RoomAt(_graph.To[door]);

    /// <summary>True when a door leads into a stairwell, a lift or an escalator.</summary>
    public bool IsIntoShaft(int door) => ShaftAt(_graph.To[door]) is not null;

    /// <summary>True when a door leads out of one.</summary>
    public bool IsOutOfShaft(int door) => ShaftAt(_graph.From[door]) is not null;

    /// <summary>The named room a door leads out of; null for any other area.</summary>
    public string? OutOf(int door) => RoomAt(_graph.From[door]);

    private string? ShaftAt(int node) => _graph.NodeArea[node] is >= 0 and var a ? words.Shaft(venue.Areas[a].Kind) : null;

    private string? RoomAt(int node) =>
        _graph.NodeArea[node] is >= 0 and var a && venue.Areas[a] is { Kind: AreaKind.Room or AreaKind.Toilet, Name.IsEmpty: false } room
            ? words.Name(room.Name) : null;

    private string? NameOf(Label label) => label.IsEmpty ? null : words.Name(label);
}
