using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wayfinding.Model;
using Wayfinding.Search;

namespace Bff.Guide.Maps;

/// <summary>Draws one floor of a campus as a GeoJSON feature collection: areas, doors, connectors, ways in the open, places.</summary>
internal static class LevelGeoJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The text, and the Shanghai time up to which it holds: an hour, or until a place on it opens or closes.</returns>
    public static (byte[] Json, DateTime Until) Write(GuideMap map, int level, int campus, DateTime now)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        var until = now.AddHours(1);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            Areas(json, map, level, campus);
            Doors(json, map, level, campus);
            Connectors(json, map, level, campus);
            Paths(json, map, level, campus);
            until = Pois(json, map, level, campus, now, until);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return (buffer.WrittenSpan.ToArray(), until);
    }

    private static void Areas(Utf8JsonWriter json, GuideMap map, int level, int campus)
    {
        foreach (var area in map.Venue.Areas.Where(a => a.Level == level && map.CampusOf(a.Building, a.Shape.Min) == campus))
        {
            Begin(json, area.Id, "area", area.Name);
            json.WriteString("areaKind", area.Kind.ToString().ToLowerInvariant());
            if (area.Building >= 0) json.WriteString("building", GuideMap.PublicId(map.Venue.Buildings[area.Building].Id));
            Geometry(json, "Polygon");
            foreach (var ring in area.Shape.Rings) Line(json, map, [.. ring, ring[0]]);
            End(json);
        }
    }

    private static void Doors(Utf8JsonWriter json, GuideMap map, int level, int campus)
    {
        for (var i = 0; i < map.Venue.Doors.Count; i++)
        {
            var door = map.Venue.Doors[i];
            if (door.Level != level || map.CampusOf(map.Venue.Levels[level].Building, door.At) != campus) continue;
            Begin(json, door.Id, "door", door.Name);
            json.WriteBoolean("entrance", door.IsEntrance);
            Point(json, map, door.At);
        }
    }

    private static void Connectors(Utf8JsonWriter json, GuideMap map, int level, int campus)
    {
        var graph = map.Venue.Graph;
        foreach (var connector in map.Venue.Connectors)
        {
            var here = Array.FindIndex(connector.Nodes, n => graph.NodeLevel[n] == level);
            if (here < 0 || map.CampusOf(connector.Building, graph.At(connector.Nodes[here])) != campus) continue;
            Begin(json, connector.Id, "connector", connector.Name);
            json.WriteString("connectorKind", connector.Kind.ToString().ToLowerInvariant());
            json.WriteStartArray("levels");
            foreach (var l in connector.Nodes.Select(n => graph.NodeLevel[n]).Distinct()) json.WriteStringValue(map.LevelIds[l]);
            json.WriteEndArray();
            Point(json, map, graph.At(connector.Nodes[here]));
        }
    }

    // Ways in the open are lines in most sources; without them the ground would be empty.
    private static void Paths(Utf8JsonWriter json, GuideMap map, int level, int campus)
    {
        var graph = map.Venue.Graph;
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var (a, b) = (graph.From[e], graph.To[e]);
            if (graph.EdgeKind[e] != EdgeKind.Outdoor || graph.NodeLevel[a] != level || graph.NodeLevel[b] != level) continue;
            if ((a > b && graph.Reverse(e) >= 0) || map.CampusOf(-1, graph.At(a)) != campus) continue;
            Begin(json, $"path-{e}", "path", Label.None);
            Geometry(json, "LineString", open: false);
            Line(json, map, [graph.At(a), graph.At(b)]);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static DateTime Pois(Utf8JsonWriter json, GuideMap map, int level, int campus, DateTime now, DateTime until)
    {
        for (var i = 0; i < map.Venue.Pois.Count; i++)
        {
            var poi = map.Venue.Pois[i];
            if (poi.Level != level || !PlaceCategory.Of(poi.Category).IsPublic || map.CampusOf(poi.Building, poi.At) != campus) continue;
            Begin(json, map.PoiIds[i], "poi", poi.Name);
            json.WriteString("category", poi.Category);
            json.WriteStartArray("labels");
            foreach (var label in map.Edits.GetValueOrDefault(poi.Id)?.Labels ?? []) json.WriteStringValue(label);
            json.WriteEndArray();
            if (poi.Hours < 0) json.WriteNull("open");
            else
            {
                var hours = map.Venue.Hours[poi.Hours];
                json.WriteBoolean("open", hours.IsOpen(now, map.Network.Holidays));
                if (hours.NextChange(now, map.Network.Holidays) is { } change && change < until) until = change;
            }
            Point(json, map, poi.At);
        }
        return until;
    }

    private static void Begin(Utf8JsonWriter json, string id, string kind, Label name)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("id", id);
        json.WriteString("kind", kind);
        json.WriteString("name", name.Zh);
        if (name.En is { } english) json.WriteString("nameEn", english);
    }

    private static void Geometry(Utf8JsonWriter json, string type, bool open = true)
    {
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", type);
        json.WritePropertyName("coordinates");
        if (open) json.WriteStartArray();
    }

    private static void Point(Utf8JsonWriter json, GuideMap map, Point2 at)
    {
        Geometry(json, "Point", open: false);
        PathConverter.Write(json, map.Venue.Frame.ToLonLat(at));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Line(Utf8JsonWriter json, GuideMap map, IEnumerable<Point2> points)
    {
        json.WriteStartArray();
        foreach (var p in points) PathConverter.Write(json, map.Venue.Frame.ToLonLat(p));
        json.WriteEndArray();
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
