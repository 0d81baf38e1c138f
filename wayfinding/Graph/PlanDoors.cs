using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Doors join the areas they touch, and lines that end in them.</summary>
internal sealed class PlanDoors(PlanDraft draft)
{
    private const double DoorTolerance = 0.3;
    private const double WideDoorTolerance = 0.8;

    // Nobody should be sent through a consulting room to save a few metres.
    private const double RoomDoorSeconds = 4;

    private readonly ILookup<string, int> _groundOfDoor = draft.Plan.Entrances.ToLookup(e => e.Key, e => e.Level);

    public void Add()
    {
        foreach (var opening in draft.Plan.Openings) Passage(opening);
        foreach (var (key, level, at, area) in draft.Plan.Entries) Entry(key, level, at, area);
    }

    private void Passage(Opening o)
    {
        var onLine = OnLine(o);
        var sides = Sides(o);
        draft.Doors.Add(new(o.Id, o.Name, o.Level, o.Middle, o.IsEntrance
            || (onLine >= 0 && draft.Graph.KindOf(onLine) == NodeKind.Outdoor), o.Width, o.Hours));
        var feature = draft.Doors.Count - 1;
        if (sides.Count == 0 && onLine < 0)
            draft.Lint.Warn("door.to_nowhere", $"门“{o.Id}”不接触任何可通行区域。", o.Id, draft.Plan.Levels[o.Level].Name,
                draft.Plan.Frame.ToLonLat(o.Middle));
        if (sides.Count == 1 && onLine < 0 && !o.IsEntrance)
            draft.Lint.Notice("door.one_area", $"门“{o.Id}”只接触一个区域“{draft.AreaName(sides[0])}”：通向室外，或另一侧没有画出。", o.Id,
                draft.Plan.Levels[o.Level].Name, draft.Plan.Frame.ToLonLat(o.Middle));
        var kind = draft.Doors[feature].IsEntrance ? EdgeKind.Entrance : EdgeKind.Door;
        var nodes = sides.Select(a => (Node: DoorSide(o, a, kind), Area: a)).ToList();
        if (onLine >= 0)
            foreach (var (node, area) in nodes) Through(node, onLine, kind, o, feature, AreaSeconds(area));
        for (var i = 0; i + 1 < nodes.Count; i++)
            Through(nodes[i].Node, nodes[i + 1].Node, kind, o, feature, AreaSeconds(nodes[i].Area) + AreaSeconds(nodes[i + 1].Area));
    }

    private int OnLine(Opening o)
    {
        if (o.Key is null) return -1;
        var level = _groundOfDoor[o.Key].DefaultIfEmpty(o.Level).First();
        return draft.Keyed.GetValueOrDefault((o.Key, level), -1);
    }

    private void Through(int a, int b, EdgeKind kind, Opening o, int feature, double seconds)
    {
        // A room that is shut is shut at its door.
        o = o with { Hours = HoursBehind(b, HoursBehind(a, o.Hours)) };
        var (outA, outB) = (IsOpenAir(a), IsOpenAir(b));
        if (!o.IsExitOnly || outA == outB) draft.Graph.Both(a, b, kind, o.Barriers, 1 + seconds, o.Hours, feature);
        else draft.Graph.Walk(outA ? b : a, outA ? a : b, kind,
            new() { Barriers = o.Barriers, Hours = o.Hours, Feature = feature, IsOneWay = true });
    }

    private int HoursBehind(int node, int hours)
    {
        if (draft.Graph.AreaOf(node) is not (>= 0 and var index)) return hours;
        var area = draft.Plan.Areas[index];
        if (area.Kind is not (AreaKind.Room or AreaKind.Toilet) || area.Hours < 0 || area.Hours == hours) return hours;
        return hours < 0 ? area.Hours : draft.Plan.HoursIndex(draft.Plan.Hours[hours].With(draft.Plan.Hours[area.Hours]));
    }

    private bool IsOpenAir(int node) => draft.Graph.KindOf(node) == NodeKind.Outdoor
        || (draft.Graph.AreaOf(node) is >= 0 and var area && draft.Plan.Areas[area].Kind == AreaKind.Outdoor);

    private double AreaSeconds(int area) => draft.Plan.Areas[area].Kind == AreaKind.Room ? RoomDoorSeconds : 0;

    private int DoorSide(Opening o, int area, EdgeKind kind)
    {
        var node = draft.Graph.Node(PlanDraft.Inside(o.Middle, draft.Plan.Areas[area].Shape), draft.Plan.Areas[area].Level,
            kind == EdgeKind.Entrance ? NodeKind.Entrance : NodeKind.Door, draft.Plan.Areas[area].Building, area);
        draft.Portals[area].Add(node);
        return node;
    }

    // The areas a door joins: the two nearest; where more touch it, those found on either side of its wall.
    private List<int> Sides(Opening o)
    {
        var near = Touching(o, DoorTolerance);
        if (near.Count < 2) near = Touching(o, WideDoorTolerance);
        if (near.Count < 2) near = [.. near, .. Beside(o, near)];
        if (near.Count <= 2) return near;
        var direction = o.A.DistanceTo(o.B) > 0.05 ? o.B - o.A : WallDirection(near[0], o.Middle);
        var length = Math.Sqrt(direction.X * direction.X + direction.Y * direction.Y);
        var normal = new Point2(-direction.Y / length, direction.X / length);
        var sides = new[] { 0.25, -0.25, 0.5, -0.5 }
            .Select(d => o.Middle + normal * d)
            .Select(p => near.Where(a => draft.Plan.Areas[a].Shape.Contains(p)).DefaultIfEmpty(-1).First())
            .Where(a => a >= 0).Distinct().Take(2).ToList();
        return sides.Count == 2 ? sides : [.. near.Take(2)];
    }

    private List<int> Touching(Opening o, double within) =>
        [.. draft.Index.Near(o.Level, o.Middle, within).Where(a => draft.Plan.Areas[a.Area].Kind != AreaKind.Closed).Select(a => a.Area)];

    // A floor may be drawn as several levels of one height: two buildings, or the open ground before a door.
    private IEnumerable<int> Beside(Opening o, List<int> near)
    {
        var ordinal = draft.Plan.Levels[o.Level].Ordinal;
        return Enumerable.Range(0, draft.Plan.Levels.Count).Where(l => l != o.Level && draft.Plan.Levels[l].Ordinal == ordinal)
            .SelectMany(l => Touching(o with { Level = l }, DoorTolerance).Where(a => !near.Contains(a)).Take(1)).Take(2 - near.Count);
    }

    private Point2 WallDirection(int area, Point2 at)
    {
        var (a, b) = draft.Plan.Areas[area].Shape.Segments.MinBy(s => Segment.Nearest(s.A, s.B, at).DistanceTo(at));
        return a.DistanceTo(b) > 1e-6 ? b - a : new(1, 0);
    }

    private void Entry(string key, int level, Point2 at, int area)
    {
        if (!draft.Keyed.TryGetValue((key, level), out var line)) return;
        // Between two floors of one kind, indoors or out, there is nothing to enter.
        if (draft.Graph.KindOf(line) == NodeKind.Outdoor == (draft.Plan.Areas[area].Kind == AreaKind.Outdoor))
        {
            draft.StepOnto(area, line);
            return;
        }
        draft.Doors.Add(new($"{key}@{draft.Plan.Areas[area].Id}", Label.None, draft.Plan.Areas[area].Level, at, true));
        var inside = draft.Graph.Node(at, draft.Plan.Areas[area].Level, NodeKind.Entrance, draft.Plan.Areas[area].Building, area);
        draft.Portals[area].Add(inside);
        draft.Graph.Both(inside, line, EdgeKind.Entrance, Barriers.None, 1, -1, draft.Doors.Count - 1);
    }
}
