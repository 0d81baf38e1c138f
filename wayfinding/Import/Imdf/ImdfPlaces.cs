using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>Who is to be found where: occupants by their anchors, and amenities.</summary>
internal sealed class ImdfPlaces(ImdfDraft draft)
{
    private readonly Dictionary<string, (Point2 At, string Unit)> _anchors = [];

    public void Anchor(JsonElement f, JsonElement p, string id)
    {
        if (draft.Shape(f, id) is [[var at, ..], ..]) _anchors[id] = (draft.Plan.Frame.ToLocal(at), GeoJson.Text(p, "unit_id"));
    }

    public void Occupant(string id, JsonElement p)
    {
        var name = GeoJson.Name(p, "name");
        if (name.IsEmpty || !_anchors.TryGetValue(GeoJson.Text(p, "anchor_id"), out var anchor)
            || !draft.Units.TryGetValue(anchor.Unit, out var unit))
        {
            draft.Lint.Notice("occupant.no_anchor", $"租户“{name.Zh}”没有可用的锚点。", id);
            return;
        }
        var area = draft.Plan.Areas[unit];
        draft.Plan.Places.RemoveAll(place => place.Id == area.Id);
        var category = GeoJson.Text(p, "purpose") is { Length: > 0 } purpose ? purpose : Categories.Of(GeoJson.Text(p, "category"));
        draft.Plan.Places.Add(new(id, name, category, area.Level, area.Building, anchor.At, unit) { Hours = draft.Hours(p, id) });
    }

    public void Amenity(JsonElement f, JsonElement p, string id)
    {
        var (category, name) = (GeoJson.Text(p, "category"), GeoJson.Name(p, "name"));
        var unit = ImdfDraft.Ids(p, "unit_ids").Select(u => draft.Units.GetValueOrDefault(u, -1)).DefaultIfEmpty(-1).First();
        if (category is "stairs" or "elevator" or "escalator" or "ramp") return;
        if (unit < 0 || draft.Shape(f, id) is not [[var at, ..], ..])
        {
            draft.Lint.Notice("amenity.no_unit", $"设施“{(name.IsEmpty ? category : name.Zh)}”没有可用的空间或位置，已略过。", id);
            return;
        }
        // The toilet is a place already.
        if (name.IsEmpty && draft.Plan.Areas[unit].Kind == AreaKind.Toilet && Categories.Of(category) == "toilet") return;
        var (area, label) = (draft.Plan.Areas[unit], name.IsEmpty ? Categories.NameOf(category) : name);
        draft.Plan.Places.Add(new(id, label, Categories.Of(category), area.Level, area.Building, draft.Plan.Frame.ToLocal(at), unit)
        {
            Hours = draft.Hours(p, id),
        });
    }
}
