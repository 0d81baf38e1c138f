using Wayfinding.Graph;
using Wayfinding.Model;

namespace Bff.Demo.Hospital;

/// <summary>
/// The floors of one building: a corridor of 57 m with eleven bays on either side, and a wing of 24 m southwards with three bays on
/// either side. Stairs at both ends, two lifts in the middle, toilets in the corners.
/// </summary>
internal sealed class BuildingFloors(Plan plan, DemoBuilding building)
{
    private const int Lowest = -1;
    private const double FloorHeight = 4.2;
    private const double Bay = 5.2;
    private const int Bays = 11;
    private const double SouthWall = 8.5;
    private const double NorthWall = 11.5;
    private const double Depth = 8.5;
    private const double WingEnd = -17;
    private const double WingWest = Middle - 1.5;
    private const double WingEast = Middle + 1.5;

    /// <summary>Metres from the west wall to the east wall.</summary>
    public const double Width = Bay * Bays;

    /// <summary>Metres from the west wall to the middle of the wing.</summary>
    public const double Middle = Bay * 5.5;

    private readonly List<(int Lower, int Upper)> _west = [], _east = [], _lift1 = [], _lift2 = [], _up = [], _down = [];
    private readonly Dictionary<string, int> _below = [];
    private int _index;
    private int _level;
    private int _floor;
    private string _sign = "";
    private int _number;
    private int _room;

    public static Polygon Box(double x0, double y0, double x1, double y1) => new([new(x0, y0), new(x1, y0), new(x1, y1), new(x0, y1)]);

    public void Add()
    {
        _index = plan.Buildings.Count;
        plan.Buildings.Add(new(building.Code, building.Name, building.Campus, At(Box(0, WingEnd, Width, NorthWall + Depth))));
        for (var floor = Lowest; floor <= building.Highest; floor++)
            if (floor != 0) Floor(floor);
        var (zh, en) = (building.Name.Zh, building.Name.En);
        Connect("lift1", new($"{zh} 1 号电梯", $"lift 1 of the {en}"), ConnectorKind.Lift, _lift1, Barriers.SmallLift);
        Connect("lift2", new($"{zh} 2 号医用电梯", $"bed lift 2 of the {en}"), ConnectorKind.Lift, _lift2);
        Connect("west", new("西侧楼梯", "the west stairs"), ConnectorKind.Stairs, _west);
        Connect("east", new("东侧楼梯", "the east stairs"), ConnectorKind.Stairs, _east);
        Connect("up", new("中庭 1 号自动扶梯", "atrium escalator 1"), ConnectorKind.Escalator, _up, up: true);
        Connect("down", new("中庭 2 号自动扶梯", "atrium escalator 2"), ConnectorKind.Escalator, _down, up: false);
    }

    private void Connect(
        string id, Label name, ConnectorKind kind, List<(int, int)> links, Barriers barriers = Barriers.None, bool? up = null)
    {
        if (links.Count == 0) return;
        plan.AreaConnectors.Add(new($"{building.Code}-{id}", name, kind, _index, [.. links]) { Barriers = barriers, Up = up });
    }

    private void Floor(int floor)
    {
        (_floor, _sign) = (floor, floor < 0 ? $"B{-floor}" : $"{floor}F");
        (_level, _number, _room) = (plan.Levels.Count, 0, 0);
        plan.Levels.Add(new(_sign, floor, _index, (floor > 0 ? floor - 1 : floor) * FloorHeight));
        Corridor();
        for (var bay = 0; bay < Bays; bay++)
        {
            North(bay);
            if (bay != Bays / 2) South(bay);
        }
        for (var bay = 0; bay < 3; bay++) Wing(WingEnd + bay * 5.6);
        if (floor == 1) Entrance();
    }

    private void Corridor()
    {
        Point2[] shape =
        [
            new(0, SouthWall), new(WingWest, SouthWall), new(WingWest, WingEnd), new(WingEast, WingEnd),
            new(WingEast, SouthWall), new(Width, SouthWall), new(Width, NorthWall), new(0, NorthWall),
        ];
        var name = _floor == 1 ? new("一楼大厅", "Main hall") : Label.None;
        plan.Areas.Add(new($"{building.Code}-{_sign}-corridor", name, AreaKind.Corridor, _level, _index, At(new Polygon(shape))));
    }

    private void Entrance()
    {
        var (id, name) = ($"{building.Code}-main", new Label("正门", "the main entrance"));
        var (a, b) = (At(new Point2(WingWest + 0.5, WingEnd)), At(new Point2(WingEast - 0.5, WingEnd)));
        var hours = plan.HoursIndex(OpeningHours.Parse(building.Hours));
        plan.Openings.Add(new(id, name, _level, a, b) { IsEntrance = true, Width = 2, Hours = hours, Key = id });
        // The line outdoors ends at the door, on the level of the open ground.
        plan.Entrances.Add((id, 0));
    }

    private void North(int bay)
    {
        var (x0, x1) = (bay * Bay, (bay + 1) * Bay);
        var half = (x0 + x1) / 2;
        if (bay == 0) Shaft("west", AreaKind.Stairs, _west, x0, x1);
        else if (bay == Bays - 1) Shaft("east", AreaKind.Stairs, _east, x0, x1);
        else if (bay == 4)
        {
            Shaft("lift1", AreaKind.Lift, _lift1, x0 + 0.5, half - 0.5);
            Shaft("lift2", AreaKind.Lift, _lift2, half, x1);
        }
        else if (bay == 5 && building.HasEscalators && _floor is >= 1 and <= 4)
        {
            Shaft("up", AreaKind.Escalator, _up, x0, half);
            Shaft("down", AreaKind.Escalator, _down, half, x1);
        }
        else Room(Box(x0, NorthWall, x1, NorthWall + Depth), new(half - 0.5, NorthWall), new(half + 0.5, NorthWall));
    }

    private void South(int bay)
    {
        var (x0, x1) = (bay * Bay, (bay + 1) * Bay);
        if (bay is 0 or Bays - 1)
        {
            var toilet = bay == 0 ? new DemoRoom("女卫生间", "Women's toilet", "toilet", null, 0.9)
                : new DemoRoom("男卫生间", "Men's toilet", "toilet", null, 0.9);
            Place(Box(x0, 0, x1, SouthWall), new(x0 + 2, SouthWall), new(x0 + 2.9, SouthWall), toilet, AreaKind.Toilet);
        }
        else Room(Box(x0, 0, x1, SouthWall), new(x0 + 2, SouthWall), new(x0 + 3, SouthWall));
    }

    // Two rooms opposite each other, from y northwards.
    private void Wing(double y)
    {
        Room(Box(WingWest - 8, y, WingWest, y + 5.5), new(WingWest, y + 2), new(WingWest, y + 3));
        Room(Box(WingEast, y, WingEast + 8, y + 5.5), new(WingEast, y + 2), new(WingEast, y + 3));
    }

    private void Shaft(string id, AreaKind kind, List<(int, int)> links, double x0, double x1)
    {
        var depth = kind != AreaKind.Lift ? 6 : x1 - x0 < 2 ? 1.5 : 2.6;
        var (area, areaId) = (plan.Areas.Count, $"{building.Code}-{_sign}-{id}");
        plan.Areas.Add(new(areaId, Label.None, kind, _level, _index, At(Box(x0, NorthWall, x1, NorthWall + depth))));
        var half = (x0 + x1) / 2;
        var (a, b) = (At(new Point2(half - 0.6, NorthWall)), At(new Point2(half + 0.6, NorthWall)));
        plan.Openings.Add(new($"{areaId}-door", Label.None, _level, a, b) { Width = 1.2 });
        if (_below.TryGetValue(id, out var below)) links.Add((below, area));
        _below[id] = area;
    }

    private void Room(Polygon shape, Point2 a, Point2 b) => Place(shape, a, b, building.Rooms(_floor, _room++), AreaKind.Room);

    private void Place(Polygon shape, Point2 a, Point2 b, DemoRoom room, AreaKind kind)
    {
        var id = $"{building.Code}-{_sign}-{++_number:00}";
        var hours = room.Hours is null ? -1 : plan.HoursIndex(OpeningHours.Parse(room.Hours));
        var width = room.DoorWidth ?? building.DoorWidth;
        plan.Areas.Add(new(id, room.Name, kind, _level, _index, At(shape)));
        plan.Openings.Add(new($"{id}-door", Label.None, _level, At(a), At(b))
        {
            Width = width,
            Hours = room.OuterDoor is null ? hours : plan.HoursIndex(OpeningHours.Parse(building.Hours)),
            Barriers = (width < 0.85 ? Barriers.NarrowForWheelchair : Barriers.None)
                | (width < 1.2 ? Barriers.NarrowForStretcher : Barriers.None)
                | (room.StaffOnly ? Barriers.StaffOnly : Barriers.None),
        });
        if (room.OuterDoor is { } outer) OuterDoor(id, outer, shape, a);
        var middle = At(shape).InnerPoint();
        plan.Places.Add(new(id, room.Name, room.Category, _level, _index, middle, plan.Areas.Count - 1) { Hours = hours });
    }

    // In the wall opposite the corridor.
    private void OuterDoor(string id, Label name, Polygon shape, Point2 inner)
    {
        var y = inner.Y - shape.Min.Y > shape.Max.Y - inner.Y ? shape.Min.Y : shape.Max.Y;
        var (x, key) = ((shape.Min.X + shape.Max.X) / 2, $"{id}-outer");
        var (a, b) = (At(new Point2(x - 1, y)), At(new Point2(x + 1, y)));
        plan.Openings.Add(new(key, name, _level, a, b) { IsEntrance = true, Width = 2, Key = key });
        plan.Entrances.Add((key, 0));
    }

    private Polygon At(Polygon shape) => new([.. shape.Outer.Select(At)]);

    private Point2 At(Point2 p) => p + building.At;
}
