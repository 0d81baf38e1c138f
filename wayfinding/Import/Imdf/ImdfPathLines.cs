using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>
/// The path extension our own IMDF export declares: centre lines outside any unit and places beside them. A line that ends at an opening
/// leads through it.
/// </summary>
internal sealed class ImdfPathLines(GeoJson geoJson, Plan plan, IReadOnlyDictionary<string, int> levels, Func<JsonElement, string,
    int> hoursOf, LintReport lint)
{
    private const double AtDoor = 0.3;

    public void Read(SourceFile file) => geoJson.Read(file, f =>
    {
        var (p, id) = (GeoJson.Member(f, "properties"), GeoJson.Text(f, "id"));
        if (geoJson.Shapes(f, id) is not [[{ Count: > 0 } points, ..], ..]
            || !levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level))
            lint.Warn("path.unusable", $"路径 {id} 没有楼层或几何，已略过。", id);
        else if (GeoJson.Text(p, "category") == "place")
            plan.Places.Add(new(id, GeoJson.Name(p, "name"), GeoJson.Text(p, "purpose") is { Length: > 0 } purpose ? purpose : "room",
                level, -1, plan.Frame.ToLocal(points[0]), -1)
            {
                Hours = hoursOf(p, id),
            });
        else
            Line(p, id, [.. points.Select(plan.Frame.ToLocal)], level,
                levels.GetValueOrDefault(GeoJson.Text(p, "destination_level_id"), level));
    });

    private void Line(JsonElement p, string id, List<Point2> points, int from, int to)
    {
        var kind = GeoJson.Text(p, "category") switch
        {
            "stairs" => LineKind.Stairs,
            "ramp" => LineKind.Ramp,
            "escalator" => LineKind.Escalator,
            "shuttle" => LineKind.Shuttle,
            "outdoor" => LineKind.Outdoor,
            _ => LineKind.Walk,
        };
        var keys = points.Select((at, i) => Key(at, i == points.Count - 1 ? to : from)).ToList();
        plan.Lines.Add(new(id, keys, points, from, to, kind)
        {
            Barriers = BarriersOf(p),
            Hours = hoursOf(p, id),
            OneWay = GeoJson.Text(p, "direction") == "directed",
        });
    }

    private string Key(Point2 at, int level)
    {
        var door = plan.Openings.FindIndex(o => o.Middle.DistanceTo(at) <= AtDoor && o.Level != level);
        if (door < 0) return FormattableString.Invariant($"{at.X:0.000},{at.Y:0.000}");
        var key = plan.Openings[door].Id;
        plan.Openings[door] = plan.Openings[door] with { Key = key };
        if (!plan.Entrances.Contains((key, level))) plan.Entrances.Add((key, level));
        return key;
    }

    private static Barriers BarriersOf(JsonElement p)
    {
        var barriers = Barriers.None;
        if (GeoJson.Member(p, "barriers") is { ValueKind: JsonValueKind.Array } list)
            foreach (var name in list.EnumerateArray())
                if (name.ValueKind == JsonValueKind.String && Enum.TryParse<Barriers>(name.GetString(), out var barrier))
                    barriers |= barrier;
        return barriers;
    }
}
