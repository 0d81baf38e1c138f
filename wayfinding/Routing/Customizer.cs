using Wayfinding.Model;

namespace Wayfinding.Routing;

/// <summary>Gives every arc of a hierarchy its weight: all of them, or only those that a few changed edges reach.</summary>
internal sealed class Customizer(WalkGraph graph, Hierarchy h)
{
    // Steps of a merge that one binary search among a node's upward arcs is worth.
    private const int SearchCost = 6;

    /// <summary>Weights for all arcs, by enumerating the lower triangles of each node in order of rank.</summary>
    public Metric Full(EdgeCosts costs)
    {
        var metric = Metric.Empty(h);
        for (var e = 0; e < graph.EdgeCount; e++) Input(metric, e, costs[e]);
        var position = new int[h.Node.Length];
        var mask = h.PageSize - 1;
        for (var a = 0; a < h.Node.Length; a++)
        {
            if (h.FirstUp[a] == h.EndUp[a]) continue;
            for (var arc = h.FirstUp[a]; arc < h.EndUp[a]; arc++) position[h.Head[arc]] = arc & mask;
            var target = metric.Pages[h.FirstUp[a] >> metric.Shift];
            for (var i = h.FirstDown[a]; i < h.FirstDown[a + 1]; i++) Triangles(metric, h.Down[i], target, position);
        }
        return metric;
    }

    /// <summary>A copy of the metric in which the given edges have their new costs; shares every page that did not change.</summary>
    public Metric Changed(Metric old, EdgeCosts costs, IReadOnlyList<int> edges)
    {
        var pages = (MetricPage[])old.Pages.Clone();
        var owned = new bool[pages.Length];
        var queue = new PriorityQueue<int, int>();
        var queued = new HashSet<int>();
        foreach (var e in edges) Enqueue(Math.Abs(h.ArcOfEdge[e]) - 1);
        while (queue.TryDequeue(out var arc, out _))
        {
            queued.Remove(arc);
            var (up, viaUp, down, viaDown) = Recompute(pages, old.Shift, arc, costs);
            var page = arc >> old.Shift;
            var i = arc & (h.PageSize - 1);
            var before = pages[page];
            if (before.Up[i] == up && before.Down[i] == down && before.ViaUp[i] == viaUp && before.ViaDown[i] == viaDown) continue;
            var weightChanged = before.Up[i] != up || before.Down[i] != down;
            if (!owned[page]) (pages[page], owned[page]) = (before.Copy(), true);
            var now = pages[page];
            (now.Up[i], now.ViaUp[i], now.Down[i], now.ViaDown[i]) = (up, viaUp, down, viaDown);
            if (weightChanged) EnqueueAbove(arc);
        }
        return old.WithPages(pages);

        void Enqueue(int arc)
        {
            // Lower tails first, so that every arc is recomputed after all arcs it may be made of.
            if (queued.Add(arc)) queue.Enqueue(arc, arc);
        }

        // Arc (x,y) is a leg of the triangles (x,y,z): their third sides are the arcs between y and the other heads of x.
        void EnqueueAbove(int arc)
        {
            var (x, y) = (h.Tail[arc], h.Head[arc]);
            for (var other = h.FirstUp[x]; other < h.EndUp[x]; other++)
            {
                if (other == arc) continue;
                var third = h.ArcBetween(Math.Min(y, h.Head[other]), Math.Max(y, h.Head[other]));
                if (MayCarry(pages, old.Shift, arc, other, third)) Enqueue(third);
            }
        }
    }

    // The third side needs a new look when it was made of this leg, or when the leg now makes it shorter.
    private bool MayCarry(MetricPage[] pages, int shift, int arc, int other, int third)
    {
        var mask = h.PageSize - 1;
        var (a, o, t) = (pages[arc >> shift], pages[other >> shift], pages[third >> shift]);
        var (ai, oi, ti) = (arc & mask, other & mask, third & mask);
        var lowLeg = h.Head[arc] < h.Head[other] ? arc : other;
        if (t.Up[ti] < Metric.Unreachable && t.ViaUp[ti] == lowLeg) return true;
        if (t.Down[ti] < Metric.Unreachable && t.ViaDown[ti] == lowLeg) return true;
        var (alongUp, alongDown) = lowLeg == arc
            ? (a.Down[ai] + o.Up[oi], o.Down[oi] + a.Up[ai])
            : (o.Down[oi] + a.Up[ai], a.Down[ai] + o.Up[oi]);
        return alongUp < t.Up[ti] || alongDown < t.Down[ti];
    }

    private void Input(Metric metric, int edge, int cost)
    {
        var arc = Math.Abs(h.ArcOfEdge[edge]) - 1;
        var page = metric.Pages[arc >> metric.Shift];
        var i = arc & (h.PageSize - 1);
        if (h.ArcOfEdge[edge] > 0)
        {
            if (cost < page.Up[i]) (page.Up[i], page.ViaUp[i]) = (cost, ~edge);
        }
        else if (cost < page.Down[i])
        {
            (page.Down[i], page.ViaDown[i]) = (cost, ~edge);
        }
    }

    // Arc = (v, a). With every further arc (v, b) it makes a way between a and b over v.
    private void Triangles(Metric metric, int arc, MetricPage target, int[] position)
    {
        var v = h.Tail[arc];
        var page = metric.Pages[arc >> metric.Shift];
        var mask = h.PageSize - 1;
        var (toV, fromV) = (page.Down[arc & mask], page.Up[arc & mask]);
        if (toV >= Metric.Unreachable && fromV >= Metric.Unreachable) return;
        var (up, down) = (page.Up, page.Down);
        for (int other = arc + 1, end = h.EndUp[v]; other < end; other++)
        {
            var i = position[h.Head[other]];
            var there = toV + up[other & mask];
            if (there < target.Up[i]) (target.Up[i], target.ViaUp[i]) = (there, arc);
            var back = down[other & mask] + fromV;
            if (back < target.Down[i]) (target.Down[i], target.ViaDown[i]) = (back, arc);
        }
    }

    private (int Up, int ViaUp, int Down, int ViaDown) Recompute(MetricPage[] pages, int shift, int arc, EdgeCosts costs)
    {
        var (low, high) = (h.Tail[arc], h.Head[arc]);
        var (up, viaUp) = Cheapest(h.Node[low], h.Node[high], costs);
        var (down, viaDown) = Cheapest(h.Node[high], h.Node[low], costs);
        var (lowEnd, highEnd) = (h.FirstDown[low + 1], h.FirstDown[high + 1]);
        int i = h.FirstDown[low], j = h.FirstDown[high];
        // A high node hangs over thousands of others: then look each of the few up instead of walking past all.
        if ((lowEnd - i) * SearchCost < highEnd - j)
        {
            for (; i < lowEnd; i++)
                if (h.FindArc(h.Tail[h.Down[i]], high) is >= 0 and var toHigh) Over(h.Down[i], toHigh);
            return (up, viaUp, down, viaDown);
        }
        while (i < lowEnd && j < highEnd)
        {
            var order = h.Tail[h.Down[i]] - h.Tail[h.Down[j]];
            if (order == 0) Over(h.Down[i], h.Down[j]);
            if (order <= 0) i++;
            if (order >= 0) j++;
        }
        return (up, viaUp, down, viaDown);

        void Over(int toLow, int toHigh)
        {
            var mask = h.PageSize - 1;
            var (a, b) = (pages[toLow >> shift], pages[toHigh >> shift]);
            var there = a.Down[toLow & mask] + b.Up[toHigh & mask];
            if (there < up) (up, viaUp) = (there, toLow);
            var back = b.Down[toHigh & mask] + a.Up[toLow & mask];
            if (back < down) (down, viaDown) = (back, toLow);
        }
    }

    private (int Cost, int Via) Cheapest(int from, int to, EdgeCosts costs)
    {
        var best = (Cost: Metric.Unreachable, Via: 0);
        var (start, end) = graph.EdgesOf(from);
        for (var e = start; e < end; e++)
            if (graph.To[e] == to && costs[e] < best.Cost) best = (costs[e], ~e);
        return best;
    }
}
