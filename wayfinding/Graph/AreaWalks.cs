using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// The ways inside one area between its portals. Small areas: lines of sight between portals and the corners one has to walk around (0.35 m
/// off the wall), thinned to a 1.03-spanner. Large or intricate ones: a grid.
/// </summary>
internal sealed class AreaWalks(GraphBuilder graph, Area area, int areaIndex)
{
    private const double Clearance = 0.35;
    private const double Stretch = 1.03;
    private const long MaxSightTests = 30_000_000;
    private const int MaxGridCells = 4000;

    private readonly (Point2 A, Point2 B)[] _walls = [.. area.Shape.Segments];
    private readonly List<int> _nodes = [];
    private readonly Dictionary<int, List<(int To, double Length)>> _adjacent = [];

    /// <summary>
    /// Adds nodes and edges; false when some portals could only be joined straight through a wall. Takes its lines of sight from
    /// <paramref name="testsLeft"/>.
    /// </summary>
    public bool Join(IReadOnlyList<int> portals, EdgeKind kind, Barriers barriers, int hours, ref long testsLeft)
    {
        if (portals.Count < 2) return true;
        foreach (var p in portals.Distinct()) Register(p);
        var corners = Corners();
        var points = _nodes.Count + corners.Count;
        var tests = (long)points * points / 2 * _walls.Length;
        if (tests <= Math.Min(MaxSightTests, testsLeft))
        {
            testsLeft -= tests;
            foreach (var c in corners) Register(NewNode(c));
            Span(kind, barriers, hours);
        }
        else
        {
            Grid(kind, barriers, hours);
        }
        return Mend(kind, barriers, hours);
    }

    /// <summary>True when the straight line between two points stays inside the area's walls.</summary>
    public bool Sees(Point2 a, Point2 b)
    {
        foreach (var (p, q) in _walls)
            if (Segment.Cross(a, b, p, q)) return false;
        return area.Shape.Contains((a + b) * 0.5);
    }

    private int NewNode(Point2 at) =>
        graph.Node(at, area.Level, area.Kind is AreaKind.Corridor ? NodeKind.Corridor : NodeKind.Hall, area.Building, areaIndex);

    private void Register(int node)
    {
        _nodes.Add(node);
        _adjacent[node] = [];
    }

    private List<Point2> Corners()
    {
        var corners = new List<Point2>();
        foreach (var (ring, isHole) in area.Shape.Rings.Select((r, i) => (Simplify.Ring(r, 0.05), i > 0)))
        {
            var counterClockwise = Orientation(ring) > 0;
            for (var i = 0; i < ring.Length; i++)
            {
                var (a, b, c) = (ring[(i + ring.Length - 1) % ring.Length], ring[i], ring[(i + 1) % ring.Length]);
                var side = Segment.Side(a, b, c);
                // One walks around corners that bend into the floor: reflex on the outer ring, convex on a hole.
                if (Math.Abs(side) < 1e-6 || (side > 0) == (counterClockwise != isHole)) continue;
                if (Pulled(a, b, c) is { } p) corners.Add(p);
            }
        }
        return corners;
    }

    private Point2? Pulled(Point2 a, Point2 b, Point2 c)
    {
        var (u, v) = (Unit(b - a), Unit(b - c));
        var away = Unit(u + v);
        foreach (var distance in new[] { Clearance, Clearance / 2, 0.05 })
            foreach (var p in new[] { b + away * distance, b - away * distance })
                if (area.Shape.Contains(p)) return p;
        return null;
    }

    private void Span(EdgeKind kind, Barriers barriers, int hours)
    {
        var pairs = new List<(double Length, int A, int B)>();
        for (var i = 0; i < _nodes.Count; i++)
            for (var j = i + 1; j < _nodes.Count; j++)
                pairs.Add((graph.At(_nodes[i]).DistanceTo(graph.At(_nodes[j])), _nodes[i], _nodes[j]));
        pairs.Sort();
        foreach (var (length, a, b) in pairs)
            if (Sees(graph.At(a), graph.At(b)) && !Reaches(a, b, length * Stretch)) Link(a, b, kind, barriers, hours);
    }

    private bool Reaches(int from, int to, double limit)
    {
        var target = graph.At(to);
        var best = new Dictionary<int, double> { [from] = 0 };
        var queue = new PriorityQueue<int, double>();
        queue.Enqueue(from, 0);
        while (queue.TryDequeue(out var v, out _))
        {
            if (v == to) return true;
            foreach (var (w, length) in _adjacent[v])
            {
                var d = best[v] + length;
                if (d + graph.At(w).DistanceTo(target) > limit || d >= best.GetValueOrDefault(w, double.MaxValue)) continue;
                best[w] = d;
                queue.Enqueue(w, d + graph.At(w).DistanceTo(target));
            }
        }
        return false;
    }

    private void Grid(EdgeKind kind, Barriers barriers, int hours)
    {
        var portals = _nodes.ToArray();
        var (min, max) = (area.Shape.Min, area.Shape.Max);
        var step = Math.Max(1, Math.Sqrt((max.X - min.X) * (max.Y - min.Y) / MaxGridCells));
        var cells = new Dictionary<(int, int), int>();
        for (var i = 0; min.X + (i + 0.5) * step < max.X; i++)
            for (var j = 0; min.Y + (j + 0.5) * step < max.Y; j++)
                if (new Point2(min.X + (i + 0.5) * step, min.Y + (j + 0.5) * step) is var p && area.Shape.Contains(p))
                    Register(cells[(i, j)] = NewNode(p));
        var near = new WallIndex(_walls, step * 2);
        foreach (var ((i, j), node) in cells)
            foreach (var (di, dj) in new[] { (1, 0), (0, 1), (1, 1), (1, -1) })
                if (cells.TryGetValue((i + di, j + dj), out var other) && near.Clear(graph.At(node), graph.At(other)))
                    Link(node, other, kind, barriers, hours);
        foreach (var portal in portals)
        {
            var at = graph.At(portal);
            var (ci, cj) = ((int)((at.X - min.X) / step), (int)((at.Y - min.Y) / step));
            for (var i = ci - 2; i <= ci + 2; i++)
                for (var j = cj - 2; j <= cj + 2; j++)
                    if (cells.TryGetValue((i, j), out var cell) && near.Clear(at, graph.At(cell)))
                        Link(portal, cell, kind, barriers, hours);
        }
    }

    // Whatever the drawing, the portals of one area are joined: a gap between parts becomes a straight line and a finding.
    private bool Mend(EdgeKind kind, Barriers barriers, int hours)
    {
        var whole = true;
        while (true)
        {
            var reached = Reached(_nodes[0]);
            if (reached.Count == _nodes.Count) return whole;
            var (a, b) = NearestPair(reached, _nodes.Where(n => !reached.Contains(n)).ToList());
            whole &= !IsPortal(b);
            Link(a, b, kind, barriers, hours);
        }
    }

    private bool IsPortal(int node) => graph.KindOf(node) is not (NodeKind.Corridor or NodeKind.Hall);

    private (int, int) NearestPair(HashSet<int> ones, List<int> others)
    {
        var best = (A: 0, B: 0, Distance: double.MaxValue);
        foreach (var b in others.Take(200))
            foreach (var a in ones)
                if (graph.At(a).DistanceTo(graph.At(b)) is var d && d < best.Distance) best = (a, b, d);
        return (best.A, best.B);
    }

    private HashSet<int> Reached(int from)
    {
        var (reached, stack) = (new HashSet<int> { from }, new Stack<int>([from]));
        while (stack.TryPop(out var v))
            foreach (var (w, _) in _adjacent[v])
                if (reached.Add(w)) stack.Push(w);
        return reached;
    }

    private void Link(int a, int b, EdgeKind kind, Barriers barriers, int hours)
    {
        var length = graph.At(a).DistanceTo(graph.At(b));
        _adjacent[a].Add((b, length));
        _adjacent[b].Add((a, length));
        graph.Both(a, b, kind, barriers, 0, hours);
    }

    private static double Orientation(Point2[] ring)
    {
        double sum = 0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (p, q) = (ring[i] - ring[0], ring[(i + 1) % ring.Length] - ring[0]);
            sum += p.X * q.Y - q.X * p.Y;
        }
        return sum;
    }

    private static Point2 Unit(Point2 v) => Math.Sqrt(v.X * v.X + v.Y * v.Y) is > 1e-9 and var length ? v * (1 / length) : new(0, 0);
}
