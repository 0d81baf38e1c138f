using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// Where a position lies on the graph: the node routes start from, the level it was taken for, and how far away it is in metres.
/// </summary>
public sealed record Snap(int Node, int Level, int Area, double DistanceM);

/// <summary>
/// Snaps positions to the graph on the floor that was named. Within an area: to the nearest node of that area in line of sight. In a wall
/// or a few metres outside: to the nearest area, where a corridor is preferred to the room next to it. Else to the nearest node of that
/// floor within 100 m.
/// </summary>
public sealed class Locator
{
    private const double Cell = 10;
    private const int MaxRings = 10;
    private const double NearArea = 5;
    private const double WallMetres = 0.5;
    private const int MaxSights = 50;

    private readonly Venue _venue;
    private readonly AreaIndex _areas;
    private readonly Dictionary<(int Level, int X, int Y), List<int>> _cells = [];
    private readonly ILookup<int, int> _nodesOfArea;

    /// <summary>Indexes the nodes one can stand at; nodes inside lift shafts are none.</summary>
    public Locator(Venue venue)
    {
        ArgumentNullException.ThrowIfNull(venue);
        (_venue, _areas) = (venue, new(venue.Areas));
        _nodesOfArea = Enumerable.Range(0, venue.Graph.NodeCount)
            .Where(n => venue.Graph.NodeArea[n] >= 0 && venue.Graph.Kind[n] != NodeKind.LiftShaft).ToLookup(n => venue.Graph.NodeArea[n]);
        for (var n = 0; n < venue.Graph.NodeCount; n++)
        {
            if (venue.Graph.Kind[n] == NodeKind.LiftShaft) continue;
            var key = Key(venue.Graph.NodeLevel[n], venue.Graph.At(n));
            if (!_cells.TryGetValue(key, out var list)) _cells[key] = list = [];
            list.Add(n);
        }
    }

    /// <summary>
    /// The place of a position; null when nothing of that floor is within 100 m or the floor does not exist. <paramref name="level"/> is
    /// the name on the sign (1F) or the ordinal; null means the open ground, else the floor that lies nearest.
    /// </summary>
    public Snap? Find(LonLat position, string? level)
    {
        if (!position.IsValid) return null;
        var at = _venue.Frame.ToLocal(position);
        // Without a floor one is in the open unless within a building's walls.
        var near = level is null ? 0 : NearArea;
        return Enumerable.Range(0, _venue.Levels.Count).Where(l => Named(l, level)).Select(l => On(l, at, near)).OfType<Found>()
            .Cast<Found?>().MinBy(f => f!.Value.Off)?.Snap;
    }

    /// <summary>The place of a position on one level, by its index; null when nothing of that floor is within 100 m.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such level.</exception>
    public Snap? Find(LonLat position, int level)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)level, (uint)_venue.Levels.Count, nameof(level));
        return position.IsValid ? On(level, _venue.Frame.ToLocal(position), NearArea)?.Snap : null;
    }

    private bool Named(int index, string? level)
    {
        var l = _venue.Levels[index];
        if (level is null) return l.Building < 0 || l.Elevation == 0;
        return l.Name.Equals(level, StringComparison.OrdinalIgnoreCase)
            || (double.TryParse(level, System.Globalization.CultureInfo.InvariantCulture, out var ordinal) && l.Ordinal == ordinal);
    }

    // Off: metres outside the area snapped to; a position outside every area ranks last.
    private readonly record struct Found(Snap Snap, double Off);

    private Found? On(int level, Point2 at, double near)
    {
        foreach (var (area, off) in Standing(level, at, near))
            if (_nodesOfArea[area].Any()) return new(Within(area, level, at), off);
        return Nearest(level, at) is { } node ? new(node, node.DistanceM + NearArea) : null;
    }

    // The areas around the point; else those nearby, nearest first, with half a metre of preference for corridors.
    private IEnumerable<(int Area, double Off)> Standing(int level, Point2 at, double near) =>
        _areas.Near(level, at, near).Where(a => _venue.Areas[a.Area].Kind is not (AreaKind.Closed or AreaKind.Lift))
            .OrderBy(a => a.Distance > 0 && _venue.Areas[a.Area].Kind is AreaKind.Room or AreaKind.Toilet ? a.Distance + WallMetres
                : a.Distance);

    private Snap Within(int area, int level, Point2 at)
    {
        var nodes = _nodesOfArea[area].Select(n => (Node: n, Distance: _venue.Graph.At(n).DistanceTo(at))).OrderBy(n => n.Distance)
            .ToList();
        var seen = nodes.Take(MaxSights).FirstOrDefault(n => Sees(area, at, _venue.Graph.At(n.Node)), nodes[0]);
        return new(seen.Node, level, area, seen.Distance);
    }

    private bool Sees(int area, Point2 a, Point2 b)
    {
        foreach (var (p, q) in _venue.Areas[area].Shape.Segments)
            if (Segment.Cross(a, b, p, q)) return false;
        return true;
    }

    private Snap? Nearest(int level, Point2 at)
    {
        var best = default(Snap);
        for (var ring = 0; ring <= MaxRings; ring++)
        {
            foreach (var n in Ring(level, at, ring))
                if (_venue.Graph.At(n).DistanceTo(at) is var d && (best is null || d < best.DistanceM)) best = new(n, level, -1, d);
            // Nodes of rings farther out cannot be nearer.
            if (best is not null && best.DistanceM < ring * Cell) break;
        }
        return best;
    }

    private IEnumerable<int> Ring(int level, Point2 at, int ring)
    {
        var (_, cx, cy) = Key(level, at);
        for (var x = cx - ring; x <= cx + ring; x++)
            for (var y = cy - ring; y <= cy + ring; y++)
                if (Math.Max(Math.Abs(x - cx), Math.Abs(y - cy)) == ring && _cells.TryGetValue((level, x, y), out var nodes))
                    foreach (var n in nodes) yield return n;
    }

    private static (int, int, int) Key(int level, Point2 p) => (level, (int)Math.Floor(p.X / Cell), (int)Math.Floor(p.Y / Cell));
}
