using Wayfinding.Model;

namespace Bff.Demo.Hospital;

/// <summary>One building: its signs, its place, its floors and what its rooms are called.</summary>
internal sealed record DemoBuilding
{
    /// <summary>The letter with which the ids of its areas begin.</summary>
    public required string Code { get; init; }

    public required Label Name { get; init; }

    /// <summary>0 is the east campus, 1 the west campus.</summary>
    public required int Campus { get; init; }

    /// <summary>Its south-west corner, in metres.</summary>
    public required Point2 At { get; init; }

    /// <summary>The highest floor; the lowest is B1 everywhere.</summary>
    public required int Highest { get; init; }

    /// <summary>The room with that number (from 0) on a floor (-1 is B1, 1 is 1F).</summary>
    public required Func<int, int, DemoRoom> Rooms { get; init; }

    /// <summary>Clear width of its doors in metres, where a room does not say otherwise.</summary>
    public required double DoorWidth { get; init; }

    /// <summary>Opening hours of its main entrance.</summary>
    public required string Hours { get; init; }

    /// <summary>True where escalators lead from 1F to 4F.</summary>
    public bool HasEscalators { get; init; }
}

/// <summary>A room before it has a place; <paramref name="DoorWidth"/> in metres, null as everywhere in its building.</summary>
internal sealed record DemoRoom(Label Name, string Category, string? Hours = null, double? DoorWidth = null, bool StaffOnly = false)
{
    /// <summary>
    /// Its own door into the open, never shut; the one to the corridor then is shut with the building. Null where it has none.
    /// </summary>
    public Label? OuterDoor { get; init; }

    /// <summary>When clinics are open.</summary>
    public const string Clinic = "Mo-Fr 07:30-17:00; Sa 08:00-12:00; PH off";

    /// <summary>When counters and shops are open.</summary>
    public const string Day = "07:00-19:00";

    public DemoRoom(string zh, string en, string category, string? hours = null, double? doorWidth = null, bool staffOnly = false)
        : this(new Label(zh, en), category, hours, doorWidth, staffOnly)
    {
    }

    /// <summary>The same room with its number on the door: "B101 库房", "203 内科诊室".</summary>
    public DemoRoom Numbered(int floor, int number)
    {
        var sign = floor < 0 ? $"B{-floor}{number + 1:00}" : $"{floor}{number + 1:00}";
        return this with { Name = new($"{sign} {Name.Zh}", $"{Name.En} {sign}") };
    }
}
