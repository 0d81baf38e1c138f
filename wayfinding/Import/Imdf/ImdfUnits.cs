using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>Units and the openings between them.</summary>
internal sealed class ImdfUnits(ImdfDraft draft)
{
    public void Unit(JsonElement f, JsonElement p, string id)
    {
        if (!draft.Levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level))
        {
            draft.Lint.Warn("unit.unknown_level", $"空间 {id} 的楼层不存在，已略过。", id);
            return;
        }
        if (draft.Units.ContainsKey(id))
        {
            draft.Lint.Warn("unit.duplicate_id", $"空间编号 {id} 重复，只保留第一个。", id, draft.Plan.Levels[level].Name);
            return;
        }
        var sign = draft.Plan.Levels[level].Name;
        var parts = draft.GeoJson.Shapes(f, id)
            .Select(rings => Shapes.Polygon(draft.Plan.Frame, rings[0], rings.Skip(1), id, sign, draft.Lint))
            .OfType<Polygon>().OrderByDescending(s => s.Area).ToList();
        if (parts.Count == 0) return;
        var (category, name, building) = (GeoJson.Text(p, "category"), GeoJson.Name(p, "name"), draft.Plan.Levels[level].Building);
        var kind = KindOf(category) is AreaKind.Corridor && draft.Outdoors.Contains(level) ? AreaKind.Outdoor : KindOf(category);
        var barriers = GeoJson.Text(p, "restriction") == "employeesonly" ? Barriers.StaffOnly : Barriers.None;
        if (GeoJson.Text(p, "restriction") == "restricted")
            draft.Lint.Notice("unit.restricted", $"空间 {id} 标为“restricted”，含义不明，不据此限制通行。", id, draft.Plan.Levels[level].Name);
        var hours = draft.Hours(p, id);
        draft.Units[id] = draft.Plan.Areas.Count;
        if (category == "unspecified")
            draft.Plan.Walled.UnionWith(Enumerable.Range(draft.Plan.Areas.Count, parts.Count));
        foreach (var (part, i) in parts.Select((part, i) => (part, i)))
            draft.Plan.Areas.Add(new(i == 0 ? id : $"{id}#{i + 1}", name, kind, level, building, part)
            {
                Barriers = barriers,
                Hours = hours,
            });
        if (kind is not (AreaKind.Lift or AreaKind.Stairs or AreaKind.Escalator) && !name.IsEmpty || kind == AreaKind.Toilet)
        {
            var (label, at) = (name.IsEmpty ? Categories.NameOf(category) : name, parts[0].InnerPoint());
            draft.Plan.Places.Add(new(id, label, Categories.Of(category), level, building, at, draft.Units[id]) { Hours = hours });
        }
    }

    /// <summary>A line of the plan, or the outline of a wall: where it lies on a border, the border is one.</summary>
    public void Wall(JsonElement f, JsonElement p, string id)
    {
        if (!draft.Levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level)) return;
        foreach (var line in draft.GeoJson.Shapes(f, id).SelectMany(rings => rings))
            foreach (var (a, b) in line.Zip(line.Skip(1)))
                draft.Plan.Walls.Add((level, draft.Plan.Frame.ToLocal(a), draft.Plan.Frame.ToLocal(b)));
    }

    public void Opening(JsonElement f, JsonElement p, string id)
    {
        if (!draft.Levels.TryGetValue(GeoJson.Text(p, "level_id"), out var level) || draft.Shape(f, id) is not [{ Count: >= 1 } line, ..])
        {
            draft.Lint.Warn("opening.unusable", $"门 {id} 没有楼层或几何，已略过。", id);
            return;
        }
        var (a, b) = (draft.Plan.Frame.ToLocal(line[0]), draft.Plan.Frame.ToLocal(line[^1]));
        // The drawn line is as wide as the wall's gap; narrow drawings alone forbid nobody unless the wheelchair attribute says so.
        double? drawn = a.DistanceTo(b) is > 0.3 and < 20 and var w ? Math.Round(w, 2) : null;
        var clear = GeoJson.Text(p, "clear_width").Length > 0 ? GeoJson.Number(p, "clear_width") : null;
        draft.Plan.Openings.Add(new(id, GeoJson.Name(p, "name"), level, a, b)
        {
            IsEntrance = GeoJson.Text(p, "category") == "pedestrian.principal",
            Width = clear ?? drawn,
            Hours = GeoJson.Text(p, "hours").Length > 0 ? draft.Hours(p, id) : draft.HoursIndex(draft.Relations.HoursOf(id), id),
            Barriers = BarriersOf(p, clear),
        });
    }

    private static Barriers BarriersOf(JsonElement p, double? clearWidth)
    {
        var isLocked = ImdfDraft.Ids(p, "access_control").Contains("badgereader") || GeoJson.Text(p, "category") is "emergencyexit";
        var narrow = clearWidth switch
        {
            < 0.85 => Barriers.NarrowForWheelchair | Barriers.NarrowForStretcher,
            < 1.2 => Barriers.NarrowForStretcher,
            _ => Barriers.None,
        };
        return narrow | (isLocked ? Barriers.StaffOnly : Barriers.None);
    }

    private static AreaKind KindOf(string category) => category switch
    {
        "walkway" or "corridor" => AreaKind.Corridor,
        "lobby" or "foyer" or "waitingroom" or "concourse" or "atrium" or "unspecified" => AreaKind.Hall,
        "stairs" or "steps" => AreaKind.Stairs,
        "elevator" => AreaKind.Lift,
        "escalator" or "movingwalkway" => AreaKind.Escalator,
        "ramp" => AreaKind.Ramp,
        "opentobelow" or "structure" or "column" or "nonpublic" or "void" => AreaKind.Closed,
        "terrace" or "outdoors" or "courtyard" or "sidewalk" => AreaKind.Outdoor,
        var c when c.StartsWith("restroom", StringComparison.Ordinal) || c.StartsWith("toilet", StringComparison.Ordinal) =>
            AreaKind.Toilet,
        _ => AreaKind.Room,
    };
}
