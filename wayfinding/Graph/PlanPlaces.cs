using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// Places get the node where a route to them ends: the middle of their room, their own spot in a hall, the nearest line in the open.
/// </summary>
internal sealed class PlanPlaces(PlanDraft draft)
{
    private const double NearLine = 30;

    private readonly Dictionary<(int Level, int X, int Y), List<int>> _lines = [];

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
        var area = place.Area;
        if (area < 0)
            area = draft.Index.Near(place.Level, place.At, 1)
                .Where(a => draft.Plan.Areas[a.Area].Kind is not (AreaKind.Closed or AreaKind.Lift)).Select(a => a.Area).DefaultIfEmpty(-1)
                    .First();
        if (area < 0) return NearestLine(place);
        if (centres.TryGetValue(area, out var centre) && (place.Area >= 0 || draft.Graph.At(centre).DistanceTo(place.At) < 1))
            return centre;
        if (draft.Plan.Areas[area].Kind is AreaKind.Lift) return draft.Portals[area].FirstOrDefault(-1);
        var node = draft.Graph.Node(place.At, place.Level, NodeKind.Room, place.Building, area);
        draft.Portals[area].Add(node);
        return node;
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
