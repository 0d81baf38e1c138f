using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>A walk graph in the making: what the rooms that build it share.</summary>
internal sealed class PlanDraft(Plan plan, LintReport lint)
{
    private const double DoorStep = 0.3;

    public Plan Plan => plan;

    public LintReport Lint => lint;

    public GraphBuilder Graph { get; } = new();

    /// <summary>Areas by place.</summary>
    public AreaIndex Index { get; } = new(plan.Areas);

    /// <summary>The nodes by which one comes into each area or stands in it.</summary>
    public IReadOnlyList<List<int>> Portals { get; } = [.. plan.Areas.Select(_ => new List<int>())];

    public List<Door> Doors { get; } = [];

    public List<Connector> Connectors { get; } = [];

    /// <summary>Nodes of centre lines, by key and level.</summary>
    public Dictionary<(string Key, int Level), int> Keyed { get; } = [];

    /// <summary>Areas that are lift shafts: nobody walks in them.</summary>
    public HashSet<int> Shafts { get; } = [];

    public string AreaName(int area) => plan.Areas[area].Name.IsEmpty ? plan.Areas[area].Id : plan.Areas[area].Name.Zh;

    public void Report(Severity severity, string code, string message, string source, int level, Point2 at) =>
        lint.Add(new(severity, code, message, source, plan.Levels[level].Name, plan.Frame.ToLonLat(at)));

    /// <summary>The node of a line's point; inside an area it is one of its portals.</summary>
    public int Key(string key, int level, Point2 at, NodeKind kind)
    {
        if (Keyed.TryGetValue((key, level), out var node)) return node;
        var area = plan.AreaOfKey.GetValueOrDefault((key, level), -1);
        node = Keyed[(key, level)] = Graph.Node(at, level, kind, plan.Levels[level].Building, area);
        if (area >= 0) Portals[area].Add(node);
        return node;
    }

    /// <summary>The area in which a place without one of its own lies, -1 for none.</summary>
    public int AreaAround(PlaceDraft place) => Index.Near(place.Level, place.At, 1)
        .Where(a => plan.Areas[a.Area].Kind is not (AreaKind.Closed or AreaKind.Lift)).Select(a => a.Area).DefaultIfEmpty(-1).First();

    /// <summary>Joins a node to an area in which it stands, without anything between them.</summary>
    public void StepOnto(int area, int node)
    {
        var a = plan.Areas[area];
        var inside = Graph.Node(Graph.At(node), a.Level, a.Kind == AreaKind.Corridor ? NodeKind.Corridor : NodeKind.Hall, a.Building, area);
        Portals[area].Add(inside);
        Graph.Both(inside, node, a.Kind == AreaKind.Outdoor ? EdgeKind.Outdoor : EdgeKind.Walk, a.Barriers, 0, a.Hours);
    }

    /// <summary>A step from a door into an area: where one stands having passed it.</summary>
    public static Point2 Inside(Point2 door, Polygon shape)
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
}
