using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>
/// Snaps positions to the graph on the floor that was named. Within an area: to the nodes of that area in line of sight, one in each
/// direction. In a wall or a few metres outside: to the nearest area, where a corridor is preferred to the room next to it. Else to the
/// nearest stretch of a way on that floor within 100 m.
/// </summary>
public sealed class Locator
{
    private const double Cell = 10;
    private const int MaxRings = 10;
    private const double NearArea = 5;
    private const double WallMetres = 0.5;
    private const int MaxSights = 50;
    private const int Directions = 6;
    private const double Farthest = MaxRings * Cell;
    private const double Touching = 0.01;

    private readonly Venue _venue;
    private readonly AreaIndex _areas;
    private readonly Dictionary<(int Level, int X, int Y), List<int>> _cells = [];
    private readonly ILookup<int, int> _nodesOfArea;
    private readonly Lazy<SegmentIndex> _ways;

    /// <summary>Indexes the nodes one can stand at; nodes inside lift shafts are none.</summary>
    public Locator(Venue venue)
    {
        ArgumentNullException.ThrowIfNull(venue);
        (_venue, _areas, _ways) = (venue, new(venue.Areas), new(Ways));
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
    /// the name on the sign (1F) or the ordinal; null means the open ground, else the floor that lies nearest. Of ways that lie in no area
    /// those count that <paramref name="profile"/> may walk, where there are any.
    /// </summary>
    public Snap? Find(LonLat position, string? level, Profile? profile = null)
    {
        if (!position.IsValid) return null;
        var at = _venue.Frame.ToLocal(position);
        // Without a floor one is in the open unless within a building's walls.
        var near = level is null ? 0 : NearArea;
        return Enumerable.Range(0, _venue.Levels.Count).Where(l => Named(l, level)).Select(l => On(l, at, near, profile)).OfType<Found>()
            .Cast<Found?>().MinBy(f => f!.Value.Off)?.Snap;
    }

    /// <summary>The place of a position on one level, by its index; null when nothing of that floor is within 100 m.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such level.</exception>
    public Snap? Find(LonLat position, int level, Profile? profile = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)level, (uint)_venue.Levels.Count, nameof(level));
        return position.IsValid ? On(level, _venue.Frame.ToLocal(position), NearArea, profile)?.Snap : null;
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

    private Found? On(int level, Point2 at, double near, Profile? profile)
    {
        foreach (var (area, off) in Standing(level, at, near))
            if (_nodesOfArea[area].Any()) return new(Within(area, level, at), off);
        return (Beside(level, at, profile) ?? Nearest(level, at)) is { } found ? new(found, found.DistanceM + NearArea) : null;
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
        var shape = _venue.Areas[area].Shape;
        var seen = nodes.Take(MaxSights).Where(n => shape.Sees(at, _venue.Graph.At(n.Node))).ToList();
        var nearest = seen.Count > 0 ? seen[0] : nodes[0];
        // From within a wall nothing is seen rightly: there one stands at the nearest node.
        var stubs = !shape.Contains(at) || nearest.Distance < Touching ? [] : seen
            .DistinctBy(n => (int)(Segment.Heading(at, _venue.Graph.At(n.Node)) * Directions / 360))
            .Select(n => new Stub(n.Node, EdgeWithin(n.Node, area), 0, _venue.Graph.At(n.Node)) { Off = n.Distance }).ToList();
        return new(nearest.Node, level, area, nearest.Distance) { At = at, Leaving = stubs, Arriving = stubs };
    }

    private int EdgeWithin(int node, int area)
    {
        var (first, end) = _venue.Graph.EdgesOf(node);
        for (var e = first; e < end; e++)
            if (_venue.Graph.NodeArea[_venue.Graph.To[e]] == area && !_venue.Graph.EdgeKind[e].IsConnector()) return e;
        return -1;
    }

    // The nearest stretch of a way, walked in either direction that is allowed there.
    private Snap? Beside(int level, Point2 at, Profile? profile)
    {
        var graph = _venue.Graph;
        var hit = profile is null ? null : _ways.Value.Nearest(level, at, Farthest, e => profile.Allows(graph.Barriers[e]));
        hit ??= _ways.Value.Nearest(level, at, Farthest, _ => true);
        if (hit is not { Id: var edge, Foot: var foot, Distance: var off }) return null;
        var (a, b) = (graph.At(graph.From[edge]), graph.At(graph.To[edge]));
        var share = a.DistanceTo(foot) / Math.Max(1e-9, a.DistanceTo(b));
        var node = share <= 0.5 ? graph.From[edge] : graph.To[edge];
        var snap = new Snap(node, level, -1, off) { At = at };
        if (off < Touching && graph.At(node).DistanceTo(foot) < Touching) return snap;
        var (leaving, arriving) = (new List<Stub>(), new List<Stub>());
        foreach (var (e, behind) in new[] { (edge, share), (graph.Reverse(edge), 1 - share) })
        {
            if (e < 0) continue;
            leaving.Add(new(graph.To[e], e, 1 - behind, foot) { Off = off });
            arriving.Add(new(graph.From[e], e, behind, foot) { Off = off });
        }
        return snap with { Leaving = leaving, Arriving = arriving };
    }

    private SegmentIndex Ways()
    {
        var (graph, index) = (_venue.Graph, new SegmentIndex());
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var (a, b) = (graph.From[e], graph.To[e]);
            if (graph.EdgeKind[e] is not (EdgeKind.Walk or EdgeKind.Outdoor or EdgeKind.Bridge)) continue;
            if (graph.NodeLevel[a] != graph.NodeLevel[b] || graph.NodeArea[a] >= 0 || graph.NodeArea[b] >= 0) continue;
            if (a < b || graph.Reverse(e) < 0) index.Add(graph.NodeLevel[a], graph.At(a), graph.At(b), e);
        }
        return index;
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
