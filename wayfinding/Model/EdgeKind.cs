namespace Wayfinding.Model;

/// <summary>What one moves along.</summary>
public enum EdgeKind : byte
{
    /// <summary>Indoor floor.</summary>
    Walk,

    /// <summary>Through a door inside a building.</summary>
    Door,

    /// <summary>Through an entrance of a building.</summary>
    Entrance,

    /// <summary>Up a flight.</summary>
    StairsUp,

    /// <summary>Down a flight.</summary>
    StairsDown,

    /// <summary>Into a lift: waiting and boarding.</summary>
    LiftBoard,

    /// <summary>Out of a lift.</summary>
    LiftAlight,

    /// <summary>One or more floors in the lift.</summary>
    LiftRide,

    /// <summary>Up an escalator.</summary>
    EscalatorUp,

    /// <summary>Down an escalator.</summary>
    EscalatorDown,

    /// <summary>Up a ramp.</summary>
    RampUp,

    /// <summary>Down a ramp.</summary>
    RampDown,

    /// <summary>A path in the open.</summary>
    Outdoor,

    /// <summary>A bridge or corridor between buildings.</summary>
    Bridge,

    /// <summary>A shuttle bus between campuses.</summary>
    Shuttle,
}

/// <summary>Questions about kinds that several rooms ask.</summary>
public static class EdgeKinds
{
    /// <summary>Number of kinds.</summary>
    public const int Count = 15;

    /// <summary>Part of a connector between floors.</summary>
    public static bool IsConnector(this EdgeKind kind) => kind is >= EdgeKind.StairsUp and <= EdgeKind.RampDown;

    /// <summary>Part of a lift.</summary>
    public static bool IsLift(this EdgeKind kind) => kind is EdgeKind.LiftBoard or EdgeKind.LiftAlight or EdgeKind.LiftRide;

    /// <summary>A flight of stairs.</summary>
    public static bool IsStairs(this EdgeKind kind) => kind is EdgeKind.StairsUp or EdgeKind.StairsDown;

    /// <summary>An escalator.</summary>
    public static bool IsEscalator(this EdgeKind kind) => kind is EdgeKind.EscalatorUp or EdgeKind.EscalatorDown;

    /// <summary>A door or an entrance.</summary>
    public static bool IsDoor(this EdgeKind kind) => kind is EdgeKind.Door or EdgeKind.Entrance;
}

/// <summary>What a node of the walk graph stands for.</summary>
public enum NodeKind : byte
{
    /// <summary>A point of a corridor.</summary>
    Corridor,

    /// <summary>A point of an open hall.</summary>
    Hall,

    /// <summary>At a door.</summary>
    Door,

    /// <summary>Inside a room.</summary>
    Room,

    /// <summary>In front of a lift.</summary>
    LiftLanding,

    /// <summary>Inside a lift.</summary>
    LiftShaft,

    /// <summary>On stairs.</summary>
    Stairs,

    /// <summary>At an escalator.</summary>
    Escalator,

    /// <summary>At an entrance.</summary>
    Entrance,

    /// <summary>In the open.</summary>
    Outdoor,

    /// <summary>A gate of the campus or a shuttle stop.</summary>
    Gate,
}
