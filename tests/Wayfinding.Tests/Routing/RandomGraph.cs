using Wayfinding.Graph;
using Wayfinding.Model;

namespace Wayfinding.Tests.Routing;

/// <summary>Small random venues and the plainest shortest path there is, to hold the fast one against.</summary>
internal static class RandomGraph
{
    public static Venue Make(int seed, int nodes)
    {
        var random = new Random(seed);
        var graph = new GraphBuilder();
        for (var i = 0; i < nodes; i++) graph.Node(new(random.Next(100), random.Next(100)), random.Next(3), NodeKind.Corridor);
        for (var i = 0; i < nodes * 2; i++)
        {
            var kind = random.Next(6) == 0 ? EdgeKind.StairsUp : EdgeKind.Walk;
            graph.Edge(new(random.Next(nodes), random.Next(nodes), random.Next(0, 5000), 1, kind, kind == EdgeKind.StairsUp ? Barriers.Steps
                : Barriers.None, random.Next(5) == 0 ? random.Next(2) : -1));
        }
        return Wrap(graph.Build(), ["08:00-17:00", "06:00-22:00"]);
    }

    /// <summary>
    /// Whole seconds, many doors, all of which open or close within minutes of 08:00; stairs and lifts for those who mind them.
    /// </summary>
    public static Venue Timed(int seed, int nodes)
    {
        var (random, graph) = (new Random(seed), new GraphBuilder());
        string[] hours = ["08:00-17:00", "06:00-08:00", "07:59-08:01", "06:00-07:58,08:01-20:00", "12:00-13:00"];
        EdgeKind[] kinds = [EdgeKind.Walk, EdgeKind.Walk, EdgeKind.StairsUp, EdgeKind.EscalatorUp, EdgeKind.LiftBoard];
        for (var i = 0; i < nodes; i++) graph.Node(new(random.Next(100), random.Next(100)), 0, NodeKind.Corridor);
        for (var i = 0; i < nodes * 2; i++)
            graph.Edge(new(random.Next(nodes), random.Next(nodes), random.Next(1, 60) * 1000, 1, kinds[random.Next(kinds.Length)],
                Hours: random.Next(2) == 0 ? random.Next(hours.Length) : -1));
        return Wrap(graph.Build(), hours);
    }

    public static Venue Wrap(WalkGraph graph, string[] hours) => new()
    {
        Name = new("测试"),
        Frame = new(new(121, 31)),
        Campuses = [new("1", new("院区"))],
        Buildings = [],
        Areas = [],
        Doors = [],
        Connectors = [],
        Pois = [],
        Levels = [new("1F", 1, -1, 0), new("2F", 2, -1, 4), new("3F", 3, -1, 8)],
        Hours = [.. hours.Select(OpeningHours.Parse)],
        Graph = graph,
    };

    public static long? Dijkstra(WalkGraph g, int from, int to, Func<int, long, long?> cost)
    {
        var best = Enumerable.Repeat(long.MaxValue, g.NodeCount).ToArray();
        var queue = new PriorityQueue<int, long>();
        best[from] = 0;
        queue.Enqueue(from, 0);
        while (queue.TryDequeue(out var v, out var d))
        {
            if (v == to) return d;
            if (d > best[v]) continue;
            for (var e = g.FirstEdge[v]; e < g.FirstEdge[v + 1]; e++)
                if (cost(e, d) is { } c && d + c < best[g.To[e]]) queue.Enqueue(g.To[e], best[g.To[e]] = d + c);
        }
        return null;
    }
}
