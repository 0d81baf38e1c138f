using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wayfinding.Model;

namespace Wayfinding.Export;

/// <summary>
/// One GeoJSON feature collection of an IMDF archive while it is written. Coordinates keep nine decimals, a tenth of a millimetre.
/// </summary>
internal sealed class FeatureFile : IDisposable
{
    private static readonly Guid Namespace = new("5f0c1d2e-8a4b-4c3d-9e6f-7a1b2c3d4e5f");

    private readonly string _type;
    private readonly LocalFrame _frame;
    private readonly MemoryStream _stream = new();
    private readonly Utf8JsonWriter _json;

    public FeatureFile(string type, LocalFrame frame)
    {
        (_type, _frame) = (type, frame);
        _json = new(_stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("type", "FeatureCollection");
        _json.WriteString("name", type);
        _json.WriteStartArray("features");
    }

    /// <summary>The same UUID (version 5, RFC 9562) for the same thing in every export.</summary>
    public static string Id(string type, string source)
    {
        var name = Encoding.UTF8.GetBytes($"{type}/{source}");
        // Not for secrets: version 5 is defined on SHA-1.
#pragma warning disable CA5350
        var hash = SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. name]).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }

    /// <summary>
    /// One feature; <paramref name="geometry"/> writes its geometry (null = unlocated), <paramref name="properties"/> its properties.
    /// </summary>
    public void Add(string id, Action<FeatureFile>? geometry, Action<FeatureFile> properties)
    {
        _json.WriteStartObject();
        _json.WriteString("id", id);
        _json.WriteString("type", "Feature");
        _json.WriteString("feature_type", _type);
        if (geometry is null) _json.WriteNull("geometry");
        else geometry(this);
        _json.WriteStartObject("properties");
        properties(this);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public SourceFile Close()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
        return new($"{_type}.geojson", _stream.ToArray());
    }

    public void Dispose()
    {
        _json.Dispose();
        _stream.Dispose();
    }

    public FeatureFile Text(string name, string? value)
    {
        if (value is null) _json.WriteNull(name);
        else _json.WriteString(name, value);
        return this;
    }

    public FeatureFile Nulls(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _json.WriteNull(name);
        return this;
    }

    public FeatureFile Number(string name, double value)
    {
        _json.WriteNumber(name, value);
        return this;
    }

    public FeatureFile Flag(string name, bool value)
    {
        _json.WriteBoolean(name, value);
        return this;
    }

    /// <summary>An array of texts; null for an empty one.</summary>
    public FeatureFile Texts(string name, params IReadOnlyCollection<string> values)
    {
        if (values.Count == 0) return Text(name, null);
        _json.WriteStartArray(name);
        foreach (var v in values) _json.WriteStringValue(v);
        _json.WriteEndArray();
        return this;
    }

    /// <summary>LABELS: a text per language.</summary>
    public FeatureFile Labels(string name, Label label)
    {
        if (label.IsEmpty) return Text(name, null);
        _json.WriteStartObject(name);
        _json.WriteString("zh-Hans", label.Zh);
        if (label.En is not null) _json.WriteString("en", label.En);
        _json.WriteEndObject();
        return this;
    }

    /// <summary>FEATURE-REFERENCE, alone or as the one entry of an array.</summary>
    public FeatureFile Reference(string name, string id, string type, bool inArray = false)
    {
        if (inArray) _json.WriteStartArray(name);
        else _json.WritePropertyName(name);
        _json.WriteStartObject();
        _json.WriteString("id", id);
        _json.WriteString("feature_type", type);
        _json.WriteEndObject();
        if (inArray) _json.WriteEndArray();
        return this;
    }

    public FeatureFile Point(string name, Point2 at)
    {
        Geometry(name, "Point");
        Position(at);
        _json.WriteEndObject();
        return this;
    }

    public void Line(IEnumerable<Point2> points)
    {
        Geometry("geometry", "LineString");
        Positions(points);
        _json.WriteEndObject();
    }

    public void Polygon(params IReadOnlyList<Polygon> parts)
    {
        Geometry("geometry", parts.Count == 1 ? "Polygon" : "MultiPolygon");
        if (parts.Count > 1) _json.WriteStartArray();
        foreach (var part in parts)
        {
            _json.WriteStartArray();
            Ring(part.Outer, counterClockwise: true);
            foreach (var hole in part.Holes) Ring(hole, counterClockwise: false);
            _json.WriteEndArray();
        }
        if (parts.Count > 1) _json.WriteEndArray();
        _json.WriteEndObject();
    }

    // RFC 7946 3.1.6: closed, outer rings counterclockwise, holes clockwise.
    private void Ring(Point2[] ring, bool counterClockwise)
    {
        var turn = 0.0;
        for (var i = 0; i < ring.Length; i++) turn += Segment.Side(ring[0], ring[i], ring[(i + 1) % ring.Length]);
        var points = turn > 0 == counterClockwise ? ring : [.. ring.Reverse()];
        Positions(points.Append(points[0]));
    }

    private void Geometry(string name, string type)
    {
        _json.WriteStartObject(name);
        _json.WriteString("type", type);
        _json.WritePropertyName("coordinates");
    }

    private void Positions(IEnumerable<Point2> points)
    {
        _json.WriteStartArray();
        foreach (var p in points) Position(p);
        _json.WriteEndArray();
    }

    private void Position(Point2 p)
    {
        var at = _frame.ToLonLat(p);
        _json.WriteStartArray();
        _json.WriteNumberValue(Math.Round(at.Lon, 9));
        _json.WriteNumberValue(Math.Round(at.Lat, 9));
        _json.WriteEndArray();
    }
}
