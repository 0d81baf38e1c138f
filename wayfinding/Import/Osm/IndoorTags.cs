using Wayfinding.Checks;
using Wayfinding.Graph;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>What the tags of Simple Indoor Tagging and of OSM footways say of one thing, taken by itself.</summary>
internal static class IndoorTags
{
    /// <summary>True for what takes part in the walk graph.</summary>
    public static bool IsMapped(TaggedFeature f) => IsArea(f) || IsLine(f) || IsLift(f) || (f.IsPoint && f.Tags.ContainsKey("door"));

    /// <summary>True for a surface people walk on or ride in.</summary>
    public static bool IsArea(TaggedFeature f) => f.IsClosed && (
        IsEnclosed(f) || f.Is("highway", "elevator") || f.Is("building", "elevator") || f.Is("building:part", "elevator")
        || (f["indoor"] is "yes" && f["highway"].Length == 0 && (f.Is("area", "yes") || f.Tags.ContainsKey("building:part") || HasUse(f)))
        || (f.Is("area", "yes") && f["highway"] is "pedestrian" or "platform" or "footway" or "corridor")
            || (f.Is("area", "yes") && IsPlatform(f))
        || (f.Tags.ContainsKey("room") && f.Tags.ContainsKey("building:part")));

    /// <summary>True for what must be drawn as an area to mean anything.</summary>
    public static bool IsEnclosed(TaggedFeature f) => f["indoor"] is "room" or "corridor" or "area";

    /// <summary>True for a centre line people walk along.</summary>
    public static bool IsLine(TaggedFeature f) => !f.IsPoint && !IsArea(f) && !f.Is("area", "yes")
        && f["highway"] is "footway" or "steps" or "corridor" or "path" or "pedestrian" or "service" or "platform";

    /// <summary>True for a lift drawn as a line between the ways it joins.</summary>
    public static bool IsLift(TaggedFeature f) => !f.IsPoint && !IsArea(f) && f.Is("highway", "elevator");

    /// <summary>True for a point at which one passes a wall.</summary>
    public static bool IsDoor(TaggedFeature f) => f.IsPoint && (f.Tags.ContainsKey("door") || f.Tags.ContainsKey("entrance"));

    public static AreaKind KindOf(TaggedFeature f) =>
        f.Is("highway", "elevator") || f.Is("building", "elevator") || f.Is("building:part", "elevator") || f.Is("room", "elevator")
            || f.Is("elevator", "yes") ? AreaKind.Lift
        : f.Is("stairs", "yes") || f.Is("room", "stairs") ? AreaKind.Stairs
        : f.Is("room", "escalator") ? AreaKind.Escalator
        : f["room"].StartsWith("toilet", StringComparison.Ordinal) || f.Is("amenity", "toilets") ? AreaKind.Toilet
        : f["highway"] is "pedestrian" or "platform" or "footway" && !IsEnclosed(f) && f["indoor"] != "yes" || IsPlatform(f)
            ? AreaKind.Outdoor
        : f["indoor"] == "corridor" || f["highway"] == "corridor" ? AreaKind.Corridor
        : f["indoor"] == "area" || f["room"] is "lobby" or "hall" or "entrance" or "waiting" || (f["indoor"] == "yes" && !HasUse(f))
            ? AreaKind.Hall
        : AreaKind.Room;

    public static Label NameOf(TaggedFeature f) =>
        f.Tags.TryGetValue("name:zh", out var zh) ? new(zh, f.Tags.GetValueOrDefault("name:en", f["name"]))
        : f.Tags.TryGetValue("name", out var name) ? new(name, f.Tags.GetValueOrDefault("name:en", name))
        : f.Tags.TryGetValue("ref", out var reference) ? new(reference, reference) : Label.None;

    public static string CategoryOf(TaggedFeature f) => Categories.Of(
        f.Tags.GetValueOrDefault("amenity") ?? (f.Tags.ContainsKey("shop") ? "shop" : null) ?? f.Tags.GetValueOrDefault("healthcare")
            ?? f["room"]);

    private static bool HasUse(TaggedFeature f) =>
        f.Tags.ContainsKey("room") || f.Tags.ContainsKey("amenity") || f.Tags.ContainsKey("shop") || f.Tags.ContainsKey("healthcare")
            || f.Tags.ContainsKey("office");

    private static bool IsPlatform(TaggedFeature f) => f.Is("railway", "platform") || f.Is("public_transport", "platform");

    /// <summary>Index of a place's opening hours among those of the plan; -1 where there are none, or none that can be read.</summary>
    public static int HoursOf(TaggedFeature f, Plan plan, LintReport lint)
    {
        if (!f.Tags.TryGetValue("opening_hours", out var text)) return -1;
        if (OpeningHours.TryParse(text, out var hours, out var error)) return plan.HoursIndex(hours);
        lint.Warn("hours.unparsable", $"{f.Id} 的开放时间无法识别，按始终开放处理：{error}", f.Id, null, f.Points[0]);
        return -1;
    }
}
