using System.Buffers;

namespace Wayfinding.Routing.Contraction;

/// <summary>
/// Shortest paths on a customized hierarchy: both ends climb the elimination tree, relaxing every arc on the way, and meet at the common
/// ancestor with the smallest sum. All working memory is indexed by depth in the tree, so it stays in the first-level cache and needs no
/// clearing.
/// </summary>
internal static class HierarchyQuery
{
    /// <summary>
    /// Cost between two nodes, <see cref="Metric.Unreachable"/> when there is no way; with a list, also the edges of the path in order.
    /// </summary>
    public static int Find(Hierarchy h, Metric metric, int fromNode, int toNode, List<int>? edges = null)
    {
        edges?.Clear();
        if (fromNode == toNode) return 0;
        var (s, t) = (h.Rank[fromNode], h.Rank[toNode]);
        var size = Math.Max(h.Depth[s], h.Depth[t]) + 1;
        var memory = ArrayPool<int>.Shared.Rent(4 * size);
        try
        {
            memory.AsSpan(0, 2 * size).Fill(Metric.Unreachable);
            var forward = new Side(s, memory.AsSpan(0, size), memory.AsSpan(2 * size, size));
            var backward = new Side(t, memory.AsSpan(size, size), memory.AsSpan(3 * size, size));
            (forward.Arc[h.Depth[s]], backward.Arc[h.Depth[t]]) = (-1, -1);
            var (best, meeting) = Climb(h, metric, forward, backward);
            if (best < Metric.Unreachable && edges is not null) Path(h, metric, meeting, forward, backward, edges);
            return best;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(memory);
        }
    }

    /// <summary>One end of the search: its rank, and by depth in the tree the cost so far and the arc one came over.</summary>
    private readonly ref struct Side(int start, Span<int> cost, Span<int> arc)
    {
        public readonly int Start = start;
        public readonly Span<int> Cost = cost;
        public readonly Span<int> Arc = arc;
    }

    private static (int Best, int Meeting) Climb(Hierarchy h, Metric metric, Side forward, Side backward)
    {
        var (s, t) = (forward.Start, backward.Start);
        var up = forward.Cost;
        var down = backward.Cost;
        (up[h.Depth[s]], down[h.Depth[t]]) = (0, 0);
        while (s != t)
        {
            if (s < 0 || t < 0) return (Metric.Unreachable, -1);
            if (h.Depth[s] >= h.Depth[t])
            {
                Relax(h, metric, s, up, forward.Arc, true);
                s = h.Parent[s];
            }
            else
            {
                Relax(h, metric, t, down, backward.Arc, false);
                t = h.Parent[t];
            }
        }
        var (best, meeting) = (Metric.Unreachable, -1);
        for (; s >= 0; s = h.Parent[s])
        {
            var d = h.Depth[s];
            if (up[d] + down[d] < best) (best, meeting) = (up[d] + down[d], s);
            if (up[d] < best) Relax(h, metric, s, up, forward.Arc, true);
            if (down[d] < best) Relax(h, metric, s, down, backward.Arc, false);
        }
        return (best, meeting);
    }

    private static void Relax(Hierarchy h, Metric metric, int v, Span<int> distance, Span<int> arcInto, bool upward)
    {
        var reached = distance[h.Depth[v]];
        if (reached >= Metric.Unreachable) return;
        var (first, count) = (h.FirstUp[v], h.EndUp[v] - h.FirstUp[v]);
        if (count == 0) return;
        var page = metric.Pages[first >> metric.Shift];
        var weights = (upward ? page.Up : page.Down).AsSpan(first & (h.PageSize - 1), count);
        var depths = h.HeadDepth.AsSpan(first, count);
        for (var i = 0; i < weights.Length; i++)
        {
            var candidate = reached + weights[i];
            int d = depths[i];
            if (candidate >= distance[d]) continue;
            distance[d] = candidate;
            arcInto[d] = first + i;
        }
    }

    private static void Path(Hierarchy h, Metric metric, int meeting, Side forward, Side backward, List<int> edges)
    {
        var climb = new Stack<int>();
        for (var v = meeting; v != forward.Start; v = h.Tail[forward.Arc[h.Depth[v]]]) climb.Push(forward.Arc[h.Depth[v]]);
        while (climb.TryPop(out var arc)) Unpack(h, metric, arc, true, edges);
        for (var v = meeting; v != backward.Start; v = h.Tail[backward.Arc[h.Depth[v]]])
            Unpack(h, metric, backward.Arc[h.Depth[v]], false, edges);
    }

    // Depth of the recursion is bounded by the height of the elimination tree.
    private static void Unpack(Hierarchy h, Metric metric, int arc, bool upward, List<int> edges)
    {
        var page = metric.Pages[arc >> metric.Shift];
        var i = arc & (h.PageSize - 1);
        var via = upward ? page.ViaUp[i] : page.ViaDown[i];
        if (via < 0)
        {
            edges.Add(~via);
            return;
        }
        var toHigh = h.ArcBetween(h.Tail[via], h.Head[arc]);
        Unpack(h, metric, upward ? via : toHigh, false, edges);
        Unpack(h, metric, upward ? toHigh : via, true, edges);
    }
}
