using System.Globalization;
using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Import.Reading;

/// <summary>Reads GeoJSON feature collections, counting what it reads and refusing coordinates that are no degrees.</summary>
internal sealed class GeoJson(ImportOptions options, LintReport lint)
{
    private int _vertices;
    private int _features;

    /// <summary>The features of a file; <paramref name="use"/> runs while the document is open.</summary>
    public void Read(SourceFile file, Action<JsonElement> use)
    {
        try
        {
            using var document = JsonDocument.Parse(file.Content, new() { MaxDepth = 32, AllowTrailingCommas = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("features", out var features)
                || features.ValueKind != JsonValueKind.Array)
                throw new UnusableFileException("json.no_features", $"{file.Name} 不是 GeoJSON 要素集合。");
            CheckCrs(file, document.RootElement);
            foreach (var feature in features.EnumerateArray())
            {
                if (++_features > options.MaxFeatures)
                    throw new UnusableFileException("file.too_many_features", $"要素多于 {options.MaxFeatures} 个。");
                if (feature.ValueKind != JsonValueKind.Object || !Used(feature, use))
                    lint.Warn("json.bad_feature", $"{file.Name} 的第 {_features} 个要素无法读取，已略过。");
            }
        }
        catch (JsonException e)
        {
            throw new UnusableFileException("json.damaged", $"{file.Name} 第 {e.LineNumber + 1} 行起不是完整的 JSON。");
        }
        catch (InvalidOperationException)
        {
            throw new UnusableFileException("json.damaged", $"{file.Name} 的开头含有无法识别的文字。");
        }
    }

    // A text that is no Unicode ("\ud800") shows only when it is read.
    private static bool Used(JsonElement feature, Action<JsonElement> use)
    {
        try
        {
            use(feature);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Text of a property, whatever its JSON kind; localized names give the wanted language first.</summary>
    public static string Text(JsonElement properties, string name)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(name, out var value)) return "";
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        };
    }

    /// <summary>A name given as text or per language.</summary>
    public static Label Name(JsonElement properties, string name)
    {
        if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(name, out var value)) return Label.None;
        if (value.ValueKind == JsonValueKind.String) return new((value.GetString() ?? "").Trim());
        if (value.ValueKind != JsonValueKind.Object) return Label.None;
        string? In(params string[] languages) =>
            value.EnumerateObject().FirstOrDefault(p => languages.Contains(p.Name.ToLowerInvariant())
                && p.Value.ValueKind == JsonValueKind.String) is { Value.ValueKind: JsonValueKind.String } p ? p.Value.GetString() : null;
        var any = value.EnumerateObject().Select(p => p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : null)
            .FirstOrDefault(t => t is not null);
        var en = In("en", "en-us", "en-gb");
        return new((In("zh", "zh-cn", "zh-hans") ?? en ?? any ?? "").Trim(), en?.Trim());
    }

    /// <summary>A number property, or null.</summary>
    public static double? Number(JsonElement properties, string name) =>
        double.TryParse(Text(properties, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v) ? v
            : null;

    /// <summary>One member of an object, or an undefined element.</summary>
    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>
    /// The rings of a Polygon or of every part of a MultiPolygon; lines and points give one "ring" of their points; of a collection all its
    /// parts.
    /// </summary>
    public List<List<List<LonLat>>> Shapes(JsonElement feature, string id)
    {
        var shapes = new List<List<List<LonLat>>>();
        Add(Member(feature, "geometry"), id, shapes);
        shapes.RemoveAll(s => s.Count == 0 || s[0].Count == 0);
        return shapes;
    }

    private void Add(JsonElement geometry, string id, List<List<List<LonLat>>> shapes)
    {
        if (Text(geometry, "type") == "GeometryCollection")
        {
            // As deep as the document may be.
            if (Member(geometry, "geometries") is { ValueKind: JsonValueKind.Array } parts)
                foreach (var part in parts.EnumerateArray()) Add(part, id, shapes);
            return;
        }
        var coordinates = Member(geometry, "coordinates");
        if (coordinates.ValueKind != JsonValueKind.Array) return;
        try
        {
            switch (Text(geometry, "type"))
            {
                case "Point": shapes.Add([[Point(coordinates)]]); break;
                case "LineString": shapes.Add([Ring(coordinates)]); break;
                case "MultiLineString":
                    shapes.AddRange(
                    coordinates.EnumerateArray().Select(l => new List<List<LonLat>> { Ring(l) })); break;
                case "Polygon": shapes.Add([.. coordinates.EnumerateArray().Select(Ring)]); break;
                case "MultiPolygon":
                    shapes.AddRange(
                    coordinates.EnumerateArray().Select(p => p.EnumerateArray().Select(Ring).ToList())); break;
                default: lint.Notice("geojson.unknown_geometry", $"{id} 的几何类型不支持，已略过。", id); break;
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            lint.Warn("geojson.bad_coordinates", $"{id} 的坐标无法读取，已略过。", id);
            shapes.Clear();
        }
    }

    private List<LonLat> Ring(JsonElement ring) => [.. ring.EnumerateArray().Select(Point)];

    private LonLat Point(JsonElement c)
    {
        if (++_vertices > options.MaxVertices) throw new UnusableFileException("file.too_many_vertices", $"顶点多于 {options.MaxVertices} 个。");
        var p = new LonLat(c[0].GetDouble(), c[1].GetDouble());
        return p.IsValid ? p : throw new UnusableFileException("crs.not_wgs84", $"坐标 {p.Lon:0.#}, {p.Lat:0.#} 不是 WGS 84 经纬度，请先转换坐标系。");
    }

    // China's own degrees (CGCS2000) are those of WGS 84 to within a metre.
    private void CheckCrs(SourceFile file, JsonElement root)
    {
        var crs = Text(Member(Member(root, "crs"), "properties"), "name");
        if (crs.EndsWith("4490", StringComparison.Ordinal))
            lint.Notice("crs.cgcs2000", $"{file.Name} 的坐标系是 CGCS2000（{crs}），与 WGS 84 相差不到一米，按 WGS 84 处理。", file.Name);
        else if (crs.Length > 0 && !crs.Contains("CRS84", StringComparison.Ordinal) && !crs.EndsWith("4326", StringComparison.Ordinal))
            throw new UnusableFileException("crs.not_wgs84", $"{file.Name} 的坐标系是 {crs}，请先转换为 WGS 84。");
    }
}
