using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>
/// The words for nodes and edges in a plain graph, and its flags: 1 wheelchair, 2 stretcher, 4 staff only, 8 has hours, 16 indoor.
/// </summary>
internal static class CsvKinds
{
    private const int Wheelchair = 1;
    private const int Stretcher = 2;
    private const int Staff = 4;

    /// <summary>What an edge without flags may be passed by.</summary>
    public const int AnyoneMayPass = Wheelchair | Stretcher;

    public static Barriers BarriersOf(EdgeKind kind, int flags)
    {
        var barriers = kind.IsStairs() ? Barriers.Steps : kind.IsEscalator() ? Barriers.Escalator : Barriers.None;
        if ((flags & Wheelchair) == 0 && barriers == Barriers.None) barriers |= Barriers.NarrowForWheelchair;
        if ((flags & Stretcher) == 0 && !kind.IsStairs() && !kind.IsEscalator())
            barriers |= kind.IsLift() ? Barriers.SmallLift : Barriers.NarrowForStretcher;
        return (flags & Staff) != 0 ? barriers | Barriers.StaffOnly : barriers;
    }

    /// <summary>Null for a word that is not known. Words without a direction take that of the edge.</summary>
    /// <param name="word">As written.</param>
    /// <param name="rise">Metres the edge climbs.</param>
    public static EdgeKind? EdgeKindOf(string word, double rise) => word.Trim().ToLowerInvariant() switch
    {
        "walk" or "corridor" or "hallway" or "floor" or "" => EdgeKind.Walk,
        "door" => EdgeKind.Door,
        "entrance" => EdgeKind.Entrance,
        "stairs_up" => EdgeKind.StairsUp,
        "stairs_down" => EdgeKind.StairsDown,
        "stairs" or "stair" or "stai" or "steps" or "staircase" => rise >= 0 ? EdgeKind.StairsUp : EdgeKind.StairsDown,
        "lift_board" => EdgeKind.LiftBoard,
        "lift_alight" => EdgeKind.LiftAlight,
        "lift_ride" or "lift" or "elevator" or "elev" => EdgeKind.LiftRide,
        "escalator_up" => EdgeKind.EscalatorUp,
        "escalator_down" => EdgeKind.EscalatorDown,
        "escalator" => rise >= 0 ? EdgeKind.EscalatorUp : EdgeKind.EscalatorDown,
        "ramp_up" => EdgeKind.RampUp,
        "ramp_down" => EdgeKind.RampDown,
        "ramp" => rise >= 0 ? EdgeKind.RampUp : EdgeKind.RampDown,
        "outdoor" => EdgeKind.Outdoor,
        "bridge" => EdgeKind.Bridge,
        "shuttle" => EdgeKind.Shuttle,
        _ => null,
    };

    public static NodeKind NodeKindOf(string word) => word.Trim().ToLowerInvariant() switch
    {
        "hall" => NodeKind.Hall,
        "door" => NodeKind.Door,
        "lift_landing" or "elev" or "elevator" or "lift" => NodeKind.LiftLanding,
        "lift_shaft" => NodeKind.LiftShaft,
        "stair" or "stai" or "stairs" => NodeKind.Stairs,
        "escalator" => NodeKind.Escalator,
        "entrance" or "exit" => NodeKind.Entrance,
        "outdoor" => NodeKind.Outdoor,
        "gate" => NodeKind.Gate,
        "corridor" or "" => NodeKind.Corridor,
        _ => NodeKind.Room,
    };
}
