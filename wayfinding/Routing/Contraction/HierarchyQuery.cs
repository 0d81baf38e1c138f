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
            var forward = memory.AsSpan(0, size);
            var backward = memory.AsSpan(size, size);
            var fromArc = memory.AsSpan(2 * size, size);
            var toArc = memory.AsSpan(3 * size, size);
            memory.AsSpan(0, 2 * size).Fill(Metric.Unreachable);
            (fromArc[h.Depth[s]], toArc[h.Depth[t]]) = (-1, -1);
            var (best, meeting) = Climb(h, metric, s, t, forward, backward, fromArc, toArc);
            if (best < Metric.Unreachable && edges is not null) Path(h, metric, meeting, s, t, fromArc, toArc, edges);
            return best;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(memory);
        }
    }

    private static (int Best, int Meeting) Climb(Hierarchy h, Metric metric, int s, int t, Span<int> forward, Span<int> backward,
        Span<int> fromArc, Span<int> toArc)
    {
        (forward[h.Depth[s]], backward[h.Depth[t]]) = (0, 0);
        while (s != t)
        {
            if (s < 0 || t < 0) return (Metric.Unreachable, -1);
            if (h.Depth[s] >= h.Depth[t])
            {
                Relax(h, metric, s, forward, fromArc, true);
                s = h.Parent[s];
            }
            else
            {
                Relax(h, metric, t, backward, toArc, false);
                t = h.Parent[t];
            }
        }
        var (best, meeting) = (Metric.Unreachable, -1);
        for (; s >= 0; s = h.Parent[s])
        {
            var d = h.Depth[s];
            if (forward[d] + backward[d] < best) (best, meeting) = (forward[d] + backward[d], s);
            if (forward[d] < best) Relax(h, metric, s, forward, fromArc, true);
            if (backward[d] < best) Relax(h, metric, s, backward, toArc, false);
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

    private static void Path(Hierarchy h, Metric metric, int meeting, int s, int t, ReadOnlySpan<int> fromArc, ReadOnlySpan<int> toArc,
        List<int> edges)
    {
        var climb = new Stack<int>();
        for (var v = meeting; v != s; v = h.Tail[fromArc[h.Depth[v]]]) climb.Push(fromArc[h.Depth[v]]);
        while (climb.TryPop(out var arc)) Unpack(h, metric, arc, true, edges);
        for (var v = meeting; v != t; v = h.Tail[toArc[h.Depth[v]]]) Unpack(h, metric, toArc[h.Depth[v]], false, edges);
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
