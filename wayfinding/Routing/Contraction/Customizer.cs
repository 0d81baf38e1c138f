using System.Runtime.CompilerServices;
using Wayfinding.Model;

namespace Wayfinding.Routing.Contraction;

/// <summary>Gives every arc of a hierarchy its weight: all of them, or only those that a few changed edges reach.</summary>
internal sealed class Customizer(WalkGraph graph, Hierarchy h)
{
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
    // Closures are too rare for tiered compilation to optimise this method by itself; the attributes here and below ask for it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Metric Changed(Metric old, EdgeCosts costs, IReadOnlyList<int> edges)
    {
        var pages = (MetricPage[])old.Pages.Clone();
        var owned = new bool[pages.Length];
        var changed = new bool[h.PageSize];
        using var due = new ArcQueue(h.ArcCount);
        foreach (var e in edges) due.Add(Math.Abs(h.ArcOfEdge[e]) - 1);
        while (due.TryTake(h.ArcCount, out var arc))
        {
            // Arcs that start at one node do not depend on each other: recompute all of them that are due, then mark what depends on them.
            var x = h.Tail[arc];
            var (first, end, any) = (h.FirstUp[x], h.EndUp[x], false);
            Array.Clear(changed, 0, end - first);
            do any |= changed[arc - first] = Renew(pages, owned, old.Shift, arc, costs);
            while (due.TryTake(end, out arc));
            if (any) AddAbove(pages, old.Shift, x, changed, due);
        }
        return old.WithPages(pages);
    }

    // True when the weight of the arc changed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Renew(MetricPage[] pages, bool[] owned, int shift, int arc, EdgeCosts costs)
    {
        var (up, viaUp, down, viaDown) = Recompute(pages, shift, arc, costs);
        var page = arc >> shift;
        var i = arc & (h.PageSize - 1);
        var before = pages[page];
        if (before.Up[i] == up && before.Down[i] == down && before.ViaUp[i] == viaUp && before.ViaDown[i] == viaDown) return false;
        var weightChanged = before.Up[i] != up || before.Down[i] != down;
        if (!owned[page]) (pages[page], owned[page]) = (before.Copy(), true);
        var now = pages[page];
        (now.Up[i], now.ViaUp[i], now.Down[i], now.ViaDown[i]) = (up, viaUp, down, viaDown);
        return weightChanged;
    }

    // Two arcs of x are the legs of a triangle. Its third side is due when a leg changed and it was made of them, or they now make it
    // shorter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddAbove(MetricPage[] pages, int shift, int x, bool[] changed, ArcQueue due)
    {
        var mask = h.PageSize - 1;
        var (first, count) = (h.FirstUp[x], h.EndUp[x] - h.FirstUp[x]);
        var heads = h.Head.AsSpan(first, count);
        var legUp = pages[first >> shift].Up.AsSpan(first & mask, count);
        var legDown = pages[first >> shift].Down.AsSpan(first & mask, count);
        for (var a = 0; a + 1 < heads.Length; a++)
        {
            var y = heads[a];
            var above = h.Head.AsSpan(h.FirstUp[y]..h.EndUp[y]);
            var (sides, side) = (pages[h.FirstUp[y] >> shift], h.FirstUp[y] & mask);
            var sideUp = sides.Up.AsSpan(side, above.Length);
            var sideDown = sides.Down.AsSpan(side, above.Length);
            var viaUp = sides.ViaUp.AsSpan(side, above.Length);
            var viaDown = sides.ViaDown.AsSpan(side, above.Length);
            var (all, up, down, third) = (changed[a], legUp[a], legDown[a], 0);
            for (var b = a + 1; b < heads.Length; b++)
            {
                if (!all && !changed[b]) continue;
                // What x leads to beyond y, y leads to as well.
                if (above[third] != heads[b]) third += above[third..].IndexOf(heads[b]);
                if ((down + legUp[b] < sideUp[third]) | (legDown[b] + up < sideDown[third]) | (viaUp[third] == first + a) | (
                    viaDown[third] == first + a))
                    due.Add(h.FirstUp[y] + third);
                if (third + 1 < above.Length) third++;
            }
        }
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Up, int ViaUp, int Down, int ViaDown) Recompute(MetricPage[] pages, int shift, int arc, EdgeCosts costs)
    {
        var (low, high) = (h.Tail[arc], h.Head[arc]);
        var (up, viaUp) = Cheapest(h.Node[low], h.Node[high], costs);
        var (down, viaDown) = Cheapest(h.Node[high], h.Node[low], costs);
        // All nodes below both ends, by way of the end that has fewer below it.
        var lowDown = h.Down.AsSpan(h.FirstDown[low]..h.FirstDown[low + 1]);
        var highDown = h.Down.AsSpan(h.FirstDown[high]..h.FirstDown[high + 1]);
        if (lowDown.Length <= highDown.Length)
        {
            foreach (var toLow in lowDown)
                if (h.Head.AsSpan((toLow + 1)..h.EndUp[h.Tail[toLow]]).IndexOf(high) is >= 0 and var further)
                    Over(toLow, toLow + 1 + further);
            return (up, viaUp, down, viaDown);
        }
        foreach (var toHigh in highDown)
        {
            var v = h.Tail[toHigh];
            if (v >= low) break;
            if (h.Head.AsSpan(h.FirstUp[v]..toHigh).IndexOf(low) is >= 0 and var position) Over(h.FirstUp[v] + position, toHigh);
        }
        return (up, viaUp, down, viaDown);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Cost, int Via) Cheapest(int from, int to, EdgeCosts costs)
    {
        var best = (Cost: Metric.Unreachable, Via: 0);
        var (start, end) = graph.EdgesOf(from);
        for (var e = start; e < end; e++)
            if (graph.To[e] == to && costs[e] < best.Cost) best = (costs[e], ~e);
        return best;
    }
}
