using Wayfinding.Model;

namespace Wayfinding.Checks;

/// <summary>
/// Checks of a finished venue that hold for every format: islands, lonely connectors, one-way traps, places off the graph.
/// </summary>
internal static class MapLint
{
    public static void Check(Venue venue, LintReport lint)
    {
        Islands(venue, lint);
        Connectors(venue, lint);
        OneWayTraps(venue, lint);
        NightDoors(venue, lint);
        foreach (var poi in venue.Pois.Where(p => p.Node < 0))
            lint.Warn("poi.off_graph", $"地点“{poi.Name.Zh}”不在任何可通行的位置上，无法导航到达。", poi.Id, venue.Levels[poi.Level].Name,
                venue.Frame.ToLonLat(poi.At));
    }

    private static void Islands(Venue venue, LintReport lint)
    {
        var component = GraphParts.Weak(venue.Graph, out var sizes);
        if (sizes.Count <= 1) return;
        var largest = sizes.IndexOf(sizes.Max());
        foreach (var island in Enumerable.Range(0, venue.Graph.NodeCount).Where(n => component[n] != largest).GroupBy(n => component[n]))
        {
            var areas = island.Select(n => venue.Graph.NodeArea[n]).Where(a => a >= 0).Distinct().Select(a => venue.Areas[a]).ToList();
            var node = island.First();
            if (areas is [var only])
                lint.Warn("graph.island", $"区域“{NameOf(only)}”没有门或通路，与主网络不连通。", only.Id, Level(venue, node), At(venue, node));
            else lint.Warn("graph.island", $"有 {island.Count()} 个节点{Among(areas)}的孤立部分与主网络不连通。", areas.FirstOrDefault()?.Id,
                Level(venue, node), At(venue, node));
        }
    }

    private static string Among(List<Area> areas) =>
        areas.Count == 0 ? ""
            : $"、{areas.Count} 个区域（{string.Join("、", areas.Take(3).Select(a => $"“{NameOf(a)}”"))}{(areas.Count > 3 ? "等" : "")}）";

    private static string NameOf(Area area) => area.Name.IsEmpty ? area.Id : area.Name.Zh;

    private static void Connectors(Venue venue, LintReport lint)
    {
        foreach (var c in venue.Connectors)
        {
            var levels = c.Nodes.Select(n => venue.Graph.NodeLevel[n]).Distinct().Count();
            if (levels > 1 || c.Kind == ConnectorKind.Ramp || c.Nodes.Length == 0) continue;
            var what = c.Kind switch
            {
                ConnectorKind.Lift => "电梯",
                ConnectorKind.Stairs => "楼梯",
                ConnectorKind.Escalator => "自动扶梯",
                ConnectorKind.Ramp => "坡道",
            };
            lint.Warn("connector.one_level", $"{what}“{c.Id}”只通到一个楼层。", c.Id, Level(venue, c.Nodes[0]), At(venue, c.Nodes[0]));
        }
    }

    private static void OneWayTraps(Venue venue, LintReport lint)
    {
        var strong = GraphParts.Strong(venue.Graph, out var strongSizes);
        var weak = GraphParts.Weak(venue.Graph, out var weakSizes);
        var largestInWeak = new int[weakSizes.Count];
        for (var n = 0; n < strong.Length; n++) largestInWeak[weak[n]] = Math.Max(largestInWeak[weak[n]], strongSizes[strong[n]]);
        var seen = new bool[strongSizes.Count];
        for (var n = 0; n < strong.Length; n++)
        {
            if (seen[strong[n]] || strongSizes[strong[n]] == largestInWeak[weak[n]]) continue;
            seen[strong[n]] = true;
            lint.Warn("graph.one_way_trap", "单向通行：此处只能进不能出，或只能出不能进。", null, Level(venue, n), At(venue, n));
        }
    }

    // A place that says it never shuts, or an emergency department, which may not: from the open one has to come in at any hour.
    private static void NightDoors(Venue venue, LintReport lint)
    {
        var (graph, always) = (venue.Graph, venue.Hours.Select(h => h.IsAlways).ToArray());
        var open = Enumerable.Range(0, graph.NodeCount).Where(n => graph.Kind[n] is NodeKind.Outdoor or NodeKind.Gate).ToList();
        if (open.Count == 0) return;
        var (day, night) = (Reached(graph, open, _ => true), Reached(graph, open, e => graph.Hours[e] < 0 || always[graph.Hours[e]]));
        foreach (var poi in venue.Pois.Where(p => p.Node >= 0 && day[p.Node] && !night[p.Node]))
            if (poi.Hours >= 0 ? always[poi.Hours] : poi.Name.Zh.Contains("急诊", StringComparison.Ordinal)
                || (poi.Name.En ?? "").Contains("emergency", StringComparison.OrdinalIgnoreCase))
                lint.Warn("poi.behind_hours", $"“{poi.Name.Zh}”全天开放，但从室外只有经过有开放时间的门才能到达，夜间去不了。", poi.Id,
                    venue.Levels[poi.Level].Name, venue.Frame.ToLonLat(poi.At));
    }

    private static bool[] Reached(WalkGraph graph, List<int> from, Func<int, bool> isOpen)
    {
        var (reached, stack) = (new bool[graph.NodeCount], new Stack<int>(from));
        foreach (var n in from) reached[n] = true;
        while (stack.TryPop(out var v))
            for (var e = graph.FirstEdge[v]; e < graph.FirstEdge[v + 1]; e++)
            {
                if (reached[graph.To[e]] || !Profile.Walk.Allows(graph.Barriers[e]) || !isOpen(e)) continue;
                reached[graph.To[e]] = true;
                stack.Push(graph.To[e]);
            }
        return reached;
    }

    private static string Level(Venue venue, int node) => venue.Levels[venue.Graph.NodeLevel[node]].Name;

    private static LonLat At(Venue venue, int node) => venue.Frame.ToLonLat(venue.Graph.At(node));
}
