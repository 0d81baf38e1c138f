using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// The floors of one building: a corridor of 57 m with eleven bays on either side, and a wing of 24 m southwards with three bays on either side. Stairs
/// at both ends, two lifts in the middle, toilets in the corners.
/// </summary>
internal sealed class SandboxFloors(Plan plan, SandboxBuilding building)
{
    private const double Bay = 5.2;
    private const int Bays = 11;
    private const double SouthWall = 8.5;
    private const double NorthWall = 11.5;
    private const double Depth = 8.5;
    private const double WingEnd = -17;

    public const double Width = Bay * Bays;
    public const double Middle = Bay * 5.5;

    private readonly List<(int Lower, int Upper)> _west = [], _east = [], _lift1 = [], _lift2 = [], _up = [], _down = [];
    private readonly Dictionary<string, int> _below = [];
    private int _index;
    private int _level;
    private int _number;
    private int _room;

    public static Polygon Box(double x0, double y0, double x1, double y1) => new([new(x0, y0), new(x1, y0), new(x1, y1), new(x0, y1)]);

    public void Add()
    {
        _index = plan.Buildings.Count;
        plan.Buildings.Add(new(building.Code, building.Name, building.Campus, At(Box(0, WingEnd, Width, NorthWall + Depth))));
        for (var floor = building.Lowest; floor <= building.Highest; floor++)
            if (floor != 0) Floor(floor);
        var (one, two) = (new Label($"{building.Name.Zh} 1 号电梯", $"lift 1 of the {building.Name.En}"), new Label($"{building.Name.Zh} 2 号医用电梯", $"bed lift 2 of the {building.Name.En}"));
        Connect("lift1", one, ConnectorKind.Lift, _lift1, Barriers.SmallLift);
        Connect("lift2", two, ConnectorKind.Lift, _lift2, Barriers.None);
        Connect("west", new("西侧楼梯", "the west stairs"), ConnectorKind.Stairs, _west, Barriers.None);
        Connect("east", new("东侧楼梯", "the east stairs"), ConnectorKind.Stairs, _east, Barriers.None);
        Connect("up", new("中庭 1 号自动扶梯", "atrium escalator 1"), ConnectorKind.Escalator, _up, Barriers.None, true);
        Connect("down", new("中庭 2 号自动扶梯", "atrium escalator 2"), ConnectorKind.Escalator, _down, Barriers.None, false);
    }

    private void Connect(string id, Label name, ConnectorKind kind, List<(int, int)> links, Barriers barriers, bool? up = null)
    {
        if (links.Count > 0) plan.AreaConnectors.Add(new($"{building.Code}-{id}", name, kind, _index, [.. links], barriers, -1, up));
    }

    private void Floor(int floor)
    {
        var sign = floor < 0 ? $"B{-floor}" : $"{floor}F";
        (_level, _number, _room) = (plan.Levels.Count, 0, 0);
        plan.Levels.Add(new(sign, floor, _index, (floor > 0 ? floor - 1 : floor) * 4.2));
        var (left, right) = (Middle - 1.5, Middle + 1.5);
        Point2[] corridor = [new(0, SouthWall), new(left, SouthWall), new(left, WingEnd), new(right, WingEnd), new(right, SouthWall), new(Width, SouthWall), new(Width, NorthWall), new(0, NorthWall)];
        plan.Areas.Add(new($"{building.Code}-{sign}-corridor", floor == 1 ? new("一楼大厅", "Main hall") : Label.None, AreaKind.Corridor, _level, _index, At(new Polygon(corridor))));
        for (var bay = 0; bay < Bays; bay++)
        {
            North(floor, sign, bay);
            if (bay != Bays / 2) South(floor, sign, bay);
        }
        for (var bay = 0; bay < 3; bay++)
            foreach (var (x0, x1, wall) in new[] { (left - 8, left, left), (right, right + 8, right) })
                Room(floor, sign, Box(x0, WingEnd + bay * 5.6, x1, WingEnd + bay * 5.6 + 5.5), new(wall, WingEnd + bay * 5.6 + 2), new(wall, WingEnd + bay * 5.6 + 3));
        if (floor == 1) Entrance(left, right);
    }

    private void Entrance(double left, double right)
    {
        var hours = plan.HoursIndex(OpeningHours.Parse(building.Code == "M" ? "06:00-21:00" : "05:30-22:00"));
        plan.Openings.Add(new($"{building.Code}-main", new("正门", "the main entrance"), _level, At(new Point2(left + 0.5, WingEnd)), At(new Point2(right - 0.5, WingEnd)), true, 2, hours, Barriers.None, $"{building.Code}-main"));
        // The line outdoors ends at the door, on the level of the open ground.
        plan.Entrances.Add(($"{building.Code}-main", 0));
    }

    private void North(int floor, string sign, int bay)
    {
        var (x0, x1) = (bay * Bay, (bay + 1) * Bay);
        var half = (x0 + x1) / 2;
        var escalators = building.Escalators && floor is >= 1 and <= 4;
        if (bay == 0) Shaft(floor, sign, "west", AreaKind.Stairs, _west, x0, x1);
        else if (bay == Bays - 1) Shaft(floor, sign, "east", AreaKind.Stairs, _east, x0, x1);
        else if (bay == 4)
        {
            Shaft(floor, sign, "lift1", AreaKind.Lift, _lift1, x0 + 0.5, half - 0.5);
            Shaft(floor, sign, "lift2", AreaKind.Lift, _lift2, half, x1);
        }
        else if (bay == 5 && escalators)
        {
            Shaft(floor, sign, "up", AreaKind.Escalator, _up, x0, half);
            Shaft(floor, sign, "down", AreaKind.Escalator, _down, half, x1);
        }
        else Room(floor, sign, Box(x0, NorthWall, x1, NorthWall + Depth), new(half - 0.5, NorthWall), new(half + 0.5, NorthWall));
    }

    private void South(int floor, string sign, int bay)
    {
        var (x0, x1) = (bay * Bay, (bay + 1) * Bay);
        if (bay is 0 or Bays - 1)
        {
            var name = bay == 0 ? new Label("女卫生间", "Women's toilet") : new Label("男卫生间", "Men's toilet");
            Place(sign, Box(x0, 0, x1, SouthWall), new(x0 + 2, SouthWall), new(x0 + 2.9, SouthWall), new(name, "toilet", null, 0.9), AreaKind.Toilet);
        }
        else Room(floor, sign, Box(x0, 0, x1, SouthWall), new(x0 + 2, SouthWall), new(x0 + 3, SouthWall));
    }

    private void Shaft(int floor, string sign, string id, AreaKind kind, List<(int, int)> links, double x0, double x1)
    {
        var depth = kind != AreaKind.Lift ? 6 : x1 - x0 < 2 ? 1.5 : 2.6;
        var area = plan.Areas.Count;
        plan.Areas.Add(new($"{building.Code}-{sign}-{id}", Label.None, kind, _level, _index, At(Box(x0, NorthWall, x1, NorthWall + depth))));
        var half = (x0 + x1) / 2;
        plan.Openings.Add(new($"{building.Code}-{sign}-{id}-door", Label.None, _level, At(new Point2(half - 0.6, NorthWall)), At(new Point2(half + 0.6, NorthWall)), false, 1.2, -1, Barriers.None));
        if (_below.TryGetValue(id, out var below) && floor > building.Lowest) links.Add((below, area));
        _below[id] = area;
    }

    private void Room(int floor, string sign, Polygon shape, Point2 a, Point2 b) => Place(sign, shape, a, b, building.Rooms(floor, _room++), AreaKind.Room);

    private void Place(string sign, Polygon shape, Point2 a, Point2 b, SandboxRoom room, AreaKind kind)
    {
        var id = $"{building.Code}-{sign}-{++_number:00}";
        var hours = room.Hours is null ? -1 : plan.HoursIndex(OpeningHours.Parse(room.Hours));
        var width = room.DoorWidth ?? building.DoorWidth;
        var barriers = (width < 0.85 ? Barriers.NarrowForWheelchair : Barriers.None) | (width < 1.2 ? Barriers.NarrowForStretcher : Barriers.None) | (room.StaffOnly ? Barriers.StaffOnly : Barriers.None);
        plan.Areas.Add(new(id, room.Name, kind, _level, _index, At(shape), Barriers.None, -1));
        plan.Openings.Add(new($"{id}-door", Label.None, _level, At(a), At(b), false, width, hours, barriers));
        plan.Places.Add(new(id, room.Name, room.Category, _level, _index, At(shape).InnerPoint(), plan.Areas.Count - 1, hours));
    }

    private Polygon At(Polygon shape) => new([.. shape.Outer.Select(At)]);

    private Point2 At(Point2 p) => p + building.At;
}
