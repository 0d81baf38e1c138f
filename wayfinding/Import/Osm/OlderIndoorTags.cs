using Wayfinding.Checks;

namespace Wayfinding.Import.Osm;

/// <summary>
/// Indoor maps of the older kind (wiki.openstreetmap.org/wiki/Proposed_features/IndoorOSM:
/// <c>buildingpart=room|corridor|hall|verticalpassage</c>, floors as relations) put into the words of Simple Indoor Tagging. What is tagged
/// in both ways keeps the newer one.
/// </summary>
internal static class OlderIndoorTags
{
    private const string Passage = "buildingpart:verticalpassage";
    private const string Floors = "buildingpart:verticalpassage:floorrange";

    public static IReadOnlyList<TaggedFeature> Renew(IReadOnlyList<TaggedFeature> features, LintReport lint)
    {
        var older = 0;
        var renewed = features.Select(f =>
        {
            if (f["indoor"] is not ("" or "yes") || PartOf(f) is not { } part) return f;
            older++;
            return f with { Tags = Renewed(f, part, lint) };
        }).ToList();
        if (older > 0) lint.Notice("osm.older_tags", $"{older} 个对象是旧式标注（buildingpart），已按室内区域、楼梯和电梯读取。");
        return renewed;
    }

    private static string? PartOf(TaggedFeature f) =>
        new[] { f["buildingpart"], f["building:part"] }.FirstOrDefault(part => part is "room" or "corridor" or "hall" or "verticalpassage")
            ?? (f.Tags.ContainsKey(Passage) ? "verticalpassage" : null);

    private static Dictionary<string, string> Renewed(TaggedFeature f, string part, LintReport lint)
    {
        var tags = new Dictionary<string, string>(f.Tags)
        {
            ["indoor"] = part switch
            {
                "corridor" => "corridor",
                "hall" => "area",
                _ => "room",
            }
        };
        if (part != "verticalpassage") return tags;
        // The relation names the floor it is drawn on, this all it leads to.
        if (f.Tags.TryGetValue(Floors, out var floors)) tags["level"] = floors;
        var kind = f[Passage] switch
        {
            "elevator" or "lift" => "elevator",
            "stairway" or "stairs" or "staircase" or "steps" => "stairs",
            "escalator" => "escalator",
            _ => null,
        };
        // No wheelchair is sent into what may be stairs.
        if (kind is null) lint.Warn("connector.unknown_kind", $"竖向通道 {f.Id} 没有标明是电梯、楼梯还是自动扶梯，按楼梯处理。", f.Id, f["level"], f.Points[0]);
        tags["room"] = kind ?? "stairs";
        if (f.IsPoint && kind == "elevator") tags["highway"] = "elevator";
        return tags;
    }
}
