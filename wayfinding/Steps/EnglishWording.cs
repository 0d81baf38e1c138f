using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Steps;

internal sealed class EnglishWording : Wording
{
    private static readonly string[] Shafts = ["the lift", "the stairwell", "the escalator"];
    private static readonly string[] Compass = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];
    private static readonly string[] Ordinals = ["0th door", "door", "second door", "third door", "fourth door", "fifth door"];

    public override string Name(Label label) => label.En ?? label.Zh;

    public override string Floor(string signed) => signed.All(c => char.IsAsciiDigit(c) || c is '-' or '.') ? $"level {signed}" : signed;

    public override string Start(string? place, double? heading, Stretch stretch)
    {
        var go = heading is { } h && Round(stretch.Metres) is { } m ? $" and go {Direction(h)} for about {m} m{Passing(stretch)}"
            : Straight(stretch);
        return $"Start from {place ?? "where you are"}{go}";
    }

    public override string StartOut(string? place, double? turn, Stretch stretch) =>
        $"Leave {place ?? "the room"}{After(turn)}{Straight(stretch)}";

    public override string Turn(double degrees, string? landmark, int afterDoors, Stretch stretch)
    {
        var (word, go) = (TurnWord(degrees), Straight(stretch));
        return afterDoors > 0 ? $"After the {Ordinal(afterDoors)} {word}{go}"
            : $"{Capital(word)}{(landmark is null ? "" : $" at {landmark}")}{go}";
    }

    public override string Pair(string first, double degrees, bool afterSteps, Stretch stretch) =>
        $"{first}, then {TurnWord(degrees)}{(afterSteps ? " after a few steps" : "")}{Straight(stretch)}";

    public override string Fork(bool left, Stretch stretch) => $"Keep {(left ? "left" : "right")} at the fork{Straight(stretch)}";

    public override string Door(int ordinal, double? turn, Stretch stretch) =>
        $"Go through the {Ordinal(ordinal)}{After(turn)}{Straight(stretch)}";

    public override string TurnThroughDoor(double turn, Stretch stretch) =>
        $"{Capital(TurnWord(turn))} through the door{Straight(stretch)}";

    public override string Enter(string into, double? turn, Stretch stretch) =>
        $"{(Turning(turn) is { } word ? $"{word} and enter" : "Enter")} {into}{(Shafts.Contains(into) ? "" : Straight(stretch))}";

    public override string Leave(string outOf, double? turn, Stretch stretch) => $"Leave {outOf}{After(turn)}{Straight(stretch)}";

    public override string Entrance(string? building, bool entering, string? name, double? before, double? after, Stretch stretch)
    {
        var verb = entering ? "enter" : "leave";
        var head = Turning(before) is { } word ? $"{word} and {verb}" : Capital(verb);
        return $"{head} {building ?? "the building"}{(name is null ? "" : $" by {name}")}{After(after)}{Straight(stretch)}";
    }

    public override string Connector(ConnectorKind kind, string? name, bool up, string? floor)
    {
        var direction = up ? "up" : "down";
        if (floor is null) return $"Go {direction} the {(kind == ConnectorKind.Ramp ? "ramp" : "steps")}";
        var plain = kind switch
        {
            ConnectorKind.Lift => "the lift",
            ConnectorKind.Stairs => "the stairs",
            ConnectorKind.Escalator => "the escalator",
            ConnectorKind.Ramp => "the ramp",
        };
        return $"Take {name ?? plain} {direction} to {floor}";
    }

    public override string IntoBuilding(string connector, string building) => $"{connector} into {building}";

    public override string? Shaft(AreaKind kind) =>
        kind == AreaKind.Lift ? "the lift" : kind == AreaKind.Stairs ? "the stairwell" : kind == AreaKind.Escalator ? "the escalator"
            : null;

    public override string Exit(Approach by, double? turn, double? heading, Stretch stretch)
    {
        var from = by.Kind switch
        {
            ConnectorKind.Lift => "Leave the lift",
            ConnectorKind.Stairs when by.ThroughDoor => "Leave the stairwell",
            ConnectorKind.Stairs => by.SameFloor ? "Past the steps" : by.Up ? "At the top of the stairs" : "At the foot of the stairs",
            ConnectorKind.Escalator => "Step off the escalator",
            ConnectorKind.Ramp => "At the end of the ramp",
            null => "Get off",
        };
        var and = by.Kind is ConnectorKind.Ramp || (by.Kind is ConnectorKind.Stairs && !by.ThroughDoor) ? "," : " and";
        if (turn is { } t && Class(t) == 0)
        {
            var on = Round(stretch.Metres) is { } m ? $" for about {m} m{Passing(stretch)}" : Straight(stretch);
            return $"{from}{and} go straight on{on}";
        }
        if (turn is { } off) return $"{from}{and} {TurnWord(off)}{Straight(stretch)}";
        return heading is { } h ? $"{from}{and} go {Direction(h)}{Straight(stretch)}" : $"{from}{and} go straight on{Straight(stretch)}";
    }

    public override string Shuttle(string? campus) => campus is null ? "Take the shuttle" : $"Take the shuttle to {campus}";

    public override string Arrive(string? place, Side side)
    {
        var where = side switch { Side.Ahead => "straight ahead", Side.Left => "on your left", Side.Right => "on your right" };
        return $"Arrive at {place ?? "your destination"}; it is {where}";
    }

    public override string Then(string first, string next) => $"{first}, then {char.ToLowerInvariant(next[0])}{next[1..]}";

    public override string Detour(string what, string? reason) =>
        $"{what} is out of use{(reason is null ? "" : $" ({reason})")}; this route avoids it";

    public override string Wait(Obstacle door, double seconds)
    {
        var what = door.IsShuttle ? $"The shuttle starts at {door.OpensAt}" : $"{Capital(NameOf(door))}{On(door)} opens at {door.OpensAt}";
        return $"{what}; you will wait there for {(seconds < 60 ? "less than a minute" : $"about {Math.Ceiling(seconds / 60)} min")}";
    }

    public override string NotOpen(string? place, string? opens) =>
        $"{place ?? "The destination"} will be closed when you arrive{(opens is null ? "" : $"; it opens at {opens}")}";

    public override string Blocked(string profile, IReadOnlyList<string> what, string? nearest, string? opens)
    {
        var head = profile switch { "stepFree" => "No step-free way", "stretcher" => "No way for a stretcher", _ => "No way now" };
        var tail = nearest is null ? "" : $"; nearest reachable point: {nearest}";
        return $"{head}: {string.Join("; ", what)}{(opens is null ? "" : $"; open from {opens}")}{tail}";
    }

    public override string Thing(Obstacle b)
    {
        var (where, thing) = (On(b), NameOf(b) + On(b));
        return b.Reason switch
        {
            BlockReason.NotConnected => "the map joins the two places nowhere",
            BlockReason.Closure when b.IsShuttle => $"the shuttle does not run{(b.Why is null ? "" : $" ({b.Why})")}",
            BlockReason.Closure => $"{thing} is closed{(b.Why is null ? "" : $" ({b.Why})")}",
            BlockReason.Hours when b.IsShuttle => $"the shuttle does not run now{(b.OpensAt is null ? "" : $"; it starts at {b.OpensAt}")}",
            BlockReason.Hours when b.ShutsAt is not null =>
                $"{thing} shuts at {b.ShutsAt}, before you could be there{(b.OpensAt is null ? "" : $", until {b.OpensAt}")}",
            BlockReason.Hours => $"{thing} is locked{(b.OpensAt is null ? "" : $" until {b.OpensAt}")}",
            BlockReason.Barrier when b.IsShuttle => "the shuttle takes no stretchers",
            BlockReason.Barrier => (b.Barriers & Barriers.Closed) != 0 ? $"{thing} is closed off"
                : (b.Barriers & Barriers.StaffOnly) != 0 ? $"{thing} is for staff only"
                : (b.Barriers & Barriers.Steps) != 0 ? $"there are only stairs{where}"
                : (b.Barriers & Barriers.Escalator) != 0 ? $"there is only an escalator{where}" : $"{thing} is too small or steep",
        };
    }

    private static string On(Obstacle b) => b.Floor is null ? "" : $" on {b.Floor}";

    private static string NameOf(Obstacle b) => b.Name ?? b.Connector switch
    {
        ConnectorKind.Lift => "lift",
        ConnectorKind.Stairs => "stairs",
        ConnectorKind.Escalator => "escalator",
        ConnectorKind.Ramp => "ramp",
        null => "door",
    };

    public override string Passage(bool outdoors) => outdoors ? "path outdoors" : "passage";

    public override string ShuttleName => "The shuttle";

    public override string DoorOf(string where) => $"the door of {where}";

    public override string Beside(string place) => $"beside {place}";

    public override string Near(string place) => $"near {place}";

    public override string Outside(string building, string? door) => door is null ? $"outside {building}" : $"outside {door} of {building}";

    public override string Finish(string sentence) => sentence.Replace("  ", " ").Trim();

    private static string After(double? turn) => turn is { } t && Class(t) > 0 ? $" and {TurnWord(t)}" : "";

    private static string? Turning(double? turn) => turn is { } t && Class(t) > 0 ? Capital(TurnWord(t)) : null;

    private static string Straight(Stretch stretch) =>
        Round(stretch.Metres) is { } m ? $", straight on for about {m} m{Passing(stretch)}" : Passing(stretch);

    private static string Passing(Stretch stretch) =>
        stretch.Doors == 0 ? "" : stretch.Doors == 1 ? ", through a door" : $", through {stretch.Doors} doors";

    private static string Ordinal(int door) => door < Ordinals.Length ? Ordinals[door] : $"{door}th door";

    private static string TurnWord(double degrees)
    {
        var side = degrees < 0 ? "left" : "right";
        return Class(degrees) switch
        {
            0 => "go straight on",
            1 => $"bear {side}",
            2 => $"turn {side}",
            3 => $"turn sharp {side}",
            _ => "turn back",
        };
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Direction(double heading) => Compass[(int)Math.Round(heading / 45) % 8];
}
