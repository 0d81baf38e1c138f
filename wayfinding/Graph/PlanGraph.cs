using Wayfinding.Import;
using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Builds the walk graph of a plan: doors join the areas they touch, areas join their doors, connectors join floors, lines join what they meet.</summary>
internal sealed class PlanGraph
{
    private const double DoorTolerance = 0.3;
    private const double WideDoorTolerance = 0.8;
    private const double DoorStep = 0.3;

    // Nobody should be sent through a consulting room to save a few metres.
    private const double RoomDoorSeconds = 4;

    private readonly Plan _plan;
    private readonly LintReport _lint;
    private readonly GraphBuilder _graph = new();
    private readonly AreaIndex _index;
    private readonly List<int>[] _portals;
    private readonly List<Door> _doors = [];
    private readonly List<Connector> _connectors = [];
    private readonly Dictionary<(string Key, int Level), int> _keyed = [];
    private readonly HashSet<int> _shafts = [];

    private PlanGraph(Plan plan, LintReport lint)
    {
        (_plan, _lint) = (plan, lint);
        _index = new(plan.Areas);
        _portals = [.. plan.Areas.Select(_ => new List<int>())];
    }

    public static Venue Build(Plan plan, LintReport lint)
    {
        var build = new PlanGraph(plan, lint);
        build.Lines();
        foreach (var opening in plan.Openings) build.Passage(opening);
        foreach (var (key, level, at, area) in plan.Entries) build.Entry(key, level, at, area);
        foreach (var connector in plan.AreaConnectors) build.Connect(connector);
        foreach (var connector in plan.PointConnectors) build.Connect(connector);
        var pois = build.Places();
        build.Walks();
        return new()
        {
            Name = plan.Name,
            Frame = plan.Frame,
            Campuses = plan.Campuses,
            Buildings = plan.Buildings,
            Levels = plan.Levels,
            Areas = plan.Areas,
            Doors = build._doors,
            Connectors = build._connectors,
            Pois = pois,
            Hours = plan.Hours,
            Graph = build._graph.Build(),
        };
    }

    private void Lines()
    {
        foreach (var line in _plan.Lines)
        {
            var kind = line.Kind is LineKind.Outdoor or LineKind.Shuttle ? NodeKind.Outdoor : NodeKind.Corridor;
            var nodes = line.Points.Select((p, i) => Keyed(line.Keys[i], i == line.Points.Count - 1 ? line.ToLevel : line.FromLevel, p, kind)).ToArray();
            var feature = line.Kind is LineKind.Stairs or LineKind.Escalator or LineKind.Ramp ? LineConnector(line, nodes) : -1;
            var rise = _plan.Levels[line.ToLevel].Elevation - _plan.Levels[line.FromLevel].Elevation;
            for (var i = 0; i + 1 < nodes.Length; i++) Stretch(line, nodes[i], nodes[i + 1], rise / (nodes.Length - 1), feature);
        }
    }

    private int LineConnector(Line line, int[] nodes)
    {
        var kind = line.Kind == LineKind.Stairs ? ConnectorKind.Stairs : line.Kind == LineKind.Escalator ? ConnectorKind.Escalator : ConnectorKind.Ramp;
        _connectors.Add(new(line.Id, Label.None, kind, -1, [nodes[0], nodes[^1]]));
        return _connectors.Count - 1;
    }

    private void Stretch(Line line, int a, int b, double rise, int feature)
    {
        switch (line.Kind)
        {
            case LineKind.Stairs: Vertical.Stairs(_graph, a, b, rise, line.Barriers, feature); break;
            case LineKind.Ramp: Vertical.Ramp(_graph, a, b, rise, line.Barriers, feature); break;
            case LineKind.Escalator:
                Vertical.Escalator(_graph, a, b, rise, feature);
                if (!line.OneWay) Vertical.Escalator(_graph, b, a, -rise, feature);
                break;
            case LineKind.Walk: _graph.Both(a, b, EdgeKind.Walk, line.Barriers, 0, line.Hours); break;
            case LineKind.Shuttle: Vertical.Shuttle(_graph, a, b, line.Barriers, line.Hours); break;
            case LineKind.Outdoor: _graph.Both(a, b, EdgeKind.Outdoor, line.Barriers, 0, line.Hours); break;
        }
    }

    private int Keyed(string key, int level, Point2 at, NodeKind kind)
    {
        if (_keyed.TryGetValue((key, level), out var node)) return node;
        var area = _plan.AreaOfKey.GetValueOrDefault(key, -1);
        node = _keyed[(key, level)] = _graph.Node(at, level, kind, _plan.Levels[level].Building, area);
        if (area >= 0) _portals[area].Add(node);
        return node;
    }

    private void Passage(Opening o)
    {
        var onLine = OnLine(o);
        var sides = Sides(o);
        _doors.Add(new(o.Id, o.Name, o.Level, o.Middle, o.IsEntrance || (onLine >= 0 && _graph.KindOf(onLine) == NodeKind.Outdoor), o.Width, o.Hours));
        var feature = _doors.Count - 1;
        if (sides.Count == 0 && onLine < 0)
            _lint.Warn("door.to_nowhere", $"门“{o.Id}”不接触任何可通行区域。", o.Id, _plan.Levels[o.Level].Name, _plan.Frame.ToLonLat(o.Middle));
        if (sides.Count == 1 && onLine < 0)
            _lint.Notice("door.one_area", $"门“{o.Id}”只接触一个区域“{AreaName(sides[0])}”。", o.Id, _plan.Levels[o.Level].Name, _plan.Frame.ToLonLat(o.Middle));
        var kind = _doors[feature].IsEntrance ? EdgeKind.Entrance : EdgeKind.Door;
        var nodes = sides.Select(a => (Node: DoorSide(o, a, kind), Area: a)).ToList();
        if (onLine >= 0)
            foreach (var (node, area) in nodes) Through(node, onLine, kind, o, feature, AreaSeconds(area));
        for (var i = 0; i + 1 < nodes.Count; i++)
            Through(nodes[i].Node, nodes[i + 1].Node, kind, o, feature, AreaSeconds(nodes[i].Area) + AreaSeconds(nodes[i + 1].Area));
    }

    private int OnLine(Opening o)
    {
        if (o.Key is null) return -1;
        var level = _plan.Entrances.Where(e => e.Key == o.Key).Select(e => e.Level).DefaultIfEmpty(o.Level).First();
        return _keyed.GetValueOrDefault((o.Key, level), -1);
    }

    private void Through(int a, int b, EdgeKind kind, Opening o, int feature, double seconds) => _graph.Both(a, b, kind, o.Barriers, 1 + seconds, o.Hours, feature);

    private double AreaSeconds(int area) => _plan.Areas[area].Kind == AreaKind.Room ? RoomDoorSeconds : 0;

    private int DoorSide(Opening o, int area, EdgeKind kind)
    {
        var node = _graph.Node(Inside(o.Middle, _plan.Areas[area].Shape), o.Level, kind == EdgeKind.Entrance ? NodeKind.Entrance : NodeKind.Door, _plan.Areas[area].Building, area);
        _portals[area].Add(node);
        return node;
    }

    // A step from the door into the area: where one stands having passed it.
    private static Point2 Inside(Point2 door, Polygon shape)
    {
        var (a, b) = shape.Segments.MinBy(s => Segment.Nearest(s.A, s.B, door).DistanceTo(door));
        var along = b - a;
        var length = Math.Max(1e-9, Math.Sqrt(along.X * along.X + along.Y * along.Y));
        var normal = new Point2(-along.Y / length, along.X / length);
        var foot = Segment.Nearest(a, b, door);
        foreach (var step in new[] { DoorStep, 0.1, 0.02 })
            foreach (var p in new[] { foot + normal * step, foot - normal * step })
                if (shape.Contains(p)) return p;
        return door;
    }

    // The areas a door joins: the two nearest; where more touch it, those found on either side of its wall.
    private List<int> Sides(Opening o)
    {
        var near = Touching(o, DoorTolerance);
        if (near.Count < 2) near = Touching(o, WideDoorTolerance);
        if (near.Count <= 2) return near;
        var direction = o.A.DistanceTo(o.B) > 0.05 ? o.B - o.A : WallDirection(near[0], o.Middle);
        var length = Math.Sqrt(direction.X * direction.X + direction.Y * direction.Y);
        var normal = new Point2(-direction.Y / length, direction.X / length);
        var sides = new[] { 0.25, -0.25, 0.5, -0.5 }
            .Select(d => o.Middle + normal * d)
            .Select(p => near.Where(a => _plan.Areas[a].Shape.Contains(p)).DefaultIfEmpty(-1).First())
            .Where(a => a >= 0).Distinct().Take(2).ToList();
        return sides.Count == 2 ? sides : [.. near.Take(2)];
    }

    private List<int> Touching(Opening o, double within) =>
        [.. _index.Near(o.Level, o.Middle, within).Where(a => _plan.Areas[a.Area].Kind != AreaKind.Closed).Select(a => a.Area)];

    private Point2 WallDirection(int area, Point2 at)
    {
        var (a, b) = _plan.Areas[area].Shape.Segments.MinBy(s => Segment.Nearest(s.A, s.B, at).DistanceTo(at));
        return a.DistanceTo(b) > 1e-6 ? b - a : new(1, 0);
    }

    private void Entry(string key, int level, Point2 at, int area)
    {
        if (!_keyed.TryGetValue((key, level), out var line)) return;
        _doors.Add(new($"{key}@{_plan.Areas[area].Id}", Label.None, _plan.Areas[area].Level, at, true));
        var inside = _graph.Node(at, _plan.Areas[area].Level, NodeKind.Entrance, _plan.Areas[area].Building, area);
        _portals[area].Add(inside);
        _graph.Both(inside, line, EdgeKind.Entrance, Barriers.None, 1, -1, _doors.Count - 1);
    }

    private void Connect(AreaConnector c)
    {
        var nodes = new Dictionary<int, int>();
        var feature = _connectors.Count;
        foreach (var area in c.Links.SelectMany(l => new[] { l.Lower, l.Upper }).Distinct()) nodes[area] = Shaft(c, area, feature);
        _connectors.Add(new(c.Id, c.Name, c.Kind, c.Building, [.. nodes.OrderBy(n => _plan.Levels[_plan.Areas[n.Key].Level].Ordinal).Select(n => n.Value)]));
        foreach (var (lower, upper) in c.Links)
            Between(c.Kind, nodes[lower], nodes[upper], c.Barriers, c.Hours, feature, c.Up);
    }

    private void Between(ConnectorKind kind, int lower, int upper, Barriers barriers, int hours, int feature, bool? up)
    {
        var rise = _plan.Levels[_graph.LevelOf(upper)].Elevation - _plan.Levels[_graph.LevelOf(lower)].Elevation;
        switch (kind)
        {
            case ConnectorKind.Stairs: Vertical.Stairs(_graph, lower, upper, rise, barriers, feature); break;
            case ConnectorKind.Ramp: Vertical.Ramp(_graph, lower, upper, rise, barriers, feature); break;
            case ConnectorKind.Lift: Vertical.Ride(_graph, lower, upper, rise, barriers, hours, feature); break;
            case ConnectorKind.Escalator:
                if (up is not false) Vertical.Escalator(_graph, lower, upper, rise, feature);
                if (up is not true) Vertical.Escalator(_graph, upper, lower, -rise, feature);
                break;
        }
    }

    private int Shaft(AreaConnector c, int area, int feature)
    {
        var a = _plan.Areas[area];
        var kind = c.Kind switch { ConnectorKind.Lift => NodeKind.LiftShaft, ConnectorKind.Escalator => NodeKind.Escalator, ConnectorKind.Stairs => NodeKind.Stairs, ConnectorKind.Ramp => NodeKind.Hall };
        var shaft = _graph.Node(a.Shape.InnerPoint(), a.Level, kind, a.Building, area);
        if (_portals[area].Count == 0) OpenSide(area, c.Id);
        if (c.Kind != ConnectorKind.Lift)
        {
            _portals[area].Add(shaft);
            return shaft;
        }
        foreach (var landing in _portals[area]) Vertical.Landing(_graph, landing, shaft, c.Barriers, c.Hours, feature);
        _shafts.Add(area);
        return shaft;
    }

    // Stairs and lifts drawn without a door open onto the nearest walkable area beside them.
    private void OpenSide(int area, string id)
    {
        var a = _plan.Areas[area];
        var border = a.Shape.Segments.Select(s => (s.A + s.B) * 0.5).Append(a.Shape.InnerPoint());
        var beside = border.SelectMany(p => _index.Near(a.Level, p, 0.5).Select(n => (n.Area, n.Distance, At: p)))
            .Where(n => n.Area != area && _plan.Areas[n.Area].Kind is AreaKind.Corridor or AreaKind.Hall or AreaKind.Outdoor or AreaKind.Room)
            .OrderBy(n => _plan.Areas[n.Area].Kind == AreaKind.Room).ThenBy(n => n.Distance).ToList();
        var where = _plan.Frame.ToLonLat(a.Shape.InnerPoint());
        if (beside.Count == 0)
        {
            _lint.Warn("connector.closed_in", $"“{id}”在本层没有门，也不与走廊相邻。", id, _plan.Levels[a.Level].Name, where);
            return;
        }
        _lint.Notice("connector.no_door", $"“{id}”在本层没有画门，按与“{AreaName(beside[0].Area)}”相通处理。", id, _plan.Levels[a.Level].Name, where);
        var outside = _graph.Node(Inside(beside[0].At, _plan.Areas[beside[0].Area].Shape), a.Level, NodeKind.Door, a.Building, beside[0].Area);
        var inside = _graph.Node(Inside(beside[0].At, a.Shape), a.Level, NodeKind.Door, a.Building, area);
        _portals[beside[0].Area].Add(outside);
        _portals[area].Add(inside);
        _graph.Both(outside, inside, EdgeKind.Walk);
    }

    private void Connect(PointConnector c)
    {
        var feature = _connectors.Count;
        var landings = c.Levels.OrderBy(l => _plan.Levels[l].Elevation).Select(l => Keyed(c.Key, l, c.At, NodeKind.LiftLanding)).ToArray();
        var shafts = landings.Select(n => _graph.Node(c.At, _graph.LevelOf(n), NodeKind.LiftShaft, _graph.BuildingOf(n))).ToArray();
        for (var i = 0; i < landings.Length; i++)
        {
            if (c.Kind == ConnectorKind.Lift) Vertical.Landing(_graph, landings[i], shafts[i], c.Barriers, c.Hours, feature);
            else _graph.Both(landings[i], shafts[i], EdgeKind.Walk, c.Barriers);
            if (i > 0) Between(c.Kind, shafts[i - 1], shafts[i], c.Barriers, c.Hours, feature, null);
        }
        _connectors.Add(new(c.Id, c.Name, c.Kind, -1, shafts));
    }

    private List<Poi> Places()
    {
        var centres = new Dictionary<int, int>();
        foreach (var (area, i) in _plan.Areas.Select((a, i) => (a, i)))
            if (area.Kind is AreaKind.Room or AreaKind.Toilet || (_portals[i].Count == 0 && area.Kind is not (AreaKind.Closed or AreaKind.Lift)))
                _portals[i].Add(centres[i] = _graph.Node(area.Shape.InnerPoint(), area.Level, NodeKind.Room, area.Building, i));
        return [.. _plan.Places.Select(p => new Poi(p.Id, p.Name, p.Category, p.Level, p.Building, p.At, NodeOf(p, centres), p.Area, p.Hours))];
    }

    private int NodeOf(PlaceDraft place, Dictionary<int, int> centres)
    {
        var area = place.Area;
        if (area < 0) area = _index.Near(place.Level, place.At, 1).Where(a => _plan.Areas[a.Area].Kind is not (AreaKind.Closed or AreaKind.Lift)).Select(a => a.Area).DefaultIfEmpty(-1).First();
        if (area < 0) return NearestLine(place);
        if (centres.TryGetValue(area, out var centre) && (place.Area >= 0 || _graph.At(centre).DistanceTo(place.At) < 1)) return centre;
        if (_plan.Areas[area].Kind is AreaKind.Lift) return _portals[area].FirstOrDefault(-1);
        var node = _graph.Node(place.At, place.Level, NodeKind.Room, place.Building, area);
        _portals[area].Add(node);
        return node;
    }

    private int NearestLine(PlaceDraft place)
    {
        var nearest = _keyed.Where(k => k.Key.Level == place.Level).Select(k => k.Value).DefaultIfEmpty(-1).MinBy(n => n < 0 ? 0 : _graph.At(n).DistanceTo(place.At));
        return nearest >= 0 && _graph.At(nearest).DistanceTo(place.At) < 30 ? nearest : -1;
    }

    private void Walks()
    {
        for (var i = 0; i < _plan.Areas.Count; i++)
        {
            var area = _plan.Areas[i];
            if (_shafts.Contains(i) || area.Kind == AreaKind.Closed) continue;
            var kind = area.Kind == AreaKind.Outdoor ? EdgeKind.Outdoor : EdgeKind.Walk;
            if (!new AreaWalks(_graph, area, i).Join(_portals[i], kind, area.Barriers, area.Hours))
                _lint.Notice("area.no_line_of_sight", $"区域“{AreaName(i)}”内有的门之间没有可见通路，已用直线相连。", area.Id, _plan.Levels[area.Level].Name, _plan.Frame.ToLonLat(area.Shape.InnerPoint()));
        }
    }

    private string AreaName(int area) => _plan.Areas[area].Name.IsEmpty ? _plan.Areas[area].Id : _plan.Areas[area].Name.Zh;
}
