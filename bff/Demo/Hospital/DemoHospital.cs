using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Model;

namespace Bff.Demo.Hospital;

/// <summary>
/// A made-up hospital for the sandbox: two campuses, an outpatient building (B1 to 5F), an inpatient building (B1 to 12F) and a
/// rehabilitation building (B1 to 6F), about 600 rooms, lifts of two sizes, escalators, a ramp beside steps, doors with hours, a bridge
/// and a shuttle. The same every time.
/// </summary>
internal static class DemoHospital
{
    private const double WestCampus = 1500;

    private static readonly DemoBuilding[] Buildings =
    [
        new()
        {
            Code = "M", Name = new("门诊楼", "Outpatient Building"), Campus = 0, At = new(0, 0), Highest = 5,
            Rooms = OutpatientRooms.Of, DoorWidth = 0.95, Hours = "06:00-21:00", HasEscalators = true,
        },
        new()
        {
            Code = "Z", Name = new("住院楼", "Inpatient Building"), Campus = 0, At = new(0, 70), Highest = 12,
            Rooms = InpatientRooms.Of, DoorWidth = 1.3, Hours = "05:30-22:00",
        },
        new()
        {
            Code = "K", Name = new("康复楼", "Rehabilitation Building"), Campus = 1, At = new(WestCampus, 0), Highest = 6,
            Rooms = RehabilitationRooms.Of, DoorWidth = 1.3, Hours = "05:30-22:00",
        },
    ];

    /// <summary>The hospital as a venue.</summary>
    public static Venue Build() => PlanGraph.Build(MakePlan(), new LintReport());

    private static Plan MakePlan()
    {
        var plan = new Plan(new("申康示范医院", "Shenkang Model Hospital"), new(new(121.4737, 31.2304)));
        plan.Campuses.AddRange([new("east", new("东院区", "East Campus")), new("west", new("西院区", "West Campus"))]);
        plan.Levels.Add(new("室外", 1, -1, 0));
        foreach (var building in Buildings) new BuildingFloors(plan, building).Add();
        Bridge(plan);
        Outdoors(plan);
        return plan;
    }

    // From the east end of one 2F corridor to the other; its far door is locked at night.
    private static void Bridge(Plan plan)
    {
        var east = BuildingFloors.Width;
        var level = plan.Levels.FindIndex(l => l is { Name: "2F", Building: 0 });
        var other = plan.Levels.FindIndex(l => l is { Name: "2F", Building: 1 });
        var name = new Label("连廊", "Bridge");
        plan.Areas.Add(new("bridge", name, AreaKind.Corridor, level, 0, BuildingFloors.Box(east, 8.5, east + 3, 81.5)));
        var hours = plan.HoursIndex(OpeningHours.Parse("07:00-19:00"));
        var (southDoor, northDoor) = (new Label("连廊南门", "south door of the bridge"), new Label("连廊北门", "north door of the bridge"));
        plan.Openings.Add(new("bridge-m", southDoor, level, new(east, 9), new(east, 11)) { Width = 2 });
        plan.Areas.Add(new("bridge-z", name, AreaKind.Corridor, other, 1, BuildingFloors.Box(east, 78.5, east + 3, 81.5)));
        plan.Openings.Add(new("bridge-end", northDoor, other, new(east, 79), new(east, 81)) { Width = 2, Hours = hours });
        var ramp = new Label("连廊坡道", "the bridge's ramp");
        plan.AreaConnectors.Add(new("bridge-ramp", ramp, ConnectorKind.Ramp, 0, [(plan.Areas.Count - 2, plan.Areas.Count - 1)]));
    }

    private static void Outdoors(Plan plan)
    {
        var x = BuildingFloors.Middle;
        var (gateEast, gateWest) = (new Point2(x, -60), new Point2(WestCampus + x, -60));
        Path(plan, "p1", LineKind.Outdoor, ("gate-e", gateEast), ("plaza", new(x, -30)), ("M-main", new(x, -17)));
        Path(plan, "p2", LineKind.Outdoor, ("plaza", new(x, -30)), ("nw", new(-12, -30)), ("nw2", new(-12, 45)), ("zfront", new(x, 45)));
        Path(plan, "p3", LineKind.Ramp, ("zfront", new(x, 45)), ("zr1", new(x + 9, 45)), ("zr2", new(x + 9, 50)), ("Z-main", new(x, 53)));
        Path(plan, "p4", LineKind.Stairs, ("zfront", new(x, 45)), ("Z-main", new(x, 53)));
        Path(plan, "p5", LineKind.Outdoor, ("gate-w", gateWest), ("K-main", new(WestCampus + x, -17)));
        Emergency(plan, gateEast);
        Shuttle(plan, ("gate-e", gateEast), ("gate-w", gateWest));
        plan.Places.Add(new("gate-e", new("东院区大门", "East Campus gate"), "entrance", 0, -1, gateEast, -1));
        plan.Places.Add(new("gate-w", new("西院区大门", "West Campus gate"), "entrance", 0, -1, gateWest, -1));
    }

    // The drive of the ambulances, around the west end of the outpatient building to the emergency department's own doors.
    private static void Emergency(Plan plan, Point2 gate)
    {
        (string Key, Point2 At) corner = ("er2", new(-30, -4)), back = ("er3", new(-30, 24));
        Path(plan, "p6", LineKind.Outdoor, ("gate-e", gate), ("er1", new(-30, -60)), corner, back);
        foreach (var door in plan.Openings.Where(o => o.Key is { } key && key.EndsWith("-outer", StringComparison.Ordinal)).ToList())
        {
            var (x, south) = (door.Middle.X, door.Middle.Y < 10);
            Path(plan, $"p-{door.Key}", LineKind.Outdoor, south ? corner : back, ($"before-{door.Key}", new(x, south ? -4 : 24)),
                (door.Key!, door.Middle));
        }
    }

    private static void Path(Plan plan, string id, LineKind kind, params (string Key, Point2 At)[] points) =>
        plan.Lines.Add(new(id, [.. points.Select(p => p.Key)], [.. points.Select(p => p.At)], 0, 0, kind));

    private static void Shuttle(Plan plan, (string Key, Point2 At) from, (string Key, Point2 At) to) =>
        plan.Lines.Add(new("shuttle", [from.Key, to.Key], [from.At, to.At], 0, 0, LineKind.Shuttle)
        {
            Barriers = Barriers.NarrowForStretcher,
            Hours = plan.HoursIndex(OpeningHours.Parse("Mo-Sa 07:00-18:30; PH off")),
        });
}
