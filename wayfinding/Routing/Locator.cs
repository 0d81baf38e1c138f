using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>Where a position lies on the graph: the node routes start from, the level it was taken for, and how far away it is in metres.</summary>
public sealed record Snap(int Node, int Level, int Area, double DistanceM);

/// <summary>
/// Snaps positions to the graph, on the floor named and not on the one below: first within the area one stands in, else to the nearest node of that
/// floor within 100 m. Made once per venue; thread-safe.
/// </summary>
public sealed class Locator
{
    private const double Cell = 10;
    private const int MaxRings = 10;

    private readonly Venue _venue;
    private readonly Graph.AreaIndex _areas;
    private readonly Dictionary<(int Level, int X, int Y), List<int>> _cells = [];

    /// <summary>Indexes the nodes one can stand at; nodes inside lift shafts are none.</summary>
    public Locator(Venue venue)
    {
        ArgumentNullException.ThrowIfNull(venue);
        (_venue, _areas) = (venue, new(venue.Areas));
        for (var n = 0; n < venue.Graph.NodeCount; n++)
        {
            if (venue.Graph.Kind[n] == NodeKind.LiftShaft) continue;
            var key = Key(venue.Graph.NodeLevel[n], venue.Graph.At(n));
            if (!_cells.TryGetValue(key, out var list)) _cells[key] = list = [];
            list.Add(n);
        }
    }

    /// <summary>
    /// The place of a position; null when nothing of that floor is within 100 m or the floor does not exist. <paramref name="level"/> is the name on
    /// the sign (1F) or the ordinal; null means the open ground, else the floor that lies nearest.
    /// </summary>
    public Snap? Find(LonLat position, string? level)
    {
        if (!position.IsValid) return null;
        var at = _venue.Frame.ToLocal(position);
        return Enumerable.Range(0, _venue.Levels.Count).Where(l => Named(l, level))
            .Select(l => On(l, at)).OfType<Snap>().MinBy(s => (s.Area >= 0 ? -1000 : 0) + s.DistanceM);
    }

    /// <summary>The place of a position on one level, by its index; null when nothing of that floor is within 100 m.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such level.</exception>
    public Snap? Find(LonLat position, int level)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)level, (uint)_venue.Levels.Count, nameof(level));
        return position.IsValid ? On(level, _venue.Frame.ToLocal(position)) : null;
    }

    private bool Named(int index, string? level)
    {
        var l = _venue.Levels[index];
        if (level is null) return l.Building < 0 || l.Elevation == 0;
        return l.Name.Equals(level, StringComparison.OrdinalIgnoreCase)
            || (double.TryParse(level, System.Globalization.CultureInfo.InvariantCulture, out var ordinal) && l.Ordinal == ordinal);
    }

    private Snap? On(int level, Point2 at)
    {
        var inside = _areas.Near(level, at, 0).Where(a => _venue.Areas[a.Area].Kind is not (AreaKind.Closed or AreaKind.Lift)).Select(a => a.Area).ToList();
        var best = default(Snap);
        for (var ring = 0; ring <= MaxRings; ring++)
        {
            foreach (var n in Ring(level, at, ring))
            {
                var area = inside.Contains(_venue.Graph.NodeArea[n]) ? _venue.Graph.NodeArea[n] : -1;
                var snap = new Snap(n, level, area, _venue.Graph.At(n).DistanceTo(at));
                if (best is null || (area >= 0, -snap.DistanceM).CompareTo((best.Area >= 0, -best.DistanceM)) > 0) best = snap;
            }
            // Nodes of rings farther out cannot be nearer; those of the area one stands in may still come.
            if (best is not null && best.DistanceM < ring * Cell && (best.Area >= 0 || inside.Count == 0)) break;
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
