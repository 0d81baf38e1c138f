using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>Groups the connector edges of a plain graph into connectors: every chain of rides, flights or ramps is one thing.</summary>
internal static class ConnectorFinder
{
    /// <param name="graph">The nodes and edges read so far.</param>
    /// <param name="levels">The levels of its nodes, by which they are ordered.</param>
    /// <param name="names">What nodes of connectors are called, by node.</param>
    /// <param name="connectorOfNode">Index of the connector each node belongs to, -1 for none.</param>
    public static List<Connector> Find(GraphBuilder graph, IReadOnlyList<Level> levels,
        IReadOnlyDictionary<int, string> names, out int[] connectorOfNode)
    {
        var parent = Enumerable.Range(0, graph.NodeCount).ToArray();
        var kinds = new ConnectorKind?[graph.NodeCount];
        foreach (var e in graph.Edges)
        {
            if (KindOf(e.Kind) is not { } kind) continue;
            parent[Root(parent, e.From)] = Root(parent, e.To);
            kinds[e.From] = kinds[e.To] = kind;
        }
        connectorOfNode = new int[graph.NodeCount];
        Array.Fill(connectorOfNode, -1);
        var connectors = new List<Connector>();
        foreach (var group in Enumerable.Range(0, graph.NodeCount).Where(n => kinds[n] is not null).GroupBy(n => Root(parent, n)))
        {
            foreach (var n in group) connectorOfNode[n] = connectors.Count;
            var kind = kinds[group.Key] ?? ConnectorKind.Stairs;
            var name = group.Where(names.ContainsKey).GroupBy(n => names[n]).MaxBy(g => g.Count())?.Key;
            connectors.Add(new($"c{connectors.Count}", name is null ? Label.None : new(name, name), kind, graph.BuildingOf(group.Key),
                [.. group.OrderBy(n => levels[graph.LevelOf(n)].Ordinal)]));
        }
        return connectors;
    }

    private static ConnectorKind? KindOf(EdgeKind kind) => kind switch
    {
        EdgeKind.LiftRide => ConnectorKind.Lift,
        EdgeKind.StairsUp or EdgeKind.StairsDown => ConnectorKind.Stairs,
        EdgeKind.EscalatorUp or EdgeKind.EscalatorDown => ConnectorKind.Escalator,
        EdgeKind.RampUp or EdgeKind.RampDown => ConnectorKind.Ramp,
        EdgeKind.Walk or EdgeKind.Door or EdgeKind.Entrance or EdgeKind.LiftBoard or EdgeKind.LiftAlight
            or EdgeKind.Outdoor or EdgeKind.Bridge or EdgeKind.Shuttle => null,
    };

    private static int Root(int[] parent, int n)
    {
        while (parent[n] != n) n = parent[n] = parent[parent[n]];
        return n;
    }
}
