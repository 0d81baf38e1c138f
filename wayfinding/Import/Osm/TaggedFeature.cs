using Wayfinding.Model;

namespace Wayfinding.Import.Osm;

/// <summary>
/// One OpenStreetMap-like thing: tags, and points with keys by which things share points (node ids, or rounded coordinates where a format
/// has no ids).
/// </summary>
internal sealed record TaggedFeature(string Id, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Keys,
    IReadOnlyList<LonLat> Points, IReadOnlyList<IReadOnlyList<LonLat>> Holes)
{
    public bool IsPoint => Points.Count == 1;

    public bool IsClosed => Points.Count >= 4 && Keys[0] == Keys[^1];

    public string this[string key] => Tags.GetValueOrDefault(key, "");

    public bool Is(string key, string value) => Tags.TryGetValue(key, out var v) && v == value;
}
