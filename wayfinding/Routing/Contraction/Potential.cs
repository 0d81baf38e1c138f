using System.Buffers;

namespace Wayfinding.Routing.Contraction;

/// <summary>
/// The cost from any node to one goal, computed when first asked for from the node's upward arcs and the costs of their heads, and kept: a
/// search that asks at thousands of nodes looks at every arc once (lazy RPHAST, Strasser and Zeitz 2021). Not thread-safe.
/// </summary>
internal sealed class Potential : IDisposable
{
    private const int Unknown = -1;

    private readonly Hierarchy _h;
    private readonly Metric _metric;
    private readonly int[] _cost;
    private readonly Stack<int> _pending = new();

    public Potential(Hierarchy h, Metric metric, int goal)
    {
        (_h, _metric, _cost) = (h, metric, ArrayPool<int>.Shared.Rent(h.Node.Length));
        _cost.AsSpan(0, h.Node.Length).Fill(Unknown);
        // Downwards to the goal: from each of its ancestors, the lower ones first.
        var distance = new Dictionary<int, int> { [h.Rank[goal]] = 0 };
        for (var v = h.Rank[goal]; v >= 0; v = h.Parent[v])
        {
            if (!distance.TryGetValue(v, out var reached)) continue;
            var (first, count) = (h.FirstUp[v], h.EndUp[v] - h.FirstUp[v]);
            if (count == 0) continue;
            var down = metric.Pages[first >> metric.Shift].Down.AsSpan(first & (h.PageSize - 1), count);
            for (var i = 0; i < count; i++)
            {
                var head = h.Head[first + i];
                if (reached + down[i] is var cost && cost < distance.GetValueOrDefault(head, Metric.Unreachable)) distance[head] = cost;
            }
        }
        // From the root down each ancestor is settled by itself and by those above it.
        for (var v = h.Rank[goal]; v >= 0; v = h.Parent[v]) _pending.Push(v);
        while (_pending.TryPop(out var v)) _cost[v] = Math.Min(distance.GetValueOrDefault(v, Metric.Unreachable), OverHeads(v));
    }

    /// <summary>The cost from a node, <see cref="Metric.Unreachable"/> when there is no way.</summary>
    public int From(int node)
    {
        var rank = _h.Rank[node];
        if (_cost[rank] != Unknown) return _cost[rank];
        // All heads of a node's arcs are its ancestors in the elimination tree.
        for (var v = rank; v >= 0 && _cost[v] == Unknown; v = _h.Parent[v]) _pending.Push(v);
        while (_pending.TryPop(out var v)) _cost[v] = OverHeads(v);
        return _cost[rank];
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_cost);

    private int OverHeads(int v)
    {
        var (best, first, count) = (Metric.Unreachable, _h.FirstUp[v], _h.EndUp[v] - _h.FirstUp[v]);
        if (count == 0) return best;
        var up = _metric.Pages[first >> _metric.Shift].Up.AsSpan(first & (_h.PageSize - 1), count);
        var heads = _h.Head.AsSpan(first, count);
        for (var i = 0; i < up.Length; i++) best = Math.Min(best, up[i] + _cost[heads[i]]);
        return best;
    }
}
