using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>Buildings with their footprints, and their levels.</summary>
internal sealed class ImdfFloors(ImdfDraft draft)
{
    private const double StoreyHeight = 4;

    public void Building(string id, JsonElement p)
    {
        // Text that is no Unicode throws when it is read: nothing is known under an id before all of it is.
        draft.Plan.Buildings.Add(new(id, GeoJson.Name(p, "name"), Campus(GeoJson.Name(p, "campus"))));
        draft.Buildings[id] = draft.Plan.Buildings.Count - 1;
    }

    public void Footprint(JsonElement f, JsonElement p, string id)
    {
        if (GeoJson.Text(p, "category") is not ("ground" or "")) return;
        foreach (var owner in ImdfDraft.Ids(p, "building_ids"))
            if (draft.Buildings.TryGetValue(owner, out var index) && draft.Shape(f, id) is { Count: > 0 } rings
                && Shapes.Polygon(draft.Plan.Frame, rings[0], rings.Skip(1), id, null, draft.Lint) is { } shape)
                draft.Plan.Buildings[index] = draft.Plan.Buildings[index] with { Footprint = shape };
    }

    public void Level(string id, JsonElement p)
    {
        if (GeoJson.Number(p, "ordinal") is not { } ordinal || Math.Abs(ordinal) > 200)
        {
            draft.Lint.Warn("level.unparsable", $"楼层 {id} 的序号“{GeoJson.Text(p, "ordinal")}”无法识别，该层已略过。", id);
            return;
        }
        if (draft.Levels.ContainsKey(id))
        {
            draft.Lint.Warn("level.duplicate_id", $"楼层编号 {id} 重复，只保留第一个。", id);
            return;
        }
        var name = GeoJson.Name(p, "short_name") is { IsEmpty: false } sign ? sign : GeoJson.Name(p, "name");
        var building = ImdfDraft.Ids(p, "building_ids").Select(b => draft.Buildings.GetValueOrDefault(b, -1)).DefaultIfEmpty(-1).First();
        if (GeoJson.Text(p, "restriction").Length > 0)
            draft.Lint.Notice("level.restricted", $"楼层 {id} 标为“{GeoJson.Text(p, "restriction")}”，不据此限制通行。", id);
        var outdoors = GeoJson.Text(p, "outdoor") == "true" && building < 0;
        var elevation = GeoJson.Number(p, "elevation") is { } metres && Math.Abs(metres) < 9000 ? metres : ordinal * StoreyHeight;
        draft.Plan.Levels.Add(new(name.IsEmpty ? LevelNames.Signed(ordinal) : name.Zh, ordinal, building, elevation));
        draft.Levels[id] = draft.Plan.Levels.Count - 1;
        if (outdoors) draft.Outdoors.Add(draft.Levels[id]);
    }

    // Not in the standard: several sites in one archive, as our own export tells them.
    private int Campus(Label name)
    {
        if (name.IsEmpty) return 0;
        var index = draft.Plan.Campuses.FindIndex(c => c.Name == name);
        if (index >= 0) return index;
        draft.Plan.Campuses.Add(new($"{draft.Plan.Campuses.Count + 1}", name));
        return draft.Plan.Campuses.Count - 1;
    }
}
