using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>Named places beside a turn, so that one turns "at the pharmacy" and not "after 23 metres".</summary>
internal sealed class Landmarks
{
    private const double Cell = 6;
    private const double Beside = 5;

    private readonly Dictionary<(int, int, int), List<Poi>> _cells = [];

    public Landmarks(Venue venue)
    {
        foreach (var poi in venue.Pois.Where(p => !p.Name.IsEmpty && p.Node >= 0))
        {
            var key = Key(poi.Level, poi.At);
            if (!_cells.TryGetValue(key, out var list)) _cells[key] = list = [];
            list.Add(poi);
        }
    }

    /// <summary>The most telling place within five metres: what everyone knows by sight before numbered rooms.</summary>
    public Poi? At(int level, Point2 p, int exceptNode)
    {
        var (_, cx, cy) = Key(level, p);
        var best = (Score: double.MaxValue, Poi: default(Poi));
        for (var x = cx - 1; x <= cx + 1; x++)
            for (var y = cy - 1; y <= cy + 1; y++)
                foreach (var poi in _cells.GetValueOrDefault((level, x, y), []))
                {
                    var distance = poi.At.DistanceTo(p);
                    if (distance > Beside || poi.Node == exceptNode) continue;
                    var score = distance + (poi.Category == "room" ? 10 : 0);
                    if (score < best.Score) best = (score, poi);
                }
        return best.Poi;
    }

    private static (int, int, int) Key(int level, Point2 p) => (level, (int)Math.Floor(p.X / Cell), (int)Math.Floor(p.Y / Cell));
}
