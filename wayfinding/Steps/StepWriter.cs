using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Steps;

/// <summary>Writes the steps of one route: walks over one floor alternate with connectors and shuttles.</summary>
internal sealed class StepWriter(Venue venue, Route route, Wording words, Landmarks landmarks, DrawnPath drawn, string? from, string? to)
{
    private const double AnnounceMetres = 6;
    private const double ChainSeconds = 5;

    private readonly WalkGraph _graph = venue.Graph;
    private readonly List<Step> _steps = [];
    private ConnectorKind? _cameBy;
    private bool _cameByShuttle;

    public List<Step> Write()
    {
        var runs = Runs();
        for (var i = 0; i < runs.Count; i++)
        {
            var (mode, edges) = runs[i];
            if (mode == Mode.Walk) WalkOver(edges, i == 0, i + 1 == runs.Count);
            else if (mode == Mode.Shuttle) Ride(edges);
            else Climb(edges, i == 0);
        }
        if (runs.Count == 0 || runs[^1].Mode != Mode.Walk) Add(StepKind.Arrive, words.Arrive(to, Side.Ahead), EndLevel, EndLevel, 0, 0, [_graph.At(route.To)], null, 0);
        return Chain();
    }

    private enum Mode { Walk, Connector, Shuttle }

    private int EndLevel => _graph.NodeLevel[route.To];

    private List<(Mode Mode, List<int> Edges)> Runs()
    {
        var runs = new List<(Mode, List<int>)>();
        foreach (var e in route.Edges)
        {
            var mode = _graph.EdgeKind[e] == EdgeKind.Shuttle ? Mode.Shuttle : IsClimb(e) ? Mode.Connector : Mode.Walk;
            var same = runs.Count > 0 && runs[^1].Item1 == mode && (mode == Mode.Walk || SameWay(runs[^1].Item2[^1], e));
            if (same) runs[^1].Item2.Add(e);
            else runs.Add((mode, [e]));
        }
        return runs;
    }

    // Steps and ramps within one floor are walked, not a change of floor.
    private bool IsClimb(int e) => _graph.EdgeKind[e].IsConnector();

    private bool SameWay(int a, int b)
    {
        var (x, y) = (_graph.EdgeKind[a], _graph.EdgeKind[b]);
        return x.IsLift() ? y.IsLift() && y != EdgeKind.LiftBoard : x == y;
    }

    private void Climb(List<int> edges, bool isFirst)
    {
        if (isFirst) Add(StepKind.Start, words.Start(from, null, 0), _graph.NodeLevel[route.From], _graph.NodeLevel[route.From], 0, 0, [_graph.At(route.From)], null, 0);
        var (start, end) = (_graph.NodeLevel[_graph.From[edges[0]]], _graph.NodeLevel[_graph.To[edges[^1]]]);
        var feature = _graph.Feature[edges[0]];
        var kind = KindOf(_graph.EdgeKind[edges[0]]);
        var up = start == end ? _graph.EdgeKind[edges[0]] is EdgeKind.StairsUp or EdgeKind.EscalatorUp or EdgeKind.RampUp : venue.Levels[end].Elevation > venue.Levels[start].Elevation;
        var name = feature >= 0 && !venue.Connectors[feature].Name.IsEmpty ? words.Name(venue.Connectors[feature].Name) : null;
        var text = words.Connector(kind, name, up, start == end || venue.Levels[start].Name == venue.Levels[end].Name ? null : words.Floor(venue.Levels[end].Name));
        Add(StepOf(kind), text, start, end, kind == ConnectorKind.Lift ? 0 : Metres(edges), Seconds(edges), Points(edges), null, 0);
        (_cameBy, _cameByShuttle) = (kind, false);
    }

    private void Ride(List<int> edges)
    {
        if (_steps.Count == 0) Add(StepKind.Start, words.Start(from, null, 0), _graph.NodeLevel[route.From], _graph.NodeLevel[route.From], 0, 0, [_graph.At(route.From)], null, 0);
        var (start, end) = (_graph.From[edges[0]], _graph.To[edges[^1]]);
        var campus = venue.Campuses.OrderBy(c => CampusDistance(c, end)).First();
        Add(StepKind.Shuttle, words.Shuttle(words.Name(campus.Name)), _graph.NodeLevel[start], _graph.NodeLevel[end], Metres(edges), Seconds(edges), Points(edges), null, 0);
        (_cameBy, _cameByShuttle) = (null, true);
    }

    private double CampusDistance(Campus campus, int node)
    {
        var index = venue.Campuses.ToList().IndexOf(campus);
        var here = _graph.At(node);
        return venue.Buildings.Select((b, i) => (b, i)).Where(b => b.b.Campus == index)
            .Select(b => Array.IndexOf(_graph.NodeBuilding, b.i)).Where(n => n >= 0).Select(n => _graph.At(n).DistanceTo(here))
            .DefaultIfEmpty(double.MaxValue).Min();
    }

    private void WalkOver(List<int> edges, bool isFirst, bool isLast)
    {
        var nodes = edges.Select(e => _graph.From[e]).Append(_graph.To[edges[^1]]).ToList();
        var fixedNodes = new bool[nodes.Count];
        for (var i = 0; i < edges.Count; i++)
            if (_graph.EdgeKind[edges[i]].IsDoor()) fixedNodes[i] = fixedNodes[i + 1] = true;
        var line = drawn.Of(nodes, fixedNodes);
        var doors = edges.Where(e => _graph.EdgeKind[e].IsDoor()).Select(e => (e, (_graph.At(_graph.From[e]) + _graph.At(_graph.To[e])) * 0.5));
        var before = isFirst ? null : HeadingOut(edges[0]);
        var walk = new Walk(line, doors, before);
        var secondsPerMetre = Seconds(edges) / Math.Max(0.1, walk.Length);
        var level = _graph.NodeLevel[nodes[0]];
        var points = walk.Decisions;
        // Leaving a connector: the first turn within its first metres is the way one faces.
        var (turned, doorsOut) = (default(double?), 0);
        if (!isFirst && points.Count > 0 && points[0].At < 3.5 && points[0].DoorEdges.TrueForAll(LeavesConnector))
            (turned, doorsOut, points) = (points[0].Turn, points[0].DoorEdges.Count, points[1..]);
        Begin(walk, isFirst, level, turned, doorsOut, before, points.Count > 0 ? points[0].At : walk.Length, secondsPerMetre);
        for (var i = 0; i < points.Count; i++)
        {
            var end = i + 1 < points.Count ? points[i + 1].At : walk.Length;
            Point(walk, points[i], end, level, secondsPerMetre);
        }
        if (isLast) Add(StepKind.Arrive, words.Arrive(to, SideOf(walk)), EndLevel, EndLevel, 0, 0, [line[^1]], null, 0);
    }

    private void Begin(Walk walk, bool isFirst, int level, double? turned, int doorsOut, double? before, double end, double pace)
    {
        var (path, seconds) = (walk.Part(0, end), end * pace);
        if (isFirst)
        {
            Add(StepKind.Start, words.Start(from, walk.FirstHeading, end), level, level, end, seconds, path, null, 0);
            return;
        }
        double? turn = before is null ? null : turned ?? 0;
        Add(StepKind.Exit, words.Exit(_cameByShuttle ? null : _cameBy, turn, walk.FirstHeading, end), level, level, end, seconds, path, turn, doorsOut);
    }

    // The lift's own door is part of leaving the lift, and of entering it.
    private bool LeavesConnector(int doorEdge) => _graph.NodeArea[_graph.From[doorEdge]] is >= 0 and var a && venue.Areas[a].Kind is AreaKind.Lift or AreaKind.Stairs or AreaKind.Escalator or AreaKind.Ramp;

    private void Point(Walk walk, Decision d, double end, int level, double pace)
    {
        var (metres, path) = (end - d.At, walk.Part(d.At, end));
        if (d.DoorEdges.Count == 0)
        {
            var mark = landmarks.At(level, walk.PointAt(d.At), route.To);
            Add(StepKind.Turn, words.Turn(d.Turn ?? 0, mark is null ? null : words.Name(mark.Name), metres), level, level, metres, metres * pace, path, d.Turn, 0);
            return;
        }
        var entrance = d.DoorEdges.FirstOrDefault(e => _graph.NodeBuilding[_graph.From[e]] != _graph.NodeBuilding[_graph.To[e]], -1);
        var text = entrance >= 0 ? EntranceText(entrance, d, metres) : DoorText(d, metres);
        Add(entrance >= 0 ? StepKind.Entrance : StepKind.Door, text, level, level, metres, metres * pace, path, d.Turn, d.DoorEdges.Count);
    }

    private string EntranceText(int e, Decision d, double metres)
    {
        var entering = _graph.NodeBuilding[_graph.To[e]] >= 0;
        var building = venue.Buildings[entering ? _graph.NodeBuilding[_graph.To[e]] : _graph.NodeBuilding[_graph.From[e]]].Name;
        var door = _graph.Feature[e] >= 0 ? venue.Doors[_graph.Feature[e]].Name : Label.None;
        return words.Entrance(building.IsEmpty ? null : words.Name(building), entering, door.IsEmpty ? null : words.Name(door), d.Turn, metres);
    }

    private string DoorText(Decision d, double metres)
    {
        var (into, outOf) = (RoomOf(_graph.To[d.DoorEdges[^1]]), RoomOf(_graph.From[d.DoorEdges[0]]));
        if (into is null && to is not null && _graph.To[d.DoorEdges[^1]] == route.To) into = to;
        return words.Doors(d.DoorEdges.Count, into, into is null ? outOf : null, d.Turn, metres);
    }

    private string? RoomOf(int node) =>
        _graph.NodeArea[node] < 0 ? null : venue.Areas[_graph.NodeArea[node]] switch
        {
            { Kind: AreaKind.Lift or AreaKind.Stairs or AreaKind.Escalator } shaft => words.Shaft(shaft.Kind),
            { Kind: AreaKind.Room or AreaKind.Toilet, Name.IsEmpty: false } room => words.Name(room.Name),
            _ => null,
        };

    // Out of a lift one faces its door; off the stairs the way from the flight.
    private double? HeadingOut(int firstEdge)
    {
        var index = route.Edges.ToList().IndexOf(firstEdge);
        for (var i = index - 1; i >= 0 && IsClimb(route.Edges[i]); i--)
        {
            var e = route.Edges[i];
            if (_graph.NodeLevel[_graph.From[e]] == _graph.NodeLevel[_graph.To[e]] && _graph.At(_graph.From[e]).DistanceTo(_graph.At(_graph.To[e])) > 0.3)
                return Segment.Heading(_graph.At(_graph.From[e]), _graph.At(_graph.To[e]));
        }
        var (a, b) = (_graph.At(_graph.From[firstEdge]), _graph.At(_graph.To[firstEdge]));
        return !_cameByShuttle && a.DistanceTo(b) > 0.3 ? Segment.Heading(a, b) : null;
    }

    private static Side SideOf(Walk walk)
    {
        var door = walk.Decisions.LastOrDefault(d => d.DoorEdges.Count > 0 && walk.Length - d.At < 12);
        var before = door is { Turn: not null } ? door.At : walk.Length - 0.5;
        if (walk.LastHeading(before) is not { } heading) return Side.Ahead;
        var turn = Segment.Turn(heading, Segment.Heading(walk.PointAt(before), walk.Line[^1]));
        return Math.Abs(turn) <= 30 ? Side.Ahead : turn < 0 ? Side.Left : Side.Right;
    }

    private void Add(StepKind kind, string text, int level, int toLevel, double metres, double seconds, IEnumerable<Point2> path, double? turn, int doors) =>
        _steps.Add(new(kind, text, text, level, toLevel, Math.Round(metres, 1), Math.Round(seconds, 1), [.. path.Select(venue.Frame.ToLonLat)],
            Math.Min(AnnounceMetres, _steps.Count > 0 ? _steps[^1].DistanceM : 0), turn, doors));

    private List<Step> Chain()
    {
        for (var i = _steps.Count - 2; i >= 0; i--)
            if (_steps[i].DurationS < ChainSeconds) _steps[i] = _steps[i] with { Speech = words.Then(_steps[i].Text, _steps[i + 1].Text) };
        return _steps;
    }

    private double Metres(List<int> edges) => edges.Sum(e => (double)_graph.Metres[e]);

    private double Seconds(List<int> edges) => edges.Sum(e => (double)route.Profile.Duration(_graph.EdgeKind[e], _graph.Millis[e])) / 1000
        + (route.Waits.Count == 0 ? 0 : route.Waits.Where(w => edges.Contains(w.Edge)).Sum(w => w.Seconds));

    private IEnumerable<Point2> Points(List<int> edges) => edges.Select(e => _graph.At(_graph.From[e])).Append(_graph.At(_graph.To[edges[^1]]));

    private static ConnectorKind KindOf(EdgeKind kind) =>
        kind.IsLift() ? ConnectorKind.Lift : kind.IsStairs() ? ConnectorKind.Stairs : kind.IsEscalator() ? ConnectorKind.Escalator : ConnectorKind.Ramp;

    private static StepKind StepOf(ConnectorKind kind) => kind switch
    {
        ConnectorKind.Lift => StepKind.Lift,
        ConnectorKind.Stairs => StepKind.Stairs,
        ConnectorKind.Escalator => StepKind.Escalator,
        ConnectorKind.Ramp => StepKind.Ramp,
    };
}
