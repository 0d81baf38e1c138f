using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>
/// The named places of a venue as a speaker needs them: at a node, beside a turn, around a bus stop. Made once; read-only.
/// </summary>
internal sealed class Places
{
    private const double Cell = 6;
    private const double Beside = 5;
    private const double BesideWall = 3;

    private readonly AreaIndex _areas;
    private readonly Dictionary<int, Poi> _atNode = [];
    private readonly ILookup<int, Poi> _inArea;
    private readonly Dictionary<(int, int, int), List<Poi>> _inOpen = [];
    private readonly ILookup<int, Poi> _open;
    private readonly List<(Campus Campus, Point2 At)> _campuses;

    public Places(Venue venue)
    {
        _areas = new(venue.Areas);
        foreach (var poi in venue.Pois.Where(p => p.Node >= 0)) _atNode.TryAdd(poi.Node, poi);
        var named = venue.Pois.Where(p => !p.Name.IsEmpty && p.Node >= 0).ToList();
        // A hall is no landmark for a turn; a place inside a hall is one only at its own spot.
        bool InHall(Poi poi) => poi.Area >= 0 && venue.Areas[poi.Area].Kind is AreaKind.Hall or AreaKind.Corridor or AreaKind.Outdoor;
        _inArea = named.Where(p => p.Area >= 0 && !InHall(p)).ToLookup(p => p.Area);
        foreach (var poi in named.Where(p => p.Area < 0 || (InHall(p) && p.Id != venue.Areas[p.Area].Id)))
        {
            if (!_inOpen.TryGetValue(Key(poi.Level, poi.At), out var list)) _inOpen[Key(poi.Level, poi.At)] = list = [];
            list.Add(poi);
        }
        _open = named.Where(p => p.Building < 0).ToLookup(p => p.Level);
        _campuses = [.. BuildingPoints(venue)];
    }

    /// <summary>The place whose routes end at a node.</summary>
    public Poi? AtNode(int node) => _atNode.GetValueOrDefault(node);

    /// <summary>The campus whose buildings lie nearest.</summary>
    public Campus? CampusNear(Point2 p) => _campuses.Count == 0 ? null : _campuses.MinBy(c => c.At.DistanceTo(p)).Campus;

    /// <summary>The most telling place beside a point: what everyone knows by sight before numbered rooms.</summary>
    public Poi? Landmark(int level, Point2 p, params ReadOnlySpan<int> exceptNodes)
    {
        var best = (Score: double.MaxValue, Poi: default(Poi));
        foreach (var (poi, distance) in Near(level, p))
        {
            if (exceptNodes.Contains(poi.Node)) continue;
            var score = distance + (poi.Category is "room" or "staff" ? 10 : poi.Category is "department" or "office" ? 5 : 0);
            if (score < best.Score) best = (score, poi);
        }
        return best.Poi;
    }

    /// <summary>The named place of the open ground that lies nearest, however far.</summary>
    public Poi? NearestInOpen(int level, Point2 p) => _open[level].MinBy(poi => poi.At.DistanceTo(p));

    private IEnumerable<(Poi, double)> Near(int level, Point2 p)
    {
        foreach (var (area, distance) in _areas.Near(level, p, BesideWall))
            foreach (var poi in _inArea[area]) yield return (poi, distance);
        var (_, cx, cy) = Key(level, p);
        for (var x = cx - 1; x <= cx + 1; x++)
            for (var y = cy - 1; y <= cy + 1; y++)
                foreach (var poi in _inOpen.GetValueOrDefault((level, x, y), []))
                    if (poi.At.DistanceTo(p) is <= Beside and var distance) yield return (poi, distance);
    }

    private static IEnumerable<(Campus, Point2)> BuildingPoints(Venue venue)
    {
        var first = new int[venue.Buildings.Count];
        Array.Fill(first, -1);
        for (var n = venue.Graph.NodeCount - 1; n >= 0; n--)
            if (venue.Graph.NodeBuilding[n] is >= 0 and var b) first[b] = n;
        for (var b = 0; b < first.Length; b++)
            if (first[b] >= 0) yield return (venue.Campuses[venue.Buildings[b].Campus], venue.Graph.At(first[b]));
    }

    private static (int, int, int) Key(int level, Point2 p) => (level, (int)Math.Floor(p.X / Cell), (int)Math.Floor(p.Y / Cell));
}
