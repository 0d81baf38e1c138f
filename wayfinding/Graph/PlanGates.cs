using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// What stands on lines. Every stretch that leads to a gate ends just before it, and a short edge on the gate's terms leads to its middle:
/// whoever passes the gate, from one line to any other, passes two of them.
/// </summary>
internal sealed class PlanGates(PlanDraft draft)
{
    private const double Before = 0.3;

    private readonly Dictionary<string, int> _stretches = draft.Plan.Gates.Count == 0 ? [] : draft.Plan.Lines
        .SelectMany(l => l.Keys.Select((key, i) => (key, Count: i == 0 || i == l.Keys.Count - 1 ? 1 : 2)))
        .Where(k => draft.Plan.Gates.ContainsKey(k.key)).GroupBy(k => k.key).ToDictionary(g => g.Key, g => g.Sum(k => k.Count));

    /// <summary>The node at which a stretch of a line ends: that of the point, or one before the gate that stands there.</summary>
    /// <param name="line">The line.</param>
    /// <param name="point">Index of the point at which the stretch ends.</param>
    /// <param name="other">Index of the point at its other end.</param>
    /// <param name="middle">Node of the point.</param>
    public int End(Line line, int point, int other, int middle)
    {
        if (!draft.Plan.Gates.TryGetValue(line.Keys[point], out var gate)) return middle;
        if (gate.IsDoor && _stretches[line.Keys[point]] < 2) return middle;
        var (at, from) = (line.Points[point], line.Points[other]);
        var length = at.DistanceTo(from);
        var before = length > 0 ? at + (from - at) * Math.Min(Before / length, 0.25) : at;
        var (graph, level) = (draft.Graph, draft.Graph.LevelOf(middle));
        var arm = graph.Node(before, level, graph.KindOf(middle), graph.BuildingOf(middle));
        var kind = line.Kind is LineKind.Outdoor ? EdgeKind.Outdoor : EdgeKind.Walk;
        var terms = new Terms { Barriers = gate.Barriers, Hours = gate.Hours, IsOneWay = gate.IsExitOnly };
        // By an exit one goes from within to the middle, and from the middle into the open.
        if (gate.IsExitOnly && !IsInside(line, from)) graph.Walk(middle, arm, kind, terms);
        else graph.Walk(arm, middle, kind, terms);
        return arm;
    }

    private bool IsInside(Line line, Point2 at) =>
        line.Kind is not LineKind.Outdoor || draft.Plan.Buildings.Exists(b => b.Footprint is { } shape && shape.Contains(at));
}
