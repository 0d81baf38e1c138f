using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// Places get the node where a route to them ends: the middle of their room, their own spot in a hall, the nearest line in the open.
/// </summary>
internal sealed class PlanPlaces(PlanDraft draft)
{
    private const double NearLine = 30;
    private const double BesideLine = 5;
    private const double AtBend = 0.5;

    private readonly Dictionary<(int Level, int X, int Y), List<int>> _lines = [];

    /// <summary>A place that lies in no area stands at the nearest point of a line, which becomes a bend of it.</summary>
    public static void StandOnLines(PlanDraft draft)
    {
        var (plan, index) = (draft.Plan, new SegmentIndex());
        var segments = new List<(int Line, int From)>();
        foreach (var (line, l) in plan.Lines.Select((line, l) => (line, l)))
            if (line.Kind is LineKind.Walk or LineKind.Outdoor && line.FromLevel == line.ToLevel)
                for (var i = 0; i + 1 < line.Points.Count; i++)
                {
                    index.Add(line.FromLevel, line.Points[i], line.Points[i + 1], segments.Count);
                    segments.Add((l, i));
                }
        var feet = new List<(int Line, int From, string Key, Point2 At)>();
        foreach (var place in plan.Places.Where(p => p.Area < 0 && draft.AreaAround(p) < 0))
            if (index.Nearest(place.Level, place.At, NearLine, _ => true) is { } hit)
                feet.Add((segments[hit.Id].Line, segments[hit.Id].From, KeyOf(place), hit.Foot));
        foreach (var line in feet.GroupBy(f => f.Line)) Bend(plan, line.Key, [.. line]);
    }

    private static string KeyOf(PlaceDraft place) => "place " + place.Id;

    private static void Bend(Plan plan, int index, List<(int Line, int From, string Key, Point2 At)> feet)
    {
        var line = plan.Lines[index];
        var (keys, points) = (new List<string>(), new List<Point2>());
        for (var i = 0; i < line.Points.Count; i++)
        {
            keys.Add(line.Keys[i]);
            points.Add(line.Points[i]);
            if (i + 1 == line.Points.Count) break;
            var (a, b) = (line.Points[i], line.Points[i + 1]);
            foreach (var foot in feet.Where(f => f.From == i).OrderBy(f => a.DistanceTo(f.At)))
            {
                if (foot.At.DistanceTo(a) < AtBend || foot.At.DistanceTo(b) < AtBend || foot.At.DistanceTo(points[^1]) < AtBend) continue;
                keys.Add(foot.Key);
                points.Add(foot.At);
            }
        }
        plan.Lines[index] = line with { Keys = keys, Points = points };
    }

    public List<Poi> Add()
    {
        IndexLines();
        var centres = new Dictionary<int, int>();
        foreach (var (area, i) in draft.Plan.Areas.Select((a, i) => (a, i)))
            if (area.Kind is AreaKind.Room or AreaKind.Toilet
                || (draft.Portals[i].Count == 0 && area.Kind is not (AreaKind.Closed or AreaKind.Lift)))
                draft.Portals[i].Add(centres[i] = draft.Graph.Node(area.Shape.InnerPoint(), area.Level, NodeKind.Room, area.Building, i));
        return [.. draft.Plan.Places.Select(p =>
            new Poi(p.Id, p.Name, p.Category, p.Level, p.Building, p.At, NodeOf(p, centres)) { Area = p.Area, Hours = p.Hours })];
    }

    private int NodeOf(PlaceDraft place, Dictionary<int, int> centres)
    {
        var area = place.Area >= 0 ? place.Area : draft.AreaAround(place);
        if (area < 0) return BesideWay(place);
        if (centres.TryGetValue(area, out var centre) && (place.Area >= 0 || draft.Graph.At(centre).DistanceTo(place.At) < 1))
            return centre;
        if (draft.Plan.Areas[area].Kind is AreaKind.Lift) return draft.Portals[area].FirstOrDefault(-1);
        var node = draft.Graph.Node(place.At, place.Level, NodeKind.Room, place.Building, area);
        draft.Portals[area].Add(node);
        return node;
    }

    // Somewhat off the way one walks the rest; nearer than that the place lies beside the way.
    private int BesideWay(PlaceDraft place)
    {
        var node = draft.Keyed.TryGetValue((KeyOf(place), place.Level), out var foot) ? foot : NearestLine(place);
        if (node < 0 || draft.Graph.At(node).DistanceTo(place.At) <= BesideLine) return node;
        var own = draft.Graph.Node(place.At, place.Level, draft.Graph.KindOf(node), place.Building);
        draft.Graph.Walk(node, own, draft.Graph.KindOf(node) == NodeKind.Outdoor ? EdgeKind.Outdoor : EdgeKind.Walk, Terms.Free);
        return own;
    }

    private int NearestLine(PlaceDraft place)
    {
        var (_, cx, cy) = Cell(place.Level, place.At);
        var (best, distance) = (-1, NearLine);
        for (var x = cx - 1; x <= cx + 1; x++)
            for (var y = cy - 1; y <= cy + 1; y++)
                foreach (var n in _lines.GetValueOrDefault((place.Level, x, y), []))
                    if (draft.Graph.At(n).DistanceTo(place.At) is var d && d < distance) (best, distance) = (n, d);
        return best;
    }

    private void IndexLines()
    {
        foreach (var ((_, level), node) in draft.Keyed)
        {
            var cell = Cell(level, draft.Graph.At(node));
            if (!_lines.TryGetValue(cell, out var nodes)) _lines[cell] = nodes = [];
            nodes.Add(node);
        }
    }

    private static (int, int, int) Cell(int level, Point2 p) => (level, (int)Math.Floor(p.X / NearLine), (int)Math.Floor(p.Y / NearLine));
}
