using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Steps;

internal sealed class EnglishWording : Wording
{
    private static readonly string[] Compass = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

    public override string Name(Label label) => label.En ?? label.Zh;

    public override string Floor(string signed) => signed.All(c => char.IsAsciiDigit(c) || c is '-' or '.') ? $"level {signed}" : signed;

    public override string Start(string? place, double? heading, double metres) =>
        $"Start from {place ?? "where you are"}{(heading is { } h && Round(metres) is { } m ? $" and go {Direction(h)} for about {m} m" : "")}";

    public override string Turn(double degrees, string? landmark, double metres) => $"{Capital(TurnWord(degrees))}{(landmark is null ? "" : $" at {landmark}")}{Straight(metres)}";

    public override string Doors(int count, string? entering, string? leaving, double? turn, double metres)
    {
        if (entering is not null) return $"{(turn is { } t && Class(t) > 0 ? $"{Capital(TurnWord(t))} and enter" : "Enter")} {entering}";
        var through = leaving is not null ? $"Leave {leaving}" : count > 1 ? $"Go through {count} doors" : "Go through the door";
        return $"{through}{After(turn)}{Straight(metres)}";
    }

    public override string Entrance(string? building, bool entering, string? name, double? turn, double metres) =>
        $"{(entering ? "Enter" : "Leave")} {building ?? "the building"}{(name is null ? "" : $" by {name}")}{After(turn)}{Straight(metres)}";

    public override string Connector(ConnectorKind kind, string? name, bool up, string? floor) => floor is null
        ? $"Go {(up ? "up" : "down")} the {(kind == ConnectorKind.Ramp ? "ramp" : "steps")}"
        : $"Take {name ?? (kind switch { ConnectorKind.Lift => "the lift", ConnectorKind.Stairs => "the stairs", ConnectorKind.Escalator => "the escalator", ConnectorKind.Ramp => "the ramp" })} {(up ? "up" : "down")} to {floor}";

    public override string? Shaft(AreaKind kind) => kind == AreaKind.Lift ? "the lift" : kind == AreaKind.Stairs ? "the stairwell" : kind == AreaKind.Escalator ? "the escalator" : null;

    public override string Exit(ConnectorKind? kind, double? turn, double? heading, double metres)
    {
        var from = kind switch { ConnectorKind.Lift => "Leave the lift", ConnectorKind.Stairs => "Leave the stairs", ConnectorKind.Escalator => "Step off the escalator", ConnectorKind.Ramp => "Leave the ramp", null => "Get off" };
        if (turn is { } t) return $"{from}{(Class(t) == 0 ? " and go straight on" : After(t))}{Straight(metres)}";
        return heading is { } h ? $"{from} and go {Direction(h)}{Straight(metres)}" : $"{from} and go straight on";
    }

    public override string Shuttle(string campus) => $"Take the shuttle to {campus}";

    public override string Arrive(string? place, Side side) =>
        $"Arrive at {place ?? "your destination"}; it is {side switch { Side.Ahead => "straight ahead", Side.Left => "on your left", Side.Right => "on your right" }}";

    public override string Then(string first, string next) => $"{first}, then {char.ToLowerInvariant(next[0])}{next[1..]}";

    public override string Detour(string what, string? reason) => $"{what} is out of use{(reason is null ? "" : $" ({reason})")}; this route avoids it";

    public override string Wait(Block door, double seconds) =>
        $"{(door.IsShuttle ? $"The shuttle starts at {door.OpensAt}" : $"{Capital(NameOf(door))}{On(door)} opens at {door.OpensAt}")}; you will wait there for {(seconds < 60 ? "less than a minute" : $"about {Math.Ceiling(seconds / 60)} min")}";

    public override string Blocked(string profile, IReadOnlyList<string> what, string? nearest, string? opens)
    {
        var head = profile switch { "stepFree" => "No step-free way", "stretcher" => "No way for a stretcher", _ => "No way now" };
        return $"{head}: {string.Join("; ", what)}{(opens is null ? "" : $"; open from {opens}")}{(nearest is null ? "" : $"; nearest reachable point: {nearest}")}";
    }

    public override string Thing(Block b)
    {
        var (where, thing) = (On(b), NameOf(b) + On(b));
        return b.Reason switch
        {
            BlockReason.NotConnected => "the map joins the two places nowhere",
            BlockReason.Closure => $"{thing} is closed{(b.Why is null ? "" : $" ({b.Why})")}",
            BlockReason.Hours when b.IsShuttle => $"the shuttle does not run now{(b.OpensAt is null ? "" : $"; it starts at {b.OpensAt}")}",
            BlockReason.Hours when b.ShutsAt is not null => $"{thing} shuts at {b.ShutsAt}, before you could be there{(b.OpensAt is null ? "" : $", until {b.OpensAt}")}",
            BlockReason.Hours => $"{thing} is locked{(b.OpensAt is null ? "" : $" until {b.OpensAt}")}",
            BlockReason.Barrier => (b.Barriers & Barriers.StaffOnly) != 0 ? $"{thing} is for staff only"
                : (b.Barriers & Barriers.Steps) != 0 ? $"there are only stairs{where}"
                : (b.Barriers & Barriers.Escalator) != 0 ? $"there is only an escalator{where}" : $"{thing} is too small or steep",
        };
    }

    private static string On(Block b) => b.Floor is null ? "" : $" on {b.Floor}";

    private static string NameOf(Block b) => b.Name ?? b.Connector switch { ConnectorKind.Lift => "lift", ConnectorKind.Stairs => "stairs", ConnectorKind.Escalator => "escalator", ConnectorKind.Ramp => "ramp", null => "door" };

    private static string After(double? turn) => turn is { } t && Class(t) > 0 ? $" and {TurnWord(t)}" : "";

    private static string Straight(double metres) => Round(metres) is { } m ? $", straight on for about {m} m" : "";

    private static string TurnWord(double degrees)
    {
        var side = degrees < 0 ? "left" : "right";
        return Class(degrees) switch { 0 => "go straight on", 1 => $"bear {side}", 2 => $"turn {side}", 3 => $"turn sharp {side}", _ => "turn back" };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Direction(double heading) => Compass[(int)Math.Round(heading / 45) % 8];
}
