using Wayfinding.Model;

namespace Wayfinding.Routing.Contraction;

/// <summary>From an elimination order to the arrays of a <see cref="Hierarchy"/>.</summary>
internal static class HierarchyBuilder
{
    public static Hierarchy Build(WalkGraph graph, int[] order)
    {
        var up = Chordal(graph, order);
        var postOrder = PostOrder(up);
        order = [.. postOrder.Select(old => order[old])];
        var newRank = Inverse(postOrder);
        var heads = new int[up.Length][];
        for (var old = 0; old < up.Length; old++)
        {
            heads[newRank[old]] = [.. up[old].Select(w => newRank[w])];
            Array.Sort(heads[newRank[old]]);
        }
        return Layout(graph, order, heads);
    }

    // Upward neighbours of each rank in the filled graph: those of the input, and those inherited from eliminated children.
    private static int[][] Chordal(WalkGraph graph, int[] order)
    {
        var rank = Inverse(order);
        var pending = new List<int>[order.Length];
        for (var i = 0; i < pending.Length; i++) pending[i] = [];
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var (a, b) = (rank[graph.From[e]], rank[graph.To[e]]);
            pending[Math.Min(a, b)].Add(Math.Max(a, b));
        }
        var up = new int[order.Length][];
        for (var v = 0; v < order.Length; v++)
        {
            pending[v].Sort();
            var neighbours = up[v] = [.. pending[v].Distinct()];
            pending[v] = [];
            if (neighbours.Length > 1) pending[neighbours[0]].AddRange(neighbours.AsSpan(1));
        }
        return up;
    }

    private static int[] PostOrder(int[][] up)
    {
        var (firstChild, sibling) = (Filled(up.Length, -1), Filled(up.Length, -1));
        var roots = new List<int>();
        for (var v = up.Length - 1; v >= 0; v--)
        {
            if (up[v].Length == 0) { roots.Add(v); continue; }
            (sibling[v], firstChild[up[v][0]]) = (firstChild[up[v][0]], v);
        }
        var postOrder = new List<int>(up.Length);
        var stack = new Stack<int>(roots);
        while (stack.TryPop(out var v))
        {
            postOrder.Add(v);
            for (var c = firstChild[v]; c >= 0; c = sibling[c]) stack.Push(c);
        }
        postOrder.Reverse();
        return [.. postOrder];
    }

    private static Hierarchy Layout(WalkGraph graph, int[] order, int[][] up)
    {
        var n = order.Length;
        var pageSize = Hierarchy.PageFor(n == 0 ? 0 : up.Max(u => u.Length));
        var (first, end, parent, depth) = (new int[n], new int[n], new int[n], new int[n]);
        var arcs = 0;
        for (var v = 0; v < n; v++)
        {
            if (arcs % pageSize + up[v].Length > pageSize) arcs += pageSize - arcs % pageSize;
            first[v] = arcs;
            end[v] = arcs += up[v].Length;
        }
        var (head, tail, headDepth) = (Filled(arcs, -1), Filled(arcs, -1), new ushort[arcs]);
        for (var v = n - 1; v >= 0; v--)
        {
            parent[v] = up[v].Length > 0 ? up[v][0] : -1;
            depth[v] = parent[v] < 0 ? 0 : depth[parent[v]] + 1;
            for (var i = 0; i < up[v].Length; i++)
                (head[first[v] + i], tail[first[v] + i], headDepth[first[v] + i]) = (up[v][i], v, checked((ushort)depth[up[v][i]]));
        }
        var (firstDown, down) = Downward(n, head);
        var hierarchy = new Hierarchy
        {
            Rank = Inverse(order),
            Node = order,
            Parent = parent,
            Depth = depth,
            FirstUp = first,
            EndUp = end,
            Head = head,
            Tail = tail,
            HeadDepth = headDepth,
            FirstDown = firstDown,
            Down = down,
            PageSize = pageSize,
            ArcOfEdge = new int[graph.EdgeCount],
        };
        MapEdges(graph, hierarchy);
        return hierarchy.Measured();
    }

    private static void MapEdges(WalkGraph graph, Hierarchy h)
    {
        for (var e = 0; e < graph.EdgeCount; e++)
        {
            var (a, b) = (h.Rank[graph.From[e]], h.Rank[graph.To[e]]);
            var arc = h.ArcBetween(Math.Min(a, b), Math.Max(a, b));
            h.ArcOfEdge[e] = a < b ? arc + 1 : -(arc + 1);
        }
    }

    private static (int[] First, int[] Down) Downward(int n, int[] head)
    {
        var first = new int[n + 1];
        foreach (var w in head)
            if (w >= 0) first[w + 1]++;
        for (var i = 0; i < n; i++) first[i + 1] += first[i];
        var next = first.AsSpan(0, n).ToArray();
        var down = new int[first[n]];
        for (var arc = 0; arc < head.Length; arc++)
            if (head[arc] >= 0) down[next[head[arc]]++] = arc;
        return (first, down);
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (var i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return inverse;
    }

    private static int[] Filled(int count, int value)
    {
        var a = new int[count];
        Array.Fill(a, value);
        return a;
    }
}
