using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// One directed edge before the graph is built: <paramref name="Millis"/> for an able adult, <paramref name="Hours"/> as an index or -1
/// for always open.
/// </summary>
public readonly record struct EdgeDraft(int From, int To, int Millis, float Metres, EdgeKind Kind, Barriers Barriers = Barriers.None,
    int Hours = -1)
{
    /// <summary>Index of its door or connector; -1 for none.</summary>
    public int Feature { get; init; } = -1;
}

/// <summary>Collects nodes and edges and lays them out as a <see cref="WalkGraph"/>.</summary>
public sealed class GraphBuilder
{
    /// <summary>Walking speed of an able adult on the flat, m/s.</summary>
    public const double WalkSpeed = 1.33;

    // No stretch takes longer than a day, so that a thousand costs still fit their integers.
    private const int LongestMillis = 86_400_000;

    private readonly List<(float X, float Y, int Level, int Building, int Area, NodeKind Kind)> _nodes = [];
    private readonly List<EdgeDraft> _edges = [];

    /// <summary>Nodes so far.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>Edges so far.</summary>
    public IReadOnlyList<EdgeDraft> Edges => _edges;

    /// <summary>Makes room for so many nodes and edges, so that a big table is not copied as it grows.</summary>
    public void Reserve(int nodes, int edges)
    {
        _nodes.EnsureCapacity(nodes);
        _edges.EnsureCapacity(edges);
    }

    /// <summary>Position of a node.</summary>
    public Point2 At(int node) => new(_nodes[node].X, _nodes[node].Y);

    /// <summary>Level of a node.</summary>
    public int LevelOf(int node) => _nodes[node].Level;

    /// <summary>Kind of a node.</summary>
    public NodeKind KindOf(int node) => _nodes[node].Kind;

    /// <summary>Building of a node.</summary>
    public int BuildingOf(int node) => _nodes[node].Building;

    /// <summary>Adds a node and returns its index.</summary>
    public int Node(Point2 at, int level, NodeKind kind, int building = -1, int area = -1)
    {
        _nodes.Add(((float)at.X, (float)at.Y, level, building, area, kind));
        return _nodes.Count - 1;
    }

    /// <summary>Area of a node, -1 for none.</summary>
    public int AreaOf(int node) => _nodes[node].Area;

    /// <summary>Adds one directed edge; a loop is dropped.</summary>
    public void Edge(EdgeDraft edge)
    {
        if (edge.From != edge.To) _edges.Add(edge);
    }

    /// <summary>Adds a stretch walked both ways at walking speed plus a fixed time.</summary>
    public void Both(int a, int b, EdgeKind kind, Barriers barriers = Barriers.None, double extraSeconds = 0, int hours = -1,
        int feature = -1)
    {
        var metres = At(a).DistanceTo(At(b));
        var millis = (int)Math.Round((metres / WalkSpeed + extraSeconds) * 1000);
        Edge(new(a, b, millis, (float)metres, kind, barriers, hours) { Feature = feature });
        Edge(new(b, a, millis, (float)metres, kind, barriers, hours) { Feature = feature });
    }

    /// <summary>Adds a stretch walked at walking speed; <paramref name="metres"/> where it is longer or shorter than it is drawn.</summary>
    public void Walk(int a, int b, EdgeKind kind, Terms terms, double? metres = null)
    {
        var length = metres ?? At(a).DistanceTo(At(b));
        var millis = (int)Math.Round(length / WalkSpeed * 1000);
        Edge(terms.On(new(a, b, millis, (float)length, kind)));
        if (!terms.IsOneWay) Edge(terms.On(new(b, a, millis, (float)length, kind)));
    }

    /// <summary>Sorts edges by their first node (stable) and freezes everything.</summary>
    public WalkGraph Build()
    {
        var first = new int[_nodes.Count + 1];
        foreach (var e in _edges) first[e.From + 1]++;
        for (var i = 0; i < _nodes.Count; i++) first[i + 1] += first[i];
        var next = first.AsSpan(0, _nodes.Count).ToArray();
        var sorted = new EdgeDraft[_edges.Count];
        foreach (var e in _edges) sorted[next[e.From]++] = e;
        return new WalkGraph
        {
            X = Column(_nodes, n => n.X),
            Y = Column(_nodes, n => n.Y),
            NodeLevel = Column(_nodes, n => n.Level),
            NodeBuilding = Column(_nodes, n => n.Building),
            NodeArea = Column(_nodes, n => n.Area),
            Kind = Column(_nodes, n => n.Kind),
            From = Column(sorted, e => e.From),
            To = Column(sorted, e => e.To),
            Millis = Column(sorted, e => Math.Clamp(e.Millis, 0, LongestMillis)),
            Metres = Column(sorted, e => e.Metres),
            EdgeKind = Column(sorted, e => e.Kind),
            Barriers = Column(sorted, e => e.Barriers),
            Hours = Column(sorted, e => e.Hours),
            Feature = Column(sorted, e => e.Feature),
            FirstEdge = first,
        };
    }

    private static T[] Column<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++) column[i] = value(rows[i]);
        return column;
    }
}
