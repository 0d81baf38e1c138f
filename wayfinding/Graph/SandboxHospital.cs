using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// A made-up hospital for demonstration and tests: two campuses, an outpatient building (B1 to 5F), an inpatient building (B1 to 12F) and a rehabilitation
/// building (B1 to 6F), about 600 rooms, lifts of two sizes, escalators, a ramp beside steps, doors with hours, a bridge and a shuttle. The same every time.
/// </summary>
public static class SandboxHospital
{
    /// <summary>The hospital as a venue.</summary>
    public static Venue Build() => PlanGraph.Build(MakePlan(), new LintReport());

    private static Plan MakePlan()
    {
        var plan = new Plan(new("申康示范医院", "Shenkang Model Hospital"), new(new(121.4737, 31.2304)));
        plan.Campuses.AddRange([new("east", new("东院区", "East Campus")), new("west", new("西院区", "West Campus"))]);
        plan.Levels.Add(new("室外", 1, -1, 0));
        SandboxBuilding[] buildings =
        [
            new("M", new("门诊楼", "Outpatient Building"), 0, new(0, 0), -1, 5, SandboxRooms.Outpatient, 0.95, Escalators: true),
            new("Z", new("住院楼", "Inpatient Building"), 0, new(0, 70), -1, 12, SandboxRooms.Inpatient, 1.3, Escalators: false),
            new("K", new("康复楼", "Rehabilitation Building"), 1, new(1500, 0), -1, 6, SandboxRooms.Rehabilitation, 1.3, Escalators: false),
        ];
        foreach (var b in buildings) new SandboxFloors(plan, b).Add();
        Bridge(plan);
        Outdoors(plan);
        return plan;
    }

    // From the east end of one 2F corridor to the other; its far door is locked at night.
    private static void Bridge(Plan plan)
    {
        var east = SandboxFloors.Width;
        var level = plan.Levels.FindIndex(l => l is { Name: "2F", Building: 0 });
        var other = plan.Levels.FindIndex(l => l is { Name: "2F", Building: 1 });
        plan.Areas.Add(new("bridge", new("连廊", "Bridge"), AreaKind.Corridor, level, 0, SandboxFloors.Box(east, 8.5, east + 3, 81.5)));
        var hours = plan.HoursIndex(OpeningHours.Parse("07:00-19:00"));
        plan.Openings.Add(new("bridge-m", new("连廊南门", "south door of the bridge"), level, new(east, 9), new(east, 11), false, 2, -1, Barriers.None));
        plan.Areas.Add(new("bridge-z", new("连廊", "Bridge"), AreaKind.Corridor, other, 1, SandboxFloors.Box(east, 78.5, east + 3, 81.5)));
        plan.Openings.Add(new("bridge-end", new("连廊北门", "north door of the bridge"), other, new(east, 79), new(east, 81), false, 2, hours, Barriers.None));
        plan.AreaConnectors.Add(new("bridge-ramp", new("连廊坡道", "the bridge's ramp"), ConnectorKind.Ramp, 0, [(plan.Areas.Count - 2, plan.Areas.Count - 1)], Barriers.None));
    }

    private static void Outdoors(Plan plan)
    {
        var x = SandboxFloors.Middle;
        void Path(string id, LineKind kind, int hours, params (string Key, Point2 At)[] points) =>
            plan.Lines.Add(new(id, [.. points.Select(p => p.Key)], [.. points.Select(p => p.At)], 0, 0, kind, kind == LineKind.Shuttle ? Barriers.NarrowForStretcher : Barriers.None, hours));
        Path("p1", LineKind.Outdoor, -1, ("gate-e", new(x, -60)), ("plaza", new(x, -30)), ("M-main", new(x, -17)));
        Path("p2", LineKind.Outdoor, -1, ("plaza", new(x, -30)), ("nw", new(-12, -30)), ("nw2", new(-12, 45)), ("zfront", new(x, 45)));
        Path("p3", LineKind.Ramp, -1, ("zfront", new(x, 45)), ("zr1", new(x + 9, 45)), ("zr2", new(x + 9, 50)), ("Z-main", new(x, 53)));
        Path("p4", LineKind.Stairs, -1, ("zfront", new(x, 45)), ("Z-main", new(x, 53)));
        Path("p5", LineKind.Outdoor, -1, ("gate-w", new(1500 + x, -60)), ("K-main", new(1500 + x, -17)));
        Path("shuttle", LineKind.Shuttle, plan.HoursIndex(OpeningHours.Parse("Mo-Sa 07:00-18:30; PH off")), ("gate-e", new(x, -60)), ("gate-w", new(1500 + x, -60)));
        plan.Places.Add(new("gate-e", new("东院区大门", "East Campus gate"), "entrance", 0, -1, new(x, -60), -1));
        plan.Places.Add(new("gate-w", new("西院区大门", "West Campus gate"), "entrance", 0, -1, new(1500 + x, -60), -1));
    }
}

/// <summary>One building: its signs, its place (metres), its floors and what its rooms are called.</summary>
internal sealed record SandboxBuilding(string Code, Label Name, int Campus, Point2 At, int Lowest, int Highest, Func<int, int, SandboxRoom> Rooms, double DoorWidth, bool Escalators);

/// <summary>A room before it has a place.</summary>
internal sealed record SandboxRoom(Label Name, string Category, string? Hours = null, double? DoorWidth = null, bool StaffOnly = false);
