using Wayfinding.Model;

namespace Wayfinding.Checks;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth a look; the map is used as it is.</summary>
    Notice,

    /// <summary>Something was left out or repaired.</summary>
    Warning,

    /// <summary>The file cannot be used.</summary>
    Error,
}

/// <summary>
/// One finding with its place. <paramref name="Code"/> is stable (<c>door.to_nowhere</c>); <paramref name="Message"/> is Chinese for the
/// map's keeper; <paramref name="Source"/> is the id in the imported file; <paramref name="Level"/> as signed.
/// </summary>
public sealed record Finding(Severity Severity, string Code, string Message, string? Source = null, string? Level = null,
    LonLat? At = null);
