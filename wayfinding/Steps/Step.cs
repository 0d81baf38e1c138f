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

/// <summary>One step of a route in words.</summary>
public sealed record Step
{
    /// <summary>What it is about.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>What is shown.</summary>
    public required string Text { get; init; }

    /// <summary>What is spoken: the same text, followed by the next step's when that is due within five seconds.</summary>
    public required string Speech { get; init; }

    /// <summary>Index of the level on which it begins.</summary>
    public required int Level { get; init; }

    /// <summary>Index of the level on which it ends.</summary>
    public required int ToLevel { get; init; }

    /// <summary>Metres walked.</summary>
    public required double DistanceM { get; init; }

    /// <summary>Seconds it takes.</summary>
    public required double DurationS { get; init; }

    /// <summary>The line drawn on <see cref="Level"/>, from where the step begins to where the next one does.</summary>
    public required IReadOnlyList<LonLat> Path { get; init; }

    /// <summary>How many metres ahead a voice should speak.</summary>
    public required double AnnounceBeforeM { get; init; }

    /// <summary>Degrees, positive to the right; null without a turn.</summary>
    public required double? TurnDegrees { get; init; }

    /// <summary>Doors passed.</summary>
    public required int Doors { get; init; }
}

/// <summary>A route in words: what to know before setting out, then the steps.</summary>
public sealed record Guidance(IReadOnlyList<string> Notices, IReadOnlyList<Step> Steps, double DistanceM, double DurationS);
