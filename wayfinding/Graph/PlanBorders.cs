using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// Halls and corridors drawn side by side are one floor cut into pieces: where two share a stretch of border without a door in it, one
/// walks across. A room without any door is entered from the hall or corridor it shares most of its border with, and reported.
/// </summary>
internal sealed class PlanBorders(PlanDraft draft)
{
    private const double Gap = 0.1;
    private const double Passage = 0.8;
    private const double NearDoor = 0.5;
    private const double Cell = 4;
    private const double Wall = 0.3;
    private const int MaxCells = 10_000;
    private const long MaxTests = 5_000_000;
    private const int MaxNeighbours = 4;
    private const int MaxPortals = 200;

    private readonly ILookup<int, Point2> _doors = draft.Plan.Openings
        .SelectMany(o => draft.Index.Near(o.Level, o.Middle, NearDoor).Select(a => (a.Area, o.Middle)))
        .ToLookup(d => d.Area, d => d.Middle);

    private readonly ILookup<int, (Point2 A, Point2 B)> _walls = draft.Plan.Walls.ToLookup(w => w.Level, w => (w.A, w.B));

    public void Add()
    {
        var rooms = new Dictionary<int, (int Open, Point2 From, Point2 To)>();
        foreach (var ((i, j), (from, to)) in Stretches().OrderBy(s => s.Key))
        {
            if (IsOpen(i) && IsOpen(j))
            {
                if (!_doors[i].Intersect(_doors[j]).Any())
                    Join(i, j, (from + to) * 0.5, Severity.Notice, "area.open_border",
                        $"“{draft.AreaName(i)}”与“{draft.AreaName(j)}”共用边界而没有画门，按相通处理。");
                continue;
            }
            var (room, open) = IsOpen(i) ? (j, i) : (i, j);
            if (IsOpen(open) && (!rooms.TryGetValue(room, out var best) || best.From.DistanceTo(best.To) < from.DistanceTo(to)))
                rooms[room] = (open, from, to);
        }
        foreach (var (room, (open, from, to)) in rooms)
            Join(room, open, (from + to) * 0.5, Severity.Warning, "room.no_door",
                $"房间“{draft.AreaName(room)}”没有画门，按从“{draft.AreaName(open)}”进入处理。");
    }

    private bool IsOpen(int area) =>
        draft.Plan.Areas[area].Kind is AreaKind.Hall or AreaKind.Corridor or AreaKind.Outdoor && !draft.Plan.Walled.Contains(area);

    private bool IsClosedRoom(int area) => draft.Plan.OpenBorders == OpenBorders.HallsAndRooms
        && draft.Plan.Areas[area].Kind is AreaKind.Room or AreaKind.Toilet && draft.Portals[area].Count == 0;

    // The longest stretch of border of every two open areas that share one; found by cells, so that only neighbours are compared.
    private Dictionary<(int, int), (Point2 From, Point2 To)> Stretches()
    {
        var (cells, longest, tests) = (new Dictionary<(int, int, int), List<(int Area, Point2 A, Point2 B)>>(), new Dictionary<(int, int),
            (Point2 From, Point2 To)>(), 0L);
        for (var i = 0; i < draft.Plan.Areas.Count; i++)
        {
            if (!IsOpen(i) && !IsClosedRoom(i)) continue;
            foreach (var (a, b) in Walls(draft.Plan.Areas[i].Shape))
                foreach (var cell in Cells(draft.Plan.Areas[i].Level, a, b))
                {
                    var walls = cells.TryGetValue(cell, out var known) ? known : cells[cell] = [];
                    foreach (var other in walls)
                    {
                        if (other.Area == i || !(IsOpen(i) || IsOpen(other.Area))) continue;
                        if (++tests > MaxTests || longest.Count > MaxNeighbours * draft.Plan.Areas.Count)
                        {
                            Unfinished(i);
                            return longest;
                        }
                        if (Shared(a, b, other.A, other.B) is not var (whole, end)) continue;
                        var (from, to) = Unwalled(cell.Item1, whole, end);
                        if (from.DistanceTo(to) < Passage) continue;
                        if (!longest.TryGetValue((other.Area, i), out var best) || best.From.DistanceTo(best.To) < from.DistanceTo(to))
                            longest[(other.Area, i)] = (from, to);
                    }
                    walls.Add((i, a, b));
                }
        }
        return longest;
    }

    private void Unfinished(int area) =>
        draft.Report(Severity.Warning, "area.borders_unchecked", $"“{draft.AreaName(area)}”与过多的区域相邻或重叠，其余的没有相连。", draft.Plan.Areas[area].Id,
            draft.Plan.Areas[area].Level, draft.Plan.Areas[area].Shape.Outer[0]);

    // Every stretch of wall wide enough to pass, with the floor to its left.
    private static IEnumerable<(Point2 A, Point2 B)> Walls(Polygon shape) => shape.Rings.SelectMany((ring, r) =>
    {
        var floorLeft = Turn(ring) > 0 == (r == 0);
        return ring.Select((p, k) => floorLeft ? (p, ring[(k + 1) % ring.Length]) : (ring[(k + 1) % ring.Length], p))
            .Where(w => w.Item1.DistanceTo(w.Item2) >= Passage);
    });

    private static double Turn(Point2[] ring)
    {
        double sum = 0;
        for (var k = 0; k < ring.Length; k++) sum += Segment.Side(ring[0], ring[k], ring[(k + 1) % ring.Length]);
        return sum;
    }

    private static IEnumerable<(int, int, int)> Cells(int level, Point2 a, Point2 b)
    {
        var steps = Math.Min(MaxCells, (int)(a.DistanceTo(b) / Cell * 2) + 1);
        return Enumerable.Range(0, steps + 1).Select(k => a + (b - a) * (k / (double)steps))
            .Select(p => (level, (int)Math.Floor(p.X / Cell), (int)Math.Floor(p.Y / Cell))).Distinct();
    }

    private static (Point2 From, Point2 To)? Shared(Point2 a, Point2 b, Point2 c, Point2 d)
    {
        var length = a.DistanceTo(b);
        if (length < Passage) return null;
        var along = (b - a) * (1 / length);
        if (Off(a, along, c) > Gap || Off(a, along, d) > Gap) return null;
        var (s, t) = (At(a, along, c), At(a, along, d));
        if (s < t) return null; // Both floors on one side: they overlap, and are no neighbours.
        var (from, to) = (Math.Max(0, Math.Min(s, t)), Math.Min(length, Math.Max(s, t)));
        return to > from ? (a + along * from, a + along * to) : null;
    }

    // The longest part of a border along which no wall stands.
    private (Point2 From, Point2 To) Unwalled(int level, Point2 from, Point2 to)
    {
        var length = from.DistanceTo(to);
        if (length < Passage || _walls[level] is var walls && !walls.Any()) return (from, to);
        var (along, free, best) = ((to - from) * (1 / length), 0.0, (From: 0.0, To: 0.0));
        var covered = walls.Where(w => Off(from, along, w.A) <= Wall && Off(from, along, w.B) <= Wall)
            .Select(w => (A: At(from, along, w.A), B: At(from, along, w.B)))
            .Select(w => (Start: Math.Max(0, Math.Min(w.A, w.B)), End: Math.Min(length, Math.Max(w.A, w.B))))
            .Where(w => w.End > w.Start).Append((length, length)).Order();
        foreach (var (start, end) in covered)
        {
            if (start - free > best.To - best.From) best = (free, start);
            free = Math.Max(free, end);
        }
        return (from + along * best.From, from + along * best.To);
    }

    private static double Off(Point2 a, Point2 along, Point2 p) => Math.Abs((p.X - a.X) * along.Y - (p.Y - a.Y) * along.X);

    private static double At(Point2 a, Point2 along, Point2 p) => (p.X - a.X) * along.X + (p.Y - a.Y) * along.Y;

    private void Join(int i, int j, Point2 at, Severity severity, string code, string message)
    {
        if (new[] { i, j }.FirstOrDefault(a => draft.Portals[a].Count >= MaxPortals, -1) is >= 0 and var full)
        {
            Unfinished(full);
            return;
        }
        var nodes = new[] { i, j }.Select(a =>
            draft.Graph.Node(PlanDraft.Inside(at, draft.Plan.Areas[a].Shape), draft.Plan.Areas[a].Level, KindIn(a),
                draft.Plan.Areas[a].Building, a)).ToArray();
        draft.Portals[i].Add(nodes[0]);
        draft.Portals[j].Add(nodes[1]);
        var outdoors = draft.Plan.Areas[i].Kind == AreaKind.Outdoor && draft.Plan.Areas[j].Kind == AreaKind.Outdoor;
        draft.Graph.Both(nodes[0], nodes[1], outdoors ? EdgeKind.Outdoor
            : EdgeKind.Walk, draft.Plan.Areas[i].Barriers | draft.Plan.Areas[j].Barriers);
        draft.Report(severity, code, message, draft.Plan.Areas[i].Id, draft.Plan.Areas[i].Level, at);
    }

    private NodeKind KindIn(int area) => draft.Plan.Areas[area].Kind switch
    {
        AreaKind.Corridor => NodeKind.Corridor,
        AreaKind.Room or AreaKind.Toilet => NodeKind.Door,
        _ => NodeKind.Hall,
    };
}
