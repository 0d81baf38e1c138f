using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>Where a destination lies when one stands before it.</summary>
internal enum Side { Ahead, Left, Right }

/// <summary>How far one walks until the next thing to do, and how many doors one passes straight on meanwhile.</summary>
internal readonly record struct Stretch(double Metres, int Doors);

/// <summary>
/// What one has just left: a connector (null: a bus), whether it led up, whether one is still on the same floor, which way one faces, and
/// whether one leaves it through a door.
/// </summary>
internal sealed record Approach(ConnectorKind? Kind, bool Up = false, bool SameFloor = false, double? Heading = null,
    bool ThroughDoor = false);

/// <summary>
/// The sentences of one language. Rules: one turn word per decision, doors or a landmark before metres, floors named as signed.
/// </summary>
internal abstract class Wording
{
    public static Wording Of(Language language) => language switch
    {
        Language.Zh => new ChineseWording(),
        Language.En => new EnglishWording(),
    };

    public abstract string Name(Label label);

    public abstract string Floor(string signed);

    public abstract string Start(string? place, double? heading, Stretch stretch);

    /// <summary>From a room, out of its door.</summary>
    public abstract string StartOut(string? place, double? turn, Stretch stretch);

    /// <summary>A turn at a landmark, or after so many doors since the last step.</summary>
    public abstract string Turn(double degrees, string? landmark, int afterDoors, Stretch stretch);

    /// <summary>A sentence that ends in a turn, and the next turn, at once or after a few steps.</summary>
    public abstract string Pair(string first, double degrees, bool afterSteps, Stretch stretch);

    /// <summary>Two ways lead on nearly straight.</summary>
    public abstract string Fork(bool left, Stretch stretch);

    /// <summary>Through a door, counted from the last step, and then a turn where there is one.</summary>
    public abstract string Door(int ordinal, double? turn, Stretch stretch);

    public abstract string TurnThroughDoor(double turn, Stretch stretch);

    public abstract string Enter(string into, double? turn, Stretch stretch);

    public abstract string Leave(string outOf, double? turn, Stretch stretch);

    /// <summary>Into or out of a building, with a turn before it or behind it, never both.</summary>
    public abstract string Entrance(string? building, bool entering, string? name, double? before, double? after, Stretch stretch);

    /// <summary>Without a floor the connector stays on one, like three steps before a door.</summary>
    public abstract string Connector(ConnectorKind kind, string? name, bool up, string? floor);

    /// <summary>A connector, like the ramp of a bridge, that leads into another building.</summary>
    public abstract string IntoBuilding(string connector, string building);

    /// <summary>What one enters on the way to a lift, stairs or an escalator; null for other areas.</summary>
    public abstract string? Shaft(AreaKind kind);

    /// <summary>Finding one's bearings: by a turn where one knows the way one faces, else by the compass.</summary>
    public abstract string Exit(Approach by, double? turn, double? heading, Stretch stretch);

    public abstract string Shuttle(string? campus);

    public abstract string Arrive(string? place, Side side);

    public abstract string Then(string first, string next);

    public abstract string Detour(string what, string? reason);

    /// <summary>A door that opens while one walks or stands before it.</summary>
    public abstract string Wait(Obstacle door, double seconds);

    /// <summary>A destination that is still shut when one comes to its door.</summary>
    public abstract string NotOpen(string? place, string? opens);

    public abstract string Blocked(string profile, IReadOnlyList<string> what, string? nearest, string? opens);

    public abstract string Thing(Obstacle obstacle);

    /// <summary>A stretch of way that is no door and no connector.</summary>
    public abstract string Passage(bool outdoors);

    public abstract string ShuttleName { get; }

    /// <summary>A door known only by its floor, or by the room it leads into.</summary>
    public abstract string DoorOf(string where);

    /// <summary>Not in a place but at its side.</summary>
    public abstract string Beside(string place);

    /// <summary>In the open, in sight of a place at best.</summary>
    public abstract string Near(string place);

    /// <summary>In the open, before a door of a building.</summary>
    public abstract string Outside(string building, string? door);

    /// <summary>The last touch to a sentence made of parts.</summary>
    public abstract string Finish(string sentence);

    /// <summary>True for a change of direction that is called left or right.</summary>
    public static bool IsTurn(double degrees) => Class(degrees) is 1 or 2 or 3;

    /// <summary>Turn classes by deviation from straight: slight to 45, turn to 135, sharp beyond.</summary>
    protected static int Class(double degrees) => Math.Abs(degrees) switch { <= 20 => 0, < 45 => 1, <= 135 => 2, <= 170 => 3, _ => 4 };

    /// <summary>Metres as one says them: to 1 below 10, to 5 below 100, to 10 above; null below 3, which nobody needs to be told.</summary>
    protected static int? Round(double metres) => metres switch
    {
        < 3 => null,
        < 10 => (int)Math.Round(metres),
        < 100 => (int)Math.Round(metres / 5) * 5,
        _ => (int)Math.Round(metres / 10) * 10,
    };
}
