using System.Globalization;
using System.Text;
using System.Text.Json;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Import;

/// <summary>A small indoor map written as GeoJSON, in metres from a corner.</summary>
internal sealed class TaggedMap
{
    private static readonly LocalFrame Frame = new(new(121, 31));
    private readonly List<string> _features = [];

    public TaggedMap Box(string id, string tags, double x0, double y0, double x1, double y1) =>
        Add(id, tags, "Polygon", $"[[{At(x0, y0)},{At(x1, y0)},{At(x1, y1)},{At(x0, y1)},{At(x0, y0)}]]");

    public TaggedMap Way(string id, string tags, params (double X, double Y)[] points) =>
        Add(id, tags, "LineString", $"[{string.Join(',', points.Select(p => At(p.X, p.Y)))}]");

    public TaggedMap Spot(string id, string tags, double x, double y) => Add(id, tags, "Point", At(x, y));

    public ImportResult Import(string name = "map.geojson") => MapImporter.Import([new(name, Encoding.UTF8.GetBytes(Text))]);

    public string Text => $$"""{"type":"FeatureCollection","features":[{{string.Join(",\n", _features)}}]}""";

    /// <summary>The way between two named places, or null.</summary>
    public static Route? Way(Venue venue, string from, string to, Profile? profile = null) =>
        new Router(TestData.Prepare(venue))
            .FindRoute(venue.Pois.First(p => p.Name.Zh == from).Node, venue.Pois.First(p => p.Name.Zh == to).Node, profile ?? Profile.Walk);

    // "indoor=room level=1 name=A"
    private TaggedMap Add(string id, string tags, string type, string coordinates)
    {
        var properties = tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split('=', 2))
            .ToDictionary(t => t[0], t => t[1]);
        _features.Add($$$"""
            {"type":"Feature","id":"{{{id}}}","properties":{{{JsonSerializer.Serialize(properties)}}},"geometry":{"type":"{{{type}}}",
            "coordinates":{{{coordinates}}}}}
            """);
        return this;
    }

    private static string At(double x, double y) =>
        Frame.ToLonLat(new(x, y)) is var p ? string.Create(CultureInfo.InvariantCulture, $"[{p.Lon:0.00000000},{p.Lat:0.00000000}]") : "";
}
