using System.Globalization;
using System.Text.Json;
using Wayfinding.Import;
using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Tests.Import;

/// <summary>Every shared data set imports, and says what is wrong with it.</summary>
public sealed class SharedDataTests
{
    [Theory]
    [InlineData("tud-apb-sit")]
    [InlineData("spbstu-imdf")]
    [InlineData("da-hbf-osm")]
    [InlineData("lund-station-osm")]
    [InlineData("matinkyla-escalator-osm")]
    [InlineData("indoorgml-fjk-haus")]
    [InlineData("bwh-main-d24")]
    public void A_shared_map_imports_with_its_lint_report(string name)
    {
        var (venue, lint) = TestData.ImportFolder(TestData.Folder(name));
        Assert.NotNull(venue);
        Assert.False(lint.HasErrors);
        Assert.NotEmpty(lint.Findings);
        Assert.All(lint.Findings, f => Assert.True(f.Message.Any(c => c > '\u4e00'), f.Message));
        Assert.NotEqual(0, venue.Graph.EdgeCount);
        _ = TestData.Prepare(venue);
    }

    [Theory]
    [InlineData("tud-apb-sit")]
    [InlineData("spbstu-imdf")]
    public void Nearly_all_areas_of_a_real_building_are_one_component(string name)
    {
        var venue = TestData.ImportFolder(TestData.Folder(name)).Venue!;
        var walkable = venue.Areas.Count(a => a.Kind != AreaKind.Closed);
        Assert.True(LargestComponent(venue) >= 0.97 * walkable, $"{LargestComponent(venue)} of {walkable}");
    }

    [Fact]
    public void A_hospital_given_as_nodes_and_edges_keeps_everyone_reachable_and_wheelchairs_off_its_stairs()
    {
        var folder = TestData.Folder("bwh-main-d24");
        var venue = TestData.ImportFolder(folder).Venue!;
        var ids = File.ReadLines(Path.Combine(folder, "nodes.csv")).Skip(1).Select((l, i) => (Id: l.Split(',')[0], i))
            .ToDictionary(n => n.Id, n => n.i);
        var router = new Router(TestData.Prepare(venue));
        foreach (var cells in File.ReadLines(Path.Combine(folder, "reference_routes.csv")).Skip(1).Select(l => l.Split(',')))
        {
            Assert.Equal(cells[2] == "-1", router.FindRoute(ids[cells[0]], ids[cells[1]], Profile.Walk) is null);
            Assert.Equal(cells[3] == "-1", router.FindRoute(ids[cells[0]], ids[cells[1]], Profile.StepFree) is null);
        }
    }

    [Fact]
    public void Ways_found_from_areas_are_as_long_as_those_drawn_by_hand()
    {
        var folder = TestData.Folder("spbstu-imdf");
        var venue = TestData.ImportFolder(folder).Venue!;
        var router = new Router(TestData.Prepare(venue));
        var hand = new HandDrawn(folder, venue.Frame);
        var ratios = new List<double>();
        var random = new Random(20260101);
        var rooms = venue.Pois.Where(p => p.Area >= 0 && hand.NodeOf.ContainsKey(p.Id)).ToArray();
        for (var tries = 0; tries < 20_000 && ratios.Count < 300; tries++)
        {
            var (a, b) = (rooms[random.Next(rooms.Length)], rooms[random.Next(rooms.Length)]);
            if (a.Building != b.Building || a.Level != b.Level || hand.Length(a.Id, b.Id) is not (> 20 and var drawn)) continue;
            if (router.FindRoute(a.Node, b.Node, Profile.Walk) is { } route) ratios.Add(route.DistanceM / drawn);
        }
        Assert.InRange(ratios.Count, 100, 300);
        ratios.Sort();
        Assert.InRange(ratios[ratios.Count / 2], 0.95, 1.10);
    }

    private static int LargestComponent(Venue venue)
    {
        var graph = venue.Graph;
        var parent = Enumerable.Range(0, graph.NodeCount).ToArray();
        int Root(int n) { while (parent[n] != n) n = parent[n] = parent[parent[n]]; return n; }
        for (var e = 0; e < graph.EdgeCount; e++) parent[Root(graph.From[e])] = Root(graph.To[e]);
        return Enumerable.Range(0, graph.NodeCount).GroupBy(Root)
            .Max(g => g.Select(n => graph.NodeArea[n]).Where(a => a >= 0).Distinct().Count());
    }

    /// <summary>The hand-drawn graph, walked on one floor by plain Dijkstra over straight lengths.</summary>
    private sealed class HandDrawn
    {
        private readonly Dictionary<string, (Point2 At, string[] Next)> _nodes = [];

        public HandDrawn(string folder, LocalFrame frame)
        {
            foreach (var f in Features(folder, "navPath.geojson"))
            {
                var c = f.GetProperty("geometry").GetProperty("coordinates");
                _nodes[f.GetProperty("id").GetString()!] = (frame.ToLocal(new(c[0].GetDouble(), c[1].GetDouble())),
                    [.. f.GetProperty("properties").GetProperty("neighbours").EnumerateArray().Select(n => n.GetString()!)]);
            }
            foreach (var f in Features(folder, "navPathAssocieted.geojson"))
                NodeOf[f.GetProperty("properties").GetProperty("associeted_id").GetString()!] = f.GetProperty("properties")
                    .GetProperty("pathNode_id").GetString()!;
        }

        public Dictionary<string, string> NodeOf { get; } = [];

        public double? Length(string from, string to)
        {
            var (start, goal, best, queue) =
                (NodeOf[from], NodeOf[to], new Dictionary<string, double>(), new PriorityQueue<string, double>());
            best[start] = 0;
            queue.Enqueue(start, 0);
            while (queue.TryDequeue(out var v, out var d))
            {
                if (v == goal) return d;
                if (d > best[v]) continue;
                foreach (var w in _nodes[v].Next.Where(_nodes.ContainsKey))
                    if (d + _nodes[v].At.DistanceTo(_nodes[w].At) is var next && next < best.GetValueOrDefault(w, double.MaxValue))
                        queue.Enqueue(w, best[w] = next);
            }
            return null;
        }

        private static JsonElement[] Features(string folder, string file) =>
            [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file))).RootElement.GetProperty("features").EnumerateArray()];
    }
}
