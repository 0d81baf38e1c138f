using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>
/// Simple Indoor Tagging as GeoJSON: tags as properties (or under <c>tags</c>), shared points recognized by their coordinates.
/// </summary>
internal static class IndoorGeoJson
{
    public static List<TaggedFeature> Read(SourceFile file, ImportOptions options, LintReport lint)
    {
        var (features, geoJson) = (new List<TaggedFeature>(), new GeoJson(options, lint));
        geoJson.Read(file, feature =>
        {
            var tags = Tags(GeoJson.Member(feature, "properties"));
            var id = tags.GetValueOrDefault("@id") ?? GeoJson.Text(feature, "id");
            if (id.Length == 0) id = $"feature/{features.Count + 1}";
            if (GeoJson.Text(GeoJson.Member(feature, "geometry"), "type") is "Polygon" or "MultiPolygon"
                && tags.GetValueOrDefault("indoor") is null or "yes" && tags.ContainsKey("highway"))
                tags["area"] = "yes";
            foreach (var shape in geoJson.Shapes(feature, id))
                features.Add(new(id, tags, [.. shape[0].Select(Key)], shape[0], [.. shape.Skip(1)]));
        });
        return features.Count > 0 ? features : throw new UnusableFileException("json.no_features", $"{file.Name} 中没有要素。");
    }

    private static Dictionary<string, string> Tags(JsonElement properties)
    {
        var (tags, levels) = (new Dictionary<string, string>(), new List<string>());
        if (properties.ValueKind != JsonValueKind.Object) return tags;
        foreach (var p in properties.EnumerateObject())
        {
            if (p.Name == "tags" && p.Value.ValueKind == JsonValueKind.Object)
                foreach (var (k, v) in Tags(p.Value)) tags[k] = v;
            else if (p.Value.ValueKind == JsonValueKind.Array && p.Name is "relations" or "@relations")
                levels.AddRange(p.Value.EnumerateArray().Select(r => GeoJson.Member(r, "reltags"))
                    .Where(r => GeoJson.Text(r, "type") == "level").Select(r => GeoJson.Text(r, "level")).Where(l => l.Length > 0));
            else if (p.Value.ValueKind == JsonValueKind.Array && p.Name is "level" or "repeat_on")
                tags[p.Name] = string.Join(';', p.Value.EnumerateArray().Select(v => v.ToString()));
            else if (GeoJson.Text(properties, p.Name) is { Length: > 0 } text)
                tags[p.Name] = text;
        }
        if (levels.Count > 0) tags.TryAdd("level", string.Join(';', levels));
        return tags;
    }

    // About a centimetre: exporters round differently.
    private static string Key(LonLat p) =>
        FormattableString.Invariant($"{Math.Round(p.Lon, 7):0.0000000},{Math.Round(p.Lat, 7):0.0000000}");
}
