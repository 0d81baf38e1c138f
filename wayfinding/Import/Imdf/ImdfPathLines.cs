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
internal sealed class ImdfPathLines(ImdfDraft draft)
{
    private const double AtDoor = 0.3;

    public void Read(SourceFile file) => draft.GeoJson.Read(file, f =>
    {
        var (p, id) = (GeoJson.Member(f, "properties"), GeoJson.Text(f, "id"));
        if (draft.GeoJson.Shapes(f, id) is not [[{ Count: > 0 } points, ..], ..]
            || !draft.Levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level))
            draft.Lint.Warn("path.unusable", $"路径 {id} 没有楼层或几何，已略过。", id);
        else if (GeoJson.Text(p, "category") == "place")
            draft.Plan.Places.Add(new(id, GeoJson.Name(p, "name"), GeoJson.Text(p, "purpose") is { Length: > 0 } purpose ? purpose : "room",
                level, -1, draft.Plan.Frame.ToLocal(points[0]), -1)
            {
                Hours = draft.Hours(p, id),
            });
        else
            Line(p, id, [.. points.Select(draft.Plan.Frame.ToLocal)], level,
                draft.Levels.GetValueOrDefault(GeoJson.Text(p, "destination_level_id"), level));
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
        draft.Plan.Lines.Add(new(id, keys, points, from, to, kind)
        {
            Barriers = BarriersOf(p),
            Hours = draft.Hours(p, id),
            OneWay = GeoJson.Text(p, "direction") == "directed",
        });
    }

    private string Key(Point2 at, int level)
    {
        var door = draft.Plan.Openings.FindIndex(o => o.Middle.DistanceTo(at) <= AtDoor && o.Level != level);
        if (door < 0) return FormattableString.Invariant($"{at.X:0.000},{at.Y:0.000}");
        var key = draft.Plan.Openings[door].Id;
        draft.Plan.Openings[door] = draft.Plan.Openings[door] with { Key = key };
        if (!draft.Plan.Entrances.Contains((key, level))) draft.Plan.Entrances.Add((key, level));
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
