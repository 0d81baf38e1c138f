using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Steps;

/// <summary>Writes the steps of one route: walks over one floor alternate with connectors and shuttles.</summary>
internal sealed class StepWriter(Venue venue, Route route, Wording words, Places places, DrawnPath drawn, string? from, string? to)
{
    private readonly WalkGraph _graph = venue.Graph;
    private readonly StepList _steps = new(venue.Frame, words);

    public List<Step> Write()
    {
        var (runs, cameBy) = (Runs(), new Approach(null));
        for (var i = 0; i < runs.Count; i++)
        {
            var (mode, edges) = runs[i];
            if (mode == Mode.Walk)
                new WalkWriter(venue, route, words, places, drawn, _steps)
                    .Write(edges, i == 0 ? null : cameBy, i + 1 == runs.Count, from, to);
            else cameBy = mode == Mode.Shuttle ? Ride(edges) : Climb(edges);
        }
        var end = _graph.NodeLevel[route.To];
        if (runs.Count == 0 || runs[^1].Mode != Mode.Walk)
            _steps.Add(new(StepKind.Arrive, words.Arrive(to, Side.Ahead), end, end, 0, 0, [_graph.At(route.To)]));
        return _steps.Chained();
    }

    private enum Mode { Walk, Connector, Shuttle }

    private List<(Mode Mode, List<int> Edges)> Runs()
    {
        var runs = new List<(Mode, List<int>)>();
        foreach (var e in route.Edges)
        {
            var mode = _graph.EdgeKind[e] == EdgeKind.Shuttle ? Mode.Shuttle : _graph.EdgeKind[e].IsConnector() ? Mode.Connector
                : Mode.Walk;
            var same = runs.Count > 0 && runs[^1].Item1 == mode && (mode == Mode.Walk || SameWay(runs[^1].Item2[^1], e));
            if (same) runs[^1].Item2.Add(e);
            else runs.Add((mode, [e]));
        }
        // What is walked beside the edges is a walk, too.
        if (route.Lead is not null && (runs.Count == 0 || runs[0].Item1 != Mode.Walk)) runs.Insert(0, (Mode.Walk, []));
        if (route.Tail is not null && (runs.Count == 0 || runs[^1].Item1 != Mode.Walk)) runs.Add((Mode.Walk, []));
        return runs;
    }

    private bool SameWay(int a, int b)
    {
        var (x, y) = (_graph.EdgeKind[a], _graph.EdgeKind[b]);
        return x.IsLift() ? y.IsLift() && y != EdgeKind.LiftBoard : x == y;
    }

    private Approach Climb(List<int> edges)
    {
        SetOut();
        var (start, end) = (_graph.NodeLevel[_graph.From[edges[0]]], _graph.NodeLevel[_graph.To[edges[^1]]]);
        var (feature, kind) = (_graph.Feature[edges[0]], KindOf(_graph.EdgeKind[edges[0]]));
        var up = start == end ? _graph.EdgeKind[edges[0]] is EdgeKind.StairsUp or EdgeKind.EscalatorUp or EdgeKind.RampUp
            : venue.Levels[end].Elevation > venue.Levels[start].Elevation;
        var name = feature >= 0 && !venue.Connectors[feature].Name.IsEmpty ? words.Name(venue.Connectors[feature].Name) : null;
        var floor = start == end || venue.Levels[start].Name == venue.Levels[end].Name ? null : words.Floor(venue.Levels[end].Name);
        var text = words.Connector(kind, name, up, floor);
        if (BuildingEntered(edges) is { } building) text = words.IntoBuilding(text, building);
        var metres = kind == ConnectorKind.Lift ? 0 : Metres(edges);
        _steps.Add(new(StepOf(kind), text, start, end, metres, route.Seconds(_graph, edges), Points(edges)));
        return new(kind, up, floor is null, Heading(edges));
    }

    private string? BuildingEntered(List<int> edges)
    {
        var (from, to) = (_graph.NodeBuilding[_graph.From[edges[0]]], _graph.NodeBuilding[_graph.To[edges[^1]]]);
        return from >= 0 && to >= 0 && from != to && !venue.Buildings[to].Name.IsEmpty ? words.Name(venue.Buildings[to].Name) : null;
    }

    private Approach Ride(List<int> edges)
    {
        SetOut();
        var (start, end) = (_graph.From[edges[0]], _graph.To[edges[^1]]);
        var campus = places.CampusNear(_graph.At(end));
        var text = words.Shuttle(campus is null ? null : words.Name(campus.Name));
        var (level, toLevel) = (_graph.NodeLevel[start], _graph.NodeLevel[end]);
        _steps.Add(new(StepKind.Shuttle, text, level, toLevel, Metres(edges), route.Seconds(_graph, edges), Points(edges)));
        return new(null);
    }

    private void SetOut()
    {
        var level = _graph.NodeLevel[route.From];
        if (_steps.IsEmpty)
            _steps.Add(new(StepKind.Start, words.Start(from, null, default), level, level, 0, 0, [_graph.At(route.From)]));
    }

    // Out of a lift one faces its door; off the stairs the way of the last flight.
    private double? Heading(List<int> edges)
    {
        for (var i = edges.Count - 1; i >= 0; i--)
        {
            var (a, b) = (_graph.From[edges[i]], _graph.To[edges[i]]);
            if (_graph.NodeLevel[a] == _graph.NodeLevel[b] && _graph.At(a).DistanceTo(_graph.At(b)) > 0.3)
                return Segment.Heading(_graph.At(a), _graph.At(b));
        }
        return null;
    }

    private double Metres(List<int> edges) => edges.Sum(e => (double)_graph.Metres[e]);

    private IEnumerable<Point2> Points(List<int> edges) =>
        edges.Select(e => _graph.At(_graph.From[e])).Append(_graph.At(_graph.To[edges[^1]]));

    private static ConnectorKind KindOf(EdgeKind kind) =>
        kind.IsLift() ? ConnectorKind.Lift : kind.IsStairs() ? ConnectorKind.Stairs : kind.IsEscalator() ? ConnectorKind.Escalator
            : ConnectorKind.Ramp;

    private static StepKind StepOf(ConnectorKind kind) => kind switch
    {
        ConnectorKind.Lift => StepKind.Lift,
        ConnectorKind.Stairs => StepKind.Stairs,
        ConnectorKind.Escalator => StepKind.Escalator,
        ConnectorKind.Ramp => StepKind.Ramp,
    };
}
