namespace Wayfinding.Steps;

/// <summary>
/// A step whose length is not known yet: it begins <paramref name="At"/> metres along the walk, and its text is written once the next
/// thing to do is known. <paramref name="Turn"/> is in degrees, null without one; <paramref name="Doors"/> counts those it is about.
/// </summary>
internal sealed record DraftStep(StepKind Kind, Func<Stretch, string> Text, double At, double? Turn, int Doors)
{
    /// <summary>Index of the level it is walked on.</summary>
    public int Level { get; init; }

    /// <summary>True when it tells two turns already.</summary>
    public bool IsPair { get; init; }

    /// <summary>Doors passed straight on since it began.</summary>
    public int Passed { get; init; }

    /// <summary>Metres along the walk at which the last of them stands.</summary>
    public double PassedAt { get; init; }

    /// <summary>True when it leads into a stairwell, a lift or an escalator.</summary>
    public bool IntoShaft { get; init; }
}

/// <summary>
/// A point of a walk where something has to be done. <paramref name="At"/> is metres from the start of the walk, <paramref name="Door"/>
/// the edge of the door passed there or -1. One turns <paramref name="Before"/> it or <paramref name="After"/> it; without a door only the
/// latter. At a fork one has to be told the way although it goes nearly straight on.
/// </summary>
internal sealed record Decision(double At, int Door, double? Before, double? After, bool IsFork = false);
