namespace Wayfinding.Model;

/// <summary>
/// What a stretch of way demands of a body. A profile forbids some of these, hard: a forbidden edge does not exist for it.
/// </summary>
[Flags]
public enum Barriers
{
    /// <summary>Anyone can pass.</summary>
    None = 0,

    /// <summary>Steps, one or many.</summary>
    Steps = 1,

    /// <summary>An escalator.</summary>
    Escalator = 2,

    /// <summary>Clear width below 0.85 m.</summary>
    NarrowForWheelchair = 4,

    /// <summary>Clear width below 1.20 m.</summary>
    NarrowForStretcher = 8,

    /// <summary>Slope above 8.3 % (1:12).</summary>
    Steep = 16,

    /// <summary>A lift whose cabin does not take a stretcher (below 1.1 m x 2.1 m).</summary>
    SmallLift = 32,

    /// <summary>Staff only.</summary>
    StaffOnly = 64,

    /// <summary>Unfit for wheels: the map says so, or says something of it that is not understood.</summary>
    NoWheelchair = 128,

    /// <summary>Nobody passes: a wall across the way, a locked gate, an emergency exit, no access.</summary>
    Closed = 256,
}
