using System.Text.Json;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Imdf;

/// <summary>
/// IMDF relationships: which units a lift, flight, escalator or ramp joins, and when an opening can be passed. <c>name</c> is not in the
/// standard, but what our own export adds.
/// </summary>
internal sealed class ImdfRelations
{
    private readonly Dictionary<string, string> _hoursOfOpening = [];
    private readonly List<Joint> _joints = [];

    /// <summary>Two units joined; only from the first to the second when directed.</summary>
    public sealed record Joint(ConnectorKind Kind, string Origin, string Destination, bool Directed, string Hours, Label Name);

    public IReadOnlyList<Joint> Joints => _joints;

    public string HoursOf(string opening) => _hoursOfOpening.GetValueOrDefault(opening, "");

    public void Read(JsonElement p)
    {
        var (origin, destination, between) =
            (Reference(GeoJson.Member(p, "origin")), Reference(GeoJson.Member(p, "destination")), Between(p));
        var hours = GeoJson.Text(p, "hours");
        if (GeoJson.Text(p, "category").StartsWith("traversal", StringComparison.Ordinal))
        {
            if (hours.Length > 0)
                foreach (var (id, _) in between.Append(origin).Append(destination).Where(r => r.Type == "opening"))
                    _hoursOfOpening[id] = hours;
            return;
        }
        ConnectorKind? kind = GeoJson.Text(p, "category") switch
        {
            "elevator" => ConnectorKind.Lift,
            "stairs" => ConnectorKind.Stairs,
            "escalator" => ConnectorKind.Escalator,
            "ramp" => ConnectorKind.Ramp,
            _ => null,
        };
        if (kind is null) return;
        // A lift may be told once with every floor between as intermediary.
        var stops = between.Prepend(origin).Append(destination).Where(r => r.Type == "unit").Select(r => r.Id).ToList();
        foreach (var (a, b) in stops.Zip(stops.Skip(1)))
            _joints.Add(new(kind.Value, a, b, GeoJson.Text(p, "direction") == "directed"
                && kind == ConnectorKind.Escalator, hours, GeoJson.Name(p, "name")));
    }

    private static List<(string Id, string Type)> Between(JsonElement p) =>
        GeoJson.Member(p, "intermediary") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Reference)] : [];

    private static (string Id, string Type) Reference(JsonElement r) => (GeoJson.Text(r, "id"), GeoJson.Text(r, "feature_type"));
}
