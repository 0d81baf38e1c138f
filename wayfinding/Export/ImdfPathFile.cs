using Wayfinding.Model;

namespace Wayfinding.Export;

/// <summary>
/// The extension's <c>path.geojson</c>: centre lines outside any unit, drawn upwards where they climb, and places that stand beside them.
/// </summary>
internal sealed class ImdfPathFile(Venue venue)
{
    private readonly WalkGraph _graph = venue.Graph;

    public SourceFile File()
    {
        using var file = new FeatureFile("path", venue.Frame);
        for (var e = 0; e < _graph.EdgeCount; e++)
            if (IsLine(e) && Forward(e)) Path(file, [e], CategoryOf(_graph.EdgeKind[e]), $"{e}");
        for (var c = 0; c < venue.Connectors.Count; c++)
            if (Flight(c) is { Count: > 0 } flight)
                Path(file, flight, venue.Connectors[c].Kind switch
                {
                    ConnectorKind.Stairs => "stairs",
                    ConnectorKind.Ramp => "ramp",
                    _ => "escalator",
                }, $"connector/{c}");
        foreach (var (poi, i) in venue.Pois.Select((p, i) => (p, i)).Where(p => p.p.Area < 0 && !p.p.Name.IsEmpty))
            file.Add(FeatureFile.Id("path", $"place/{i}"), f => f.Point("geometry", poi.At), f => f
                .Text("category", "place").Labels("name", poi.Name).Text("purpose", poi.Category)
                    .Text("level_id", ImdfSite.LevelId(poi.Level)).Text("hours", poi.Hours < 0 ? null : venue.Hours[poi.Hours].Text));
        return file.Close();
    }

    private void Path(FeatureFile file, List<int> edges, string category, string source)
    {
        var (from, to) = (_graph.From[edges[0]], _graph.To[edges[^1]]);
        var barriers = edges.Aggregate(Barriers.None, (all, e) => all | _graph.Barriers[e]) & ~(
            Barriers.Steps | Barriers.Escalator | Barriers.Steep);
        file.Add(FeatureFile.Id("path", source), f => f.Line(edges.Select(e => _graph.At(_graph.From[e])).Append(_graph.At(to))), f => f
            .Text("category", category).Text("level_id", ImdfSite.LevelId(_graph.NodeLevel[from]))
                .Text("destination_level_id", ImdfSite.LevelId(_graph.NodeLevel[to]))
            .Text("direction", _graph.Reverse(edges[0]) < 0 ? "directed" : "undirected")
                .Text("hours", _graph.Hours[edges[0]] < 0 ? null : venue.Hours[_graph.Hours[edges[0]]].Text)
            .Texts("barriers", [.. Enum.GetValues<Barriers>().Where(b => b != Barriers.None && (barriers & b) != 0)
                .Select(b => b.ToString())]));
    }

    private bool IsLine(int e) => Outside(_graph.From[e]) && Outside(_graph.To[e])
        && _graph.EdgeKind[e] is EdgeKind.Walk or EdgeKind.Outdoor or EdgeKind.Bridge or EdgeKind.Shuttle;

    private bool Outside(int node) => _graph.NodeArea[node] < 0 && _graph.Kind[node] != NodeKind.LiftShaft;

    // Of the two edges of a stretch the one from the lower node, as far as there are two.
    private bool Forward(int e) => _graph.From[e] < _graph.To[e] || _graph.Reverse(e) < 0;

    private static string CategoryOf(EdgeKind kind) => kind == EdgeKind.Shuttle ? "shuttle" : kind == EdgeKind.Outdoor ? "outdoor" : "walk";

    private List<int> Flight(int connector)
    {
        var up = Enumerable.Range(0, _graph.EdgeCount)
            .Where(e => _graph.Feature[e] == connector && _graph.EdgeKind[e] is EdgeKind.StairsUp or EdgeKind.RampUp or EdgeKind.EscalatorUp
                && Outside(_graph.From[e]) && Outside(_graph.To[e])).ToDictionary(e => _graph.From[e]);
        var (flight, ends) = (new List<int>(), up.Values.Select(e => _graph.To[e]).ToHashSet());
        var start = up.Keys.Where(n => !ends.Contains(n)).DefaultIfEmpty(-1).First();
        for (var n = start; n >= 0 && flight.Count < up.Count && up.TryGetValue(n, out var e); n = _graph.To[e]) flight.Add(e);
        return flight;
    }
}
