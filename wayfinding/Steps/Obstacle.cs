using Wayfinding.Model;
using Wayfinding.Routing.Obstacles;

namespace Wayfinding.Steps;

/// <summary>What stands in the way, ready to be named in one language.</summary>
internal readonly record struct Obstacle(BlockReason Reason, Barriers Barriers)
{
    /// <summary>What it is when it moves people between floors; null for a door or a passage.</summary>
    public ConnectorKind? Connector { get; init; }

    /// <summary>Its own name; null when the map gives none.</summary>
    public string? Name { get; init; }

    /// <summary>The floor it is on; null when that is not worth saying.</summary>
    public string? Floor { get; init; }

    /// <summary>Why it is closed, as the staff wrote it.</summary>
    public string? Why { get; init; }

    /// <summary>When it opens, as a clock shows it.</summary>
    public string? OpensAt { get; init; }

    /// <summary>When it shuts although it is open at departure, as a clock shows it.</summary>
    public string? ShutsAt { get; init; }

    public bool IsShuttle { get; init; }
}
