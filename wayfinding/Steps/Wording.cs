using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>Where a destination lies when one stands before it.</summary>
internal enum Side { Ahead, Left, Right }

/// <summary>The sentences of one language. Rules: one turn word per sentence, doors or a landmark before metres, floors named as signed.</summary>
internal abstract class Wording
{
    public static Wording Of(Language language) => language switch { Language.Zh => new ChineseWording(), Language.En => new EnglishWording() };

    public abstract string Name(Label label);

    public abstract string Floor(string signed);

    public abstract string Start(string? place, double? heading, double metres);

    public abstract string Turn(double degrees, string? landmark, double metres);

    public abstract string Doors(int count, string? entering, string? leaving, double? turn, double metres);

    public abstract string Entrance(string? building, bool entering, string? name, double? turn, double metres);

    /// <summary>Without a floor the connector stays on one, like three steps before a door.</summary>
    public abstract string Connector(ConnectorKind kind, string? name, bool up, string? floor);

    /// <summary>What one enters on the way to a lift, stairs or an escalator.</summary>
    public abstract string? Shaft(AreaKind kind);

    public abstract string Exit(ConnectorKind? kind, double? turn, double? heading, double metres);

    public abstract string Shuttle(string campus);

    public abstract string Arrive(string? place, Side side);

    public abstract string Then(string first, string next);

    public abstract string Detour(string what, string? reason);

    /// <summary>A door that opens while one walks or stands before it.</summary>
    public abstract string Wait(Block door, double seconds);

    public abstract string Blocked(string profile, IReadOnlyList<string> what, string? nearest, string? opens);

    public abstract string Thing(Block block);

    /// <summary>Turn classes by deviation from straight: slight to 45, turn to 135, sharp beyond.</summary>
    protected static int Class(double degrees) => Math.Abs(degrees) switch { <= 20 => 0, < 45 => 1, <= 135 => 2, <= 170 => 3, _ => 4 };

    /// <summary>Metres as one says them: to 1 below 10, to 5 below 100, to 10 above; null below 3, which nobody needs to be told.</summary>
    protected static int? Round(double metres) => metres switch { < 3 => null, < 10 => (int)Math.Round(metres), < 100 => (int)Math.Round(metres / 5) * 5, _ => (int)Math.Round(metres / 10) * 10 };

    /// <summary>What stands in the way, ready to be named.</summary>
    public readonly record struct Block(Routing.BlockReason Reason, Barriers Barriers, ConnectorKind? Connector, string? Name, string? Floor, string? Why, string? OpensAt, bool IsShuttle = false, string? ShutsAt = null);
}
