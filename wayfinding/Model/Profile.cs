namespace Wayfinding.Model;

/// <summary>
/// Who walks: what they cannot pass (hard), how fast they are, and what they would rather avoid. The route's cost is
/// true time plus dislike; the duration told to people is true time alone.
/// </summary>
public sealed class Profile
{
    private readonly double[] _pace = new double[EdgeKinds.Count];
    private readonly double[] _dislike = new double[EdgeKinds.Count];
    private readonly int[] _extra = new int[EdgeKinds.Count];

    private Profile(string name, Barriers forbidden)
    {
        (Name, Forbidden) = (name, forbidden);
        Array.Fill(_pace, 1);
        Array.Fill(_dislike, 1);
    }

    private const Barriers Strangers = Barriers.StaffOnly | Barriers.Closed;

    private const Barriers Wheels = Strangers | Barriers.Steps | Barriers.Escalator | Barriers.NarrowForWheelchair
        | Barriers.Steep | Barriers.NoWheelchair;

    /// <summary>An able adult, 1.33 m/s.</summary>
    public static Profile Walk { get; } = new("walk", Strangers);

    /// <summary>A wheelchair: never a step, an escalator, a gap below 0.85 m or a slope above 8.3 %.</summary>
    public static Profile StepFree { get; } = new("stepFree", Wheels);

    /// <summary>A stretcher: a wheelchair's rules, 1.20 m of width, lifts that take a bed.</summary>
    public static Profile Stretcher { get; } = new("stretcher", Wheels | Barriers.NarrowForStretcher | Barriers.SmallLift);

    /// <summary>Rather waits for a lift than climbs: stairs count four times, escalators twice.</summary>
    public static Profile PreferLift { get; } = new Profile("preferLift", Strangers)
        .Dislike(4, EdgeKind.StairsUp, EdgeKind.StairsDown).Dislike(2, EdgeKind.EscalatorUp, EdgeKind.EscalatorDown);

    /// <summary>Rather climbs than waits: boarding a lift counts three minutes more.</summary>
    public static Profile PreferStairs { get; } = new Profile("preferStairs", Strangers).Extra(180_000, EdgeKind.LiftBoard);

    /// <summary>The old and the ill: 0.8 m/s on the flat, half speed on stairs and ramps, no benefit on what moves by itself.</summary>
    public static Profile Slow { get; } = new Profile("slow", Strangers)
        .Pace(1.66, EdgeKind.Walk, EdgeKind.Door, EdgeKind.Entrance, EdgeKind.Outdoor, EdgeKind.Bridge)
        .Pace(2, EdgeKind.StairsUp, EdgeKind.StairsDown, EdgeKind.RampUp, EdgeKind.RampDown);

    /// <summary>Every profile.</summary>
    public static IReadOnlyList<Profile> All { get; } = [Walk, StepFree, Stretcher, PreferLift, PreferStairs, Slow];

    /// <summary>Name used by callers, camelCase.</summary>
    public string Name { get; }

    /// <summary>Barriers this profile can never pass.</summary>
    public Barriers Forbidden { get; }

    /// <summary>The same body without likes and dislikes: its cost is the time it takes.</summary>
    internal Profile Hurried => this == PreferLift || this == PreferStairs ? Walk : this;

    /// <summary>The profile of that name, or null.</summary>
    public static Profile? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>True time on an edge, milliseconds.</summary>
    public int Duration(EdgeKind kind, int millis) => (int)Math.Round(millis * _pace[(int)kind]);

    /// <summary>Cost of an edge, milliseconds of time and dislike.</summary>
    public int Cost(EdgeKind kind, int millis) => (int)Math.Round(millis * _pace[(int)kind] * _dislike[(int)kind]) + _extra[(int)kind];

    /// <summary>False when a barrier of the edge is forbidden to this profile.</summary>
    public bool Allows(Barriers barriers) => (barriers & Forbidden) == 0;

    private Profile Pace(double factor, params ReadOnlySpan<EdgeKind> kinds)
    {
        foreach (var k in kinds) _pace[(int)k] = factor;
        return this;
    }

    private Profile Dislike(double factor, params ReadOnlySpan<EdgeKind> kinds)
    {
        foreach (var k in kinds) _dislike[(int)k] = factor;
        return this;
    }

    private Profile Extra(int millis, params ReadOnlySpan<EdgeKind> kinds)
    {
        foreach (var k in kinds) _extra[(int)k] = millis;
        return this;
    }
}
