using Wayfinding.Model;

namespace Wayfinding.Checks;

/// <summary>Connected parts of a walk graph.</summary>
internal static class GraphParts
{
    /// <summary>Part of each node when directions do not count, and the size of each part.</summary>
    public static int[] Weak(WalkGraph graph, out List<int> sizes)
    {
        var parent = Enumerable.Range(0, graph.NodeCount).ToArray();
        for (var e = 0; e < graph.EdgeCount; e++) parent[Root(parent, graph.From[e])] = Root(parent, graph.To[e]);
        return Numbered(Enumerable.Range(0, graph.NodeCount).Select(n => Root(parent, n)).ToArray(), out sizes);
    }

    /// <summary>Strongly connected part of each node (Tarjan, without recursion), and the size of each part.</summary>
    public static int[] Strong(WalkGraph graph, out List<int> sizes)
    {
        var n = graph.NodeCount;
        var (index, low, part, next) = (new int[n], new int[n], new int[n], new int[n]);
        Array.Fill(part, -1);
        var (open, calls, counter) = (new Stack<int>(), new Stack<int>(), 0);
        sizes = [];
        for (var root = 0; root < n; root++)
        {
            if (index[root] != 0) continue;
            calls.Push(root);
            while (calls.TryPeek(out var v))
            {
                if (index[v] == 0)
                {
                    index[v] = low[v] = ++counter;
                    next[v] = graph.FirstEdge[v];
                    open.Push(v);
                }
                if (next[v] < graph.FirstEdge[v + 1])
                {
                    var w = graph.To[next[v]++];
                    if (index[w] == 0) calls.Push(w);
                    else if (part[w] < 0) low[v] = Math.Min(low[v], index[w]);
                    continue;
                }
                calls.Pop();
                if (calls.TryPeek(out var caller)) low[caller] = Math.Min(low[caller], low[v]);
                if (low[v] == index[v]) Close(v, open, part, sizes);
            }
        }
        return part;
    }

    private static void Close(int v, Stack<int> open, int[] part, List<int> sizes)
    {
        var size = 0;
        int w;
        do
        {
            w = open.Pop();
            part[w] = sizes.Count;
            size++;
        }
        while (w != v);
        sizes.Add(size);
    }

    private static int[] Numbered(int[] roots, out List<int> sizes)
    {
        sizes = [];
        var number = new Dictionary<int, int>();
        for (var n = 0; n < roots.Length; n++)
        {
            if (!number.TryGetValue(roots[n], out var c))
            {
                number[roots[n]] = c = sizes.Count;
                sizes.Add(0);
            }
            sizes[c]++;
            roots[n] = c;
        }
        return roots;
    }

    private static int Root(int[] parent, int n)
    {
        while (parent[n] != n) n = parent[n] = parent[parent[n]];
        return n;
    }
}
