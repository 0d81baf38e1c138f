using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>Language of instructions.</summary>
public enum Language
{
    /// <summary>Chinese.</summary>
    Zh,

    /// <summary>English.</summary>
    En,
}

/// <summary>What a step is about.</summary>
public enum StepKind
{
    /// <summary>Setting out.</summary>
    Start,

    /// <summary>A turn.</summary>
    Turn,

    /// <summary>One or more doors, with a turn behind them where there is one.</summary>
    Door,

    /// <summary>Into or out of a building.</summary>
    Entrance,

    /// <summary>By lift to another floor.</summary>
    Lift,

    /// <summary>By stairs.</summary>
    Stairs,

    /// <summary>By escalator.</summary>
    Escalator,

    /// <summary>By ramp.</summary>
    Ramp,

    /// <summary>Out of a lift, off the stairs: finding one's bearings again.</summary>
    Exit,

    /// <summary>By shuttle to another campus.</summary>
    Shuttle,

    /// <summary>There.</summary>
    Arrive,
}

/// <summary>
/// One step. <paramref name="Text"/> is shown; <paramref name="Speech"/> is the same text, followed by the next step's when that is due
/// within five seconds. Levels are indices of the venue. <paramref name="Path"/> is drawn from where the step begins to where the next
/// does, on <paramref name="Level"/>. <paramref name="AnnounceBeforeM"/> is how many metres ahead a voice should speak.
/// <paramref name="TurnDegrees"/> is positive to the right, null without a turn; <paramref name="Doors"/> counts the doors passed.
/// </summary>
public sealed record Step(
    StepKind Kind, string Text, string Speech, int Level, int ToLevel, double DistanceM, double DurationS,
    IReadOnlyList<LonLat> Path, double AnnounceBeforeM, double? TurnDegrees, int Doors);

/// <summary>A route in words: what to know before setting out, then the steps.</summary>
public sealed record Guidance(IReadOnlyList<string> Notices, IReadOnlyList<Step> Steps, double DistanceM, double DurationS);
