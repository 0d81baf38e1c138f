using Wayfinding.Model;

namespace Wayfinding.Routing.Live;

/// <summary>What a closure shuts.</summary>
public enum ClosureTarget
{
    /// <summary>A door, by index.</summary>
    Door,

    /// <summary>A lift, stair, escalator or ramp, by index.</summary>
    Connector,

    /// <summary>A corridor or room, by area index.</summary>
    Area,

    /// <summary>One directed edge, by index.</summary>
    Edge,
}

/// <summary>
/// Something shut for a while: <paramref name="Id"/> names it for lifting it again, <paramref name="Index"/> points into the venue's list
/// of the target's kind. Without <paramref name="From"/> it is shut since ever, without <paramref name="Until"/> until lifted; both are
/// local times of the hospital.
/// </summary>
public sealed record Closure(string Id, ClosureTarget Target, int Index, DateTime? From = null, DateTime? Until = null,
    string? Reason = null)
{
    /// <summary>True at that time; a closure with a time window is not in force when no time is given.</summary>
    public bool IsActive(DateTime? at) =>
        at is { } t ? (From is not { } f || t >= f) && (Until is not { } u || t < u) : From is null && Until is null;
}
